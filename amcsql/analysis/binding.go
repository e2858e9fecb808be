package analysis

import (
	"sync"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// Bindings tells what the names of a query mean. Its maps are nil until there is
// something to note in them.
type Bindings struct {
	root    *amcsql.Query
	columns map[*amcsql.ColumnRef]bound
	aliases map[*amcsql.ColumnRef]*amcsql.SelectItem
	// scopes are those of all queries and SELECTs, outer ones first. They hold
	// what nodes other than names mean; see places.
	scopes []*scope
	// qualifiers are what stands before the dot of t.*, and of names that mean no
	// column.
	qualifiers map[amcsql.Node]*relation
	using      []*column // columns that a USING names
	stars      map[*amcsql.Star][]*column

	finding sync.Mutex // guards found
	found   *meanings  // nil until somebody asks
}

// meanings are what nodes mean, as the scopes tell. An editor asks for them; a
// check of a text does without.
type meanings struct {
	scopes  int // how many of the scopes are in them
	selects map[*amcsql.Select]*scope
	queries map[*amcsql.Query]*scope
	tables  map[amcsql.Table]*relation
	items   map[*amcsql.SelectItem]*column
}

// meanings have all scopes in them, those too that a question after the analysis made.
func (b *Bindings) meanings() *meanings {
	b.finding.Lock()
	defer b.finding.Unlock()
	if b.found == nil || b.found.scopes < len(b.scopes) {
		b.found = meaningsOf(b.scopes)
	}
	return b.found
}

func meaningsOf(scopes []*scope) *meanings {
	found := &meanings{
		scopes: len(scopes), selects: map[*amcsql.Select]*scope{}, queries: map[*amcsql.Query]*scope{},
		tables: map[amcsql.Table]*relation{}, items: map[*amcsql.SelectItem]*column{},
	}
	for _, s := range scopes {
		if s.query != nil {
			found.queries[s.query] = s
			continue
		}
		found.selects[s.sel] = s
		for _, r := range s.relations {
			if r.node != nil {
				found.tables[r.node] = r
			}
		}
		for i := range s.made {
			if c := &s.made[i]; c.item != nil {
				found.items[s.sel.Items[i]] = c
			}
		}
	}
	return found
}

// qualifier is the table that a name with a dot or t.* says it is of, nil where
// it says none.
func (b *Bindings) qualifier(n amcsql.Node) *relation {
	if ref, is := n.(*amcsql.ColumnRef); is {
		if meant := b.columns[ref]; meant.relation != nil && len(ref.Parts) > 1 && amcsql.SameName(meant.relation.name, ref.Parts[0].Name) {
			return meant.relation
		}
	}
	return b.qualifiers[n]
}

// note enters what a node means; most queries fill few of the maps.
func note[K comparable, V any](meanings *map[K]V, node K, meaning V) {
	if *meanings == nil {
		*meanings = map[K]V{}
	}
	(*meanings)[node] = meaning
}

// Root returns the query that was analysed.
func (b *Bindings) Root() *amcsql.Query { return b.root }

// Column describes a column as a place of the query sees it.
type Column struct {
	Name   string
	Type   catalog.Type
	Class  catalog.Class
	Source *catalog.Column // nil for columns that the query makes
	Table  *catalog.Table  // the data source it is read from, nil otherwise
	At     amcsql.Span     // where the query makes it; zero for data sources
}

// Relation describes a table as a place of the query sees it.
type Relation struct {
	Name    string // alias, or the table's name; "" for a derived table without one
	Columns []Column
	Source  *catalog.Table // nil for common and derived tables
	Open    bool           // not all columns are known
}

// Column returns what a name means, and false where it could not be bound.
func (b *Bindings) Column(ref *amcsql.ColumnRef) (Column, bool) {
	if meant, ok := b.columns[ref]; ok {
		return meant.column.public(), true
	}
	return Column{}, false
}

// SelectItem returns the select item that a name means, as in GROUP BY alias.
func (b *Bindings) SelectItem(ref *amcsql.ColumnRef) (*amcsql.SelectItem, bool) {
	item, ok := b.aliases[ref]
	return item, ok
}

// Table returns the table that a node of FROM stands for.
func (b *Bindings) Table(node amcsql.Table) (Relation, bool) {
	if r := b.meanings().tables[node]; r != nil {
		return r.public(), true
	}
	return Relation{}, false
}

// mostVisible bounds Visible: a person who writes reads no more tables at once.
const mostVisible = 256

// Visible lists the tables that expressions of a SELECT may name, the ones of
// outer queries last, and of more than 256 the first.
func (b *Bindings) Visible(s *amcsql.Select) []Relation {
	var visible []Relation
	for scope := b.meanings().selects[s]; scope != nil; scope = scope.parent {
		for _, r := range scope.relations {
			if len(visible) == mostVisible {
				return visible
			}
			visible = append(visible, r.public())
		}
	}
	return visible
}

// CommonTables lists the WITH tables that a query and what is in it may read.
func (b *Bindings) CommonTables(q *amcsql.Query) []Relation {
	var tables []Relation
	for scope := b.meanings().queries[q]; scope != nil; scope = scope.parent {
		for _, table := range scope.tables {
			tables = append(tables, (&relation{shape: table.rows(), name: table.node.Name.Name}).public())
		}
	}
	return tables
}

// Item returns the column that a select item makes, and false for a * and
// where nothing is known.
func (b *Bindings) Item(item *amcsql.SelectItem) (Column, bool) {
	if c := b.meanings().items[item]; c != nil {
		return c.public(), true
	}
	return Column{}, false
}

// StarColumns lists the names of the columns that a * stands for, nil where they
// are not known or one of them has no name of its own.
func (b *Bindings) StarColumns(star *amcsql.Star) []string {
	var names []string
	for _, c := range b.stars[star] {
		if unnamed(c) {
			return nil
		}
		names = append(names, c.name)
	}
	return names
}

func (c *column) public() Column {
	return Column{Name: c.name, Type: c.value.typ.public(), Class: c.value.class.public(), Source: c.source, Table: c.table, At: c.at}
}

func (r *relation) public() Relation {
	out := Relation{Name: r.name, Source: r.source, Open: r.open, Columns: make([]Column, len(r.columns))}
	for i, c := range r.columns {
		out.Columns[i] = c.public()
	}
	return out
}
