package analysis

import (
	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// How a column is made from others.
type How string

// The ways a column is made. An expression that aggregates is HowAggregate
// whatever else is in it; one with OVER is HowWindow.
const (
	HowSource     How = "source"     // read from a data source
	HowConstant   How = "constant"   // literals and parameters alone
	HowCopy       How = "copy"       // another column, perhaps under another name
	HowExpression How = "expression" // computed row by row
	HowAggregate  How = "aggregate"
	HowWindow     How = "window"
	HowUnion      How = "union" // the same place in several branches
)

// Part is what a column is for the one made from it.
type Part string

// The parts. A condition decides which value is taken and is no part of it.
const (
	PartValue     Part = "value"
	PartCondition Part = "condition"
	PartWindow    Part = "window" // a partition or an order
)

// LineageColumn is one column somewhere in a query.
type LineageColumn struct {
	Name       string
	In         string // the common or derived table that makes it, the data source, or "" for the result
	How        How
	Expression string      // as printed; "" for sources and unions
	At         amcsql.Span // where it is made; zero for sources
	Type       catalog.Type
	Class      catalog.Class
	From       []LineageEdge
}

// LineageEdge leads to a column that another one is made from.
type LineageEdge struct {
	Column int // index into Lineage.Columns
	Part   Part
}

// Lineage is a graph of columns without circles. Several outputs may share
// what they are made from.
type Lineage struct {
	Outputs []int // indices into Columns, in the order of the result
	Columns []LineageColumn
}

// Sources lists the data source columns that output i rests on, each once. With
// conditions set, those that only decide between values are among them.
func (l *Lineage) Sources(i int, conditions bool) []LineageColumn {
	var found []LineageColumn
	seen := map[int]bool{}
	var visit func(int)
	visit = func(at int) {
		if seen[at] {
			return
		}
		seen[at] = true
		column := l.Columns[at]
		if column.How == HowSource {
			found = append(found, column)
		}
		for _, edge := range column.From {
			if conditions || edge.Part == PartValue {
				visit(edge.Column)
			}
		}
	}
	visit(l.Outputs[i])
	return found
}

// Lineage tells where every output column comes from. It is empty where the
// outputs cannot be known, and where there are far too many columns to tell of.
func (r *Result) Lineage() *Lineage {
	t := &tracer{analyser: r.analyser, lineage: &Lineage{}, known: map[*column]int{}, places: places(r.Bindings.root)}
	if r.rows.open || r.analyser.exhausted {
		return t.lineage
	}
	for _, c := range r.rows.columns {
		t.lineage.Outputs = append(t.lineage.Outputs, t.trace(c))
	}
	if t.full() {
		return &Lineage{}
	}
	return t.lineage
}

// tracer follows columns to their sources.
type tracer struct {
	*analyser
	lineage *Lineage
	known   map[*column]int
	places  map[amcsql.Node]string // names of the tables that select items belong to
}

// full reports whether there is no use in going on.
func (t *tracer) full() bool { return len(t.lineage.Columns) > maxLineage }

// trace returns the index of a column and adds it where it is new.
func (t *tracer) trace(c *column) int {
	at, ok := t.known[c]
	if ok || t.full() {
		return at
	}
	at = len(t.lineage.Columns)
	t.known[c] = at
	t.lineage.Columns = append(t.lineage.Columns, LineageColumn{}) // its place; columns below come after it
	made := LineageColumn{Name: c.name, At: c.at, Type: c.value.typ.public(), Class: c.value.class.public(), In: t.places[c.item]}
	switch item, isItem := c.item.(*amcsql.SelectItem); {
	case c.item == nil && c.source != nil:
		made.How, made.In = HowSource, c.table.Name
	case len(c.from) > 1:
		made.How = HowUnion
		for _, branch := range c.from {
			made.From = append(made.From, LineageEdge{Column: t.trace(branch), Part: PartValue})
		}
	case len(c.from) == 1:
		made.How = HowCopy
		switch {
		case c.from[0].item == c.item: // named by a column list
			made.Expression = c.from[0].name
		case isItem:
			made.Expression = amcsql.Print(item.Expr)
		}
		made.From = []LineageEdge{{Column: t.trace(c.from[0]), Part: PartValue}}
	case isItem:
		made.Expression, made.How = amcsql.Print(item.Expr), t.how(item.Expr, c.value)
		t.parts(item.Expr, PartValue, &made.From)
	default: // a value of VALUES
		made.How = HowConstant
	}
	t.lineage.Columns[at] = made
	return at
}

func (t *tracer) how(e amcsql.Expr, v value) How {
	switch {
	case isWindowed(e):
		return HowWindow
	case t.firstAggregate(e) != nil:
		return HowAggregate
	case v.constant:
		return HowConstant
	}
	return HowExpression
}

// parts adds the columns that an expression is made from, each once per part.
func (t *tracer) parts(n amcsql.Node, part Part, edges *[]LineageEdge) {
	inside := func(child amcsql.Node) Part {
		switch n := n.(type) {
		case *amcsql.Case:
			if n.Operand == child {
				return PartCondition
			}
		case *amcsql.When:
			if n.Condition == child {
				return PartCondition
			}
		case *amcsql.Call:
			if n.Filter == child || len(n.Args) == 3 && n.Args[0] == child && (n.Name() == "IF" || n.Name() == "NVL2") {
				return PartCondition
			}
		}
		if _, is := child.(*amcsql.Window); is {
			return PartWindow
		}
		return part
	}
	switch n := n.(type) {
	case *amcsql.ColumnRef:
		if meant, known := t.bindings.columns[n]; known {
			add(edges, LineageEdge{Column: t.trace(meant.column), Part: part})
		}
		return
	case *amcsql.Query:
		if own := t.bindings.meanings().queries[n]; own != nil && own.rows != nil {
			for _, c := range own.rows.columns {
				add(edges, LineageEdge{Column: t.trace(c), Part: part})
			}
		}
		return
	}
	amcsql.Inspect(n, func(child amcsql.Node) bool {
		if child == n {
			return true
		}
		t.parts(child, inside(child), edges)
		return false
	})
}

func add(edges *[]LineageEdge, edge LineageEdge) {
	for _, known := range *edges {
		if known == edge {
			return
		}
	}
	*edges = append(*edges, edge)
}

// places finds the names of the tables that the select items of a query make.
func places(root *amcsql.Query) map[amcsql.Node]string {
	found := map[amcsql.Node]string{}
	var visit func(n amcsql.Node, name string)
	visit = func(n amcsql.Node, name string) {
		switch n := n.(type) {
		case *amcsql.CommonTable:
			name = n.Name.Name
		case *amcsql.DerivedTable:
			name = ""
			if n.Alias != nil && n.Alias.Name != nil {
				name = n.Alias.Name.Name
			}
		case *amcsql.SelectItem:
			found[n] = name
			found[n.Expr] = name
		}
		amcsql.Inspect(n, func(child amcsql.Node) bool {
			if child == n {
				return true
			}
			visit(child, name)
			return false
		})
	}
	visit(root, "")
	return found
}
