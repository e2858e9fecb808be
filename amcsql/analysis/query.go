package analysis

import (
	"cmp"

	"github.com/recomamp/recomamp/amcsql"
)

// place tells a query where it stands.
type place struct {
	outermost bool // its rows are the result
	inExists  bool // only whether there are rows matters
	subquery  bool // its rows are a value or a list
}

// query analyses one query and returns its rows. It never returns nil.
func (a *analyser) query(q *amcsql.Query, outer *scope, at place) *shape {
	if q == nil || a.exhausted {
		return unknownShape()
	}
	own := a.scope(scope{parent: outer, subquery: at.subquery, query: q})
	if q.With != nil {
		a.with(q.With, own)
	}
	out, inside := a.body(q.Body, own, at)
	own.rows = out
	a.tail(q, out, inside, own)
	if q.With != nil {
		a.unused(q.With, own)
	}
	if q.Terminator != nil && !a.broken {
		d := a.disputed(CodeSemicolon, q.Terminator.Span(),
			"A semicolon at the end is not needed, and some report that AMC then fails or returns an empty file; remove it.")
		d.Fixes = replace("Remove the semicolon", q.Terminator.Span(), "")
	}
	return out
}

// body analyses what makes the rows. It also returns the scope of a SELECT, which
// an ORDER BY may use, nil for anything else.
func (a *analyser) body(body amcsql.Body, own *scope, at place) (*shape, *scope) {
	switch body := body.(type) {
	case *amcsql.Select:
		return a.selectBody(body, own, at)
	case *amcsql.SetOperation:
		return a.setOperation(body, own, at), nil
	case *amcsql.Values:
		if at.outermost {
			a.disputed(CodeUnverifiedSyntax, body.Span(), "VALUES as a whole query was never seen to work in AMC; put it into a common table and select from it.")
		}
		return a.values(body, own), nil
	case *amcsql.NestedQuery:
		return a.query(body.Query, own, at), nil
	}
	return unknownShape(), nil
}

func (a *analyser) values(values *amcsql.Values, own *scope) *shape {
	out := &shape{aggregated: true}
	width := -1
	for _, row := range values.Rows {
		if a.rowsPlaceholder(row) {
			out.open = true
			continue
		}
		if width >= 0 && len(row.Items) != width {
			a.error(CodeColumnCount, row.Span(), "This row has %s, the first one has %d.", count(len(row.Items), "value"), width).AMC = "Values passed to VALUES operator must have compatible types"
		}
		for i, item := range row.Items {
			v := a.expression(item, own, context{clause: inValues})
			if width < 0 {
				out.columns = append(out.columns, &column{name: exprName(i), value: v, item: item})
				continue
			}
			if i < len(out.columns) {
				c := out.columns[i]
				a.sameColumn(i, item, c.value, v)
				c.value = combined(common(c.value, v), c.value, v)
			}
		}
		if width < 0 {
			width = len(row.Items)
		}
	}
	return out
}

// sameColumn tells of a value of another kind than those above it. Whether AMC
// turns one into the other by itself is not known.
func (a *analyser) sameColumn(i int, item amcsql.Expr, above, v value) {
	k, other := kindOf(v.typ), kindOf(above.typ)
	if k == "" || other == "" || k == other || v.typ.name == nullType || above.typ.name == nullType {
		return
	}
	d := a.disputed(CodeTypeMismatch, item.Span(), "Column %d of VALUES is %s in the rows above and %s here; write all of them alike.", i+1, other, k)
	d.AMC = "Values passed to VALUES operator must have compatible types"
}

// rowsPlaceholder reports whether a row of VALUES is {{rows}}, which stands for
// any number of rows of any width.
func (a *analyser) rowsPlaceholder(row *amcsql.Row) bool {
	if !row.Bare {
		return false
	}
	placeholder, is := row.Items[0].(*amcsql.Placeholder)
	if is && placeholder.Fill == nil {
		a.placeholder(placeholder)
	}
	return is
}

// tail analyses ORDER BY and LIMIT of a query whose body is done.
func (a *analyser) tail(q *amcsql.Query, out *shape, inside, own *scope) {
	if q.OrderBy != nil {
		if !a.broken {
			d := a.disputed(CodeOrderBy, q.OrderBy.Span(), "Amazon documents ORDER BY as unsupported here, others report that it works; the rows may come in any order. Sort the result instead.")
			if q.Limit == nil {
				d.Fixes = replace("Remove ORDER BY", q.OrderBy.Span(), "")
			}
		}
		a.orderBy(q.OrderBy, out, inside, own)
	}
	if q.Limit == nil {
		return
	}
	for _, expr := range []amcsql.Expr{q.Limit.Count, q.Limit.Offset} {
		if expr != nil {
			a.expression(expr, own, context{clause: inLimit})
		}
	}
	d := a.disputed(CodeLimit, q.Limit.Span(), "Amazon documents LIMIT as unsupported; to take the first rows, rank them with ROW_NUMBER() in a subquery and filter on the rank.")
	d.Fixes = append(a.ranked(q, out), replace("Remove LIMIT", q.Limit.Span(), "")...)
}

// orderBy resolves sort keys: ordinals, output names, then the columns of the SELECT.
func (a *analyser) orderBy(order *amcsql.OrderBy, out *shape, inside, own *scope) {
	visible := cmp.Or(inside, own)
	for _, item := range order.Items {
		if n, ok := ordinal(item.Expr); ok {
			if !out.open && (n < 1 || n > len(out.columns)) {
				a.error(CodeOrdinal, item.Expr.Span(), "There is no column %d; the query has %s.", n, count(len(out.columns), "column")).AMC = noOrdinal
			}
			continue
		}
		if ref, ok := item.Expr.(*amcsql.ColumnRef); ok && len(ref.Parts) == 1 {
			if c := out.column(ref.Parts[0].Name); c != nil {
				note(&a.bindings.columns, ref, bound{column: c})
				continue
			}
			if inside == nil {
				if !out.open {
					a.error(CodeUnknownColumn, ref.Span(), "%s is no output column; after a set operation only those can be sorted by.", ref.Parts[0].Name).AMC =
						"Column '" + ref.Parts[0].Name + "' not found in any table"
				}
				continue
			}
		}
		a.expression(item.Expr, visible, context{clause: inOrderBy})
		if inside != nil {
			a.groupedExpression(item.Expr, inside)
		}
	}
}
