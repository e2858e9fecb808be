package amcsql

// Select is one SELECT with its clauses, without ORDER BY and LIMIT, which
// belong to the Query around it.
type Select struct {
	Located
	Quantifier   Quantifier // as written; ALL is the default meaning
	QuantifierAt Span       // zero when nothing was written
	Top          Expr       // TOP n, which AMC does not know
	Items        []*SelectItem
	From         []Table // joined by commas; empty without FROM
	// FromForgotten says that clauses follow which no SELECT without FROM has. The
	// text does not parse then; the analysis tells of it.
	FromForgotten bool
	Where         Expr // nil when absent, as are the clauses below
	GroupBy       *GroupBy
	Having        Expr
	Windows       []*NamedWindow
	Qualify       *Qualify
}

// SelectItem is one output column, or several when Expr is a *Star.
type SelectItem struct {
	Located
	Expr  Expr
	Alias *Ident // nil without an alias
	As    bool   // the word AS was written
}

// GroupBy is GROUP BY with its items, which are plain expressions, ordinals
// (*NumberLiteral), select aliases (*ColumnRef), or a *GroupingSet.
type GroupBy struct {
	Located
	Quantifier Quantifier
	Items      []Expr
}

// GroupingSet is ROLLUP(…), CUBE(…), GROUPING SETS(…) or the empty set ().
type GroupingSet struct {
	Located
	Kind  GroupingKind
	Items []Expr // a *Row where several expressions stand in parentheses
}

// GroupingKind tells the forms of GroupingSet apart.
type GroupingKind string

// The kinds of grouping sets.
const (
	Rollup       GroupingKind = "ROLLUP"
	Cube         GroupingKind = "CUBE"
	GroupingSets GroupingKind = "GROUPING SETS"
	GroupingNone GroupingKind = "()"
)

// Qualify is QUALIFY, a filter over window functions that AMC does not know.
type Qualify struct {
	Located
	Condition Expr
}

// NamedWindow is one `name AS (…)` of a WINDOW clause.
type NamedWindow struct {
	Located
	Name *Ident
	Spec *Window
}

// Window is what follows OVER, or the specification of a NamedWindow.
// In `OVER w` only Base is set and Bare is true; in `OVER (w ORDER BY x)` Base
// is the window that the rest adds to.
type Window struct {
	Located
	Base        *Ident
	Bare        bool
	PartitionBy []Expr
	OrderBy     *OrderBy
	Frame       *Frame
}

// Frame is the ROWS, RANGE or GROUPS part of a window. End is nil in the
// short form without BETWEEN.
type Frame struct {
	Located
	Unit      string // ROWS, RANGE or GROUPS
	Start     *FrameBound
	End       *FrameBound
	Exclusion string // "", CURRENT ROW, GROUP, TIES or NO OTHERS
}

// Backwards reports whether the frame ends before it begins; a short form ends
// at the current row.
func (f *Frame) Backwards() bool {
	rank := map[BoundKind]int{UnboundedPreceding: 1, Preceding: 2, CurrentRow: 3, Following: 4, UnboundedFollowing: 5}
	end := CurrentRow
	if f.End != nil {
		end = f.End.Kind
	}
	return rank[f.Start.Kind] > rank[end] || f.Start.Kind == UnboundedFollowing || end == UnboundedPreceding
}

// FrameBound is one edge of a frame. Offset is set for Preceding and Following only.
type FrameBound struct {
	Located
	Kind   BoundKind
	Offset Expr
}

// BoundKind tells the edges of a frame apart.
type BoundKind string

// The edges of a frame, from the first row to the last.
const (
	UnboundedPreceding BoundKind = "UNBOUNDED PRECEDING"
	Preceding          BoundKind = "PRECEDING"
	CurrentRow         BoundKind = "CURRENT ROW"
	Following          BoundKind = "FOLLOWING"
	UnboundedFollowing BoundKind = "UNBOUNDED FOLLOWING"
)
