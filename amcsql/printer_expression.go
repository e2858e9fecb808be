package amcsql

import "strings"

func (w *printer) expression(n Expr) {
	switch n := n.(type) {
	case *ColumnRef:
		w.dotted(n.Parts)
	case *Star:
		w.dotted(n.Qualifier)
		if len(n.Qualifier) > 0 {
			w.tight(".")
		}
		w.put("*")
	case *Paren:
		w.parens(false, func() { w.node(n.Expr) })
	case *Unary:
		w.unary(n)
	case *Binary:
		w.node(n.Left)
		w.put(n.Operator)
		w.node(n.Right)
	case *Subquery:
		w.nested(n.Query, false)
	case *Case:
		w.put("CASE")
		if n.Operand != nil {
			w.node(n.Operand)
		}
		for _, branch := range n.Whens {
			w.node(branch)
		}
		w.clause("ELSE", n.Else)
		w.put("END")
	case *Subscript:
		w.node(n.Operand)
		w.open("[", true)
		w.node(n.Index)
		w.close("]")
	case *FieldAccess:
		w.node(n.Operand)
		if _, number := n.Operand.(*NumberLiteral); number {
			w.put(".") // 1.a would be read as the number 1.
			w.glue = true
		} else {
			w.tight(".")
		}
		w.node(n.Field)
	case *AtTimeZone:
		w.node(n.Operand)
		w.put("AT TIME ZONE")
		w.node(n.Zone)
	case *GroupingSet:
		w.put(when(n.Kind != GroupingNone, string(n.Kind)))
		w.parens(n.Kind != GroupingNone, func() { list(w, n.Items) })
	default:
		w.predicate(n)
		w.function(n)
		w.literal(n)
	}
}

func (w *printer) unary(n *Unary) {
	w.put(n.Operator)
	if n.Operator == "NOT" {
		w.node(n.Operand)
		return
	}
	// Two signs in a row would be read as the begin of a comment.
	if inner, ok := n.Operand.(*Unary); !ok || inner.Operator == "NOT" {
		w.glue = true
	}
	w.node(n.Operand)
}

func (w *printer) predicate(n Expr) {
	switch n := n.(type) {
	case *Between:
		w.node(n.Operand)
		w.put(when(n.Not, "NOT"), "BETWEEN", when(n.Symmetric, "SYMMETRIC"))
		w.node(n.Low)
		w.put("AND")
		w.node(n.High)
	case *In:
		w.node(n.Operand)
		w.put(when(n.Not, "NOT"), "IN")
		w.inList(n)
	case *Like:
		w.node(n.Operand)
		w.put(when(n.Not, "NOT"), n.Operator)
		w.node(n.Pattern)
		w.clause("ESCAPE", n.Escape)
	case *Is:
		w.node(n.Operand)
		w.put("IS", when(n.Not, "NOT"), n.Test)
	case *IsDistinct:
		w.node(n.Left)
		w.put("IS", when(n.Not, "NOT"), "DISTINCT FROM")
		w.node(n.Right)
	case *Exists:
		w.put("EXISTS")
		w.nested(n.Query, false)
	case *Quantified:
		w.node(n.Left)
		w.put(n.Operator, n.Quantifier)
		w.nested(n.Query, false)
	}
}

func (w *printer) inList(n *In) {
	if n.Query != nil {
		w.nested(n.Query, false)
		return
	}
	w.parens(false, func() { list(w, n.List) })
}

func (w *printer) function(n Expr) {
	switch n := n.(type) {
	case *Call:
		w.call(n)
	case *Cast:
		w.cast(n)
	case *Extract:
		w.put("EXTRACT")
		w.parens(true, func() {
			w.node(n.Unit)
			w.clause("FROM", n.From)
		})
	case *PositionOf:
		w.put("POSITION")
		w.parens(true, func() {
			w.node(n.Part)
			w.clause("IN", n.Text)
		})
	case *Trim:
		w.put("TRIM")
		w.parens(true, func() {
			w.put(n.Side)
			if n.Characters != nil {
				w.node(n.Characters)
			}
			w.clause("FROM", n.Text)
		})
	case *SubstringFrom:
		w.put("SUBSTRING")
		w.parens(true, func() {
			w.node(n.Text)
			w.clause("FROM", n.Start)
			w.clause("FOR", n.Length)
		})
	case *BuiltInParameter:
		w.put("BUILT_IN_PARAMETER")
		w.parens(true, func() { list(w, n.Args) })
	case *CustomParameter:
		w.put("CUSTOM_PARAMETER")
		w.parens(true, func() { list(w, n.Args) })
	}
}

func (w *printer) call(n *Call) {
	w.node(n.Function)
	if n.Bare {
		return
	}
	w.parens(true, func() {
		w.put(string(n.Quantifier))
		list(w, n.Args)
		if n.To != nil {
			w.put("TO")
			w.node(n.To)
		}
		if n.OrderBy != nil {
			w.node(n.OrderBy)
		}
	})
	if n.WithinGroup != nil {
		w.put("WITHIN GROUP")
		w.parens(false, func() { w.node(n.WithinGroup) })
	}
	if n.Filter != nil {
		w.put("FILTER")
		w.parens(false, func() { w.clause("WHERE", n.Filter) })
	}
	w.put(n.Nulls)
	if n.Over != nil {
		w.put("OVER")
		w.node(n.Over)
	}
}

func (w *printer) cast(n *Cast) {
	if n.Form == CastColons {
		w.node(n.Operand)
		w.tight("::")
		w.node(n.Type)
		return
	}
	w.put(string(n.Form))
	w.parens(true, func() {
		w.node(n.Operand)
		w.put("AS")
		w.node(n.Type)
	})
}

func (w *printer) typeName(n *TypeName) {
	switch {
	case n.Element != nil && n.Suffix:
		w.node(n.Element)
		w.put("ARRAY")
		return
	case n.Element != nil:
		w.put("ARRAY<")
		w.glue = true
		w.node(n.Element)
		w.close(">")
		return
	case len(n.Fields) > 0:
		w.put("ROW")
		w.parens(true, func() { list(w, n.Fields) })
		return
	}
	name, zone := n.Name, ""
	for _, suffix := range []string{" WITH TIME ZONE", " WITHOUT TIME ZONE"} {
		if base, found := strings.CutSuffix(name, suffix); found {
			name, zone = base, suffix[1:]
		}
	}
	w.put(name)
	if len(n.Params) > 0 {
		w.parens(true, func() { list(w, n.Params) })
	}
	w.put(zone)
}

func (w *printer) literal(n Expr) {
	switch n := n.(type) {
	case *NumberLiteral:
		w.put(n.Text)
	case *StringLiteral:
		w.put(quoteText(n.Value))
	case *BoolLiteral:
		w.put(when(n.Value, "TRUE"), when(!n.Value, "FALSE"))
	case *NullLiteral:
		w.put("NULL")
	case *TypedLiteral:
		w.put(n.Type)
		w.node(n.Value)
	case *IntervalLiteral:
		w.put("INTERVAL", when(n.Negative, "-"))
		w.glue = n.Negative
		w.node(n.Value)
		if n.Unit != nil {
			w.node(n.Unit)
		}
		if n.To != nil {
			w.put("TO")
			w.node(n.To)
		}
	case *ArrayLiteral:
		w.put("ARRAY")
		w.open("[", true)
		list(w, n.Elements)
		w.close("]")
	case *MapLiteral:
		w.put("MAP")
		w.open("[", true)
		list(w, n.Items)
		w.close("]")
	case *ArrayQuery:
		w.put("ARRAY")
		w.nested(n.Query, true)
	case *Row:
		w.row(n)
	case *Placeholder:
		if n.Fill == nil {
			w.put("{{" + n.Text + "}}")
			return
		}
		list(w, n.Fill)
	case *ForeignParameter:
		w.put(n.Text)
	}
}

func (w *printer) row(n *Row) {
	if n.Bare {
		list(w, n.Items)
		return
	}
	w.put(when(n.Explicit, "ROW"))
	w.parens(n.Explicit, func() { list(w, n.Items) })
}
