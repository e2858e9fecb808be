package amcsql

// Node is a part of the tree.
type Node interface {
	// Span returns the text the node was read from, comments around it left out.
	Span() Span
	node()
}

// Located carries the span of a node; every node embeds it.
type Located struct {
	At Span
}

// Span implements Node.
func (l Located) Span() Span { return l.At }

func (Located) node() {}

// Ident is one name. Name has its quotes removed and doubled quotes undone;
// names compare without regard to case, see SameName.
type Ident struct {
	Located
	Name        string
	Quote       rune   // 0, '"' or '`'
	Placeholder string // name of the {{placeholder}} that stands here; Name is empty until it is filled
}

// Query is a whole text or a subquery without its parentheses.
type Query struct {
	Located
	With       *With      // nil without WITH
	Body       Body       // never nil; *BadBody where none could be read
	OrderBy    *OrderBy   // nil when absent
	Limit      *Limit     // LIMIT, OFFSET and FETCH; nil when absent
	Terminator *Semicolon // trailing ';', only on the outermost query
}

// Semicolon is the ';' at the end of a text.
type Semicolon struct{ Located }

// With is the list of common table expressions before a body.
type With struct {
	Located
	Recursive bool
	Tables    []*CommonTable
}

// CommonTable is one `name (columns) AS (query)` of a WITH clause.
type CommonTable struct {
	Located
	Name         *Ident
	Columns      []*Ident        // empty without a column list
	Materialized Materialization // AMC knows neither word
	Query        *Query
}

// Materialization is the optional word between AS and the query of a common table.
type Materialization string

// The words of a CommonTable; the default is none.
const (
	MaterializeDefault Materialization = ""
	Materialized       Materialization = "MATERIALIZED"
	NotMaterialized    Materialization = "NOT MATERIALIZED"
)

// Body is what produces the rows of a query: *Select, *Values, *SetOperation,
// *NestedQuery or *BadBody.
type Body interface {
	Node
	body()
}

// SetOperation combines the rows of two bodies. It is left-associative and
// INTERSECT binds tighter than UNION and EXCEPT.
type SetOperation struct {
	Located
	Left, Right Body
	Operator    SetOperator
	Quantifier  Quantifier
	OperatorAt  Span // the word and its quantifier
}

// SetOperator is the word of a SetOperation. MINUS is kept apart from EXCEPT.
type SetOperator string

// The operators between two bodies.
const (
	Union     SetOperator = "UNION"
	Intersect SetOperator = "INTERSECT"
	Except    SetOperator = "EXCEPT"
	Minus     SetOperator = "MINUS"
)

// Quantifier is ALL, DISTINCT or nothing.
type Quantifier string

// The quantifiers; what QuantifierNone means depends on where it stands.
const (
	QuantifierNone Quantifier = ""
	All            Quantifier = "ALL"
	Distinct       Quantifier = "DISTINCT"
)

// Values is a VALUES list. A row written without parentheses, VALUES 1, 2, is
// a *Row with Bare set.
type Values struct {
	Located
	Rows []*Row
}

// NestedQuery is a query in parentheses used as a body, as in (SELECT …) UNION ….
type NestedQuery struct {
	Located
	Query *Query
}

// BadBody stands where a SELECT was expected and none could be read.
type BadBody struct{ Located }

func (*Select) body()       {}
func (*SetOperation) body() {}
func (*Values) body()       {}
func (*NestedQuery) body()  {}
func (*BadBody) body()      {}

// OrderBy is ORDER BY with its items.
type OrderBy struct {
	Located
	Items []*OrderItem
}

// OrderItem is one sort key. Direction is "", "ASC" or "DESC"; Nulls is "",
// "FIRST" or "LAST".
type OrderItem struct {
	Located
	Expr      Expr
	Direction string
	Nulls     string
}

// Limit is LIMIT, OFFSET and FETCH FIRST together. In LIMIT a, b the first
// number is Offset. Count is nil for OFFSET alone and for LIMIT ALL.
type Limit struct {
	Located
	Count  Expr
	Offset Expr
	All    bool
	Fetch  bool // written as FETCH {FIRST|NEXT} n ROWS ONLY
	Comma  bool // written as LIMIT offset, count
}
