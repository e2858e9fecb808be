package analysis

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

// place tells a query where it stands.
type place struct {
	outermost bool // its rows are the result
	inExists  bool // only whether there are rows matters
}

// query analyses one query and returns its rows as a relation. It never returns nil.
func (a *analyser) query(q *amcsql.Query, outer *scope, at place) *relation {
	if q == nil {
		return &relation{open: true, aggregated: true}
	}
	own := &scope{parent: outer, tables: map[string]*commonTable{}, later: map[string]bool{}}
	a.bindings.queries[q] = own
	if q.With != nil {
		a.with(q.With, own)
	}
	out, body := a.body(q.Body, own, at)
	a.tail(q, out, body, own)
	if q.With != nil {
		a.unused(own)
	}
	if q.Terminator != nil {
		d := a.warn(CodeSemicolon, q.Terminator.Span(),
			"A semicolon at the end is not needed, and some report that AMC then fails or returns an empty file; remove it.")
		d.Fixes = replace("Remove the semicolon", q.Terminator.Span(), "")
	}
	return out
}

func (a *analyser) with(with *amcsql.With, own *scope) {
	if with.Recursive {
		a.error(CodeUnsupportedSyntax, with.Span(), "AMC has no recursive common tables; remove RECURSIVE.")
	}
	if own.parent != nil {
		a.warn(CodeUnverifiedSyntax, amcsql.Span{Start: with.Span().Start, End: with.Span().Start},
			"A WITH inside another query was never seen to work in AMC; move its tables to the WITH at the top.")
	}
	for _, table := range with.Tables {
		own.later[strings.ToLower(table.Name.Name)] = true
	}
	for _, table := range with.Tables {
		a.commonTable(table, own)
	}
}

func (a *analyser) commonTable(table *amcsql.CommonTable, own *scope) {
	key := strings.ToLower(table.Name.Name)
	a.name(table.Name)
	if table.Materialized != amcsql.MaterializeDefault {
		a.error(CodeUnsupportedSyntax, table.Span(), "AMC does not know %s; remove the word.", table.Materialized)
	}
	output := a.query(table.Query, own, place{})
	output = a.renamed(output, table.Name.Name, table.Columns)
	output.at = table.Name.Span()
	if own.tables[key] != nil {
		a.error(CodeDuplicateTable, table.Name.Span(), "There are two common tables called %s; give this one another name.", table.Name.Name)
		return
	}
	own.tables[key] = &commonTable{node: table, output: output}
	delete(own.later, key)
}

// renamed gives a relation a name and, where there are any, new column names.
func (a *analyser) renamed(from *relation, name string, columns []*amcsql.Ident) *relation {
	out := &relation{name: name, open: from.open, aggregated: from.aggregated, source: from.source}
	if len(columns) > 0 && !from.open && len(columns) != len(from.columns) {
		at := amcsql.Span{Start: columns[0].Span().Start, End: columns[len(columns)-1].Span().End}
		a.error(CodeColumnCount, at, "Number of columns must match number of query columns: %s names %s, its query has %d.",
			quoted(name, "this table"), count(len(columns), "column"), len(from.columns))
	}
	for i, ident := range columns {
		a.name(ident)
		c := &column{name: ident.Name, relation: out, at: ident.Span()}
		if i < len(from.columns) {
			c.value, c.item = from.columns[i].value, from.columns[i].item
		}
		out.columns = append(out.columns, c)
	}
	if len(columns) > 0 {
		return out
	}
	for _, c := range from.columns {
		copied := *c
		copied.relation = out
		out.columns = append(out.columns, &copied)
	}
	return out
}

func (a *analyser) unused(own *scope) {
	if a.broken {
		return
	}
	for _, table := range own.tables {
		if !table.used {
			a.info(CodeUnusedTable, table.node.Name.Span(), "Nothing reads the common table %s.", table.node.Name.Name)
		}
	}
}

// body analyses what makes the rows. It also returns the SELECT whose scope an
// ORDER BY may use, nil for anything else.
func (a *analyser) body(body amcsql.Body, own *scope, at place) (*relation, *amcsql.Select) {
	switch body := body.(type) {
	case *amcsql.Select:
		return a.selectBody(body, own, at), body
	case *amcsql.SetOperation:
		return a.setOperation(body, own, at), nil
	case *amcsql.Values:
		if at.outermost {
			a.warn(CodeUnverifiedSyntax, body.Span(), "VALUES as a whole query was never seen to work in AMC; put it into a common table and select from it.")
		}
		return a.values(body, own), nil
	case *amcsql.NestedQuery:
		return a.query(body.Query, own, at), nil
	}
	return &relation{open: true, aggregated: true}, nil
}

func (a *analyser) setOperation(op *amcsql.SetOperation, own *scope, at place) *relation {
	if op.Operator != amcsql.Union {
		a.error(CodeUnsupportedClause, op.OperatorAt,
			"AMC has no %s; use a join or [NOT] IN (SELECT …) instead.", op.Operator)
	}
	left, _ := a.body(op.Left, own, at)
	right, _ := a.body(op.Right, own, place{inExists: at.inExists}) // the names come from the left
	out := &relation{open: left.open, aggregated: left.aggregated && right.aggregated}
	if op.Quantifier != amcsql.All {
		out.aggregated = true // duplicates are merged
	}
	if !left.open && !right.open && len(left.columns) != len(right.columns) {
		a.error(CodeColumnCount, op.OperatorAt,
			"Both sides of %s need the same number of columns: the first has %d, the second %d.",
			op.Operator, len(left.columns), len(right.columns))
	}
	for i, c := range left.columns {
		merged := *c
		merged.relation = out
		if i < len(right.columns) {
			other := right.columns[i].value
			a.sameKind(op, i, c, right.columns[i])
			merged.value = combined(common(c.value, other), c.value, other)
			merged.value.role = c.value.role
		}
		out.columns = append(out.columns, &merged)
	}
	return out
}

// sameKind reports columns of a set operation that can have no common type.
func (a *analyser) sameKind(op *amcsql.SetOperation, i int, left, right *column) {
	l, r := kindOf(left.value.typ), kindOf(right.value.typ)
	if l == "" || r == "" || l == r {
		return
	}
	at := op.OperatorAt
	if right.item != nil {
		at = right.item.Span()
	}
	a.error(CodeTypeMismatch, at, "Column %d of this %s is %s on the first side and %s here; cast one of them.",
		i+1, op.Operator, left.value.typ, right.value.typ)
}

func (a *analyser) values(values *amcsql.Values, own *scope) *relation {
	out := &relation{aggregated: true}
	width := -1
	for _, row := range values.Rows {
		if width >= 0 && len(row.Items) != width {
			a.error(CodeColumnCount, row.Span(), "This row has %s, the first one has %d.", count(len(row.Items), "value"), width)
		}
		for i, item := range row.Items {
			v := a.expression(item, own, context{clause: inValues})
			if width < 0 {
				out.columns = append(out.columns, &column{name: exprName(i), value: v, relation: out, item: item})
				continue
			}
			if i < len(out.columns) {
				c := out.columns[i]
				c.value = combined(common(c.value, v), c.value, v)
			}
		}
		if width < 0 {
			width = len(row.Items)
		}
	}
	return out
}

// tail analyses ORDER BY and LIMIT of a query whose body is done.
func (a *analyser) tail(q *amcsql.Query, out *relation, body *amcsql.Select, own *scope) {
	if q.OrderBy != nil {
		if !a.broken {
			d := a.warn(CodeOrderBy, q.OrderBy.Span(), "Amazon documents ORDER BY as unsupported here, others report that it works; the rows may come in any order. Sort the result instead.")
			d.Fixes = replace("Remove ORDER BY", q.OrderBy.Span(), "")
		}
		a.orderBy(q.OrderBy, out, body, own)
	}
	if q.Limit == nil {
		return
	}
	for _, expr := range []amcsql.Expr{q.Limit.Count, q.Limit.Offset} {
		if expr != nil {
			a.expression(expr, own, context{clause: inLimit})
		}
	}
	a.warn(CodeLimit, q.Limit.Span(), "Amazon documents LIMIT as unsupported; to take the first rows, rank them with ROW_NUMBER() in a subquery and filter on the rank.")
}

// orderBy resolves sort keys: ordinals, output names, then the columns of the SELECT.
func (a *analyser) orderBy(order *amcsql.OrderBy, out *relation, body *amcsql.Select, own *scope) {
	visible := own
	if body != nil {
		visible = a.bindings.scopes[body]
	}
	if visible == nil {
		visible = own
	}
	for _, item := range order.Items {
		if n, ok := ordinal(item.Expr); ok {
			if !out.open && (n < 1 || n > len(out.columns)) {
				a.error(CodeOrdinal, item.Expr.Span(), "There is no column %d; the query has %s.", n, count(len(out.columns), "column"))
			}
			continue
		}
		if ref, ok := item.Expr.(*amcsql.ColumnRef); ok && len(ref.Parts) == 1 {
			if c := out.column(ref.Parts[0].Name); c != nil {
				a.bindings.columns[ref] = c
				continue
			}
			if body == nil {
				if !out.open {
					a.error(CodeUnknownColumn, ref.Span(), "%s is no output column; after a set operation only those can be sorted by.", ref.Parts[0].Name)
				}
				continue
			}
		}
		a.expression(item.Expr, visible, context{clause: inOrderBy})
		if body != nil {
			a.groupedExpression(item.Expr, body)
		}
	}
}
