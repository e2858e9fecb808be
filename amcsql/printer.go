package amcsql

import "strings"

// Print writes n on one line, without comments, keywords in capitals. The text
// parses to a tree that prints the same. Of a tree with Bad nodes it prints
// the rest.
func Print(n Node) string {
	if n == nil {
		return ""
	}
	var w printer
	w.node(n)
	return w.text.String()
}

// printer collects words and puts a space between two of them where one belongs.
type printer struct {
	text strings.Builder
	glue bool // the next word follows without a space
}

// put writes words, each after a space.
func (w *printer) put(words ...string) {
	for _, word := range words {
		if word == "" {
			continue
		}
		if w.text.Len() > 0 && !w.glue {
			w.text.WriteByte(' ')
		}
		w.text.WriteString(word)
		w.glue = false
	}
}

// tight writes a symbol that clings to what is before and after it.
func (w *printer) tight(symbol string) {
	w.text.WriteString(symbol)
	w.glue = true
}

// open writes an opening bracket; clinging is for calls and subscripts.
func (w *printer) open(bracket string, clinging bool) {
	if clinging {
		w.glue = true
	}
	w.put(bracket)
	w.glue = true
}

// close writes a bracket or comma that clings to what is before it.
func (w *printer) close(bracket string) {
	w.text.WriteString(bracket)
	w.glue = false
}

func (w *printer) node(n Node) {
	switch n := n.(type) {
	case Body:
		w.body(n)
	case Table:
		w.table(n)
	case Expr:
		w.expression(n)
	default:
		w.part(n)
	}
}

// list writes nodes separated by commas.
func list[T Node](w *printer, nodes []T) {
	for i, n := range nodes {
		if i > 0 {
			w.close(",")
		}
		w.node(n)
	}
}

// parens writes content in parentheses.
func (w *printer) parens(clinging bool, content func()) {
	w.open("(", clinging)
	content()
	w.close(")")
}

func (w *printer) query(q *Query) {
	if q == nil {
		return
	}
	if q.With != nil {
		w.node(q.With)
	}
	if q.Body != nil {
		w.node(q.Body)
	}
	if q.OrderBy != nil {
		w.node(q.OrderBy)
	}
	if q.Limit != nil {
		w.node(q.Limit)
	}
	if q.Terminator != nil {
		w.close(";")
	}
}

func (w *printer) nested(q *Query, clinging bool) {
	w.parens(clinging, func() { w.query(q) })
}

func (w *printer) body(n Body) {
	switch n := n.(type) {
	case *Select:
		w.selectBody(n)
	case *SetOperation:
		w.node(n.Left)
		w.put(string(n.Operator), string(n.Quantifier))
		w.node(n.Right)
	case *Values:
		w.put("VALUES")
		list(w, n.Rows)
	case *NestedQuery:
		w.nested(n.Query, false)
	}
}

func (w *printer) selectBody(s *Select) {
	w.put("SELECT", string(s.Quantifier))
	if s.Top != nil {
		w.put("TOP")
		w.node(s.Top)
	}
	list(w, s.Items)
	if len(s.From) > 0 {
		w.put("FROM")
		list(w, s.From)
	}
	w.clause("WHERE", s.Where)
	if s.GroupBy != nil {
		w.node(s.GroupBy)
	}
	w.clause("HAVING", s.Having)
	if len(s.Windows) > 0 {
		w.put("WINDOW")
		list(w, s.Windows)
	}
	if s.Qualify != nil {
		w.node(s.Qualify)
	}
}

// clause writes word and condition where there is one.
func (w *printer) clause(word string, condition Expr) {
	if condition != nil {
		w.put(word)
		w.node(condition)
	}
}

func (w *printer) part(n Node) {
	switch n := n.(type) {
	case *Query:
		w.query(n)
	case *Semicolon:
		w.put(";")
	case *With:
		w.put("WITH", when(n.Recursive, "RECURSIVE"))
		list(w, n.Tables)
	case *CommonTable:
		w.node(n.Name)
		if len(n.Columns) > 0 {
			w.parens(false, func() { list(w, n.Columns) })
		}
		w.put("AS", string(n.Materialized))
		w.nested(n.Query, false)
	case *SelectItem:
		w.node(n.Expr)
		if n.Alias != nil {
			w.put("AS")
			w.node(n.Alias)
		}
	case *GroupBy:
		w.put("GROUP BY", string(n.Quantifier))
		list(w, n.Items)
	case *Qualify:
		w.clause("QUALIFY", n.Condition)
	case *NamedWindow:
		w.node(n.Name)
		w.put("AS")
		w.node(n.Spec)
	case *Window:
		w.window(n)
	case *Frame:
		w.frame(n)
	case *FrameBound:
		if n.Offset != nil {
			w.node(n.Offset)
		}
		w.put(string(n.Kind))
	case *OrderBy:
		w.put("ORDER BY")
		list(w, n.Items)
	case *OrderItem:
		w.node(n.Expr)
		w.put(n.Direction)
		if n.Nulls != "" {
			w.put("NULLS", n.Nulls)
		}
	case *Limit:
		w.limit(n)
	default:
		w.name(n)
	}
}

func (w *printer) name(n Node) {
	switch n := n.(type) {
	case *Ident:
		w.put(quoteName(n))
	case *QualifiedName:
		w.dotted(n.Parts)
	case *TableAlias:
		w.put("AS")
		if n.Name != nil {
			w.node(n.Name)
		}
		if len(n.Columns) > 0 {
			w.parens(false, func() { list(w, n.Columns) })
		}
	case *When:
		w.clause("WHEN", n.Condition)
		w.clause("THEN", n.Result)
	case *TypeName:
		w.typeName(n)
	case *TypeField:
		w.node(n.Name)
		if n.Type != nil {
			w.node(n.Type)
		}
	}
}

func quoteName(n *Ident) string {
	if n.Placeholder != "" && n.Name == "" {
		return "{{" + n.Placeholder + "}}"
	}
	if n.Quote == 0 {
		return n.Name
	}
	quote := string(n.Quote)
	return quote + strings.ReplaceAll(n.Name, quote, quote+quote) + quote
}

func quoteText(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func (w *printer) dotted(parts []*Ident) {
	for i, part := range parts {
		if i > 0 {
			w.tight(".")
		}
		w.node(part)
	}
}

func when(condition bool, word string) string {
	if condition {
		return word
	}
	return ""
}

func (w *printer) window(n *Window) {
	if n.Bare {
		w.node(n.Base)
		return
	}
	w.parens(false, func() {
		if n.Base != nil {
			w.node(n.Base)
		}
		if len(n.PartitionBy) > 0 {
			w.put("PARTITION BY")
			list(w, n.PartitionBy)
		}
		if n.OrderBy != nil {
			w.node(n.OrderBy)
		}
		if n.Frame != nil {
			w.node(n.Frame)
		}
	})
}

func (w *printer) frame(n *Frame) {
	w.put(n.Unit)
	if n.End != nil {
		w.put("BETWEEN")
		w.node(n.Start)
		w.put("AND")
		w.node(n.End)
	} else {
		w.node(n.Start)
	}
	if n.Exclusion != "" {
		w.put("EXCLUDE", n.Exclusion)
	}
}

func (w *printer) limit(n *Limit) {
	if n.Comma {
		w.clause("LIMIT", n.Offset)
		w.close(",")
		w.node(n.Count)
		return
	}
	if !n.Fetch {
		w.put(when(n.All, "LIMIT ALL"))
		w.clause("LIMIT", n.Count)
	}
	if n.Offset != nil {
		w.clause("OFFSET", n.Offset)
		w.put(when(n.Fetch, "ROWS"))
	}
	if n.Fetch {
		w.put("FETCH FIRST")
		if n.Count != nil {
			w.node(n.Count)
		}
		w.put("ROWS ONLY")
	}
}
