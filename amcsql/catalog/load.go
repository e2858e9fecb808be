package catalog

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// tableFiles are read in this order, which is the order tables are shown in.
func tableFiles() []string {
	return []string{"attributed", "conversions", "dsp", "sponsored_ads", "segments", "paid", "ad_server"}
}

type tableRecord struct {
	Name             string         `json:"name"`
	Category         string         `json:"category"`
	Description      string         `json:"description"`
	Grain            string         `json:"grain"`
	Kind             Kind           `json:"kind"`
	WindowColumn     string         `json:"windowColumn"`
	EventTimeColumns []string       `json:"eventTimeColumns"`
	RetentionMonths  int            `json:"retentionMonths"`
	Paid             bool           `json:"paid"`
	Deprecated       bool           `json:"deprecated"`
	Certainty        Certainty      `json:"certainty"`
	Aliases          []string       `json:"aliases"`
	Pitfalls         []string       `json:"pitfalls"`
	Audience         *Audience      `json:"audience"`
	Inherits         string         `json:"inherits"` // table whose columns it has too, unless it has its own of that name
	Columns          []columnRecord `json:"columns"`
}

type columnRecord struct {
	Name        string    `json:"name"`
	Type        string    `json:"type"`
	Class       Class     `json:"class"`
	Role        Role      `json:"role"`
	Unit        Unit      `json:"unit"`
	Nullable    bool      `json:"nullable"`
	Values      []string  `json:"values"`
	Examples    []string  `json:"examples"`
	Description string    `json:"description"`
	Certainty   Certainty `json:"certainty"`
	Note        string    `json:"note"`
}

func load(source fs.FS) (*Catalog, error) {
	c := &Catalog{
		tableByName:    map[string]*Table{},
		functionByName: map[string]*Function{},
		unreal:         map[string]Unreal{},
	}
	for _, name := range tableFiles() {
		if err := c.loadTables(source, name); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	for _, table := range slices.Clone(c.tables) {
		if table.Audience == nil {
			continue
		}
		if err := c.addTable(table.audienceTwin()); err != nil {
			return nil, err
		}
	}
	if err := c.loadUnreal(source); err != nil {
		return nil, err
	}
	if err := c.loadFunctions(source); err != nil {
		return nil, err
	}
	return c, nil
}

func decode(source fs.FS, name string, into any) error {
	text, err := fs.ReadFile(source, "data/"+name+".json")
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

func (c *Catalog) loadTables(source fs.FS, file string) error {
	var records []tableRecord
	if err := decode(source, file, &records); err != nil {
		return err
	}
	for _, record := range records {
		table := &Table{
			Name: record.Name, Category: record.Category, Description: record.Description, Grain: record.Grain,
			Kind: record.Kind, WindowColumn: record.WindowColumn, EventTimeColumns: record.EventTimeColumns,
			RetentionMonths: record.RetentionMonths, Paid: record.Paid, Deprecated: record.Deprecated,
			Certainty: orMany(record.Certainty), Aliases: record.Aliases, Pitfalls: record.Pitfalls, Audience: record.Audience,
		}
		for _, r := range record.Columns {
			column, err := r.column()
			if err != nil {
				return fmt.Errorf("%s.%s: %w", record.Name, r.Name, err)
			}
			table.Columns = append(table.Columns, column)
		}
		if record.Inherits != "" {
			parent, ok := c.Table(record.Inherits)
			if !ok {
				return fmt.Errorf("%s inherits %s, which comes later or never", record.Name, record.Inherits)
			}
			table.index()
			for _, column := range parent.Columns {
				if _, own := table.Column(column.Name); !own {
					table.Columns = append(table.Columns, column)
				}
			}
		}
		slices.SortFunc(table.Columns, func(a, b Column) int { return strings.Compare(a.Name, b.Name) })
		table.index()
		if err := c.addTable(table); err != nil {
			return err
		}
	}
	return nil
}

func (r columnRecord) column() (Column, error) {
	kind, err := ParseType(r.Type)
	if err != nil {
		return Column{}, err
	}
	return Column{
		Name: r.Name, Description: r.Description, Type: kind, Class: r.Class, Role: r.Role, Unit: r.Unit,
		Nullable: r.Nullable, Values: r.Values, ExampleValues: r.Examples, Certainty: orMany(r.Certainty), Note: r.Note,
	}, nil
}

func orMany(c Certainty) Certainty {
	if c == "" {
		return Many
	}
	return c
}

func (c *Catalog) loadUnreal(source fs.FS) error {
	var names struct {
		Legacy  []Unreal `json:"legacy"`
		NotReal []Unreal `json:"notReal"`
	}
	if err := decode(source, "names", &names); err != nil {
		return fmt.Errorf("names: %w", err)
	}
	for _, unreal := range names.Legacy {
		unreal.Legacy = true
		c.unreal[unreal.Name] = unreal
	}
	for _, unreal := range names.NotReal {
		c.unreal[unreal.Name] = unreal
	}
	return nil
}
