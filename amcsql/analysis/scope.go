package analysis

import (
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

// commonTable is a WITH table that the names after it may use.
type commonTable struct {
	node    *amcsql.CommonTable
	shape   *shape
	pending func() *shape // makes the shape once it is asked for; see rows
	order   int           // of those whose shape is made so, from 1
	used    bool
}

// scope is what names can mean at a place. A subquery has the scope around it
// as its parent.
type scope struct {
	parent    *scope
	subquery  bool           // of a query that is a value or a list
	looksOut  bool           // and that was told to use a table around it
	query     *amcsql.Query  // whose WITH it is; nil for a FROM
	rows      *shape         // of that query, once it is analysed
	sel       *amcsql.Select // whose FROM it is; nil for a WITH
	made      []column       // by its items, each at the index of its item; that of a * is empty
	keys      *groupKeys     // nil where it does not group
	relations []*relation
	names     map[string]*relation // the first of each lower-case name; nil where there are few, and in a part of a FROM
	joins     []joined
	tables    map[string]*commonTable // by lower-case name, of one WITH clause
	later     []*amcsql.CommonTable   // of that clause, not yet defined
	limit     int                     // the order from which common tables cannot be read now; 0 for none
	windows   map[string]*amcsql.Window
}

// scope makes a scope that the bindings know of.
func (a *analyser) scope(of scope) *scope {
	a.bindings.scopes = append(a.bindings.scopes, &of)
	return &of
}

func (s *scope) commonTable(name string) *commonTable {
	key := strings.ToLower(name)
	for ; s != nil; s = s.parent {
		if table := s.tables[key]; table != nil && (s.limit == 0 || table.order < s.limit) {
			return table
		}
	}
	return nil
}

func (s *scope) definedLater(name string) bool {
	named := func(table *amcsql.CommonTable) bool { return amcsql.SameName(table.Name.Name, name) }
	for ; s != nil; s = s.parent {
		if slices.ContainsFunc(s.later, named) {
			return true
		}
	}
	return false
}

// add makes a table visible, and reports whether it is the first of its name.
func (s *scope) add(r *relation) bool {
	first := r.name == "" || s.own(r.name) == nil
	s.relations = append(s.relations, r)
	switch {
	case len(s.relations) == indexed:
		s.names = make(map[string]*relation, 2*indexed)
		for _, earlier := range s.relations {
			s.index(earlier)
		}
	case s.names != nil:
		s.index(r)
	}
	return first
}

func (s *scope) index(r *relation) {
	if key := strings.ToLower(r.name); key != "" && s.names[key] == nil {
		s.names[key] = r
	}
}

// own finds a table of this FROM.
func (s *scope) own(name string) *relation {
	if s.names != nil {
		return s.names[strings.ToLower(name)]
	}
	for _, r := range s.relations {
		if amcsql.SameName(r.name, name) {
			return r
		}
	}
	return nil
}

func (s *scope) relation(name string) *relation {
	for ; s != nil; s = s.parent {
		if r := s.own(name); r != nil {
			return r
		}
	}
	return nil
}

func (s *scope) window(name string) *amcsql.Window {
	return s.windows[strings.ToLower(name)]
}

// alias finds a select item by the name that AS gives it, and returns its index,
// -1 where there is none.
func (a *analyser) alias(s *scope, name string) int {
	if s.sel == nil || a.spend(len(s.sel.Items)) {
		return -1
	}
	return slices.IndexFunc(s.sel.Items, func(item *amcsql.SelectItem) bool {
		return item.Alias != nil && amcsql.SameName(item.Alias.Name, name)
	})
}

// lookup finds an unqualified column in the nearest scope that has it. Several
// matches are returned unless a join made them one; open tells that a relation
// whose columns are not known may have it. The matches hold until the next lookup.
func (a *analyser) lookup(s *scope, name string) (matches []bound, open bool) {
	a.matches = a.matches[:0]
	for ; s != nil; s = s.parent {
		if a.spend(len(s.relations)) {
			return nil, true
		}
		for _, r := range s.relations {
			open = open || r.open
			c := r.column(name)
			if c == nil || len(a.matches) > 0 && r.joined[strings.ToLower(name)] {
				continue
			}
			a.matches = append(a.matches, bound{r, c})
		}
		if len(a.matches) > 0 {
			break
		}
	}
	return a.matches, open
}

// visible lists the tables that names may come from, the nearest first.
func (s *scope) visible() []*relation {
	var all []*relation
	for ; s != nil; s = s.parent {
		all = append(all, s.relations...)
	}
	return all
}

func (s *scope) relationNames() []string {
	var names []string
	for ; s != nil; s = s.parent {
		for _, r := range s.relations {
			if r.name != "" {
				names = append(names, r.name)
			}
		}
	}
	return names
}

func (s *scope) commonTableNames() []string {
	var names []string
	for ; s != nil; s = s.parent {
		for _, table := range s.tables {
			names = append(names, table.node.Name.Name)
		}
	}
	slices.Sort(names)
	return names
}
