package result

import "strings"

// statement is SQL in the making, with the values of its places in their order.
type statement struct {
	sql  strings.Builder
	args []any
}

func (s *statement) add(sql string, args ...any) *statement {
	s.sql.WriteString(sql)
	s.args = append(s.args, args...)
	return s
}

// rows adds the rows of the result's file with the first of the computed columns.
func (p *plan) rows(s *statement, path string, computed int) {
	if computed == 0 {
		s.add("read_parquet(" + quote(path) + ", file_row_number = true)")
		return
	}
	made, name := p.made[computed-1], "x"+itoa(computed-1)
	if made.encoding.Kind == Double { // a number that none can hold is NULL
		s.add("(SELECT * REPLACE (" + orNull(name) + " AS " + name + ") FROM ")
	}
	s.add("(SELECT *, "+made.sql+" AS "+name+" FROM ", made.args...)
	p.rows(s, path, computed-1)
	s.add(")")
	if made.encoding.Kind == Double {
		s.add(")")
	}
}

// from adds the rows of the result's file that pass the filters.
func (p *plan) from(s *statement, path string) {
	s.add(" FROM ")
	p.rows(s, path, len(p.made))
	for i, c := range p.where {
		if i == 0 {
			s.add(" WHERE ")
		} else {
			s.add(" AND ")
		}
		s.add("("+c.sql+")", c.args...)
	}
}

// ordered gives the rows of a view that is not grouped, in its order: of each
// what is selected.
func (p *plan) ordered(selected, path string) *statement {
	s := new(statement).add("SELECT " + selected)
	p.from(s, path)
	if len(p.view.Sort) == 0 {
		return s // the file is read in its order
	}
	s.add(" ORDER BY ")
	for _, by := range p.view.Sort {
		s.add(by.sql(p.columns[by.Column].sql) + ", ")
	}
	return s.add("file_row_number")
}

func (s ViewSort) sql(column string) string {
	direction, nulls := " ASC", " NULLS LAST"
	if s.Descending {
		direction = " DESC"
	}
	if s.NullsFirst {
		nulls = " NULLS FIRST"
	}
	return column + direction + nulls
}
