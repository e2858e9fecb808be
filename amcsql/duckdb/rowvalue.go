package duckdb

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

// FieldName is the name of the field of a row at a place from 0.
func FieldName(place int) string { return "f" + itoa(place+1) }

// namedRow makes a struct. Labels are never shown, and rows of different labels
// may meet in a UNION, so fields are named by place.
func namedRow(t *translator, call *amcsql.Call, args []value) (value, bool) {
	if len(args) == 0 || len(args)%2 != 0 {
		return value{}, false
	}
	labels := make([]string, 0, len(args)/2)
	values := make([]value, 0, len(args)/2)
	for i := 0; i < len(args); i += 2 {
		if args[i].text == nil {
			t.refuse(call.Args[i].Span(), "bad-arguments", "NAMED_ROW takes labels as text: NAMED_ROW('label', value, …)")
			return nothing(), true
		}
		labels = append(labels, *args[i].text)
		values = append(values, args[i+1])
	}
	return packed(labels, values), true
}

// packed makes a row of values. labels may be nil.
func packed(labels []string, values []value) value {
	parts := make([]string, len(values))
	fields := make([]rowField, len(values))
	for i := range values {
		parts[i] = FieldName(i) + " := " + values[i].sql
		fields[i].typ = values[i].typ
		if labels != nil {
			fields[i].label = strings.ToLower(labels[i])
		}
	}
	v := from("struct_pack("+strings.Join(parts, ", ")+")", rowType, values...)
	v.typ = rowOf(fields)
	return v
}

// row translates ROW(a, b) and (a, b) where it is a value.
func (t *translator) row(env *environment, e *amcsql.Row) value {
	return packed(nil, t.exprs(env, e.Items))
}

// fieldOf reads a field of a row by its label. Rows whose labels are lost, as
// behind a function, are read by place where the name is one: f1, f2 … .
func (t *translator) fieldOf(operand value, name *amcsql.Ident) value {
	place := operand.typ.field(name.Name)
	if operand.typ.Name == mapType && len(operand.typ.fields) == 2 {
		return t.entry(operand, textValue(name.Name))
	}
	if place < 0 {
		t.refuse(name.At, "unknown-field", "Field '%s' not found", name.Name)
		return nothing()
	}
	v := operand
	v.sql = "struct_extract(" + operand.sql + ", '" + FieldName(place) + "')"
	v.typ, v.text, v.from = operand.typ.fields[place].typ, nil, nil
	return v
}

// subscript translates a[i]: an element of an array counted from 1, the value
// of a key of a map, or a field of a row by its label.
func (t *translator) subscript(env *environment, e *amcsql.Subscript) value {
	operand, index := t.expr(env, e.Operand), t.expr(env, e.Index)
	switch {
	case operand.typ.Name == mapType:
		return t.entry(operand, index)
	case operand.typ.Name == rowType && index.text != nil:
		return t.fieldOf(operand, &amcsql.Ident{Located: amcsql.Located{At: e.Index.Span()}, Name: *index.text})
	case operand.typ.Name != "" && !operand.typ.isArray() && operand.typ.Name != rowType:
		t.refuse(e.At, "bad-arguments", "Cannot apply 'ITEM' to an argument of type '<%s>'", operand.familyName())
		return nothing()
	}
	return element(operand, index)
}

// element reads an array; outside its bounds there is NULL.
func element(array, index value) value {
	v := from("list_extract("+array.sql+", CAST("+index.sql+" AS BIGINT))", "", array, index)
	v.typ = array.typ.elementType()
	return v
}

func (t *translator) entry(entries, key value) value {
	v := from("map_extract_value("+entries.sql+", "+key.sql+")", "", entries, key)
	if len(entries.typ.fields) == 2 {
		v.typ = entries.typ.fields[1].typ
	}
	return v
}

func (t *translator) mapLiteral(env *environment, e *amcsql.MapLiteral) value {
	items := t.exprs(env, e.Items)
	if len(items)%2 != 0 {
		t.refuse(e.At, "syntax", "MAP takes keys and values in pairs: MAP['a', 1, 'b', 2]")
		return nothing()
	}
	var keys, values []value
	for i := 0; i < len(items); i += 2 {
		keys, values = append(keys, items[i]), append(values, items[i+1])
	}
	keyType, valueType := unify(keys), unify(values)
	v := from("map(["+joined(keys)+"], ["+joined(values)+"])", mapType, items...)
	v.typ = mapOf(keyType, valueType)
	return v
}
