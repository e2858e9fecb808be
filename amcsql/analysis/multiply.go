package analysis

import (
	"slices"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// pair is one equality of a join: a column of one side and one of the other.
type pair struct {
	at          amcsql.Span
	left, right bound
}

// joined is a join to one table, as far as it matters for how rows multiply.
type joined struct {
	at      amcsql.Span // the words JOIN, or the comma's second table
	left    []*relation
	right   *relation
	pairs   []pair
	natural bool
}

// pairs collects the equalities of two columns that a condition asks for.
func (a *analyser) pairs(condition amcsql.Expr, found []pair) []pair {
	e, ok := bare(condition).(*amcsql.Binary)
	if !ok {
		return found
	}
	switch e.Operator {
	case "AND":
		return a.pairs(e.Right, a.pairs(e.Left, found))
	case "=":
		left, isLeft := bare(e.Left).(*amcsql.ColumnRef)
		right, isRight := bare(e.Right).(*amcsql.ColumnRef)
		if !isLeft || !isRight {
			return found
		}
		l, r := a.bindings.columns[left], a.bindings.columns[right]
		if l.relation != nil && r.relation != nil && l.relation != r.relation {
			return append(found, pair{at: e.Span(), left: l, right: r})
		}
	}
	return found
}

// of returns the column of a pair that belongs to a relation, nil when none does.
func (p pair) of(r *relation) *column {
	switch r {
	case p.left.relation:
		return p.left.column
	case p.right.relation:
		return p.right.column
	}
	return nil
}

// userIDTypes notes joins on user_id that do not compare the type of the id.
func (a *analyser) userIDTypes(j *amcsql.Join, pairs []pair) {
	for _, p := range pairs {
		if isSource(p.left.column, "user_id_type") && isSource(p.right.column, "user_id_type") {
			return
		}
	}
	for _, p := range pairs {
		if !isSource(p.left.column, "user_id") || !isSource(p.right.column, "user_id") {
			continue
		}
		l, r := p.left.relation, p.right.relation
		if l.column("user_id_type") == nil || r.column("user_id_type") == nil || l.name == "" || r.name == "" {
			continue
		}
		d := a.info(CodeUserIDType, p.at, "Ids of different types may be alike; compare user_id_type too.")
		if len(j.Using) > 0 {
			d.Fixes = replace("Add user_id_type", after(p.at), ", user_id_type")
		} else {
			d.Fixes = replace("Compare user_id_type", after(p.at), " AND "+l.name+".user_id_type = "+r.name+".user_id_type")
		}
		return
	}
}

func isSource(c *column, name string) bool {
	return c.source != nil && amcsql.SameName(c.source.Name, name)
}

// multiplied warns of joins in which a row meets several others, where that
// counts values more than once.
func (a *analyser) multiplied(sel *amcsql.Select, s *scope) {
	if len(s.joins) == 0 || a.broken || len(s.joins)*len(sel.Items) > maxJoinWork {
		return
	}
	if sel.Where != nil {
		filters := a.pairs(sel.Where, nil)
		for i := range s.joins {
			s.joins[i].pairs = append(s.joins[i].pairs, filters...)
		}
	}
	for _, j := range s.joins {
		if j.natural || a.crossed(j) {
			continue
		}
		for _, item := range sel.Items {
			if a.countedTwice(j, item) {
				break
			}
		}
	}
}

// crossed reports a join of events with events by nothing that tells users or
// events apart, such as the campaign alone.
func (a *analyser) crossed(j joined) bool {
	var other *relation
	for _, p := range j.pairs {
		mine := p.of(j.right)
		if mine == nil {
			continue
		}
		if p.left.column.value.class.hidden() && p.right.column.value.class.hidden() {
			return false
		}
		other = p.left.relation
		if other == j.right {
			other = p.right.relation
		}
	}
	if other == nil && len(j.left) > 0 {
		other = j.left[len(j.left)-1]
	}
	if other == nil || !events(j.right) || !events(other) {
		return false
	}
	a.warn(CodeFanOut, j.at, "Every row of %s meets every row of %s that agrees with it, so rows multiply; join on user_id or request_tag as well, or aggregate both in common tables first.",
		quoted(other.name, "the first table"), quoted(j.right.name, "the second table"))
	return true
}

// events reports whether the rows of a relation stand for single events.
func events(r *relation) bool {
	return !r.open && !r.aggregated && r.keys == nil && (r.source == nil || r.source.Kind != catalog.Dimension)
}

// severalPer reports whether a relation is known to have several rows for the
// values of the columns that a join compares. That user_id_type is often left
// out of a comparison is told elsewhere.
func severalPer(r *relation, j joined) bool {
	if events(r) {
		return true
	}
	if r.open || r.keys == nil {
		return false
	}
	return slices.ContainsFunc(r.keys, func(key *column) bool {
		return !isSource(key, "user_id_type") && !slices.ContainsFunc(j.pairs, func(p pair) bool { return p.of(r) == key })
	})
}

// countedTwice reports a sum or a count over rows that a join repeats.
func (a *analyser) countedTwice(j joined, item *amcsql.SelectItem) bool {
	found := false
	amcsql.Inspect(item.Expr, func(n amcsql.Node) bool {
		if _, nested := n.(*amcsql.Query); nested || found {
			return false
		}
		call, ok := n.(*amcsql.Call)
		if !ok || call.Over != nil || call.Quantifier == amcsql.Distinct || call.Name() != "SUM" && call.Name() != "COUNT" {
			return true
		}
		of := a.onlyRelation(call)
		if of == nil {
			return false
		}
		other := j.right
		if of == j.right {
			if len(j.left) != 1 {
				return false
			}
			other = j.left[0]
		} else if !slices.Contains(j.left, of) {
			return false
		}
		if severalPer(other, j) {
			a.tellMultiplied(j, call, of, other)
			found = true
		}
		return false
	})
	return found
}

func (a *analyser) tellMultiplied(j joined, call *amcsql.Call, of, other *relation) {
	severity := amcsql.SeverityWarning
	for _, p := range j.pairs {
		if c := p.of(other); c != nil && c.value.class.hidden() && !isSource(c, "user_id") {
			severity = amcsql.SeverityInfo // ids of events repeat now and then only
		}
	}
	a.report(severity, CodeFanOut, j.at, "One row of %s may meet several of %s, then %s counts it several times; aggregate %s in a common table first.",
		quoted(of.name, "the first table"), quoted(other.name, "the second table"), a.brief(call), quoted(other.name, "it"))
}

// onlyRelation is the relation that all columns of a call come from, or nil.
func (a *analyser) onlyRelation(call *amcsql.Call) *relation {
	var only *relation
	several := false
	amcsql.Inspect(call, func(n amcsql.Node) bool {
		if ref, ok := n.(*amcsql.ColumnRef); ok {
			r := a.bindings.columns[ref].relation
			several = several || r == nil || only != nil && only != r
			only = r
		}
		return true
	})
	if several {
		return nil
	}
	return only
}
