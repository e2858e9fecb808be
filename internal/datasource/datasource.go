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
	Uploaded     bool   // by the advertiser
	Declared     bool   `json:"-"` // by a person here; put in on reading
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

// providerUpload is who provides uploaded tables, in Amazon's words.
const providerUpload = "ADVERTISER_DATA_UPLOAD"

func isUpload(listed amc.DataSource) bool { return listed.Provider == providerUpload }

// merge joins Amazon's list with the catalogue and with the descriptions of
// uploaded tables, by category and name.
func merge(known *catalog.Catalog, listed []amc.DataSource, described []catalog.Dataset) []Source {
	uploaded := make(map[string]*catalog.Table, len(described))
	for _, d := range described {
		if with, err := known.With(d); err == nil {
			uploaded[strings.ToLower(d.Name)], _ = with.Table(d.Name)
		}
	}
	sources := make([]Source, 0, len(listed))
	for _, l := range listed {
		_, name, qualified := strings.Cut(l.ID, ".")
		if !qualified {
			name = l.ID
		}
		table, ok := known.Table(name)
		if !ok {
			table = uploaded[strings.ToLower(name)]
		}
		sources = append(sources, describe(name, l, table))
	}
	sortSources(sources)
	return sources
}

// describe joins one table; table is nil when the catalogue does not know it.
func describe(name string, listed amc.DataSource, table *catalog.Table) Source {
	source := Source{Name: name, Description: listed.Description, Uploaded: isUpload(listed)}
	if table == nil {
		source.Category = "Other"
		if source.Uploaded {
			source.Category = catalog.UploadedCategory
		}
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
			column = columnOf(*known)
			column.Description = cmp.Or(column.Description, c.Description)
			column.Role = cmp.Or(column.Role, string(c.ColumnType))
		}
		source.Columns = append(source.Columns, column)
	}
	return source
}

func columnOf(c catalog.Column) Column {
	return Column{
		Name: c.Name, Description: c.Description, Type: c.Type.String(), Class: string(c.Class), Role: string(c.Role),
		Unit: string(c.Unit), Values: c.Values, Examples: c.ExampleValues,
	}
}

// withDeclared puts what people declared in place of what Amazon says of the
// same table, or adds it. It never changes sources.
func withDeclared(sources []Source, declared []DataSet) []Source {
	if len(declared) == 0 {
		return sources
	}
	all := slices.DeleteFunc(slices.Clone(sources), func(s Source) bool {
		return slices.ContainsFunc(declared, func(d DataSet) bool { return strings.EqualFold(d.Name, s.Name) })
	})
	for _, d := range declared {
		source := Source{
			Name: d.Name, Category: catalog.UploadedCategory, Description: d.Description, Kind: string(d.Kind), WindowColumn: d.EventTime,
			Uploaded: true, Declared: true, Columns: make([]Column, len(d.Columns)),
		}
		for i, c := range d.Columns {
			source.Columns[i] = columnOf(c)
		}
		all = append(all, source)
	}
	sortSources(all)
	return all
}

func sortSources(sources []Source) {
	slices.SortFunc(sources, func(a, b Source) int {
		return cmp.Or(cmp.Compare(a.Category, b.Category), cmp.Compare(a.Name, b.Name))
	})
}

// addExamples gives every table whose columns are known its example.
func addExamples(known *catalog.Catalog, sources []Source) {
	for i, source := range sources {
		if table, ok := known.Table(source.Name); ok {
			sources[i].Example = catalog.Example(table)
			continue
		}
		if !source.Uploaded {
			continue
		}
		if with, err := known.With(source.dataset()); err == nil {
			table, _ := with.Table(source.Name)
			sources[i].Example = catalog.Example(table)
		}
	}
}
