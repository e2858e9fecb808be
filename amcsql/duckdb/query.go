package duckdb

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// query translates a query with its WITH, ORDER BY and LIMIT; nil after errors
// that leave no relation to go on with. ORDER BY and LIMIT of the result are
// left to output, which must apply thresholds before them.
func (t *translator) query(q *amcsql.Query, at place) *relation {
	if t.exhausted {
		return nil
	}
	var with []string
	if q.With != nil {
		with = t.with(q.With, &at)
	}
	result := t.body(q.Body, at, q.OrderBy)
	if result == nil {
		return nil
	}
	if limit := limitOf(q); !at.output && (len(result.order) > 0 || limit != nil) {
		result.sql = "SELECT " + strings.Join(result.allNames(), ", ") + " FROM (" + result.sql + ")" + result.ordered() + t.limit(limit)
		result.order, result.hidden = nil, 0
	}
	if len(with) > 0 {
		result.with = "WITH " + strings.Join(with, ",\n") + "\n"
		result.sql = result.with + result.sql
	}
	t.spend(len(result.sql))
	return result
}

// limitOf is LIMIT, or TOP of the SELECT.
func limitOf(q *amcsql.Query) *amcsql.Limit {
	if s, ok := q.Body.(*amcsql.Select); ok && s.Top != nil && q.Limit == nil {
		return &amcsql.Limit{Located: amcsql.Located{At: s.Top.Span()}, Count: s.Top}
	}
	return q.Limit
}

// with translates the common tables and makes each visible to what follows.
func (t *translator) with(with *amcsql.With, at *place) []string {
	for _, table := range with.Tables {
		if with.Recursive && table.ReadsItself() {
			t.refuse(with.At, "unsupported-clause", "WITH RECURSIVE is not supported")
			break
		}
	}
	var definitions []string
	own := map[string]bool{}
	for _, table := range with.Tables {
		inner := *at
		inner.output, inner.width = false, len(table.Columns)
		result := t.query(table.Query, inner)
		if result == nil { // Reported; what reads the table is not to be blamed.
			at.tables = &commonTables{name: lowerName(table.Name), relation: &relation{unknown: true}, next: at.tables}
			continue
		}
		t.renameColumns(result, table.Columns, table.Name.At)
		name := lowerName(table.Name)
		if own[name] {
			t.refuse(table.Name.At, "duplicate-name", "Duplicate name '%s' in WITH clause", table.Name.Name)
			continue
		}
		own[name] = true
		emitted := t.commonTableName(name)
		definitions = append(definitions, quoteName(emitted)+columnList(result)+" AS (\n"+result.sql+"\n)")
		at.tables = &commonTables{name: name, emitted: emitted, relation: result, next: at.tables}
	}
	return definitions
}

// commonTableName avoids the names of data sources, which the default Source
// uses, and of common tables elsewhere in the query.
func (t *translator) commonTableName(name string) string {
	emitted := name
	if _, taken := t.options.Catalog.Table(name); taken {
		emitted += "#with"
	}
	for t.tableNames[emitted] {
		emitted += "#"
	}
	t.tableNames[emitted] = true
	return emitted
}

func columnList(r *relation) string { return "(" + strings.Join(r.allNames(), ", ") + ")" }

// renameColumns applies a column list after a table name. The names in the SQL
// change with the list that columnList writes beside it.
func (t *translator) renameColumns(r *relation, names []*amcsql.Ident, owner amcsql.Span) {
	if len(names) == 0 {
		return
	}
	if len(names) != len(r.columns) {
		at := amcsql.Span{Start: owner.Start, End: names[len(names)-1].At.End}
		t.refuse(at, "column-count", "Number of columns must match number of query columns")
		return
	}
	for i, name := range names {
		r.columns[i].shown = lowerName(name)
	}
	nameColumns(r)
}

// body translates what gives the rows of a query, with the order around it.
func (t *translator) body(body amcsql.Body, at place, order *amcsql.OrderBy) *relation {
	var result *relation
	switch body := body.(type) {
	case *amcsql.Select:
		return t.selectBody(body, at, order)
	case *amcsql.Values:
		result = t.values(body, at)
	case *amcsql.SetOperation:
		result = t.setOperation(body, at)
	case *amcsql.NestedQuery:
		at.output = false
		result = t.query(body.Query, at)
		if result != nil && result.with != "" {
			result.sql, result.with = "SELECT * FROM ("+result.sql+")", ""
		}
	default:
		t.refuse(body.Span(), "syntax", "A query was expected")
	}
	if result != nil {
		t.orderOver(result, nil, order)
	}
	return result
}

// fingerprint is equal for expressions that mean the same but for case and spaces.
func fingerprint(e amcsql.Expr) string { return strings.ToLower(amcsql.Print(e)) }

// values translates a VALUES list.
func (t *translator) values(values *amcsql.Values, at place) *relation {
	env := &environment{scope: &scope{outer: at.outer}, tables: at.tables}
	var cells [][]value // by column
	var spans []amcsql.Span
	lines := t.placeholderRows(values.Rows)
	if p, open := rowsPlaceholder(lines[0]); open && p.Fill == nil && len(lines) == 1 {
		return t.unknownRows(p, at.width)
	}
	for r, row := range lines {
		if len(row.Items) > maxColumns {
			t.refuse(row.At, "too-complex", "A row of VALUES has more than %d columns", maxColumns)
			return nil
		}
		if r == 0 {
			cells, spans = make([][]value, len(row.Items)), make([]amcsql.Span, len(row.Items))
			for i := range cells {
				cells[i] = make([]value, 0, len(lines))
			}
		}
		if len(row.Items) != len(cells) {
			t.refuse(row.At, "column-count", "Values passed to VALUES operator must have the same number of columns in every row")
			return nil
		}
		for i, item := range row.Items {
			cells[i] = append(cells[i], t.expr(env, item))
			if r == 0 {
				spans[i] = item.Span()
			}
		}
	}
	if len(cells) == 0 {
		return nil
	}
	result := &relation{aggregated: true}
	for i := range cells {
		typ := unify(cells[i])
		whole := from("", typ.Name, cells[i]...)
		result.columns = append(result.columns, column{
			shown: generatedName(i), span: spans[i], typ: typ, class: whole.class, role: catalog.Attribute, fixed: whole.fixed,
		})
	}
	nameColumns(result)
	var rows strings.Builder
	for r := range lines {
		if r > 0 {
			rows.WriteString(", ")
		}
		for i := range cells {
			if i == 0 {
				rows.WriteByte('(')
			} else {
				rows.WriteString(", ")
			}
			rows.WriteString(cells[i][r].sql)
		}
		rows.WriteByte(')')
	}
	result.sql = "SELECT * FROM (VALUES " + rows.String() + ") AS " + quoteName(t.anonymousName()) + columnList(result)
	t.spend(len(result.sql))
	return result
}
