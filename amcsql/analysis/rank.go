package analysis

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

// rowRank is the column that rewrites rank rows by.
const rowRank = "row_rank"

// outputNames lists the names of rows, or nil where a subquery around them
// could not name each: unknown, unnamed, or twice the same.
func outputNames(out *shape) []string {
	if out.open {
		return nil
	}
	const most = 100 // with more, nobody wants them listed twice
	if len(out.columns) > most {
		return nil
	}
	names := make([]string, 0, len(out.columns))
	for i, c := range out.columns {
		if unnamed(c) || amcsql.SameName(c.name, rowRank) || named(out.columns[:i], c.name) {
			return nil
		}
		names = append(names, c.name)
	}
	return names
}

// ranked takes the first rows by their rank in place of LIMIT.
func (a *analyser) ranked(q *amcsql.Query, out *shape) []amcsql.Fix {
	names := outputNames(out)
	count, isNumber := q.Limit.Count.(*amcsql.NumberLiteral)
	if len(names) == 0 || !isNumber || q.Limit.Offset != nil {
		return nil
	}
	order := names[0]
	if q.OrderBy != nil {
		if order = sortKeys(q.OrderBy, names); order == "" {
			return nil
		}
	}
	list := strings.Join(names, ", ")
	tail := amcsql.Span{Start: q.Body.Span().End, End: q.Limit.Span().End}
	if q.OrderBy != nil && q.OrderBy.Span().To() > tail.To() {
		tail.End = q.OrderBy.Span().End
	}
	return edited("Rank the rows instead",
		amcsql.Edit{
			Span: before(q.Body.Span()),
			Text: "SELECT " + list + " FROM (SELECT " + list + ", ROW_NUMBER() OVER (ORDER BY " + order + ") AS " + rowRank + " FROM (",
		},
		amcsql.Edit{Span: tail, Text: ") ranked) WHERE " + rowRank + " <= " + count.Text},
	)
}

// sortKeys writes an ORDER BY over the names of the output, "" where a key is
// none of them.
func sortKeys(order *amcsql.OrderBy, names []string) string {
	keys := make([]string, len(order.Items))
	for i, item := range order.Items {
		if n, ok := ordinal(item.Expr); ok && n >= 1 && n <= len(names) {
			keys[i] = names[n-1]
		} else if ref, isRef := item.Expr.(*amcsql.ColumnRef); isRef && len(ref.Parts) == 1 {
			for _, name := range names {
				if amcsql.SameName(name, ref.Parts[0].Name) {
					keys[i] = name
				}
			}
		}
		if keys[i] == "" {
			return ""
		}
		if item.Direction != "" {
			keys[i] += " " + item.Direction
		}
	}
	return strings.Join(keys, ", ")
}

// filteredOutside moves QUALIFY to the WHERE of a SELECT around.
func (a *analyser) filteredOutside(sel *amcsql.Select, out *shape) []amcsql.Fix {
	names := outputNames(out)
	at := sel.Qualify.Span()
	if len(names) == 0 || a.src == "" || at.To() < sel.Span().To() || at.Len() > maxFixed {
		return nil
	}
	edits := []amcsql.Edit{{Span: before(sel.Span()), Text: "SELECT " + strings.Join(names, ", ") + " FROM ("}}
	condition := a.text(sel.Qualify.Condition)
	if call := windowCall(sel.Qualify.Condition); call != nil {
		from := call.Span().From() - sel.Qualify.Condition.Span().From()
		condition = condition[:from] + rowRank + condition[from+call.Span().Len():]
		last := sel.Items[len(sel.Items)-1].Span()
		edits = append(edits, amcsql.Edit{Span: after(last), Text: ", " + a.text(call) + " AS " + rowRank})
	}
	edits = append(edits, amcsql.Edit{Span: at, Text: ") ranked WHERE " + condition})
	return edited("Filter in an outer SELECT", edits...)
}

// windowCall is the window function of an expression, nil without one.
func windowCall(e amcsql.Expr) *amcsql.Call {
	var found *amcsql.Call
	amcsql.Inspect(e, func(n amcsql.Node) bool {
		if call, ok := n.(*amcsql.Call); ok && call.Over != nil && found == nil {
			found = call
		}
		return found == nil
	})
	return found
}
