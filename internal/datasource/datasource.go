// Package datasource tells which tables the queries of an instance can read.
//
// Amazon says which tables an instance has and which columns they hold; our
// catalogue adds what Amazon does not say: types, privacy classes, units and
// pitfalls. Amazon's list is kept for an hour, and longer when Amazon cannot
// be asked; then it is marked as stale. ListAll shows the tables of all
// instances as one list, with the instances that have each.
package datasource

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/internal/fault"
)

// ErrUnavailable says that Amazon's list cannot be had and none is kept.
var ErrUnavailable = fault.New(fault.Unavailable, "datasource.unavailable", "Amazon could not be asked for the tables of this instance.").
	WithNext("Try again in a few minutes.")

// Source is one table. Fields that neither Amazon nor the catalogue knows are empty.
type Source struct {
	Name         string
	Category     string
	Description  string
	Kind         string // FACT or DIMENSION
	WindowColumn string
	Paid         bool
	Deprecated   bool
	AudienceOnly bool
	Example      string `json:"-"` // AMC SQL to begin with; made on reading, never kept; empty for unknown tables
	Columns      []Column
}

// Column is one column of a table.
type Column struct {
	Name        string
	Description string
	Type        string
	Class       string
	Role        string
	Unit        string
	Values      []string
	Examples    []string
}

// List is what an instance offers.
type List struct {
	Sources   []Source
	FetchedAt time.Time
	Stale     bool
}

// merge joins Amazon's list with the catalogue, by category and name.
func merge(known *catalog.Catalog, listed []amc.DataSource) []Source {
	sources := make([]Source, 0, len(listed))
	for _, l := range listed {
		_, name, qualified := strings.Cut(l.ID, ".")
		if !qualified {
			name = l.ID
		}
		table, _ := known.Table(name)
		sources = append(sources, describe(name, l, table))
	}
	slices.SortFunc(sources, func(a, b Source) int {
		return cmp.Or(cmp.Compare(a.Category, b.Category), cmp.Compare(a.Name, b.Name))
	})
	return sources
}

// describe joins one table; table is nil when the catalogue does not know it.
func describe(name string, listed amc.DataSource, table *catalog.Table) Source {
	source := Source{Name: name, Description: listed.Description}
	if table == nil {
		source.Category = "Other"
		table = &catalog.Table{}
	} else {
		source.Category = table.Category
		source.Description = cmp.Or(table.Description, listed.Description)
		source.Kind, source.WindowColumn = string(table.Kind), table.WindowColumn
		source.Paid, source.Deprecated, source.AudienceOnly = table.Paid, table.Deprecated, table.IsAudience()
	}
	for _, c := range listed.Columns {
		column := Column{Name: c.Name, Description: c.Description, Role: string(c.ColumnType), Type: c.DataType.String()}
		if known, ok := table.Column(c.Name); ok {
			column = Column{
				Name: c.Name, Description: cmp.Or(known.Description, c.Description), Type: known.Type.String(),
				Class: string(known.Class), Role: cmp.Or(string(known.Role), string(c.ColumnType)), Unit: string(known.Unit),
				Values: known.Values, Examples: known.ExampleValues,
			}
		}
		source.Columns = append(source.Columns, column)
	}
	return source
}

// addExamples gives every table that the catalogue knows its example.
func addExamples(known *catalog.Catalog, sources []Source) {
	for i := range sources {
		if table, ok := known.Table(sources[i].Name); ok {
			sources[i].Example = catalog.Example(table)
		}
	}
}
