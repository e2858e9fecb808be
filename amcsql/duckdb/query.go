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
	var with []string
	if q.With != nil {
		with = t.with(q.With, &at)
	}
	result := t.body(q.Body, at)
	if result == nil {
		return nil
	}
	if !at.output && (q.OrderBy != nil || q.Limit != nil) {
		result.sql = "SELECT * FROM (" + result.sql + ")" + t.orderAndLimit(q, result)
	}
	if len(with) > 0 {
		result.with = "WITH " + strings.Join(with, ",\n") + "\n"
		result.sql = result.with + result.sql
	}
	return result
}

// with translates the common tables and makes each visible to what follows.
func (t *translator) with(with *amcsql.With, at *place) []string {
	if with.Recursive {
		t.refuse(with.At, "unsupported-clause", "WITH RECURSIVE is not supported")
	}
	var definitions []string
	own := map[string]bool{}
	for _, table := range with.Tables {
		if table.Materialized != amcsql.MaterializeDefault {
			t.refuse(table.At, "unsupported-clause", "MATERIALIZED is not supported")
		}
		inner := *at
		inner.output = false
		result := t.query(table.Query, inner)
		if result == nil {
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
	nameColumns(r.columns)
}

func (t *translator) body(body amcsql.Body, at place) *relation {
	switch body := body.(type) {
	case *amcsql.Select:
		return t.selectBody(body, at)
	case *amcsql.Values:
		return t.values(body, at)
	case *amcsql.SetOperation:
		return t.setOperation(body, at)
	case *amcsql.NestedQuery:
		at.output = false
		result := t.query(body.Query, at)
		if result != nil && result.with != "" {
			result.sql, result.with = "SELECT * FROM ("+result.sql+")", ""
		}
		return result
	default:
		t.refuse(body.Span(), "syntax", "A query was expected")
		return nil
	}
}

// orderAndLimit writes the clauses over the columns of a finished relation.
func (t *translator) orderAndLimit(q *amcsql.Query, result *relation) string {
	var clauses strings.Builder
	if q.OrderBy != nil {
		keys := make([]string, 0, len(q.OrderBy.Items))
		for _, item := range q.OrderBy.Items {
			if key := t.orderKey(item, q.Body, result); key != "" {
				keys = append(keys, key+direction(item))
			}
		}
		if len(keys) > 0 {
			clauses.WriteString("\nORDER BY " + strings.Join(keys, ", "))
		}
	}
	if q.Limit != nil {
		clauses.WriteString(t.limit(q.Limit))
	}
	return clauses.String()
}

// orderKey resolves a sort key to an output column: by place, by name, or by
// being the expression of a select item.
func (t *translator) orderKey(item *amcsql.OrderItem, body amcsql.Body, result *relation) string {
	if number, ok := item.Expr.(*amcsql.NumberLiteral); ok {
		place, ok := ordinal(number, len(result.columns))
		if !ok {
			t.refuse(number.At, "bad-ordinal", "Ordinal out of range")
			return ""
		}
		return quoteName(result.columns[place].name)
	}
	if ref, ok := item.Expr.(*amcsql.ColumnRef); ok && len(ref.Parts) == 1 {
		if index, _ := result.find(ref.Parts[0].Name); index >= 0 {
			return quoteName(result.columns[index].name)
		}
	}
	if s, ok := body.(*amcsql.Select); ok && len(s.Items) == len(result.columns) {
		wanted := fingerprint(item.Expr)
		for i, selected := range s.Items {
			if fingerprint(selected.Expr) == wanted {
				return quoteName(result.columns[i].name)
			}
		}
	}
	t.refuse(item.At, "unknown-column", "ORDER BY must name a column of the select list")
	return ""
}

func direction(item *amcsql.OrderItem) string {
	text := ""
	if item.Direction != "" {
		text += " " + item.Direction
	}
	if item.Nulls != "" {
		text += " NULLS " + item.Nulls
	}
	return text
}

func (t *translator) limit(limit *amcsql.Limit) string {
	text := ""
	count := func(word string, e amcsql.Expr) {
		if e == nil {
			return
		}
		number, ok := e.(*amcsql.NumberLiteral)
		if !ok || !isDigits(number.Text) {
			t.refuse(e.Span(), "bad-limit", "%s takes a whole number", word)
			return
		}
		text += "\n" + word + " " + number.Text
	}
	count("LIMIT", limit.Count)
	count("OFFSET", limit.Offset)
	return text
}

// fingerprint is equal for expressions that mean the same but for case and spaces.
func fingerprint(e amcsql.Expr) string { return strings.ToLower(amcsql.Print(e)) }

// values translates a VALUES list.
func (t *translator) values(values *amcsql.Values, at place) *relation {
	result := &relation{aggregated: true}
	env := &environment{scope: &scope{outer: at.outer}, tables: at.tables}
	rows := make([]string, 0, len(values.Rows))
	for r, row := range values.Rows {
		cells := make([]string, len(row.Items))
		for i, item := range row.Items {
			cell := t.expr(env, item)
			cells[i] = cell.sql
			if r == 0 {
				result.columns = append(result.columns, column{
					shown: generatedName(i), span: item.Span(), typ: cell.typ, class: catalog.None, role: catalog.Attribute, fixed: true,
				})
			} else if i < len(result.columns) {
				c := &result.columns[i]
				c.typ = commonType(value{typ: c.typ, null: c.typ.Name == ""}, cell)
			}
		}
		if len(cells) != len(result.columns) {
			t.refuse(row.At, "column-count", "Values passed to VALUES operator must have the same number of columns in every row")
			return nil
		}
		rows = append(rows, "("+strings.Join(cells, ", ")+")")
	}
	if len(rows) == 0 {
		return nil
	}
	nameColumns(result.columns)
	result.sql = "SELECT * FROM (VALUES " + strings.Join(rows, ", ") + ") AS " + quoteName(t.anonymousName()) + columnList(result)
	return result
}
