package duckdb

import (
	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// value is the translation of an expression with what is known about it.
type value struct {
	sql       string
	typ       dataType
	class     catalog.Class
	role      catalog.Role
	fixed     bool                // made of literals and parameters only
	number    bool                // a number literal
	text      *string             // a text literal or text parameter
	null      bool                // the literal NULL
	clock     bool                // an interval with parts of a day
	aggregate bool                // holds an aggregate of this SELECT
	window    bool                // holds a window function of this SELECT
	loose     []*amcsql.ColumnRef // columns of this SELECT outside aggregates and group keys
	single    uint64              // as in column
	from      *origin             // the column of a data source it is, unchanged
	parameter *parameterUse       // the parameter it is
}

// origin names a column of a data source.
type origin struct {
	table  *catalog.Table
	column string
}

// nothing stands for an expression that was refused.
func nothing() value { return value{sql: "NULL", fixed: true, null: true, class: catalog.None} }

// from gives a value made of parts: class, role and marks follow from them.
func from(sql string, typ catalog.TypeName, parts ...value) value {
	result := value{sql: sql, typ: simple(typ), class: catalog.None, role: catalog.Attribute, fixed: true}
	for i := range parts {
		include(&result, &parts[i])
	}
	return result
}

// include makes whole take over what a part says about it.
func include(whole, part *value) {
	whole.class = stricter(whole.class, part.class)
	whole.role = mergeRole(whole.role, part.role)
	whole.fixed = whole.fixed && part.fixed
	whole.aggregate = whole.aggregate || part.aggregate
	whole.window = whole.window || part.window
	whole.loose = append(whole.loose, part.loose...)
}

// asCondition is the value of a test: it shows less than what it tests, so a
// test of what may never be shown may be.
func (v value) asCondition() value {
	v.typ = simple(catalog.Boolean)
	v.role = catalog.Attribute
	if _, shown := v.class.Users(); !shown {
		v.class = catalog.Low
	}
	return v
}

func (v value) isText() bool    { return v.typ.isText() }
func (v value) isNumeric() bool { return v.typ.isNumeric() }
func (v value) isTime() bool    { return v.typ.isTime() }
func (v value) isWhole() bool   { return v.typ.isWhole() }

// familyName is how a message names the type of an argument.
func (v value) familyName() string {
	switch {
	case v.null:
		return "<NULL>"
	case v.isNumeric():
		return "<NUMERIC>"
	case v.isText():
		return "<CHARACTER>"
	case v.typ.Name == "":
		return "<ANY>"
	default:
		return "<" + string(v.typ.Name) + ">"
	}
}
