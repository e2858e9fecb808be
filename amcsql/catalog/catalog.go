package catalog

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"
)

//go:embed data/*.json
var files embed.FS

// Catalog is the set of known tables and functions.
type Catalog struct {
	tables         []*Table
	tableByName    map[string]*Table
	functions      []*Function
	functionByName map[string]*Function
	unreal         map[string]Unreal
	tableNames     []string // of tables
	usable         []string // names of functions that work
}

// Unreal is a table name that turns up in public queries and does not exist.
type Unreal struct {
	Name string `json:"name"`
	// Table is the one probably meant, or "".
	Table string `json:"table"`
	// Note says how to reach the same data, or "".
	Note string `json:"note"`
	// Filter tells which rows of Table the legacy name stood for; nil for all.
	Filter *Filter `json:"filter"`
	// Legacy is true when the name once existed.
	Legacy bool `json:"-"`
}

// Filter is a condition column = value.
type Filter struct {
	Column string `json:"column"`
	Value  string `json:"value"`
}

var parsed = sync.OnceValues(func() (*Catalog, error) { return load(files) })

// Default is the catalogue embedded in the program, read on first use.
func Default() *Catalog {
	catalog, err := parsed()
	if err != nil {
		panic(fmt.Sprintf("catalog: embedded data: %v", err)) // Cannot happen: tests load the same bytes.
	}
	return catalog
}

// Tables are all tables, measurement tables first in the order of the
// catalogue, then their audience twins.
func (c *Catalog) Tables() []*Table { return c.tables }

// Table finds a table by name or alias in any case, audience twins included.
func (c *Catalog) Table(name string) (*Table, bool) {
	table, ok := c.tableByName[strings.ToLower(name)]
	return table, ok
}

// Unreal tells of a well-known name that is no table.
func (c *Catalog) Unreal(name string) (Unreal, bool) {
	unreal, ok := c.unreal[strings.ToLower(name)]
	return unreal, ok
}

// Resolve finds a table as Table does and, failing that, the successor of a
// legacy name. legacy is nil where the name is the table's own.
func (c *Catalog) Resolve(name string) (table *Table, legacy *Unreal, ok bool) {
	if table, ok := c.Table(name); ok {
		return table, nil, true
	}
	unreal, ok := c.Unreal(name)
	if !ok || !unreal.Legacy {
		return nil, nil, false
	}
	table, ok = c.Table(unreal.Table)
	return table, &unreal, ok
}

// Functions are all known functions by name, including those reported not to
// work.
func (c *Catalog) Functions() []*Function { return c.functions }

// Function finds a function by name or alias in any case.
func (c *Catalog) Function(name string) (*Function, bool) {
	function, ok := c.functionByName[strings.ToUpper(name)]
	return function, ok
}

// SuggestTable gives the existing table name that a wrong one most likely
// means, or "" when none is near.
func (c *Catalog) SuggestTable(name string) string {
	if unreal, ok := c.Unreal(name); ok && unreal.Table != "" {
		return unreal.Table
	}
	return Nearest(name, c.tableNames)
}

// SuggestColumn gives the column of the tables that a wrong name most likely
// means, or "" when none is near.
func SuggestColumn(name string, tables ...*Table) string {
	var names []string
	for _, table := range tables {
		for i := range table.Columns {
			names = append(names, table.Columns[i].Name)
		}
	}
	return Nearest(name, names)
}

// SuggestFunction gives the working function that a wrong name most likely
// means, or "" when none is near.
func (c *Catalog) SuggestFunction(name string) string {
	if function, ok := c.Function(name); ok && function.Instead != "" {
		return function.Instead
	}
	return Nearest(name, c.usable)
}

func (c *Catalog) addTable(table *Table) error {
	for _, name := range slices.Concat([]string{table.Name}, table.Aliases) {
		key := strings.ToLower(name)
		if _, taken := c.tableByName[key]; taken {
			return fmt.Errorf("table %s is there twice", name)
		}
		c.tableByName[key] = table
	}
	c.tables = append(c.tables, table)
	c.tableNames = append(c.tableNames, table.Name)
	return nil
}

func (c *Catalog) addFunction(function *Function) error {
	for _, name := range slices.Concat([]string{function.Name}, function.Aliases) {
		key := strings.ToUpper(name)
		if _, taken := c.functionByName[key]; taken {
			return fmt.Errorf("function %s is there twice", name)
		}
		c.functionByName[key] = function
	}
	c.functions = append(c.functions, function)
	if function.Status.Usable() {
		c.usable = append(c.usable, function.Name)
	}
	return nil
}
