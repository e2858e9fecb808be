package analysis

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

func (a *analyser) join(j *amcsql.Join, s *scope) {
	if a.spend(1) {
		return
	}
	before := len(s.relations)
	a.from(j.Left, s)
	middle := len(s.relations)
	a.from(j.Right, s)
	left, right := s.relations[before:middle], s.relations[middle:]
	a.joinKind(j, left, right)
	pairs := a.using(j, left, right)
	if j.Natural {
		markNatural(left, right)
	}
	if j.On != nil && !a.beside() {
		// Only the tables of this join are in reach of its condition.
		visible := *s
		visible.relations = s.relations[before:]
		if before > 0 {
			visible.names = nil
		}
		a.condition(j.On, &visible, context{clause: inOn}, "ON")
		pairs = a.pairs(j.On, pairs)
	}
	a.userIDTypes(j, pairs)
	if len(right) == 1 {
		s.joins = append(s.joins, joined{at: j.OperatorAt, left: left, right: right[0], pairs: pairs, natural: j.Natural})
	}
}

func (a *analyser) joinKind(j *amcsql.Join, left, right []*relation) {
	conditioned := j.On != nil || len(j.Using) > 0
	switch j.Kind {
	case amcsql.RightJoin:
		d := a.error(CodeUnsupportedJoin, j.OperatorAt, "AMC has no RIGHT JOIN; swap the two tables and write LEFT JOIN.")
		d.Fixes = a.swapped(j)
	case amcsql.CrossApply, amcsql.OuterApply:
		a.disputed(CodeUnverifiedSyntax, j.OperatorAt, "%s was never seen to work in AMC; join a common table instead.", j.Kind)
	case amcsql.CrossJoin:
		if conditioned {
			d := a.error(CodeJoinCondition, j.OperatorAt, "CROSS JOIN takes no condition; write JOIN, or remove it.")
			d.AMC = "Cannot specify condition (NATURAL keyword, or ON or USING clause) following CROSS JOIN"
			d.Fixes = replace("Write JOIN", j.OperatorAt, "JOIN")
		}
		return
	default:
	}
	if j.Natural {
		d := a.disputed(CodeUnverifiedSyntax, j.OperatorAt, "NATURAL JOIN was never seen to work in AMC; name the columns with ON or USING.")
		d.Fixes = spelledOut(j, left, right)
		return
	}
	if conditioned || a.broken || j.Kind == amcsql.CrossApply || j.Kind == amcsql.OuterApply {
		return
	}
	d := a.error(CodeJoinCondition, j.OperatorAt, "This join has no condition; add ON or USING, or write CROSS JOIN.")
	d.AMC = "INNER, LEFT, RIGHT or FULL join requires a condition (NATURAL keyword or ON or USING clause)"
	if j.Kind == amcsql.InnerJoin { // the others keep rows without a partner, which CROSS JOIN does not
		d.Fixes = replace("Write CROSS JOIN", j.OperatorAt, "CROSS JOIN")
	}
}

// swapped turns a RIGHT JOIN of two tables into a LEFT JOIN.
func (a *analyser) swapped(j *amcsql.Join) []amcsql.Fix {
	if _, chain := j.Left.(*amcsql.Join); chain || j.Natural {
		return nil
	}
	return edited("Swap the tables",
		amcsql.Edit{Span: j.Left.Span(), Text: a.text(j.Right)},
		amcsql.Edit{Span: j.OperatorAt, Text: "LEFT JOIN"},
		amcsql.Edit{Span: j.Right.Span(), Text: a.text(j.Left)},
	)
}

// spelledOut gives a NATURAL JOIN the columns that it means.
func spelledOut(j *amcsql.Join, left, right []*relation) []amcsql.Fix {
	const most = 8 // with more, nobody meant them all
	var names []string
	for _, r := range right {
		for _, c := range r.columns {
			if hasColumn(left, c.name) && !unnamed(c) {
				names = append(names, c.name)
			}
		}
		if r.open {
			return nil
		}
	}
	if len(names) == 0 || len(names) > most {
		return nil
	}
	operator := "JOIN"
	if j.Kind != amcsql.InnerJoin {
		operator = string(j.Kind) + " JOIN"
	}
	return edited("Name the columns",
		amcsql.Edit{Span: j.OperatorAt, Text: operator},
		amcsql.Edit{Span: after(j.Right.Span()), Text: " USING (" + strings.Join(names, ", ") + ")"},
	)
}

// using checks the columns of USING and makes each of them one column.
func (a *analyser) using(j *amcsql.Join, left, right []*relation) []pair {
	var pairs []pair
	for _, ident := range j.Using {
		inLeft, inRight := hasColumn(left, ident.Name), hasColumn(right, ident.Name)
		if !inLeft || !inRight {
			side := "first"
			if inLeft {
				side = "second"
			}
			a.error(CodeUnknownColumn, ident.Span(), "USING needs %s on both sides of the join; the %s side has no such column.", ident.Name, side).AMC =
				"Column '" + ident.Name + "' not found in any table"
			continue
		}
		for _, r := range right {
			r.join(ident.Name)
		}
		l, r := firstWith(left, ident.Name), firstWith(right, ident.Name)
		if l.column == nil || r.column == nil {
			continue
		}
		a.bindings.using = append(a.bindings.using, l.column, r.column)
		pairs = append(pairs, pair{at: ident.Span(), left: l, right: r})
		if !a.campaignIDs(ident.Span(), nil, l.column.value, nil, r.column.value) {
			a.comparable(ident.Span(), nil, l.column.value, nil, r.column.value)
		}
	}
	return pairs
}

// firstWith is the first column of a name among relations.
func firstWith(relations []*relation, name string) bound {
	for _, r := range relations {
		if c := r.column(name); c != nil {
			return bound{r, c}
		}
	}
	return bound{}
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
