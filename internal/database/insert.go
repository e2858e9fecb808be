package database

import (
	"reflect"

	"github.com/uptrace/bun"
)

// InsertMany begins the insertion of rows, at least one. It leaves out the
// columns that none of them has a value for: PostgreSQL takes as long to read a
// thousand DEFAULTs as a thousand values, and what it stores is the same. What
// the database fills in is not read back.
func InsertMany[Row any](tx bun.Tx, rows *[]*Row) *bun.InsertQuery {
	query := tx.NewInsert().Model(rows).Returning("NULL")
	for _, field := range tx.Dialect().Tables().Get(reflect.TypeFor[Row]()).Fields {
		if !field.NullZero && !field.IsPtr {
			continue
		}
		given := false
		for _, row := range *rows {
			if given = !field.HasZeroValue(reflect.ValueOf(row).Elem()); given {
				break
			}
		}
		if !given {
			query.ExcludeColumn(field.Name)
		}
	}
	return query
}
