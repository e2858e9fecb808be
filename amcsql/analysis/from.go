package analysis

import (
	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
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
			a.error(CodeUnsupportedSyntax, t.Span(), "AMC has no LATERAL; join a common table instead.")
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
		a.error(CodeUnsupportedSyntax, t.Span(), "AMC has no UNNEST; EXPLODE(array) is the documented way from an array to rows.")
		a.expressions(t.Arrays, s, context{clause: inFrom})
		a.addRelation(s, t, t.Alias, &relation{shape: unknownShape()})
	case *amcsql.FunctionTable:
		a.functionTable(t, s)
	case *amcsql.SampledTable:
		a.error(CodeUnsupportedSyntax, t.Span(), "AMC has no TABLESAMPLE; filter with RANDOM() <= 0.1 to read a tenth.")
		a.from(t.Table, s)
	default:
		a.addRelation(s, table, nil, &relation{shape: unknownShape()})
	}
}

// addRelation names a relation and makes it visible.
func (a *analyser) addRelation(s *scope, node amcsql.Table, alias *amcsql.TableAlias, r *relation) {
	r.at, r.scope = node.Span(), s
	if alias != nil {
		if alias.Name != nil {
			r.name, r.at = alias.Name.Name, alias.Name.Span()
			a.name(alias.Name)
		}
		r.shape = a.renamed(r.shape, r.name, alias.Columns)
	}
	for _, other := range s.relations {
		if r.name != "" && amcsql.SameName(other.name, r.name) {
			a.error(CodeDuplicateAlias, r.at, "Two tables of this FROM are called %s; give one of them an alias.", r.name)
			break
		}
	}
	s.relations = append(s.relations, r)
	a.bindings.tables[node] = r
}

func (a *analyser) namedTable(t *amcsql.NamedTable, s *scope) *relation {
	parts := t.Name.Parts
	last := parts[len(parts)-1]
	a.name(last)
	if len(parts) == 1 {
		if table := s.commonTable(last.Name); table != nil {
			table.used = true
			return &relation{shape: table.shape, name: last.Name}
		}
	}
	if source, ok := a.catalogTable(last.Name); ok {
		a.readTable(source, t.Name.Span())
		return &relation{shape: a.sourceShape(source), name: source.Name, source: source}
	}
	a.unknownTable(last.Name, t.Name.Span(), s)
	return &relation{shape: unknownShape(), name: last.Name}
}

func (a *analyser) catalogTable(name string) (*catalog.Table, bool) {
	for _, table := range a.options.Tables {
		if amcsql.SameName(table.Name, name) {
			return table, true
		}
	}
	return a.options.Catalog.Table(name)
}

// readTable notes that a data source is read.
func (a *analyser) readTable(source *catalog.Table, at amcsql.Span) {
	a.readsTwin = a.readsTwin || source.IsAudience()
	if source.Deprecated {
		a.warn(CodeDeprecatedTable, at, "Amazon has removed %s; only old queries still get an answer from it.", source.Name)
	}
	for _, known := range a.tables {
		if known == source {
			return
		}
	}
	a.tables = append(a.tables, source)
}

// unknownTable says what is wrong with a table name, and which one was meant.
func (a *analyser) unknownTable(name string, at amcsql.Span, s *scope) {
	if s.definedLater(name) {
		a.error(CodeUnknownTable, at, "Object '%s' not found: the common table %s is defined later; a common table reads only the ones before it.", name, name)
		return
	}
	if unreal, ok := a.options.Catalog.Unreal(name); ok {
		message := "Object '%s' not found: there is no such table in AMC"
		if unreal.Legacy {
			message = "Object '%s' not found: the name is not used any more"
		}
		d := a.error(CodeUnknownTable, at, message, name)
		if unreal.Note != "" {
			d.Message += " (" + unreal.Note + ")"
		}
		d.Message += "."
		suggest(d, unreal.Table)
		return
	}
	d := a.error(CodeUnknownTable, at, "Object '%s' not found: no data source and no common table has this name.", name)
	suggestion := catalog.Nearest(name, s.commonTableNames())
	if suggestion == "" {
		suggestion = a.options.Catalog.SuggestTable(name)
	}
	suggest(d, suggestion)
}

func (a *analyser) functionTable(t *amcsql.FunctionTable, s *scope) {
	if t.Lateral {
		a.error(CodeUnsupportedSyntax, t.Span(), "AMC has no LATERAL; join a common table instead.")
	}
	name := t.Call.Name()
	if name == "EXPLODE" {
		a.warn(CodeUnverifiedSyntax, t.Call.Span(), "EXPLODE is documented, but nothing shows whether it may stand in FROM.")
	} else {
		a.error(CodeFunctionPlace, t.Call.Span(), "%s cannot stand in FROM; only EXTEND_TIME_WINDOW can.", name)
	}
	a.expressions(t.Call.Args, s, context{clause: inFrom})
	a.addRelation(s, t, t.Alias, &relation{shape: unknownShape()})
}

func (a *analyser) join(j *amcsql.Join, s *scope) {
	before := len(s.relations)
	a.from(j.Left, s)
	middle := len(s.relations)
	a.from(j.Right, s)
	a.joinKind(j)
	if len(j.Using) > 0 {
		a.using(j, s.relations[before:middle], s.relations[middle:])
	}
	if j.Natural {
		markNatural(s.relations[before:middle], s.relations[middle:])
	}
	if j.On != nil {
		// Only the tables of this join are in reach of its condition.
		visible := *s
		visible.relations = s.relations[before:]
		a.condition(j.On, &visible, context{clause: inOn})
	}
}

func (a *analyser) joinKind(j *amcsql.Join) {
	conditioned := j.On != nil || len(j.Using) > 0
	switch j.Kind {
	case amcsql.RightJoin:
		a.error(CodeUnsupportedJoin, j.OperatorAt, "AMC has no RIGHT JOIN; swap the two tables and write LEFT JOIN.")
	case amcsql.CrossApply, amcsql.OuterApply:
		a.error(CodeUnsupportedJoin, j.OperatorAt, "AMC has no %s; join a common table instead.", j.Kind)
	case amcsql.CrossJoin:
		if conditioned {
			a.error(CodeJoinCondition, j.OperatorAt, "CROSS JOIN takes no condition; write JOIN, or remove it.")
		}
		return
	default:
	}
	if j.Natural {
		a.warn(CodeUnverifiedSyntax, j.OperatorAt, "NATURAL JOIN was never seen to work in AMC; name the columns with ON or USING.")
		return
	}
	if !conditioned && !a.broken && j.Kind != amcsql.CrossApply && j.Kind != amcsql.OuterApply {
		a.error(CodeJoinCondition, j.OperatorAt, "This join has no condition; add ON or USING, or write CROSS JOIN.")
	}
}

// using checks the columns of USING and makes each of them one column.
func (a *analyser) using(j *amcsql.Join, left, right []*relation) {
	for _, ident := range j.Using {
		inLeft, inRight := hasColumn(left, ident.Name), hasColumn(right, ident.Name)
		if !inLeft || !inRight {
			side := "first"
			if inLeft {
				side = "second"
			}
			a.error(CodeUnknownColumn, ident.Span(), "USING needs %s on both sides of the join; the %s side has no such column.", ident.Name, side)
			continue
		}
		for _, r := range right {
			r.join(ident.Name)
		}
	}
}

func hasColumn(relations []*relation, name string) bool {
	for _, r := range relations {
		if r.open || r.column(name) != nil {
			return true
		}
	}
	return false
}

func markNatural(left, right []*relation) {
	for _, r := range right {
		for _, c := range r.columns {
			if hasColumn(left, c.name) {
				r.join(c.name)
			}
		}
	}
}
