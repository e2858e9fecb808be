package assist

import (
	"strings"
	"unicode/utf8"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// completeText offers what a text in quotes may be: the name of a table or of
// a parameter, or a value of the column it is compared with. Only what stands
// between the quotes is replaced.
func completeText(src string, c *caret, options analysis.Options) Completion {
	typed := strings.TrimLeft(c.typed, "'‘’") // a word processor's quotes are refused with a fix elsewhere
	function := c.callBefore()
	var items []Item
	switch function {
	case "EXTEND_TIME_WINDOW":
		for _, table := range options.Catalog.Tables() {
			items = append(items, inText(tableItem(table)))
		}
	case "CUSTOM_PARAMETER":
		for _, parameter := range options.Parameters {
			items = append(items, inText(Item{Label: parameter.Name, Kind: KindParameter, Detail: parameter.Type.String()}))
		}
	case "BUILT_IN_PARAMETER":
		for _, name := range []string{"TIME_WINDOW_START", "TIME_WINDOW_END"} {
			items = append(items, inText(Item{Label: name, Kind: KindParameter, Detail: "TIMESTAMP"}))
		}
	default:
		items = c.values()
	}
	return Completion{Replace: between(src, c.token), Items: choose(items, typed)}
}

// between is the span of a text without its quotes, which may be those of a
// word processor.
func between(src string, token amcsql.Token) amcsql.Span {
	span := token.Span
	_, opening := utf8.DecodeRuneInString(src[span.From():])
	span.Start.Offset += int32(opening)
	span.Start.Column++
	if closed(token) {
		_, closing := utf8.DecodeLastRuneInString(src[:span.To()])
		span.End.Offset -= int32(closing)
		span.End.Column--
	}
	return span
}

// inText makes an item one that stands between quotes already.
func inText(item Item) Item {
	item.Insert = strings.ReplaceAll(item.Label, "'", "''")
	return item
}

// callBefore returns the function whose first argument the caret is in.
func (c *caret) callBefore() string {
	n := len(c.before)
	if n < 2 || c.before[n-1].Text != "(" {
		return ""
	}
	return strings.ToUpper(c.before[n-2].Text)
}

// values offers what the column that the text is compared with may hold.
func (c *caret) values() []Item {
	var operand amcsql.Expr
	for i := len(c.path) - 1; i >= 0 && operand == nil; i-- {
		switch n := c.path[i].(type) {
		case *amcsql.Binary:
			operand = n.Left
		case *amcsql.In:
			operand = n.Operand
		}
	}
	ref, ok := operand.(*amcsql.ColumnRef)
	if !ok {
		return nil
	}
	column, ok := c.bindings.Column(ref)
	if !ok || column.Source == nil {
		return nil
	}
	return valueItems(column.Source)
}

func valueItems(source *catalog.Column) []Item {
	var items []Item
	for _, value := range source.Values {
		items = append(items, inText(Item{Label: value, Kind: KindValue, Detail: "known value of " + source.Name}))
	}
	for _, value := range source.ExampleValues {
		items = append(items, inText(Item{Label: value, Kind: KindValue, Detail: "example for " + source.Name}))
	}
	return items
}
