package duckdb

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// EXPLODE in a select list, EXPLODE or UNNEST in FROM: all make one row of each
// element. In DuckDB they become a table of FROM that sees the tables before it;
// only over an aggregate or a window function unnest stays where it is.

// explosions are the arrays that a select list takes apart.
type explosions struct {
	tables []string
	names  map[string]string // by the SQL of the array
}

func (t *translator) explode(env *environment, call *amcsql.Call, array value) value {
	if env.where != "" && env.where != groupClause || env.inAggregate || env.explosions == nil {
		t.refuse(call.At, "misplaced-explode", "%s may stand in a select list or in FROM only", call.Name())
		return nothing()
	}
	t.noteList(array)
	if array.typ.Name != "" && !array.typ.isArray() {
		return t.noMatch(call, []value{array})
	}
	v := array
	v.typ, v.from, v.text = array.typ.elementType(), nil, nil
	if array.aggregate || array.window {
		v.sql = "unnest(" + array.sql + ")"
		return v
	}
	name, known := env.explosions.names[array.sql]
	if !known {
		name = quoteName(t.anonymousName())
		env.explosions.names[array.sql] = name
		env.explosions.tables = append(env.explosions.tables, "LATERAL (SELECT unnest("+array.sql+`) AS "x") AS `+name)
	}
	v.sql = name + `."x"`
	return v
}

// unnest translates UNNEST(array, …) [WITH ORDINALITY] in FROM.
func (t *translator) unnest(table *amcsql.Unnest, at place, s *scope) string {
	return t.elements(table.Arrays, table.Ordinality, table.Alias, table.At, at, s)
}

// functionTable translates a function in FROM, of which there is only EXPLODE.
func (t *translator) functionTable(table *amcsql.FunctionTable, at place, s *scope) string {
	if name := table.Call.Name(); explosive[name] && len(table.Call.Args) > 0 && len(table.Call.Function.Parts) == 1 {
		return t.elements(table.Call.Args, false, table.Alias, table.At, at, s)
	}
	if function, known := t.options.Catalog.Function(table.Call.Name()); known && function.Name == "SEQUENCE" && len(table.Call.Function.Parts) == 1 {
		return t.elements([]amcsql.Expr{table.Call}, false, table.Alias, table.At, at, s)
	}
	var args []value
	if !isStar(table.Call.Args) {
		args = t.exprs(&environment{scope: s, tables: at.tables, where: "FROM"}, table.Call.Args)
	}
	t.refuse(table.At, "unknown-function", "No match found for function signature %s", signature(table.Call, args))
	return t.missingTable(s, table.Alias)
}

// elements writes a table of the elements of arrays, side by side.
func (t *translator) elements(arrays []amcsql.Expr, ordinality bool, alias *amcsql.TableAlias, span amcsql.Span, at place, s *scope) string {
	env := &environment{scope: s, tables: at.tables, where: "FROM"}
	rel := &relation{aggregated: true}
	var items []string
	add := func(name, sql string, from value) {
		rel.columns = append(rel.columns, column{
			shown: name, span: span, typ: from.typ, class: from.class, role: catalog.Attribute, fixed: from.fixed, single: 0,
			parameter: from.parameter,
		})
		items = append(items, sql)
	}
	wanted := 0
	if alias != nil {
		wanted = len(alias.Columns)
	}
	for i, e := range arrays {
		array := t.expr(env, e)
		t.noteList(array)
		if array.typ.Name != "" && !array.typ.isArray() && array.typ.Name != mapType {
			t.refuse(e.Span(), "bad-arguments", "UNNEST takes an array, not %s", array.familyName())
			array = nothing()
		}
		element := array
		element.typ = array.typ.elementType()
		sql := "unnest(" + array.sql + ")"
		if array.typ.Name == mapType {
			sql, element.typ = "unnest(map_entries("+array.sql+"))", rowOf(array.typ.fields)
		}
		fields := len(element.typ.fields)
		if fields == 0 || wanted == 1 && len(arrays) == 1 && fields != 1 {
			add(elementName(alias, i), sql, element)
			continue
		}
		for f, field := range element.typ.fields {
			part := element
			part.typ = field.typ
			name := FieldName(f)
			if array.typ.Name == mapType {
				name = field.label
			}
			label := field.label
			if label == "" {
				label = name
			}
			add(label, "struct_extract("+sql+", '"+name+"')", part)
		}
	}
	if ordinality {
		first := t.expr(env, arrays[0])
		add("ordinality", "generate_subscripts("+first.sql+", 1)", from("", catalog.Long))
	}
	nameColumns(rel)
	for i := range items {
		items[i] += " AS " + quoteName(rel.columns[i].name)
	}
	rel.sql = "SELECT " + strings.Join(items, ", ")
	return t.addTable(s, "LATERAL ("+rel.sql+")", rel, alias, "", span, false)
}

// elementName is what the column of elements is called without a list of
// columns: as the table.
func elementName(alias *amcsql.TableAlias, place int) string {
	if alias != nil && alias.Name != nil && place == 0 {
		return lowerName(alias.Name)
	}
	return generatedName(place)
}
