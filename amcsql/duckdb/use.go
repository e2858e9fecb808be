package duckdb

import (
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsql/catalog"
)

// ParameterUse tells of a parameter of a query what its places in the text say:
// of what type it is and with which columns it is compared.
type ParameterUse struct {
	Name        string
	Placeholder bool // {{name}}; else CUSTOM_PARAMETER('name')
	// Type is what the places ask for; its name is empty where they say nothing.
	Type catalog.Type
	// List says that it stands for several values.
	List bool
	// Pattern says that it is matched by LIKE, Regular that it is a regular
	// expression.
	Pattern, Regular bool
	// Column is a column it is compared with, Table the data source that holds
	// it; nil and empty where there is none.
	Table  *catalog.Table
	Column string
	// Upper says that it is an upper bound of what it is compared with, Lower that
	// it is a lower one.
	Upper, Lower bool
	// Identifier says that it is the name of a table or a column.
	Identifier bool
	// Duration says that it moves a time window, as 'P14D' does.
	Duration bool
	// Rows are the columns of a placeholder that stands for rows of VALUES.
	Rows []ParameterUse
}

// parameterUse is a ParameterUse that is being gathered.
type parameterUse struct {
	ParameterUse
	typ   dataType
	cells []*parameterUse
}

// cell is the use of one column of rows.
func (u *parameterUse) cell(i int) *parameterUse {
	for len(u.cells) <= i {
		u.cells = append(u.cells, &parameterUse{ParameterUse: ParameterUse{Name: u.Name, Placeholder: true}})
	}
	return u.cells[i]
}

func (u *parameterUse) finished() ParameterUse {
	u.Type = u.typ.Type
	u.Rows = nil
	for _, cell := range u.cells {
		u.Rows = append(u.Rows, cell.finished())
	}
	return u.ParameterUse
}

// parameterUses are the parameters met so far.
type parameterUses struct{ all []*parameterUse }

func (u *parameterUses) of(name string, placeholder bool) *parameterUse {
	for _, use := range u.all {
		if use.Name == name && use.Placeholder == placeholder {
			return use
		}
	}
	use := &parameterUse{ParameterUse: ParameterUse{Name: name, Placeholder: placeholder}}
	u.all = append(u.all, use)
	return use
}

func (u *parameterUses) list() []ParameterUse {
	var uses []ParameterUse
	for _, use := range u.all {
		uses = append(uses, use.finished())
	}
	return uses
}

// sees notes what a parameter is compared with.
func (u *parameterUse) sees(v value) {
	if u.typ.Name == "" && !v.null {
		u.typ = v.typ
	}
	if u.Column == "" && v.from != nil {
		u.Table, u.Column = v.from.table, v.from.column
		u.typ = v.typ
	}
}

// noteComparison notes left operator right.
func (t *translator) noteComparison(operator string, left, right value) {
	if left.parameter != nil {
		left.parameter.sees(right)
		left.parameter.Upper = left.parameter.Upper || strings.HasPrefix(operator, ">")
		left.parameter.Lower = left.parameter.Lower || strings.HasPrefix(operator, "<") && operator != "<>"
	}
	if right.parameter != nil {
		right.parameter.sees(left)
		right.parameter.Upper = right.parameter.Upper || strings.HasPrefix(operator, "<") && operator != "<>"
		right.parameter.Lower = right.parameter.Lower || strings.HasPrefix(operator, ">")
	}
}

// noteMember notes that a value is looked for in a list with the member.
func (t *translator) noteMember(operand, member value) {
	if member.parameter != nil {
		member.parameter.sees(operand)
	}
	if operand.parameter != nil {
		operand.parameter.sees(member)
	}
}

// noteElement notes ARRAY_CONTAINS(array, member).
func (t *translator) noteElement(array, member value) {
	if array.parameter != nil {
		array.parameter.List = true
		array.parameter.sees(member)
	}
	if member.parameter != nil {
		element := array
		element.typ = array.typ.elementType()
		member.parameter.sees(element)
	}
}

// noteList notes that a value is taken apart as an array.
func (t *translator) noteList(array value) {
	if array.parameter != nil {
		array.parameter.List = true
	}
}

// notePattern notes what a pattern is matched with: one with wildcards, or a
// regular expression.
func (t *translator) notePattern(operand, pattern value, wildcards bool) {
	if pattern.parameter != nil {
		pattern.parameter.sees(operand)
		pattern.parameter.Pattern, pattern.parameter.Regular = wildcards, !wildcards
		pattern.parameter.typ = simple(catalog.String)
	}
}

// noteNumber notes that a value is computed with.
func (t *translator) noteNumber(v value) { v.asked(catalog.Long) }

// asked notes the type that the place of a parameter asks for.
func (v value) asked(name catalog.TypeName) {
	if v.parameter != nil && v.parameter.typ.Name == "" && name != "" {
		v.parameter.typ = simple(name)
	}
}

func (t *translator) noteCast(operand value, typ dataType) {
	if operand.parameter != nil && operand.parameter.typ.Name == "" && typ.duck() != "" && !slices.Contains([]catalog.TypeName{timeType, intervalType}, typ.Name) {
		operand.parameter.typ = typ
	}
}
