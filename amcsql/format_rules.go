package amcsql

// formatRules walks the tree and sets gaps, groups and indentation. A breaker
// puts the gap before a clause: a hard one in outer queries, one of a group in
// subqueries that may fit on a line.
type formatRules struct {
	*layout
}

type breaker func(index int)

func (f formatRules) query(q *Query, br breaker) {
	if q.With != nil {
		f.with(q.With)
		f.hard(f.first(q.Body))
	}
	f.body(q.Body, br)
	if q.OrderBy != nil {
		br(f.first(q.OrderBy))
		f.orderBy(q.OrderBy)
	}
	if q.Limit != nil {
		br(f.first(q.Limit))
		f.children(q.Limit)
		for i := f.first(q.Limit) + 1; i <= f.last(q.Limit); i++ {
			if f.at(i, "OFFSET") || f.at(i, "FETCH") {
				br(i)
			}
		}
	}
}

func (f formatRules) with(with *With) {
	for i, table := range with.Tables {
		if i > 0 {
			f.hard(f.first(table))
		}
		if len(table.Columns) > 0 {
			f.fill(f.last(table.Name)+1, table.Columns)
		}
		open, closing := f.first(table.Query)-1, f.last(table.Query)+1
		f.indent(open+1, closing-1)
		if _, values := table.Query.Body.(*Values); values && table.Query.With == nil {
			_, soft := f.group(open, closing)
			soft(open + 1)
			soft(closing)
			f.query(table.Query, soft)
			continue
		}
		f.hard(open + 1)
		f.hard(closing)
		f.query(table.Query, f.hard)
	}
}

func (f formatRules) body(body Body, br breaker) {
	switch body := body.(type) {
	case *Select:
		f.selectBody(body, br)
	case *SetOperation:
		f.body(body.Left, br)
		br(f.starting(body.OperatorAt.Start))
		br(f.first(body.Right))
		f.body(body.Right, br)
	case *Values:
		f.values(body)
	case *NestedQuery:
		f.nested(f.first(body), body.Query)
	}
}

// nested lays out a query in parentheses that begin at the word open.
func (f formatRules) nested(open int, q *Query) {
	first, last := f.first(q), f.last(q)
	_, soft := f.group(open, last+1)
	f.indent(first, last)
	soft(first)
	soft(last + 1)
	f.query(q, soft)
}

func (f formatRules) selectBody(s *Select, br breaker) {
	last := f.last(s.Items[len(s.Items)-1])
	_, soft := f.group(f.first(s), last)
	for _, item := range s.Items {
		if len(s.Items) > 1 {
			soft(f.first(item))
		}
		f.node(item)
	}
	if len(s.Items) > 1 {
		f.indent(f.first(s)+1, last)
	}
	if len(s.From) > 0 {
		f.from(s.From, br)
	}
	if s.Where != nil {
		f.condition(f.first(s.Where)-1, s.Where, br)
	}
	if s.GroupBy != nil {
		br(f.first(s.GroupBy))
		f.list(f.first(s.GroupBy), f.first(s.GroupBy)+2, s.GroupBy.Items)
	}
	if s.Having != nil {
		f.condition(f.first(s.Having)-1, s.Having, br)
	}
	if len(s.Windows) > 0 {
		start := f.first(s.Windows[0]) - 1
		br(start)
		f.list(start, start+1, nodes(s.Windows))
	}
	if s.Qualify != nil {
		f.condition(f.first(s.Qualify), s.Qualify.Condition, br)
	}
}

func nodes[T Node](list []T) []Node {
	out := make([]Node, len(list))
	for i, n := range list {
		out[i] = n
	}
	return out
}

// list lays out items that follow the words of a clause, which begins at start.
func (f formatRules) list(start, content int, items any) {
	list := toNodes(items)
	last := f.last(list[len(list)-1])
	_, soft := f.group(start, last)
	if content <= last {
		f.indent(content, last)
	}
	for i, item := range list {
		if i > 0 || len(list) > 1 {
			soft(f.first(item))
		}
		f.node(item)
	}
}

func toNodes(items any) []Node {
	switch items := items.(type) {
	case []Expr:
		return nodes(items)
	case []*OrderItem:
		return nodes(items)
	case []Node:
		return items
	}
	return nil
}

func (f formatRules) orderBy(o *OrderBy) {
	f.list(f.first(o), f.first(o)+2, o.Items)
}

// condition lays out WHERE and its like: parts joined by AND begin lines.
func (f formatRules) condition(word int, e Expr, br breaker) {
	br(word)
	_, soft := f.group(word, f.last(e))
	f.indent(word+1, f.last(e))
	f.chain(e, soft)
}

func (f formatRules) from(tables []Table, br breaker) {
	start := f.first(tables[0]) - 1
	br(start)
	last := f.last(tables[len(tables)-1])
	_, soft := f.group(start, last)
	for i, table := range tables {
		if i > 0 {
			soft(f.first(table))
			f.indent(f.first(table), f.last(table))
		}
		f.table(table, br)
	}
}

func (f formatRules) table(table Table, br breaker) {
	switch t := table.(type) {
	case *Join:
		f.join(t, br)
	case *DerivedTable:
		if open := f.first(t.Query) - 1; f.at(open, "(") {
			f.nested(open, t.Query)
		} else {
			f.query(t.Query, br)
		}
		f.alias(t.Alias)
	case *ParenTable:
		open := f.first(t.Table) - 1
		_, soft := f.group(open, f.last(t.Table)+1)
		f.indent(open+1, f.last(t.Table))
		soft(open + 1)
		soft(f.last(t.Table) + 1)
		f.table(t.Table, soft)
		f.alias(t.Alias)
	case *ExtendedTable:
		if t.Wrapped {
			f.tight(f.first(t) + 1)
		}
		f.call(f.last(t.Function)+1, t.Args)
		f.upper(f.first(t.Function))
		f.alias(t.Alias)
	case *FunctionTable:
		if t.Wrapped {
			f.tight(f.first(t.Call) - 1)
		}
		f.node(t.Call)
		f.alias(t.Alias)
	case *Unnest:
		f.call(f.first(t.Arrays[0])-1, t.Arrays)
		f.alias(t.Alias)
	default:
		f.children(table)
	}
}

func (f formatRules) alias(alias *TableAlias) {
	if alias != nil && len(alias.Columns) > 0 {
		f.fill(f.first(alias.Columns[0])-1, alias.Columns)
	}
}

func (f formatRules) join(j *Join, br breaker) {
	f.table(j.Left, br)
	operator := f.starting(j.OperatorAt.Start)
	br(operator)
	f.table(j.Right, br)
	if j.On != nil {
		on := f.first(j.On) - 1
		_, soft := f.group(f.first(j.Right), f.last(j.On))
		f.indent(on, f.last(j.On))
		soft(on)
		f.chain(j.On, soft)
	}
	if len(j.Using) > 0 {
		f.fill(f.first(j.Using[0])-1, j.Using)
	}
}

func (f formatRules) values(v *Values) {
	last := f.last(v.Rows[len(v.Rows)-1])
	id, soft := f.group(f.first(v), last)
	f.indent(f.first(v)+1, last)
	single := true
	for _, row := range v.Rows {
		single = single && len(row.Items) == 1
	}
	for i, row := range v.Rows {
		switch {
		case single:
			f.fillGap(f.first(row), f.last(row), id)
		case i > 0 || len(v.Rows) > 1:
			soft(f.first(row))
		}
		f.node(row)
	}
}

// fill lays a list of short things out like running text.
func (f formatRules) fill(open int, names []*Ident) {
	last := f.last(names[len(names)-1])
	id, _ := f.group(open, last+1)
	f.indent(open+1, last)
	for _, name := range names {
		f.fillGap(f.first(name), f.last(name), id)
	}
}

func (f formatRules) fillGap(first, last, id int) {
	f.words[first].gap.kind = gapFill
	f.words[first].gap.group, f.words[first].gap.until = id, last
}
