package amcsql

// Inspect calls visit for n and, where visit returns true, for everything
// below it in the order of the text. A nil node is passed over.
func Inspect(n Node, visit func(Node) bool) {
	if n == nil || !visit(n) {
		return
	}
	eachChild(n, func(child Node) { Inspect(child, visit) })
}

// ReadsItself reports whether the query of a common table reads a table of its
// own name, as a recursive one does.
func (t *CommonTable) ReadsItself() bool {
	found := false
	Inspect(t.Query, func(n Node) bool {
		if table, ok := n.(*NamedTable); ok && len(table.Name.Parts) == 1 && SameName(table.Name.Parts[0].Name, t.Name.Name) {
			found = true
		}
		return !found
	})
	return found
}

// Children returns the nodes directly below n in the order of the text.
func Children(n Node) []Node {
	var children []Node
	eachChild(n, func(child Node) { children = append(children, child) })
	return children
}

// childVisitor passes over what is absent, so that eachChild can name every field plainly.
type childVisitor func(Node)

func eachChild(n Node, visit func(Node)) {
	v := childVisitor(visit)
	switch n := n.(type) {
	case Body:
		v.body(n)
	case Table:
		v.table(n)
	case Expr:
		v.expression(n)
	default:
		v.part(n)
	}
}

// one visits a child that may be a nil pointer of a concrete type.
func one[T any, P interface {
	*T
	Node
}](v childVisitor, child P) {
	if child != nil {
		v(child)
	}
}

// each visits the children of a list whose elements are concrete pointers.
func each[T Node](v childVisitor, children []T) {
	for _, child := range children {
		v(child)
	}
}

// exprs visits children that may be nil interfaces.
func (v childVisitor) exprs(children ...Expr) {
	for _, child := range children {
		if child != nil {
			v(child)
		}
	}
}

func (v childVisitor) body(n Body) {
	switch n := n.(type) {
	case *Select:
		v.exprs(n.Top)
		each(v, n.Items)
		each(v, n.From)
		v.exprs(n.Where)
		one(v, n.GroupBy)
		v.exprs(n.Having)
		each(v, n.Windows)
		one(v, n.Qualify)
	case *SetOperation:
		v(n.Left)
		v(n.Right)
	case *Values:
		each(v, n.Rows)
	case *NestedQuery:
		v(n.Query)
	}
}

func (v childVisitor) table(n Table) {
	switch n := n.(type) {
	case *NamedTable:
		v(n.Name)
		one(v, n.Alias)
	case *DerivedTable:
		v(n.Query)
		one(v, n.Alias)
	case *ExtendedTable:
		v(n.Function)
		each(v, n.Args)
		one(v, n.Alias)
	case *FunctionTable:
		v(n.Call)
		one(v, n.Alias)
	case *Unnest:
		each(v, n.Arrays)
		one(v, n.Alias)
	case *PlaceholderTable:
		v(n.Placeholder)
		one(v, n.Alias)
	case *ParenTable:
		v(n.Table)
		one(v, n.Alias)
	case *SampledTable:
		v(n.Table)
		one(v, n.Method)
		each(v, n.Args)
	case *Join:
		v(n.Left)
		v(n.Right)
		v.exprs(n.On)
		each(v, n.Using)
	}
}

func (v childVisitor) expression(n Expr) {
	switch n := n.(type) {
	case *ColumnRef:
		each(v, n.Parts)
	case *Star:
		each(v, n.Qualifier)
	case *Paren:
		v.exprs(n.Expr)
	case *Unary:
		v.exprs(n.Operand)
	case *Binary:
		v.exprs(n.Left, n.Right)
	case *Between:
		v.exprs(n.Operand, n.Low, n.High)
	case *In:
		v.exprs(n.Operand)
		each(v, n.List)
		one(v, n.Query)
	case *Like:
		v.exprs(n.Operand, n.Pattern, n.Escape)
	case *Is:
		v.exprs(n.Operand)
	case *IsDistinct:
		v.exprs(n.Left, n.Right)
	case *Exists:
		one(v, n.Query)
	case *Quantified:
		v.exprs(n.Left)
		one(v, n.Query)
	case *Subquery:
		one(v, n.Query)
	case *Case:
		v.exprs(n.Operand)
		each(v, n.Whens)
		v.exprs(n.Else)
	case *Cast:
		v.exprs(n.Operand)
		one(v, n.Type)
	case *Subscript:
		v.exprs(n.Operand, n.Index)
	case *FieldAccess:
		v.exprs(n.Operand)
		one(v, n.Field)
	case *AtTimeZone:
		v.exprs(n.Operand, n.Zone)
	case *GroupingSet:
		each(v, n.Items)
	default:
		v.call(n)
		v.literal(n)
	}
}

func (v childVisitor) call(n Expr) {
	switch n := n.(type) {
	case *Call:
		one(v, n.Function)
		each(v, n.Args)
		one(v, n.To)
		one(v, n.OrderBy)
		one(v, n.WithinGroup)
		v.exprs(n.Filter)
		one(v, n.Over)
	case *Extract:
		one(v, n.Unit)
		v.exprs(n.From)
	case *PositionOf:
		v.exprs(n.Part, n.Text)
	case *Trim:
		v.exprs(n.Characters, n.Text)
	case *SubstringFrom:
		v.exprs(n.Text, n.Start, n.Length)
	case *BuiltInParameter:
		each(v, n.Args)
	case *CustomParameter:
		each(v, n.Args)
	}
}

func (v childVisitor) literal(n Expr) {
	switch n := n.(type) {
	case *TypedLiteral:
		one(v, n.Value)
	case *IntervalLiteral:
		v.exprs(n.Value)
		one(v, n.Unit)
		one(v, n.To)
	case *ArrayLiteral:
		each(v, n.Elements)
	case *MapLiteral:
		each(v, n.Items)
	case *ArrayQuery:
		one(v, n.Query)
	case *Row:
		each(v, n.Items)
	}
}

func (v childVisitor) part(n Node) {
	switch n := n.(type) {
	case *Query:
		one(v, n.With)
		if n.Body != nil {
			v(n.Body)
		}
		one(v, n.OrderBy)
		one(v, n.Limit)
		one(v, n.Terminator)
	case *With:
		each(v, n.Tables)
	case *CommonTable:
		one(v, n.Name)
		each(v, n.Columns)
		one(v, n.Query)
	case *SelectItem:
		v.exprs(n.Expr)
		one(v, n.Alias)
	case *GroupBy:
		each(v, n.Items)
	case *Qualify:
		v.exprs(n.Condition)
	case *NamedWindow:
		one(v, n.Name)
		one(v, n.Spec)
	case *Window:
		one(v, n.Base)
		each(v, n.PartitionBy)
		one(v, n.OrderBy)
		one(v, n.Frame)
	case *Frame:
		one(v, n.Start)
		one(v, n.End)
	case *FrameBound:
		v.exprs(n.Offset)
	case *OrderBy:
		each(v, n.Items)
	case *OrderItem:
		v.exprs(n.Expr)
	case *Limit:
		if n.Comma || n.Fetch {
			v.exprs(n.Offset, n.Count)
		} else {
			v.exprs(n.Count, n.Offset)
		}
	case *TableAlias:
		one(v, n.Name)
		each(v, n.Columns)
	case *QualifiedName:
		each(v, n.Parts)
	case *When:
		v.exprs(n.Condition, n.Result)
	case *TypeName:
		each(v, n.Params)
		one(v, n.Element)
		each(v, n.Fields)
	case *TypeField:
		one(v, n.Name)
		one(v, n.Type)
	}
}
