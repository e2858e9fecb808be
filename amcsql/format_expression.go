package amcsql

import "strings"

func (f formatRules) children(n Node) {
	eachChild(n, f.node)
}

func (f formatRules) node(n Node) {
	switch n := n.(type) {
	case *Query:
		f.nested(f.first(n)-1, n)
	case *OrderBy:
		f.orderBy(n)
	case *Ident:
		f.keyword[f.first(n)] = false
	case *TypeName:
		f.typeName(n)
	case *Window:
		f.window(n)
	case Table:
		f.table(n, f.hard)
	case Expr:
		f.expression(n)
	default:
		f.children(n)
	}
}

func (f formatRules) expression(e Expr) {
	switch e := e.(type) {
	case *Binary:
		_, soft := f.group(f.first(e), f.last(e))
		f.indentRest(e)
		f.chain(e, soft)
	case *Unary:
		if e.Operator != "NOT" {
			if inner, signed := e.Operand.(*Unary); !signed || inner.Operator == "NOT" {
				f.tight(f.first(e) + 1)
			}
		}
		f.children(e)
	case *Paren:
		f.bracketed(f.first(e), f.last(e))
		if chain, ok := e.Expr.(*Binary); ok { // its lines begin below each other
			_, soft := f.group(f.first(chain), f.last(chain))
			f.chain(chain, soft)
			return
		}
		f.node(e.Expr)
	case *Case:
		f.caseOf(e)
	case *In:
		f.in(e)
	case *Row:
		f.row(e)
	case *ArrayLiteral:
		if len(e.Elements) > 0 {
			f.fillExpressions(f.first(e)+1, e.Elements)
		}
	case *MapLiteral:
		if len(e.Items) > 0 {
			f.fillExpressions(f.first(e)+1, e.Items)
		}
	case *Call:
		f.function(e)
	case *Cast, *Extract, *PositionOf, *Trim, *SubstringFrom, *BuiltInParameter, *CustomParameter, *ArrayQuery:
		f.special(e)
	case *GroupingSet:
		if e.Kind == Rollup || e.Kind == Cube {
			f.tight(f.first(e) + 1)
		}
		f.children(e)
	default:
		f.children(e)
	}
}

// indentRest moves all but the first word of an expression in.
func (f formatRules) indentRest(e Expr) {
	if f.last(e) > f.first(e) {
		f.indent(f.first(e)+1, f.last(e))
	}
}

// chain lays out operands of one kind of operator: a soft gap before each
// operator. Anything else is laid out as an expression.
func (f formatRules) chain(e Expr, soft breaker) {
	top, ok := e.(*Binary)
	if !ok {
		f.expression(e)
		return
	}
	operands := []Expr{}
	link := top
	for {
		operands = append(operands, link.Right)
		if powerOf(link.Operator) <= powerAnd || powerOf(link.Operator) >= powerAdd {
			soft(f.starting(link.OperatorAt.Start))
		}
		left, same := link.Left.(*Binary)
		if !same || powerOf(left.Operator) != powerOf(top.Operator) {
			operands = append(operands, link.Left)
			break
		}
		link = left
	}
	for _, operand := range operands {
		f.expression(operand)
	}
}

func powerOf(operator string) int {
	if power, ok := wordPowers[operator]; ok {
		return power
	}
	return int(symbolPower(operator))
}

// bracketed breaks after an opening and before a closing bracket.
func (f formatRules) bracketed(open, closing int) {
	_, soft := f.group(open, closing)
	soft(open + 1)
	soft(closing)
	f.indent(open+1, closing-1)
}

func (f formatRules) caseOf(e *Case) {
	_, soft := f.group(f.first(e), f.last(e))
	f.indent(f.first(e)+1, f.last(e)-1)
	if e.Operand != nil {
		f.node(e.Operand)
	}
	for _, branch := range e.Whens {
		soft(f.first(branch))
		f.node(branch)
	}
	if e.Else != nil {
		soft(f.first(e.Else) - 1)
		f.node(e.Else)
	}
	soft(f.last(e))
}

func (f formatRules) in(e *In) {
	f.node(e.Operand)
	if e.Query != nil {
		f.node(e.Query)
		return
	}
	if open := f.first(e.List[0]) - 1; f.at(open, "(") && f.last(e) > f.last(e.List[len(e.List)-1]) {
		f.fillExpressions(open, e.List)
		return
	}
	f.children(e) // IN {{placeholder}}
}

func (f formatRules) row(e *Row) {
	if e.Explicit {
		f.tight(f.first(e) + 1)
	}
	if e.Bare || len(e.Items) == 0 {
		f.children(e)
		return
	}
	f.fillExpressions(f.first(e.Items[0])-1, e.Items)
}

// fillExpressions lays values in brackets out like running text.
func (f formatRules) fillExpressions(open int, items []Expr) {
	last := f.last(items[len(items)-1])
	id, _ := f.group(open, last+1)
	f.indent(open+1, last)
	for _, item := range items {
		f.fillGap(f.first(item), f.last(item), id)
		f.node(item)
	}
}

// call lays out arguments behind the parenthesis at open.
func (f formatRules) call(open int, args []Expr) {
	f.tight(open)
	if len(args) == 0 {
		return
	}
	closing := f.closing(open)
	_, soft := f.group(open, closing)
	f.indent(open+1, closing-1)
	soft(open + 1)
	for i, arg := range args {
		if i > 0 {
			soft(f.first(arg))
		}
		f.node(arg)
	}
	soft(closing)
}

// closing finds the parenthesis that closes the one at open.
func (f formatRules) closing(open int) int {
	depth := 0
	for i := open; i < len(f.words); i++ {
		switch f.words[i].text {
		case "(":
			depth++
		case ")":
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return len(f.words) - 1
}

func (f formatRules) upper(index int) {
	if text := f.words[index].text; text[0] != '"' && text[0] != '`' {
		f.words[index].text = strings.ToUpper(text)
	}
}

func (f formatRules) function(e *Call) {
	f.children(e.Function)
	f.upper(f.last(e.Function))
	if e.Bare {
		return
	}
	f.call(f.last(e.Function)+1, e.Args)
	if e.To != nil {
		f.upper(f.first(e.To))
	}
	for _, order := range []*OrderBy{e.OrderBy, e.WithinGroup} {
		if order != nil {
			f.orderBy(order)
		}
	}
	if e.Filter != nil {
		f.node(e.Filter)
	}
	if e.Over != nil {
		f.window(e.Over)
	}
}

func (f formatRules) window(w *Window) {
	if w.Base != nil {
		f.node(w.Base)
	}
	if w.Bare {
		return
	}
	open, closing := f.first(w), f.last(w)
	_, soft := f.group(open, closing)
	f.indent(open+1, max(open+1, closing-1))
	if closing > open+1 {
		soft(open + 1)
		soft(closing)
	}
	if len(w.PartitionBy) > 0 {
		soft(f.first(w.PartitionBy[0]) - 2)
		for _, key := range w.PartitionBy {
			f.node(key)
		}
	}
	if w.OrderBy != nil {
		soft(f.first(w.OrderBy))
		f.orderBy(w.OrderBy)
	}
	if w.Frame != nil {
		soft(f.first(w.Frame))
		f.children(w.Frame)
	}
}

// special lays out functions that are keywords.
func (f formatRules) special(e Expr) {
	start := f.first(e)
	if c, ok := e.(*Cast); ok && c.Form == CastColons {
		f.children(e)
		return
	}
	f.tight(start + 1)
	f.words[start].text = strings.ToUpper(f.words[start].text)
	if extract, ok := e.(*Extract); ok {
		f.upper(f.first(extract.Unit))
	}
	if _, ok := e.(*ArrayQuery); !ok && f.last(e) > start+2 {
		f.bracketed(start+1, f.last(e))
	}
	f.children(e)
}

func (f formatRules) typeName(t *TypeName) {
	for i := f.first(t); i <= f.last(t); i++ {
		switch f.words[i].text {
		case "(", "<", ">":
			if i > f.first(t) {
				f.tight(i)
			}
		default:
			f.upper(i)
			if f.at(i-1, "<") && i > f.first(t) {
				f.tight(i)
			}
		}
	}
	for _, field := range t.Fields {
		f.node(field.Name)
		f.typeName(field.Type)
	}
}
