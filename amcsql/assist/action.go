package assist

import (
	"strconv"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

// ActionKind says whether an Action mends or changes the form only.
type ActionKind string

// The kinds of actions.
const (
	QuickFix ActionKind = "quickfix"
	Refactor ActionKind = "refactor"
)

// Action is a change on offer at a place.
type Action struct {
	Title string
	Kind  ActionKind
	Code  string // of the diagnostic that a QuickFix resolves
	Edits []amcsql.Edit
}

// Actions lists what can be done about the text from one byte offset to
// another: the fixes of what is found there, then changes of form.
func (d *Document) Actions(from, to int) []Action {
	result := d.result()
	var actions []Action
	for _, d := range result.Diagnostics {
		if !touches(d.Span, from, to) {
			continue
		}
		for _, fix := range d.Fixes {
			actions = append(actions, Action{Title: fix.Title, Kind: QuickFix, Code: d.Code, Edits: fix.Edits})
		}
	}
	amcsql.Inspect(result.Bindings.Root(), func(n amcsql.Node) bool {
		if !touches(n.Span(), from, to) {
			return false
		}
		switch n := n.(type) {
		case *amcsql.Select:
			actions = append(actions, named(d.src, n, from, to)...)
		case *amcsql.Star:
			actions = append(actions, spelledOut(n, result.Bindings.StarColumns(n))...)
		}
		return true
	})
	return actions
}

func touches(span amcsql.Span, from, to int) bool {
	return span.From() <= to && from <= span.To()
}

// spelledOut writes the columns that a * stands for.
func spelledOut(star *amcsql.Star, columns []string) []Action {
	const most = 200
	if len(columns) == 0 || len(columns) > most {
		return nil
	}
	prefix := strings.TrimSuffix(amcsql.Print(star), "*")
	return []Action{{
		Title: "Name the columns of *", Kind: Refactor,
		Edits: []amcsql.Edit{{Span: star.Span(), Text: prefix + strings.Join(columns, ", "+prefix)}},
	}}
}

// named replaces the numbers of a GROUP BY under the caret by names.
func named(src string, sel *amcsql.Select, from, to int) []Action {
	if sel.GroupBy == nil || !touches(sel.GroupBy.Span(), from, to) {
		return nil
	}
	var edits []amcsql.Edit
	for _, key := range sel.GroupBy.Items {
		number, ok := key.(*amcsql.NumberLiteral)
		if !ok {
			continue
		}
		item := itemOf(sel, number.Text)
		if item == nil {
			return nil
		}
		text := item.Expr.Span().Text(src)
		if item.Alias != nil {
			text = item.Alias.Span().Text(src)
		}
		edits = append(edits, amcsql.Edit{Span: key.Span(), Text: text})
	}
	if len(edits) == 0 {
		return nil
	}
	return []Action{{Title: "Group by names instead of numbers", Kind: Refactor, Edits: edits}}
}

// itemOf is the select item that a number counts to, nil where there is none.
func itemOf(sel *amcsql.Select, number string) *amcsql.SelectItem {
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(sel.Items) {
		return nil
	}
	for _, item := range sel.Items[:n] {
		if _, star := item.Expr.(*amcsql.Star); star {
			return nil // it counts for several
		}
	}
	return sel.Items[n-1]
}
