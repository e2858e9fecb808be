package amcsql

import (
	"strings"
)

// PlaceholderType says what a placeholder stands for and so how its value is
// written.
type PlaceholderType string

// The types of placeholders. The zero value is not known: the value decides.
const (
	PlaceholderString     PlaceholderType = "string"
	PlaceholderNumber     PlaceholderType = "number"
	PlaceholderDate       PlaceholderType = "date"
	PlaceholderTimestamp  PlaceholderType = "timestamp"
	PlaceholderBoolean    PlaceholderType = "boolean"
	PlaceholderList       PlaceholderType = "list"       // values of IN, or an array
	PlaceholderRows       PlaceholderType = "rows"       // of VALUES
	PlaceholderPattern    PlaceholderType = "pattern"    // of LIKE or SIMILAR TO, its wildcards kept
	PlaceholderIdentifier PlaceholderType = "identifier" // a name of a table or column
)

// PlaceholderUse is a placeholder of a query.
type PlaceholderUse struct {
	Name string
	// Type is what its places ask for, empty where they say nothing. What stands
	// inside a text says nothing.
	Type PlaceholderType
	// Columns are the names of the columns of rows, where the query names them.
	Columns []string
	Spans   []Span
}

// Placeholders gives the placeholders of a query in the order of the text.
// {{ in a text or a comment is none.
func Placeholders(query *Query) []PlaceholderUse {
	var uses []PlaceholderUse
	known := map[string]int{} // index into uses
	find := func(name string, typ PlaceholderType, columns []string, span Span) {
		i, again := known[name]
		if !again {
			i = len(uses)
			known[name], uses = i, append(uses, PlaceholderUse{Name: name})
		}
		use := &uses[i]
		use.Spans = append(use.Spans, span)
		if use.Type == "" {
			use.Type = typ
		}
		if use.Columns == nil {
			use.Columns = columns
		}
	}
	places := placesOf(query)
	columns := rowColumns(query)
	Inspect(query, func(n Node) bool {
		switch n := n.(type) {
		case *Placeholder:
			find(n.Text, places[n].typ, columns[n], n.At)
		case *Ident:
			if n.Placeholder != "" {
				find(n.Placeholder, PlaceholderIdentifier, nil, n.At)
			}
		}
		return true
	})
	return uses
}

// rowColumns finds the names of the columns that placeholders for rows fill: of
// name (a, b) AS (VALUES {{rows}}) and of (VALUES {{rows}}) AS name (a, b).
func rowColumns(query *Query) map[*Placeholder][]string {
	columns := map[*Placeholder][]string{}
	note := func(q *Query, names []*Ident) {
		values, ok := q.Body.(*Values)
		if !ok || len(names) == 0 {
			return
		}
		var texts []string
		for _, name := range names {
			texts = append(texts, name.Name)
		}
		for _, row := range values.Rows {
			if p, ok := row.Items[0].(*Placeholder); ok && row.Bare {
				columns[p] = texts
			}
		}
	}
	Inspect(query, func(n Node) bool {
		switch n := n.(type) {
		case *CommonTable:
			note(n.Query, n.Columns)
		case *DerivedTable:
			if n.Alias != nil {
				note(n.Query, n.Alias.Columns)
			}
		}
		return true
	})
	return columns
}

// placeholderPlace is where a placeholder stands.
type placeholderPlace struct {
	typ     PlaceholderType
	members bool // several values may stand here, separated by commas
	rows    bool // rows of VALUES may
}

// placesOf finds what the places of placeholders ask for.
func placesOf(query *Query) map[*Placeholder]placeholderPlace {
	places := map[*Placeholder]placeholderPlace{}
	Inspect(query, func(n Node) bool {
		notePlaces(n, func(e Expr, place placeholderPlace) {
			if paren, ok := e.(*Paren); ok && place.typ != PlaceholderList {
				e = paren.Expr
			}
			if p, ok := e.(*Placeholder); ok && places[p] == (placeholderPlace{}) {
				places[p] = place
			}
		})
		return true
	})
	return places
}

// notePlaces tells what n asks of the expressions directly below it.
func notePlaces(n Node, note func(Expr, placeholderPlace)) {
	as := func(typ PlaceholderType, list ...Expr) {
		for _, e := range list {
			if e != nil {
				note(e, placeholderPlace{typ: typ})
			}
		}
	}
	switch n := n.(type) {
	case *PlaceholderTable:
		as(PlaceholderIdentifier, n.Placeholder)
	case *Values:
		for _, row := range n.Rows {
			if row.Bare {
				note(row.Items[0], placeholderPlace{typ: PlaceholderRows, rows: true})
			}
		}
	case *Select:
		as(PlaceholderBoolean, n.Where, n.Having)
		as(PlaceholderNumber, n.Top)
	case *Join:
		as(PlaceholderBoolean, n.On)
	case *Limit:
		as(PlaceholderNumber, n.Count, n.Offset)
	case *FrameBound:
		as(PlaceholderNumber, n.Offset)
	case *Subscript:
		as(PlaceholderNumber, n.Index)
	case *ExtendedTable:
		as(PlaceholderString, n.Args...)
	case Expr:
		noteOperands(n, note, as)
	}
}

func noteOperands(e Expr, note func(Expr, placeholderPlace), as func(PlaceholderType, ...Expr)) {
	members := func(list []Expr, operand Expr) {
		typ := literalType(operand)
		if len(list) == 1 {
			typ = PlaceholderList
		}
		for _, member := range list {
			note(member, placeholderPlace{typ: typ, members: true})
		}
	}
	switch e := e.(type) {
	case *In:
		members(e.List, e.Operand)
	case *ArrayLiteral:
		members(e.Elements, nil)
	case *Like:
		as(PlaceholderPattern, e.Pattern)
		as(PlaceholderString, e.Operand, e.Escape)
	case *Binary:
		noteBinary(e, as)
	case *Between:
		as(literalType(e.Low, e.High), e.Operand)
		as(literalType(e.Operand, e.Low, e.High), e.Low, e.High)
	case *Unary:
		if e.Operator == "NOT" {
			as(PlaceholderBoolean, e.Operand)
		} else {
			as(PlaceholderNumber, e.Operand)
		}
	case *Case:
		if e.Operand == nil {
			for _, branch := range e.Whens {
				as(PlaceholderBoolean, branch.Condition)
			}
		}
	case *Cast:
		as(castPlace[strings.ToUpper(e.Type.Name)], e.Operand)
	case *Call:
		noteArguments(e, as)
	}
}

func noteBinary(e *Binary, as func(PlaceholderType, ...Expr)) {
	switch e.Operator {
	case "AND", "OR":
		as(PlaceholderBoolean, e.Left, e.Right)
	case "+", "-":
		typ := PlaceholderNumber
		if other := literalType(e.Left, e.Right); other == PlaceholderDate || other == PlaceholderTimestamp {
			typ = ""
		}
		as(typ, e.Left, e.Right)
	case "*", "/", "%":
		as(PlaceholderNumber, e.Left, e.Right)
	case "||":
		as(PlaceholderString, e.Left, e.Right)
	default:
		as(literalType(e.Right), e.Left)
		as(literalType(e.Left), e.Right)
	}
}

// castPlace is what a CAST to a type asks for.
var castPlace = map[string]PlaceholderType{
	"DATE": PlaceholderDate, "TIMESTAMP": PlaceholderTimestamp, "BOOLEAN": PlaceholderBoolean,
	"INTEGER": PlaceholderNumber, "INT": PlaceholderNumber, "BIGINT": PlaceholderNumber, "DECIMAL": PlaceholderNumber, "DOUBLE": PlaceholderNumber, "FLOAT": PlaceholderNumber,
	"VARCHAR": PlaceholderString, "CHAR": PlaceholderString, "STRING": PlaceholderString,
}

func noteArguments(call *Call, as func(PlaceholderType, ...Expr)) {
	name := call.Name()
	for i, arg := range call.Args {
		switch {
		case strings.HasPrefix(name, "ARRAY_") && i == 0, name == "CARDINALITY", name == "EXPLODE", name == "FLATTEN":
			as(PlaceholderList, arg)
		case i == 1 && (name == "ROUND" || name == "LEFT" || name == "RIGHT" || name == "PERCENTILE" || name == "TRUNC"):
			as(PlaceholderNumber, arg)
		case i == 1 && strings.HasPrefix(name, "REGEXP_"):
			as(PlaceholderPattern, arg)
		case i == 0 && name == "IF":
			as(PlaceholderBoolean, arg)
		case name == "CONCAT", name == "LOWER", name == "UPPER", name == "REPLACE", name == "TRIM":
			as(PlaceholderString, arg)
		case name == "COALESCE", name == "IFNULL", name == "NULLIF", name == "NVL":
			as(literalType(call.Args...), arg)
		}
	}
}

// literalType is the type of the first expression that shows one by itself.
func literalType(list ...Expr) PlaceholderType {
	for _, e := range list {
		switch e := e.(type) {
		case *NumberLiteral:
			return PlaceholderNumber
		case *StringLiteral:
			return PlaceholderString
		case *BoolLiteral:
			return PlaceholderBoolean
		case *BuiltInParameter:
			return PlaceholderTimestamp
		case *TypedLiteral:
			return castPlace[e.Type]
		case *Cast:
			return castPlace[e.Type.Name]
		case *Call:
			if typ := resultPlace[e.Name()]; typ != "" {
				return typ
			}
		case *Extract:
			return PlaceholderNumber
		case *Unary, *Binary:
			if typ := arithmeticType(e); typ != "" {
				return typ
			}
		case *Paren:
			if typ := literalType(e.Expr); typ != "" {
				return typ
			}
		}
	}
	return ""
}

func arithmeticType(e Expr) PlaceholderType {
	switch e := e.(type) {
	case *Unary:
		if e.Operator != "NOT" {
			return PlaceholderNumber
		}
	case *Binary:
		switch e.Operator {
		case "*", "/", "%":
			return PlaceholderNumber
		}
	}
	return ""
}

// resultPlace is what compares with a function.
var resultPlace = map[string]PlaceholderType{
	"SECONDS_BETWEEN": PlaceholderNumber, "COUNT": PlaceholderNumber, "SUM": PlaceholderNumber, "AVG": PlaceholderNumber, "CARDINALITY": PlaceholderNumber,
	"LENGTH": PlaceholderNumber, "HOUR": PlaceholderNumber, "MONTH": PlaceholderNumber, "YEAR": PlaceholderNumber, "ROW_NUMBER": PlaceholderNumber, "RANK": PlaceholderNumber,
	"LOWER": PlaceholderString, "UPPER": PlaceholderString, "CONCAT": PlaceholderString, "TRIM": PlaceholderString,
	"CURRENT_DATE": PlaceholderDate, "CURRENT_TIMESTAMP": PlaceholderTimestamp, "DATE_TRUNC": PlaceholderTimestamp,
}
