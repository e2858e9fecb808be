package assist

import (
	"strconv"
	"strings"

	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

func columnItem(column analysis.Column, relation string) Item {
	item := Item{Label: column.Name, Insert: column.Name, Kind: KindColumn, Detail: columnDetail(column)}
	if relation != "" {
		item.Detail += " of " + relation
	}
	if column.Source != nil {
		item.Doc = column.Source.Description
	}
	return item
}

// columnDetail is "LONG, LOW"; what is not known is left out.
func columnDetail(column analysis.Column) string {
	var parts []string
	if column.Type.Name != "" {
		parts = append(parts, column.Type.String())
	}
	if column.Class != "" {
		parts = append(parts, string(column.Class))
	}
	return strings.Join(parts, ", ")
}

func tableItem(table *catalog.Table) Item {
	detail := string(table.Kind) + ", " + columnCount(len(table.Columns))
	if table.Paid {
		detail += ", paid"
	}
	return Item{Label: table.Name, Insert: table.Name, Kind: KindTable, Detail: detail, Doc: table.Description}
}

// functionItem is a function under its name or an alias.
func functionItem(function *catalog.Function, name string) Item {
	insert := name
	if !function.NoParentheses {
		insert += "("
	}
	return Item{Label: name, Insert: insert, Kind: KindFunction, Detail: function.Signature(), Doc: function.Doc}
}

func relationDetail(relation analysis.Relation) string {
	if relation.Source != nil {
		return relation.Source.Name
	}
	return columnCount(len(relation.Columns))
}

func columnCount(n int) string {
	if n == 1 {
		return "1 column"
	}
	return strconv.Itoa(n) + " columns"
}
