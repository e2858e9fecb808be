package analysis

import (
	"github.com/recomamp/recomamp/amcsql"
)

// from adds a table, or the tables of a join, to the scope.
func (a *analyser) from(table amcsql.Table, s *scope) {
	switch t := table.(type) {
	case *amcsql.NamedTable:
		a.addRelation(s, t, t.Alias, a.namedTable(t, s))
	case *amcsql.ExtendedTable:
		a.addRelation(s, t, t.Alias, a.extendedTable(t, s))
	case *amcsql.DerivedTable:
		if t.Lateral {
			a.disputed(CodeUnverifiedSyntax, t.Span(), "LATERAL was never seen to work in AMC; join a common table instead.")
		}
		outer := s.parent
		if t.Lateral {
			outer = s
		}
		a.addRelation(s, t, t.Alias, &relation{shape: a.query(t.Query, outer, place{})})
	case *amcsql.ParenTable:
		a.from(t.Table, s)
	case *amcsql.Join:
		a.join(t, s)
	case *amcsql.PlaceholderTable:
		a.placeholder(t.Placeholder)
		a.addRelation(s, t, t.Alias, &relation{shape: unknownShape()})
	case *amcsql.Unnest:
		a.disputed(CodeUnverifiedSyntax, t.Span(), "UNNEST was never seen to work in AMC; EXPLODE(array) is the documented way from an array to rows.")
		a.expressions(t.Arrays, s, context{clause: inFrom})
		a.addRelation(s, t, t.Alias, &relation{shape: unknownShape()})
	case *amcsql.FunctionTable:
		a.functionTable(t, s)
	case *amcsql.SampledTable:
		a.disputed(CodeUnverifiedSyntax, t.Span(), "TABLESAMPLE was never seen to work in AMC; filter with RANDOM() <= 0.1 to read a tenth.")
		a.from(t.Table, s)
	default:
		a.addRelation(s, table, nil, &relation{shape: unknownShape()})
	}
}

// addRelation names a relation and makes it visible.
func (a *analyser) addRelation(s *scope, node amcsql.Table, alias *amcsql.TableAlias, r *relation) {
	if a.spend(tableCost) {
		return
	}
	r.at, r.scope, r.node = node.Span(), s, node
	if alias != nil {
		if alias.Name != nil {
			r.name, r.at = alias.Name.Name, alias.Name.Span()
			a.name(alias.Name)
		}
		r.shape = a.renamed(r.shape, r.name, alias.Columns)
	}
	if !s.add(r) {
		a.error(CodeDuplicateAlias, r.at, "Two tables of this FROM are called %s; give one of them an alias.", r.name).AMC =
			"Duplicate relation name '" + r.name + "' in FROM clause"
	}
}

func (a *analyser) functionTable(t *amcsql.FunctionTable, s *scope) {
	if t.Lateral {
		a.disputed(CodeUnverifiedSyntax, t.Span(), "LATERAL was never seen to work in AMC; join a common table instead.")
	}
	name := t.Call.Name()
	function, known := a.options.Catalog.Function(name)
	switch {
	case name == "EXPLODE":
		a.disputed(CodeUnverifiedSyntax, t.Call.Span(), "EXPLODE is documented, but nothing shows whether it may stand in FROM.")
	case known && function.Name == "SEQUENCE":
		a.disputed(CodeUnverifiedSyntax, t.Call.Span(), "%s in FROM was never seen to work in AMC; list the rows with VALUES.", name)
	default:
		a.error(CodeFunctionPlace, t.Call.Span(), "%s cannot stand in FROM; only EXTEND_TIME_WINDOW can.", name)
	}
	a.expressions(t.Call.Args, s, context{clause: inFrom})
	a.addRelation(s, t, t.Alias, &relation{shape: unknownShape()})
}
