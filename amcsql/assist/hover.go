package assist

import (
	"fmt"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// Hover tells what a word means.
type Hover struct {
	Span   amcsql.Span // the word
	Title  string      // one line: a column with its type, a table, a signature
	Detail string      // one line: privacy, unit, where it comes from; or ""
	Doc    string      // sentences, or ""
}

// At tells what the word at a byte offset means, and false where there is
// nothing to tell.
func (d *Document) At(offset int) (Hover, bool) {
	bindings := d.result().Bindings
	path := pathTo(bindings.Root(), offset)
	for i := len(path) - 1; i >= 0; i-- {
		if hover, ok := hoverNode(path, i, offset, bindings, d.options); ok {
			return hover, true
		}
	}
	return Hover{}, false
}

func hoverNode(path []amcsql.Node, i, offset int, bindings *analysis.Bindings, options analysis.Options) (Hover, bool) {
	switch n := path[i].(type) {
	case *amcsql.ColumnRef:
		return hoverColumn(n, offset, bindings)
	case *amcsql.NamedTable:
		return hoverTable(n, n.Name.Span(), bindings)
	case *amcsql.ExtendedTable:
		if source := n.Source(); source != nil && source.Span().Covers(offset) {
			return hoverTable(n, source.Span(), bindings)
		}
	case *amcsql.Call:
		if n.Function.Span().Covers(offset) {
			return hoverFunction(n.Function.Span(), n.Name(), options.Catalog)
		}
	case *amcsql.SelectItem:
		if n.Alias != nil && n.Alias.Span().Covers(offset) {
			return hoverItem(n, n.Alias.Span(), bindings), true
		}
	case *amcsql.Cast, *amcsql.Extract, *amcsql.Trim, *amcsql.PositionOf, *amcsql.SubstringFrom,
		*amcsql.BuiltInParameter, *amcsql.CustomParameter:
		return hoverSpecial(n, offset, options.Catalog)
	}
	return Hover{}, false
}

func hoverColumn(ref *amcsql.ColumnRef, offset int, bindings *analysis.Bindings) (Hover, bool) {
	if item, ok := bindings.SelectItem(ref); ok {
		return hoverItem(item, ref.Span(), bindings), true
	}
	column, ok := bindings.Column(ref)
	if !ok {
		return Hover{}, false
	}
	span := ref.Span()
	if last := ref.Column().Span(); last.Covers(offset) {
		span = last
	}
	hover := Hover{Span: span, Title: strings.TrimSpace(column.Name + " " + column.Type.String())}
	hover.Detail = classText(column.Class)
	if column.Source == nil {
		return hover, true
	}
	hover.Doc = column.Source.Description
	if column.Source.Note != "" {
		hover.Doc += " " + column.Source.Note
	}
	if column.Table != nil {
		hover.Detail += " · " + column.Table.Name
	}
	if unit := column.Source.Unit.PerCurrency(); unit > 1 {
		hover.Detail += fmt.Sprintf(" · %s: divide by %d for the currency", column.Source.Unit, unit)
	}
	return hover, true
}

// classText says what a privacy class asks for.
func classText(class catalog.Class) string {
	if class == "" {
		class = catalog.None
	}
	users, shown := class.Users()
	switch {
	case !shown:
		return string(class) + ": never shown, only counted"
	case users > 1:
		return fmt.Sprintf("%s: shown from %d users on", class, users)
	}
	return string(class) + ": always shown"
}

func hoverTable(node amcsql.Table, span amcsql.Span, bindings *analysis.Bindings) (Hover, bool) {
	relation, ok := bindings.Table(node)
	if !ok {
		return Hover{}, false
	}
	if relation.Source == nil {
		names := make([]string, len(relation.Columns))
		for i, column := range relation.Columns {
			names[i] = column.Name
		}
		return Hover{Span: span, Title: "common table " + relation.Name, Detail: columnCount(len(names)), Doc: strings.Join(names, ", ")}, true
	}
	item := tableItem(relation.Source)
	hover := Hover{Span: span, Title: item.Label, Detail: item.Detail, Doc: item.Doc}
	if relation.Source.Grain != "" {
		hover.Detail += ", " + relation.Source.Grain
	}
	if len(relation.Source.Pitfalls) > 0 {
		hover.Doc += "\n" + strings.Join(relation.Source.Pitfalls, "\n")
	}
	return hover, true
}

func hoverFunction(span amcsql.Span, name string, known *catalog.Catalog) (Hover, bool) {
	function, ok := known.Function(name)
	if !ok {
		return Hover{}, false
	}
	hover := Hover{Span: span, Title: function.Signature(), Detail: string(function.Kind), Doc: function.Doc}
	if !function.Status.Usable() {
		hover.Detail += ", " + string(function.Status)
	}
	return hover, true
}

// hoverSpecial tells of a function with a node of its own. Its name is its first word.
func hoverSpecial(n amcsql.Node, offset int, known *catalog.Catalog) (Hover, bool) {
	var name string
	switch n := n.(type) {
	case *amcsql.Cast:
		if n.Form == amcsql.CastColons {
			return Hover{}, false
		}
		name = string(n.Form)
	case *amcsql.Extract:
		name = "EXTRACT"
	case *amcsql.Trim:
		name = "TRIM"
	case *amcsql.PositionOf:
		name = "POSITION"
	case *amcsql.SubstringFrom:
		name = "SUBSTRING"
	case *amcsql.BuiltInParameter:
		name = "BUILT_IN_PARAMETER"
	case *amcsql.CustomParameter:
		name = "CUSTOM_PARAMETER"
	}
	span := n.Span()
	span.End = span.Start.Right(len(name))
	if !span.Covers(offset) {
		return Hover{}, false
	}
	return hoverFunction(span, name, known)
}

func hoverItem(item *amcsql.SelectItem, span amcsql.Span, bindings *analysis.Bindings) Hover {
	made, _ := bindings.Item(item)
	name := amcsql.Print(item.Expr)
	if item.Alias != nil {
		name = item.Alias.Name
	}
	return Hover{Span: span, Title: strings.TrimSpace(name + " " + made.Type.String()), Detail: classText(made.Class), Doc: amcsql.Print(item.Expr)}
}
