package analysis

import (
	"slices"
	"strings"
	"sync"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// column is one column of a shape.
type column struct {
	name   string // as written or as in the catalogue
	value  value
	source *catalog.Column // set where it is a column of a data source, also under another name
	table  *catalog.Table  // that data source
	at     amcsql.Span     // where the query makes it; zero for data sources
	item   amcsql.Node     // the select item or value that makes it, nil for data sources
	from   []*column       // what it takes over unchanged: one for a renamed column, several for a set operation
	given  *amcsql.Ident   // the name that the query gives it, nil where it has another column's
	// inherits says that it is called as from[0] is, by way of * or a set operation.
	inherits bool
}

// shape is what rows consist of. It never changes once a table has it, so that
// everything that reads the table shares it.
type shape struct {
	columns    []*column
	open       bool // columns are not all known; missing ones are no error
	aggregated bool // rows do not stand for single events
	reads      int  // how many reads of data sources with users the rows rest on
	// keys are columns whose values together differ in every row. Nil says that
	// none are known, empty that there is one row at most.
	keys  []*column
	index map[string]*column
	// shared are lower-case names that several columns have; nil until one is asked for.
	shared map[string]bool
}

// unknownShape stands for rows of which nothing is known; no rule is broken by them.
func unknownShape() *shape { return &shape{open: true, aggregated: true} }

// indexed is the width from which looking a name up by an index pays.
const indexed = 12

func (s *shape) column(name string) *column {
	if len(s.columns) < indexed {
		for _, c := range s.columns {
			if amcsql.SameName(c.name, name) {
				return c
			}
		}
		return nil
	}
	if s.index == nil {
		s.makeIndex()
	}
	return s.index[strings.ToLower(name)]
}

// sharedName reports whether several columns have a name. The first is the one found.
func (s *shape) sharedName(name string) bool {
	if s.shared == nil {
		s.shared = map[string]bool{}
		seen := make(map[string]bool, len(s.columns))
		for _, c := range s.columns {
			key := strings.ToLower(c.name)
			if seen[key] {
				s.shared[key] = true
			}
			seen[key] = true
		}
	}
	return len(s.shared) > 0 && s.shared[strings.ToLower(name)]
}

func (s *shape) makeIndex() {
	s.index = make(map[string]*column, len(s.columns))
	for _, c := range s.columns {
		key := strings.ToLower(c.name)
		if s.index[key] == nil {
			s.index[key] = c
		}
	}
}

// lastingShapes are the rows of the data sources of the default catalogue, by
// *catalog.Table. They never change, so all analyses share them.
var lastingShapes sync.Map

// sourceShape gives the rows of a data source, one shape per analysis at most.
func (a *analyser) sourceShape(source *catalog.Table) *shape {
	if lasting, _ := catalog.Default().Table(source.Name); lasting == source {
		known, ok := lastingShapes.Load(source)
		if !ok {
			known, _ = lastingShapes.LoadOrStore(source, newSourceShape(source))
		}
		return known.(*shape) // nothing else is stored
	}
	if known := a.sources[source]; known != nil {
		return known
	}
	if a.sources == nil {
		a.sources = map[*catalog.Table]*shape{}
	}
	a.sources[source] = newSourceShape(source)
	return a.sources[source]
}

func newSourceShape(source *catalog.Table) *shape {
	columns := make([]column, len(source.Columns))
	made := &shape{columns: make([]*column, len(columns))}
	if slices.ContainsFunc(source.Columns, func(c catalog.Column) bool { return c.Name == "user_id" }) {
		made.reads = 1
	}
	for i := range columns {
		of, c := &source.Columns[i], &columns[i]
		*c = column{name: of.Name, source: of, table: source}
		c.value = value{
			typ: ofCatalog(of.Type), class: classOf(of.Class), metric: of.Role == catalog.Metric,
			unit: moneyUnitOf(of.Unit), zone: zoneOf(source, of), column: c,
			doubtful: of.Certainty != catalog.Many && of.Certainty != "",
		}
		made.columns[i] = c
	}
	made.makeIndex() // now, as several goroutines may read it
	return made
}

// relation is one table as a SELECT sees it.
type relation struct {
	*shape
	node   amcsql.Table
	common *amcsql.CommonTable // set for a name that means one
	name   string
	source *catalog.Table  // set for a data source read directly
	joined map[string]bool // lower-case names that USING made one with an earlier relation's
	scope  *scope
	at     amcsql.Span
}

// bound is what a name means: a column, and the table of FROM it is read from.
// The relation is nil where ORDER BY names an output column.
type bound struct {
	relation *relation
	column   *column
}

// boundSet is a set of what names mean. Few are kept as a list, which is smaller
// and faster than a map.
type boundSet struct {
	few  []bound
	many map[bound]bool // all of them, once they are as many as pay for an index
}

func (s *boundSet) add(b bound) {
	if s.has(b) {
		return
	}
	if s.many == nil && len(s.few) < indexed {
		s.few = append(s.few, b)
		return
	}
	for _, known := range s.few {
		note(&s.many, known, true)
	}
	s.few = nil
	note(&s.many, b, true)
}

func (s *boundSet) has(b bound) bool { return slices.Contains(s.few, b) || s.many[b] }

// join makes a column of r the same as the one of an earlier relation.
func (r *relation) join(name string) {
	if r.joined == nil {
		r.joined = map[string]bool{}
	}
	r.joined[strings.ToLower(name)] = true
}
