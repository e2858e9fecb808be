package amcsql

// Expr is anything that has a value, and the few things that only stand where
// a value does: *Star, *GroupingSet, *BadExpr.
type Expr interface {
	Node
	expr()
}

// ColumnRef is a name: column, table.column, or a field below that.
type ColumnRef struct {
	Located
	Parts []*Ident // never empty
}

// Column returns the last part.
func (c *ColumnRef) Column() *Ident { return c.Parts[len(c.Parts)-1] }

// Star is * or t.*, in a select list or as the only argument of COUNT.
type Star struct {
	Located
	Qualifier []*Ident // empty for a plain *
}

// Paren is an expression in parentheses.
type Paren struct {
	Located
	Expr Expr
}

// Unary is -x, +x or NOT x.
type Unary struct {
	Located
	Operator   string // "-", "+" or "NOT"
	OperatorAt Span
	Operand    Expr
}

// Binary is an infix operation. Operator is upper case and as written, so
// "!=" and "<>" stay apart. Known ones: OR AND = != <> < <= > >= + - * / % ||.
type Binary struct {
	Located
	Left, Right Expr
	Operator    string
	OperatorAt  Span
}

// Between is x [NOT] BETWEEN [SYMMETRIC] low AND high.
type Between struct {
	Located
	Operand   Expr
	Not       bool
	Symmetric bool
	Low, High Expr
}

// In is x [NOT] IN (list) or x [NOT] IN (query). Exactly one of List and Query is set;
// List is empty for the faulty IN ().
type In struct {
	Located
	Operand    Expr
	Not        bool
	List       []Expr
	Query      *Query
	OperatorAt Span // IN or NOT IN
}

// Like is x [NOT] LIKE pattern [ESCAPE e] and its relatives.
// SIMILAR TO takes a Java regular expression in AMC and searches with it.
type Like struct {
	Located
	Operand    Expr
	Not        bool
	Operator   string // LIKE, ILIKE, SIMILAR TO, RLIKE or REGEXP
	OperatorAt Span
	Pattern    Expr
	Escape     Expr // nil when absent
}

// Is is x IS [NOT] NULL, TRUE, FALSE or UNKNOWN.
type Is struct {
	Located
	Operand Expr
	Not     bool
	Test    string // NULL, TRUE, FALSE or UNKNOWN
}

// IsDistinct is a IS [NOT] DISTINCT FROM b.
type IsDistinct struct {
	Located
	Left, Right Expr
	Not         bool
}

// Exists is EXISTS (query).
type Exists struct {
	Located
	Query *Query
}

// Quantified is a comparison with ANY, SOME or ALL of a query.
type Quantified struct {
	Located
	Left       Expr
	Operator   string
	OperatorAt Span
	Quantifier string // ANY, SOME or ALL
	Query      *Query
}

// Subquery is a query in parentheses used as one value.
type Subquery struct {
	Located
	Query *Query
}

// Case is CASE … END; Operand is nil in the searched form.
type Case struct {
	Located
	Operand Expr
	Whens   []*When
	Else    Expr // nil when absent
}

// When is one WHEN … THEN ….
type When struct {
	Located
	Condition Expr
	Result    Expr
}

// Cast is CAST(x AS type) and its relatives.
type Cast struct {
	Located
	Operand Expr
	Type    *TypeName
	Form    CastForm
}

// CastForm is how a Cast was written; AMC knows CastStandard only.
type CastForm string

// The forms of a Cast.
const (
	CastStandard CastForm = "CAST"
	CastTry      CastForm = "TRY_CAST"
	CastSafe     CastForm = "SAFE_CAST"
	CastColons   CastForm = "::"
)

// TypeName is a type as written: DECIMAL(6, 3), VARCHAR, BIGINT ARRAY,
// ARRAY<STRING>, DOUBLE PRECISION, TIMESTAMP WITH TIME ZONE.
type TypeName struct {
	Located
	Name    string           // upper case, words joined by one space; ARRAY for arrays, ROW for rows
	Params  []*NumberLiteral // precision and scale, or length
	Element *TypeName        // of ARRAY, nil otherwise
	Fields  []*TypeField     // of ROW
	Suffix  bool             // the array was written as "T ARRAY"
}

// TypeField is one field of a row type.
type TypeField struct {
	Located
	Name *Ident
	Type *TypeName
}

// Subscript is a[i].
type Subscript struct {
	Located
	Operand Expr
	Index   Expr
}

// FieldAccess is (row).field, or a[1].field. A plain a.b is a ColumnRef.
type FieldAccess struct {
	Located
	Operand Expr
	Field   *Ident
}

// AtTimeZone is t AT TIME ZONE zone, which AMC does not know.
type AtTimeZone struct {
	Located
	Operand Expr
	Zone    Expr
}

// BadExpr stands where an expression was expected and none could be read.
type BadExpr struct{ Located }

func (*ColumnRef) expr()   {}
func (*Star) expr()        {}
func (*Paren) expr()       {}
func (*Unary) expr()       {}
func (*Binary) expr()      {}
func (*Between) expr()     {}
func (*In) expr()          {}
func (*Like) expr()        {}
func (*Is) expr()          {}
func (*IsDistinct) expr()  {}
func (*Exists) expr()      {}
func (*Quantified) expr()  {}
func (*Subquery) expr()    {}
func (*Case) expr()        {}
func (*Cast) expr()        {}
func (*Subscript) expr()   {}
func (*FieldAccess) expr() {}
func (*AtTimeZone) expr()  {}
func (*GroupingSet) expr() {}
func (*BadExpr) expr()     {}
