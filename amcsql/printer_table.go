package amcsql

func (w *printer) table(n Table) {
	switch n := n.(type) {
	case *NamedTable:
		w.node(n.Name)
		w.alias(n.Alias)
	case *DerivedTable:
		w.put(when(n.Lateral, "LATERAL"))
		w.nested(n.Query, false)
		w.alias(n.Alias)
	case *ExtendedTable:
		w.tableFunction(n.Wrapped, func() {
			w.node(n.Function)
			w.parens(true, func() { list(w, n.Args) })
		})
		w.alias(n.Alias)
	case *FunctionTable:
		w.put(when(n.Lateral, "LATERAL"))
		w.tableFunction(n.Wrapped, func() { w.node(n.Call) })
		w.alias(n.Alias)
	case *Unnest:
		w.put(when(n.Lateral, "LATERAL"), "UNNEST")
		w.parens(true, func() { list(w, n.Arrays) })
		w.put(when(n.Ordinality, "WITH ORDINALITY"))
		w.alias(n.Alias)
	case *PlaceholderTable:
		if n.Name != nil {
			w.node(n.Name)
		} else {
			w.node(n.Placeholder)
		}
		w.alias(n.Alias)
	case *ParenTable:
		w.parens(false, func() { w.node(n.Table) })
		w.alias(n.Alias)
	case *SampledTable:
		w.node(n.Table)
		w.put("TABLESAMPLE")
		if n.Method != nil {
			w.node(n.Method)
		}
		w.parens(n.Method != nil, func() { list(w, n.Args) })
	case *Join:
		w.join(n)
	}
}

func (w *printer) alias(alias *TableAlias) {
	if alias != nil {
		w.node(alias)
	}
}

func (w *printer) tableFunction(wrapped bool, call func()) {
	if !wrapped {
		call()
		return
	}
	w.put("TABLE")
	w.parens(true, call)
}

func (w *printer) join(n *Join) {
	w.node(n.Left)
	w.put(when(n.Natural, "NATURAL"))
	switch n.Kind {
	case CrossApply, OuterApply:
		w.put(string(n.Kind))
	case InnerJoin:
		w.put(when(n.Inner, "INNER"), "JOIN")
	default:
		w.put(string(n.Kind), when(n.Outer, "OUTER"), "JOIN")
	}
	w.node(n.Right)
	w.clause("ON", n.On)
	if len(n.Using) > 0 {
		w.put("USING")
		w.parens(false, func() { list(w, n.Using) })
	}
}
