package duckdb

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

// Placeholders that amcsql.Fill has filled mean what they stand for. The others
// are refused, or stand as unknown values under Options.AnyParameter.

func (t *translator) placeholder(env *environment, e *amcsql.Placeholder) value {
	use := t.uses.of(e.Text, true)
	switch {
	case len(e.Fill) == 1:
		v := t.form(env, e.Fill[0])
		v.parameter = use
		return v
	case len(e.Fill) > 1:
		t.refuse(e.At, amcsql.CodePlaceholderValue, "Placeholder {{%s}} is a list, a single value is needed", e.Text)
		return nothing()
	}
	if !t.unfilled(e.At, e.Text) {
		return nothing()
	}
	use.List = use.List || e.Bare
	return unknownParameter(use)
}

// unfilled reports a placeholder without a value, unless any may be.
func (t *translator) unfilled(at amcsql.Span, name string) bool {
	if t.options.AnyParameter {
		return true
	}
	t.refuse(at, "unfilled-placeholder", "Placeholder {{%s}} has no value", name)
	return false
}

// placeholderList puts the values of a filled placeholder into the list it
// stands in.
func (t *translator) placeholderList(list []amcsql.Expr) []amcsql.Expr {
	var filled []amcsql.Expr
	for i, e := range list {
		p, is := e.(*amcsql.Placeholder)
		if is && len(p.Fill) > 1 {
			if filled == nil {
				filled = append(filled, list[:i]...)
			}
			filled = append(filled, p.Fill...)
			t.uses.of(p.Text, true)
			continue
		}
		if is && p.Fill == nil && len(list) == 1 {
			t.uses.of(p.Text, true).List = true
		}
		if filled != nil {
			filled = append(filled, e)
		}
	}
	if filled == nil {
		return list
	}
	return filled
}

// placeholderRows puts the rows of a filled placeholder behind VALUES.
func (t *translator) placeholderRows(rows []*amcsql.Row) []*amcsql.Row {
	var filled []*amcsql.Row
	for i, row := range rows {
		p, is := rowsPlaceholder(row)
		if !is || p.Fill == nil {
			if filled != nil {
				filled = append(filled, row)
			}
			continue
		}
		if filled == nil {
			filled = append(filled, rows[:i]...)
		}
		t.uses.of(p.Text, true)
		for _, fill := range p.Fill {
			if line, is := fill.(*amcsql.Row); is {
				filled = append(filled, line)
			} else {
				filled = append(filled, &amcsql.Row{Located: p.Located, Items: []amcsql.Expr{fill}})
			}
		}
	}
	if filled == nil {
		return rows
	}
	return filled
}

func rowsPlaceholder(row *amcsql.Row) (*amcsql.Placeholder, bool) {
	if !row.Bare || len(row.Items) != 1 {
		return nil, false
	}
	p, is := row.Items[0].(*amcsql.Placeholder)
	return p, is
}

// unknownRows stands for VALUES {{rows}} without a value: one row of as many
// unknown columns as the list of columns names.
func (t *translator) unknownRows(p *amcsql.Placeholder, width int) *relation {
	if !t.unfilled(p.At, p.Text) {
		return nil
	}
	use := t.uses.of(p.Text, true)
	result := &relation{aggregated: true}
	items := make([]string, max(width, 1))
	for i := range items {
		column := column{shown: generatedName(i), span: p.At, fixed: true, parameter: use.cell(i)}
		result.columns = append(result.columns, column)
		items[i] = "NULL AS " + quoteName(column.shown)
	}
	nameColumns(result)
	result.sql = "SELECT " + strings.Join(items, ", ")
	return result
}

func (t *translator) placeholderTable(table *amcsql.PlaceholderTable, at place, s *scope) string {
	if table.Name != nil {
		return t.namedTable(&amcsql.NamedTable{Located: table.Located, Name: table.Name, Alias: table.Alias}, at, s)
	}
	if t.unfilled(table.At, table.Placeholder.Text) {
		t.uses.of(table.Placeholder.Text, true).Identifier = true
	}
	return t.missingTable(s, table.Alias)
}

// gap finds a name in a reference that a placeholder still leaves open.
func (t *translator) gap(parts []*amcsql.Ident) (open bool) {
	for _, part := range parts {
		if part.Placeholder != "" && part.Name == "" {
			open = true
			if t.unfilled(part.At, part.Placeholder) {
				t.uses.of(part.Placeholder, true).Identifier = true
			}
		}
	}
	return open
}
