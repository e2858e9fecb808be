package result

import (
	"context"
	"database/sql"
	"fmt"
)

// findOrdered is findNumber for a view that is a file of row numbers. Which rows
// of the result the condition holds for is told in their stored order first, a
// part at a time, a bit for each; then the view is gone through in its own.
func (o *opened) findOrdered(ctx context.Context, db *sql.DB, c condition, from, to int64) (int64, error) {
	least, most := int64(0), o.total
	if to-from == 1 {
		one, err := o.numbers(from, 1)
		if err != nil {
			return 0, err
		}
		least, most = one[0], one[0]+1
	}
	hits := make([]uint64, (most-least+63)/64)
	for part := least; part < most; part += findRows {
		if err := o.eachHit(ctx, db, c, part, min(part+findRows, most), func(number int64) {
			hits[(number-least)/64] |= 1 << ((number - least) % 64)
		}); err != nil {
			return 0, fmt.Errorf("find in view: %w", err)
		}
	}
	for ; from < to; from += findRows {
		numbers, err := o.numbers(from, min(findRows, to-from))
		if err != nil {
			return 0, err
		}
		for i, number := range numbers {
			if hits[(number-least)/64]>>((number-least)%64)&1 == 1 {
				return from + int64(i), nil
			}
		}
	}
	return -1, nil
}

// eachHit gives the numbers of the rows of the result, of those [from, to), that a condition holds for.
func (o *opened) eachHit(ctx context.Context, db *sql.DB, c condition, from, to int64, hit func(number int64)) error {
	query := new(statement).add("SELECT file_row_number FROM (SELECT * FROM ")
	o.plan.rows(query, o.path, len(o.plan.made))
	query.add(fmt.Sprintf(" WHERE file_row_number >= %d AND file_row_number < %d", from, to))
	query.add(") WHERE "+c.sql, c.args...)
	rows, err := db.QueryContext(ctx, query.sql.String(), query.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var number int64
		if err := rows.Scan(&number); err != nil {
			return err
		}
		hit(number)
	}
	return rows.Err()
}
