package duckdb

import "github.com/recomamp/recomamp/amcsql"

func (t *translator) placeholder(_ *environment, e *amcsql.Placeholder) value {
	t.refuse(e.At, "placeholder", "Placeholder {{%s}} has no value", e.Text)
	return nothing()
}

func (t *translator) placeholderList(list []amcsql.Expr) []amcsql.Expr { return list }

func (t *translator) placeholderRows(rows []*amcsql.Row) []*amcsql.Row { return rows }

func (t *translator) placeholderTable(table *amcsql.PlaceholderTable, _ place, s *scope) string {
	t.refuse(table.At, "placeholder", "Placeholder {{%s}} has no value", table.Placeholder.Text)
	return t.missingTable(s, table.Alias)
}
