package amcsql

import "time"

// NumberLiteral is an unsigned number as written: 12, 1.5, .2, 1e5.
type NumberLiteral struct {
	Located
	Text string
}

// StringLiteral is 'text'; Value has doubled quotes undone.
type StringLiteral struct {
	Located
	Value string
}

// BoolLiteral is TRUE or FALSE.
type BoolLiteral struct {
	Located
	Value bool
}

// NullLiteral is NULL.
type NullLiteral struct{ Located }

// TypedLiteral is DATE '…', TIME '…' or TIMESTAMP '…'.
type TypedLiteral struct {
	Located
	Type  string // DATE, TIME or TIMESTAMP
	Value *StringLiteral
}

// When reads the literal; false where its text is no value of its type.
func (l *TypedLiteral) When() (time.Time, bool) {
	switch l.Type {
	case "DATE":
		return parsedTime(l.Value.Value, time.DateOnly)
	case "TIME":
		return parsedTime(l.Value.Value, time.TimeOnly, "15:04")
	}
	return ParseTimestamp(l.Value.Value)
}

// ParseTimestamp reads the spellings of a time without a zone or with UTC's Z.
func ParseTimestamp(text string) (time.Time, bool) {
	return parsedTime(text, time.DateTime, "2006-01-02T15:04:05", time.RFC3339, time.DateOnly, "2006-01-02 15:04", "2006-01-02T15:04")
}

func parsedTime(text string, layouts ...string) (time.Time, bool) {
	for _, layout := range layouts {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC(), true
		}
	}
	return time.Time{}, false
}

// IntervalLiteral is INTERVAL '7' DAY, INTERVAL 7 DAY or INTERVAL '1-2' YEAR TO MONTH.
// Interval types are switched off in AMC.
type IntervalLiteral struct {
	Located
	Negative bool
	Value    Expr
	Unit     *Ident // nil in INTERVAL '7 days'
	To       *Ident // nil without TO
}

// ArrayLiteral is ARRAY[a, b].
type ArrayLiteral struct {
	Located
	Elements []Expr
}

// MapLiteral is MAP[key, value, key, value].
type MapLiteral struct {
	Located
	Items []Expr
}

// ArrayQuery is ARRAY(SELECT …).
type ArrayQuery struct {
	Located
	Query *Query
}

// Row is ROW(a, b), (a, b), or one row of VALUES.
type Row struct {
	Located
	Items    []Expr
	Explicit bool // the word ROW was written
	Bare     bool // a single value without parentheses, in VALUES only
}

// Placeholder is {{name}}, a gap of a template. Text is what stands between the
// braces, trimmed. Fill puts values in; what prints the tree then prints those.
type Placeholder struct {
	Located
	Text string
	Bare bool   // a list without parentheses, as in x IN {{list}}
	Fill []Expr // what it stands for; several in a list, *Row in VALUES; nil without a value
}

// Filled gives the value of a placeholder that has one, and any other
// expression as it is.
func Filled(e Expr) Expr {
	if p, ok := e.(*Placeholder); ok && len(p.Fill) == 1 {
		return p.Fill[0]
	}
	return e
}

// BuiltInParameter is BUILT_IN_PARAMETER('TIME_WINDOW_START' | 'TIME_WINDOW_END').
type BuiltInParameter struct {
	Located
	Args []Expr // as written, one text literal where it is right
}

// Name returns the parameter's name as written, or "" where the argument is not one text literal.
func (p *BuiltInParameter) Name() string { return singleText(p.Args) }

// CustomParameter is CUSTOM_PARAMETER('name'). Names match with case.
type CustomParameter struct {
	Located
	Args []Expr // as written, one text literal where it is right
}

// Name returns the parameter's name as written, or "" where the argument is not one text literal.
func (p *CustomParameter) Name() string { return singleText(p.Args) }

// ForeignParameter is a marker that other tools use and AMC does not know:
// :name, ?, ${name}, [name] or @name.
type ForeignParameter struct {
	Located
	Text string // as written
}

func singleText(args []Expr) string {
	if len(args) != 1 {
		return ""
	}
	literal, ok := Filled(args[0]).(*StringLiteral)
	if !ok {
		return ""
	}
	return literal.Value
}

func (*NumberLiteral) expr()    {}
func (*StringLiteral) expr()    {}
func (*BoolLiteral) expr()      {}
func (*NullLiteral) expr()      {}
func (*TypedLiteral) expr()     {}
func (*IntervalLiteral) expr()  {}
func (*ArrayLiteral) expr()     {}
func (*MapLiteral) expr()       {}
func (*ArrayQuery) expr()       {}
func (*Row) expr()              {}
func (*Placeholder) expr()      {}
func (*BuiltInParameter) expr() {}
func (*CustomParameter) expr()  {}
func (*ForeignParameter) expr() {}
