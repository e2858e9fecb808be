package duckdb

import (
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// place says where a query stands.
type place struct {
	tables *commonTables // visible common tables
	outer  *scope        // of a correlated subquery
	output bool          // this is the result of the whole query
}

// commonTables is a chain of WITH names, latest first.
type commonTables struct {
	name     string // as the query calls it, lower case
	emitted  string // as the output calls it, unquoted
	relation *relation
	next     *commonTables
}

func (c *commonTables) find(name string) *commonTables {
	for ; c != nil; c = c.next {
		if amcsql.SameName(c.name, name) {
			return c
		}
	}
	return nil
}

// scope is what the names of one SELECT can mean.
type scope struct {
	tables []*scopeTable
	shared []sharedColumn // of JOIN … USING
	paths  []path
	outer  *scope
}

// scopeTable is one table of FROM.
type scopeTable struct {
	alias     string // lower case; empty when it has none
	emitted   string // quoted name in the output
	relation  *relation
	firstPath int
	source    bool // a data source, not a table of the query
}

// sharedColumn is a column that USING made one of two.
type sharedColumn struct {
	name  string
	value value
}

func (s *scope) add(t *translator, alias string, rel *relation, span amcsql.Span, source bool) *scopeTable {
	emitted := alias
	if alias == "" {
		emitted = t.anonymousName()
	} else {
		for _, other := range s.tables {
			if other.alias == alias {
				t.refuse(span, "duplicate-table", "Duplicate relation name '%s' in FROM clause", alias)
				emitted = t.anonymousName()
			}
		}
	}
	table := &scopeTable{alias: alias, emitted: quoteName(emitted), relation: rel, firstPath: len(s.paths), source: source}
	s.tables = append(s.tables, table)
	for i, p := range rel.paths {
		p.sql = table.emitted + "." + pathName(i)
		s.paths = append(s.paths, p)
	}
	return table
}

// aggregated reports whether no table of the scope holds single events.
func (s *scope) aggregated() bool {
	for _, table := range s.tables {
		if !table.relation.aggregated {
			return false
		}
	}
	return true
}

// value gives a column of a table.
func (table *scopeTable) value(index int) value {
	c := table.relation.columns[index]
	v := value{
		sql: table.emitted + "." + quoteName(c.name), typ: c.typ, class: c.class, role: c.role, fixed: c.fixed,
	}
	if table.firstPath < 64 {
		v.single = c.single << table.firstPath
	}
	return v
}

// column resolves a name; nil after a diagnostic.
func (t *translator) column(s *scope, ref *amcsql.ColumnRef) *value {
	switch len(ref.Parts) {
	case 1:
		return t.plainColumn(s, ref)
	case 2:
		return t.qualifiedColumn(s, ref)
	default:
		t.refuse(ref.At, "unknown-column", "Column '%s' not found in any table", printed(ref))
		return nil
	}
}

func (t *translator) plainColumn(s *scope, ref *amcsql.ColumnRef) *value {
	name := ref.Parts[0].Name
	for current := s; current != nil; current = current.outer {
		if v, found := t.searchTables(current, ref); found {
			if v != nil && current == s && s != nil {
				v.loose = []*amcsql.ColumnRef{ref}
			}
			return v
		}
	}
	hint := ""
	if near := nearColumn(s, name); near != "" {
		hint = "Did you mean " + near + "?"
	}
	t.refuseWithHint(ref.At, "unknown-column", hint, "Column '%s' not found in any table", name)
	return nil
}

// searchTables looks in one scope; found is also true when the name is ambiguous.
func (t *translator) searchTables(s *scope, ref *amcsql.ColumnRef) (v *value, found bool) {
	name := ref.Parts[0].Name
	for _, shared := range slices.Backward(s.shared) { // The latest join has merged the earlier ones.
		if amcsql.SameName(shared.name, name) {
			return &shared.value, true
		}
	}
	unknown := false
	for _, table := range s.tables {
		unknown = unknown || table.relation.unknown
		index, ambiguous := table.relation.find(name)
		if index < 0 {
			continue
		}
		if ambiguous || v != nil {
			t.refuse(ref.At, "ambiguous-column", "Column '%s' is ambiguous", name)
			return nil, true
		}
		resolved := table.value(index)
		v = &resolved
	}
	return v, v != nil || unknown
}

func (t *translator) qualifiedColumn(s *scope, ref *amcsql.ColumnRef) *value {
	qualifier, name := ref.Parts[0].Name, ref.Parts[1].Name
	for current := s; current != nil; current = current.outer {
		table := current.table(qualifier)
		if table == nil {
			continue
		}
		if table.relation.unknown {
			return nil
		}
		index, ambiguous := table.relation.find(name)
		if ambiguous {
			t.refuse(ref.At, "ambiguous-column", "Column '%s' is ambiguous", name)
			return nil
		}
		if index < 0 {
			hint := ""
			if near := catalog.Nearest(name, columnNames(table.relation)); near != "" {
				hint = "Did you mean " + near + "?"
			}
			t.refuseWithHint(ref.Parts[1].At, "unknown-column", hint, "Column '%s' not found in table '%s'", name, qualifier)
			return nil
		}
		v := table.value(index)
		if current == s {
			v.loose = []*amcsql.ColumnRef{ref}
		}
		return &v
	}
	t.refuse(ref.Parts[0].At, "unknown-table", "Table '%s' not found", qualifier)
	return nil
}

func (s *scope) table(alias string) *scopeTable {
	for _, table := range s.tables {
		if table.alias != "" && amcsql.SameName(table.alias, alias) {
			return table
		}
	}
	return nil
}

func nearColumn(s *scope, name string) string {
	var names []string
	for current := s; current != nil; current = current.outer {
		for _, table := range current.tables {
			names = append(names, columnNames(table.relation)...)
		}
	}
	return catalog.Nearest(name, names)
}

func columnNames(r *relation) []string {
	names := make([]string, len(r.columns))
	for i := range r.columns {
		names[i] = r.columns[i].shown
	}
	return names
}

// printed writes a name as the query does.
func printed(ref *amcsql.ColumnRef) string {
	parts := make([]string, len(ref.Parts))
	for i, part := range ref.Parts {
		parts[i] = part.Name
	}
	return strings.Join(parts, ".")
}
