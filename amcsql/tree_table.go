package amcsql

// Table is anything that stands in FROM: *NamedTable, *DerivedTable,
// *ExtendedTable, *FunctionTable, *Unnest, *PlaceholderTable, *Join,
// *ParenTable, *SampledTable or *BadTable.
type Table interface {
	Node
	table()
}

// TableAlias is what a table is called after it: [AS] name [(columns)].
type TableAlias struct {
	Located
	As      bool
	Name    *Ident
	Columns []*Ident
}

// NamedTable is a data source or a common table by name.
type NamedTable struct {
	Located
	Name  *QualifiedName
	Alias *TableAlias
}

// QualifiedName is one or more names joined by dots.
type QualifiedName struct {
	Located
	Parts []*Ident // never empty
}

// DerivedTable is a query in parentheses. VALUES in FROM is one as well.
type DerivedTable struct {
	Located
	Lateral bool
	Query   *Query
	Alias   *TableAlias
}

// ExtendedTable is TABLE(EXTEND_TIME_WINDOW('table', 'P14D', 'P1D')): a data
// source read over a window that starts and ends that much farther out.
// Arguments are kept as written; Source returns the table where they are right.
type ExtendedTable struct {
	Located
	Wrapped  bool // TABLE( ) was written around it, as AMC wants
	Function *Ident
	Args     []Expr
	Alias    *TableAlias
}

// Source returns the literal that names the table, or nil where the call does
// not begin with a text literal.
func (t *ExtendedTable) Source() *StringLiteral {
	if len(t.Args) == 0 {
		return nil
	}
	source, _ := Filled(t.Args[0]).(*StringLiteral)
	return source
}

// FunctionTable is a function in FROM, with or without TABLE( ) around it.
type FunctionTable struct {
	Located
	Lateral bool
	Wrapped bool // TABLE( ) was written
	Call    *Call
	Alias   *TableAlias
}

// Unnest is UNNEST(array, …) in FROM.
type Unnest struct {
	Located
	Lateral    bool
	Arrays     []Expr
	Ordinality bool // WITH ORDINALITY
	Alias      *TableAlias
}

// PlaceholderTable is {{name}} where a table belongs.
type PlaceholderTable struct {
	Located
	Placeholder *Placeholder
	Name        *QualifiedName // of the table it stands for; nil without a value
	Alias       *TableAlias
}

// ParenTable is a join in parentheses.
type ParenTable struct {
	Located
	Table Table
	Alias *TableAlias
}

// SampledTable is TABLESAMPLE, which was never seen to work in AMC.
type SampledTable struct {
	Located
	Table  Table
	Method *Ident
	Args   []Expr
}

// BadTable stands where a table was expected and none could be read.
type BadTable struct{ Located }

// Join joins two tables by a JOIN word; joins by comma are the several tables
// of Select.From.
type Join struct {
	Located
	Left, Right Table
	Kind        JoinKind
	Natural     bool
	Outer       bool     // the word OUTER was written
	Inner       bool     // the word INNER was written
	On          Expr     // nil without ON
	Using       []*Ident // empty without USING
	UsingAt     Span     // USING with its parentheses
	OperatorAt  Span     // the words from NATURAL, LEFT, JOIN … to JOIN or APPLY
}

// JoinKind is the kind of a Join.
type JoinKind string

// The kinds of joins. AMC accepts INNER, LEFT, FULL and CROSS.
const (
	InnerJoin  JoinKind = "INNER"
	LeftJoin   JoinKind = "LEFT"
	RightJoin  JoinKind = "RIGHT"
	FullJoin   JoinKind = "FULL"
	CrossJoin  JoinKind = "CROSS"
	CrossApply JoinKind = "CROSS APPLY"
	OuterApply JoinKind = "OUTER APPLY"
)

func (*NamedTable) table()       {}
func (*DerivedTable) table()     {}
func (*ExtendedTable) table()    {}
func (*FunctionTable) table()    {}
func (*Unnest) table()           {}
func (*PlaceholderTable) table() {}
func (*Join) table()             {}
func (*ParenTable) table()       {}
func (*SampledTable) table()     {}
func (*BadTable) table()         {}
