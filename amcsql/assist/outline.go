package assist

import (
	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
)

// Entry is one line of an outline.
type Entry struct {
	Name     string
	Kind     Kind // KindCommonTable for tables, "" for the result, KindColumn for columns
	Detail   string
	Span     amcsql.Span // all of it
	NameSpan amcsql.Span // what to put the caret on
	Children []Entry
}

// Outline lists the common tables of a query with their columns, then the
// result. It works as far as a text was understood.
func (d *Document) Outline() []Entry {
	bindings := d.result().Bindings
	root := bindings.Root()
	var entries []Entry
	if root.With != nil {
		for _, table := range root.With.Tables {
			entry := Entry{Name: table.Name.Name, Kind: KindCommonTable, Span: table.Span(), NameSpan: table.Name.Span()}
			if table.Query != nil {
				entry.Children = columnsOf(table.Query.Body, bindings)
			}
			for i, name := range table.Columns {
				if i < len(entry.Children) {
					entry.Children[i].Name, entry.Children[i].NameSpan, entry.Children[i].Span = name.Name, name.Span(), name.Span()
				}
			}
			entry.Detail = columnCount(len(entry.Children))
			entries = append(entries, entry)
		}
	}
	columns := columnsOf(root.Body, bindings)
	if len(columns) == 0 {
		return entries
	}
	return append(entries, Entry{
		Name: "result", Detail: columnCount(len(columns)), Span: root.Body.Span(), NameSpan: columns[0].NameSpan, Children: columns,
	})
}

// columnsOf lists the columns that a body makes. Those of a set operation are
// the ones of its first branch.
func columnsOf(body amcsql.Body, bindings *analysis.Bindings) []Entry {
	switch body := firstBranch(body).(type) {
	case *amcsql.Values:
		var columns []Entry
		if len(body.Rows) > 0 {
			for _, item := range body.Rows[0].Items {
				columns = append(columns, Entry{Name: amcsql.Print(item), Kind: KindColumn, Span: item.Span(), NameSpan: item.Span()})
			}
		}
		return columns
	case *amcsql.Select:
		columns := make([]Entry, 0, len(body.Items))
		for _, item := range body.Items {
			columns = append(columns, columnEntry(item, bindings))
		}
		return columns
	}
	return nil
}

// firstBranch goes down to the first SELECT or VALUES. Unions may nest very deep.
func firstBranch(body amcsql.Body) amcsql.Body {
	for {
		switch outer := body.(type) {
		case *amcsql.SetOperation:
			body = outer.Left
		case *amcsql.NestedQuery:
			body = outer.Query.Body
		default:
			return body
		}
	}
}

func columnEntry(item *amcsql.SelectItem, bindings *analysis.Bindings) Entry {
	entry := Entry{Name: shorten(amcsql.Print(item.Expr)), Kind: KindColumn, Span: item.Span(), NameSpan: item.Expr.Span()}
	if item.Alias != nil {
		entry.Name, entry.NameSpan = item.Alias.Name, item.Alias.Span()
	}
	if column, ok := bindings.Item(item); ok {
		entry.Detail = columnDetail(column)
	}
	return entry
}

// shorten cuts an expression to what fits a line of an outline.
func shorten(text string) string {
	const limit = 40
	if runes := []rune(text); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return text
}
