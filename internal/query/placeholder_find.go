package query

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/amcsql/duckdb"
)

// FoundPlaceholder is a {{name}} of a text as it would be declared, with its
// type read off its places and the columns it is compared with.
type FoundPlaceholder struct {
	Placeholder

	Spans []amcsql.Span
}

// FindPlaceholders gives the placeholders of a text in the order of the text.
// {{ in a text literal or a comment is none. Where nothing tells the type, it is
// empty. Tables are those that the text may name.
func FindPlaceholders(tables *catalog.Catalog, sql string) []FoundPlaceholder {
	if !strings.Contains(sql, "{{") {
		return nil
	}
	tree, problems := amcsql.Parse(sql)
	uses := amcsql.Placeholders(tree)
	if len(uses) == 0 {
		return nil
	}
	compared := map[string]duckdb.ParameterUse{}
	if !amcsql.HasErrors(problems) {
		compared = comparedUses(tables, tree)
	}
	found := make([]FoundPlaceholder, len(uses))
	for i, use := range uses {
		found[i] = FoundPlaceholder{declarationOf(use, compared[use.Name]), use.Spans}
	}
	return found
}

// comparedUses are what the columns beside the placeholders tell.
func comparedUses(tables *catalog.Catalog, tree *amcsql.Query) map[string]duckdb.ParameterUse {
	uses := map[string]duckdb.ParameterUse{}
	statement, _ := duckdb.Translate(tree, duckdb.Options{Catalog: tables, AnyParameter: true, Privacy: duckdb.Privacy{Off: true}})
	if statement == nil {
		return uses
	}
	for _, use := range statement.Parameters {
		if use.Placeholder {
			uses[use.Name] = use
		}
	}
	return uses
}

func declarationOf(use amcsql.PlaceholderUse, compared duckdb.ParameterUse) Placeholder {
	p := Placeholder{Name: use.Name, Type: use.Type}
	byColumn := typeOfColumn(compared.Type)
	switch p.Type {
	case amcsql.PlaceholderList:
		p.Items = byColumn
	case amcsql.PlaceholderRows:
		p.Columns = columnsOf(use, compared)
	case "":
		p.Type = byColumn
		if compared.List {
			p.Type, p.Items = amcsql.PlaceholderList, byColumn
		}
	default:
	}
	if p.Type == amcsql.PlaceholderList && p.Items == "" {
		p.Items = amcsql.PlaceholderString
	}
	return p
}

func columnsOf(use amcsql.PlaceholderUse, compared duckdb.ParameterUse) []PlaceholderColumn {
	columns := make([]PlaceholderColumn, len(use.Columns))
	for i, name := range use.Columns {
		columns[i] = PlaceholderColumn{Name: name, Type: amcsql.PlaceholderString}
		if i < len(compared.Rows) {
			if typ := typeOfColumn(compared.Rows[i].Type); typ != "" {
				columns[i].Type = typ
			}
		}
	}
	return columns
}

// typeOfColumn is what values compared with a column are, empty when unknown.
func typeOfColumn(typ catalog.Type) amcsql.PlaceholderType {
	if typ.Name == catalog.Array {
		typ = catalog.Type{Name: typ.Element}
	}
	switch {
	case typ.IsNumeric():
		return amcsql.PlaceholderNumber
	case typ.Name == catalog.String:
		return amcsql.PlaceholderString
	case typ.Name == catalog.Date:
		return amcsql.PlaceholderDate
	case typ.Name == catalog.Timestamp:
		return amcsql.PlaceholderTimestamp
	case typ.Name == catalog.Boolean:
		return amcsql.PlaceholderBoolean
	default:
		return ""
	}
}

// WithFound adds the placeholders of sql that nobody declared. One whose places
// tell no type gets that of its value.
func WithFound(tables *catalog.Catalog, sql string, declared []Placeholder, values map[string]json.RawMessage) []Placeholder {
	all := slices.Clone(declared)
	for _, found := range FindPlaceholders(tables, sql) {
		if slices.ContainsFunc(declared, func(p Placeholder) bool { return p.Name == found.Name }) {
			continue
		}
		p := found.Placeholder
		if p.Type == "" {
			p.Type = typeOfValue(values[p.Name])
		}
		if p.Type == amcsql.PlaceholderList && !isList(values[p.Name]) && len(values[p.Name]) > 0 {
			p.Type, p.Items = p.Items, "" // one value stands in a list as well
		}
		all = append(all, p)
	}
	return all
}

func isList(value json.RawMessage) bool {
	return strings.HasPrefix(strings.TrimSpace(string(value)), "[")
}

func typeOfValue(value json.RawMessage) amcsql.PlaceholderType {
	text := strings.TrimSpace(string(value))
	switch {
	case strings.HasPrefix(text, "[") && isList(json.RawMessage(text[1:])):
		return amcsql.PlaceholderRows
	case strings.HasPrefix(text, "["):
		return amcsql.PlaceholderList
	case text == "true", text == "false":
		return amcsql.PlaceholderBoolean
	case text != "" && strings.IndexByte("-0123456789", text[0]) >= 0:
		return amcsql.PlaceholderNumber
	default:
		return amcsql.PlaceholderString
	}
}
