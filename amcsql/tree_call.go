package amcsql

import "strings"

// Call is name(arguments) with what SQL allows after it. Functions with a
// syntax of their own, such as EXTRACT, have their own nodes, but only in that
// syntax: SUBSTRING(s, 1, 2) and TRIM(s) are Calls.
type Call struct {
	Located
	Function    *QualifiedName
	Bare        bool       // without parentheses, as CURRENT_DATE
	Quantifier  Quantifier // COUNT(DISTINCT x)
	Args        []Expr     // a single *Star for COUNT(*)
	To          *Ident     // unit of FLOOR(x TO unit) and CEIL(x TO unit)
	OrderBy     *OrderBy   // inside the parentheses
	WithinGroup *OrderBy   // WITHIN GROUP (ORDER BY …)
	Filter      Expr       // FILTER (WHERE …)
	Nulls       string     // "", IGNORE NULLS or RESPECT NULLS
	Over        *Window    // nil when this is no window function
}

// Name returns the function's name in upper case, without a schema.
func (c *Call) Name() string {
	return strings.ToUpper(c.Function.Parts[len(c.Function.Parts)-1].Name)
}

// Extract is EXTRACT(unit FROM x).
type Extract struct {
	Located
	Unit *Ident
	From Expr
}

// PositionOf is POSITION(part IN text).
type PositionOf struct {
	Located
	Part Expr
	Text Expr
}

// Trim is TRIM([BOTH|LEADING|TRAILING] [characters] FROM text). TRIM(text) is a Call.
type Trim struct {
	Located
	Side       string // "", BOTH, LEADING or TRAILING
	Characters Expr   // nil when absent
	Text       Expr
}

// SubstringFrom is SUBSTRING(text FROM start [FOR length]). The form with commas is a Call.
type SubstringFrom struct {
	Located
	Text   Expr
	Start  Expr
	Length Expr // nil when absent
}

func (*Call) expr()          {}
func (*Extract) expr()       {}
func (*PositionOf) expr()    {}
func (*Trim) expr()          {}
func (*SubstringFrom) expr() {}
