package duckdb

import (
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// place says where a query stands.
type place struct {
	tables    *commonTables // visible common tables
	outer     *scope        // of a correlated subquery
	output    bool          // this is the result of the whole query
	existence bool          // only whether there are rows matters: EXISTS
	width     int           // of the list of columns around it, 0 without one
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
	emitted   string // quoted name in the output; empty where columns need none
	relation  *relation
	firstPath int
	source    bool // a data source, not a table of the query
}

// sharedColumn is a column that USING made one of two.
type sharedColumn struct {
	name   string
	value  value
	tables []*scopeTable // whose columns of the name it replaces
}

func (s *scope) add(t *translator, alias string, rel *relation, span amcsql.Span, source bool) *scopeTable {
	emitted := alias
	switch {
	case alias == "":
		emitted = t.anonymousName()
	case s.holds(alias):
		t.refuse(span, "duplicate-table", "Duplicate relation name '%s' in FROM clause", alias)
		emitted = t.anonymousName()
	case s.outer.emits(alias): // Names of this scope would hide the outer table.
		emitted = alias + t.anonymousName()
	}
	table := &scopeTable{alias: alias, emitted: quoteName(emitted), relation: rel, firstPath: len(s.paths), source: source}
	s.tables = append(s.tables, table)
	for i, p := range rel.paths {
		p.sql = table.emitted + "." + pathName(i)
		s.paths = append(s.paths, p)
	}
	return table
}

func (s *scope) holds(alias string) bool {
	for _, table := range s.tables {
		if table.alias == alias {
			return true
		}
	}
	return false
}

// emits reports whether the output uses a name for a table of s or around it.
func (s *scope) emits(name string) bool {
	for ; s != nil; s = s.outer {
		for _, table := range s.tables {
			if table.emitted == quoteName(name) {
				return true
			}
		}
	}
	return false
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
	c := &table.relation.columns[index]
	prefix := ""
	if table.emitted != "" {
		prefix = table.emitted + "."
	}
	v := value{
		sql: prefix + quoteName(c.name), typ: c.typ, class: c.class, role: c.role, fixed: c.fixed, from: c.from, parameter: c.parameter,
	}
	if count := len(table.relation.paths); table.firstPath+count < 64 {
		v.paths = (1<<count - 1) << table.firstPath
	}
	if table.firstPath < 64 {
		v.single = c.single << table.firstPath
	}
	return v
}

// column resolves a name: column, table.column, schema.table.column, or a field
// below a column that holds rows. It gives nil after a diagnostic.
func (t *translator) column(s *scope, ref *amcsql.ColumnRef) *value {
	parts := ref.Parts
	if t.gap(parts) {
		return nil
	}
	used := 1
	var found *value
	switch {
	case len(parts) > 1 && s.visible(parts[0].Name):
		found, used = t.qualifiedColumn(s, ref, parts[0], parts[1]), 2
	case len(parts) > 2 && s.visible(parts[1].Name):
		found, used = t.qualifiedColumn(s, ref, parts[1], parts[2]), 3
	case len(parts) > 1 && !t.resolves(s, ref):
		t.refuse(parts[0].At, "unknown-table", "Table '%s' not found", parts[0].Name)
		return nil
	default:
		found = t.plainColumn(s, ref)
	}
	if found == nil || used == len(parts) {
		return found
	}
	v := *found
	for _, field := range parts[used:] {
		v = t.fieldOf(v, field)
	}
	return &v
}

// visible reports whether a name is that of a table of s or around it.
func (s *scope) visible(alias string) bool {
	for ; s != nil; s = s.outer {
		if s.table(alias) != nil {
			return true
		}
	}
	return false
}

// resolves reports whether the first part of a name is a column, saying nothing.
func (t *translator) resolves(s *scope, ref *amcsql.ColumnRef) bool {
	for ; s != nil; s = s.outer {
		for _, table := range s.tables {
			if table.relation.find(ref.Parts[0].Name) >= 0 || table.relation.unknown {
				return true
			}
		}
	}
	return false
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
	if ref.Parts[0].Quote == '"' { // Some write texts in double quotes.
		text := textValue(name)
		return &text
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
		index := table.relation.find(name)
		if index < 0 {
			continue
		}
		if v != nil {
			t.refuse(ref.At, "ambiguous-column", "Column '%s' is ambiguous", name)
			return nil, true
		}
		resolved := table.value(index)
		v = &resolved
	}
	return v, v != nil || unknown
}

func (t *translator) qualifiedColumn(s *scope, ref *amcsql.ColumnRef, qualifier, name *amcsql.Ident) *value {
	for current := s; current != nil; current = current.outer {
		table := current.table(qualifier.Name)
		if table == nil {
			continue
		}
		if table.relation.unknown {
			return nil
		}
		index := table.relation.find(name.Name)
		if index < 0 {
			hint := ""
			if near := catalog.Nearest(name.Name, columnNames(table.relation)); near != "" {
				hint = "Did you mean " + near + "?"
			}
			t.refuseWithHint(name.At, "unknown-column", hint, "Column '%s' not found in table '%s'", name.Name, qualifier.Name)
			return nil
		}
		v := table.value(index)
		if current == s {
			v.loose = []*amcsql.ColumnRef{ref}
		}
		return &v
	}
	return nil // visible has found it
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
