package duckdb

import (
	"fmt"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// relation is the translation of anything that gives rows. Its SQL is a SELECT
// that yields the columns under their names and then the paths as "#u1" … .
type relation struct {
	sql        string
	with       string // the WITH that sql begins with, if any
	columns    []column
	paths      []path
	order      []string       // keys of ORDER BY in terms of the relation, with direction
	hidden     int            // how many columns "#s1" … the keys have of their own
	aggregated bool           // no output row stands for a single event
	unknown    bool           // could not be resolved: every name is in it
	places     map[string]int // of columns by name, of the first where several share it; made on first use
}

// column is a column of a relation.
type column struct {
	name   string // lower case, unique in the relation
	shown  string // lower case, as the query calls it
	span   amcsql.Span
	typ    dataType
	class  catalog.Class
	role   catalog.Role
	fixed  bool    // made of literals and parameters only
	single uint64  // bit i: rows with one value of this column have one user on path i
	from   *origin // the column of a data source it is, unchanged

	parameter *parameterUse // of rows that a placeholder leaves open, and of the elements of a list
}

// pathKind says what the hidden column of a path holds.
type pathKind int

const (
	oneUser  pathKind = iota // hash of the user, 0 unresolved, NULL no row
	userSet                  // list of such hashes, NULL no row
	userSize                 // number of resolved users, NULL no row
)

// path is the hidden column of one data source read.
type path struct {
	source  string
	kind    pathKind
	sql     string // how the scope refers to it; empty in a relation
	counted bool   // the relation has its effective and equivalent users as well
}

func pathName(i int) string { return fmt.Sprintf(`"#u%d"`, i+1) }

// find gives the place of a column by name, of the first where several share
// it; -1 without one.
func (r *relation) find(name string) int {
	if r.places == nil {
		r.places = make(map[string]int, len(r.columns))
		for i := range r.columns {
			if _, taken := r.places[r.columns[i].shown]; !taken {
				r.places[r.columns[i].shown] = i
			}
		}
	}
	if index, found := r.places[strings.ToLower(name)]; found {
		return index
	}
	return -1
}

// sortName is the hidden column of a key of ORDER BY.
func sortName(i int) string { return fmt.Sprintf(`"#s%d"`, i+1) }

// allNames lists the columns and paths of the relation, quoted.
func (r *relation) allNames() []string {
	names := make([]string, 0, len(r.columns)+len(r.paths))
	for i := range r.columns {
		names = append(names, quoteName(r.columns[i].name))
	}
	for i := range r.paths {
		names = append(names, pathName(i))
	}
	return names
}

// ordered gives the rows in their order, if there is one.
func (r *relation) ordered() string {
	if len(r.order) == 0 {
		return ""
	}
	return "\nORDER BY " + strings.Join(r.order, ", ")
}

// nameColumns makes column names unique: the second "x" becomes "x0", the
// way the names of an AMC result do.
func nameColumns(r *relation) {
	columns := r.columns
	r.places = nil
	taken := map[string]bool{}
	for i := range columns {
		taken[columns[i].shown] = true
	}
	used := map[string]bool{}
	for i := range columns {
		name := columns[i].shown
		for n := 0; used[name]; n++ {
			if candidate := fmt.Sprintf("%s%d", columns[i].shown, n); !taken[candidate] && !used[candidate] {
				name = candidate
			}
		}
		used[name] = true
		columns[i].name = name
	}
}

// stricter is the class that asks for more.
func stricter(a, b catalog.Class) catalog.Class {
	if a == "" || b.Rank() > a.Rank() {
		return b
	}
	return a
}

// mergeRole keeps a number to add up one.
func mergeRole(a, b catalog.Role) catalog.Role {
	if a == catalog.Metric || b == catalog.Metric {
		return catalog.Metric
	}
	return catalog.Attribute
}

// lowerName is the spelling under which DuckDB sees an AMC name.
func lowerName(ident *amcsql.Ident) string { return strings.ToLower(ident.Name) }
