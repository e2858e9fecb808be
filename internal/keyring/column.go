package keyring

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/seal"
)

// Column is a column of sealed values. The key of its table is one text column,
// which is also the Row of a value's seal.Place.
type Column struct {
	Table, Key, Name string
	// Brief says that the values live for minutes: nothing is lost with them.
	Brief bool
}

// value is one sealed value with the key of its row.
type value struct {
	Row    string `bun:"row_key"`
	Sealed []byte `bun:"sealed"`
}

func (c Column) place(row string) seal.Place {
	return seal.Place{Table: c.Table, Row: row, Column: c.Name}
}

// count tells how many values each key has sealed.
func (c Column) count(ctx context.Context, tx bun.Tx) (map[seal.KeyID]int, error) {
	var found []struct {
		Mark  []byte `bun:"mark"`
		Count int    `bun:"count"`
	}
	err := tx.NewSelect().TableExpr("?", bun.Ident(c.Table)).
		ColumnExpr("substr(?, 1, ?) AS mark, count(*) AS count", bun.Ident(c.Name), seal.MarkBytes).
		Where("length(?) > 0", bun.Ident(c.Name)).GroupExpr("1").Scan(ctx, &found)
	if err != nil {
		return nil, fmt.Errorf("count what is sealed in %s.%s: %w", c.Table, c.Name, err)
	}
	counts := make(map[seal.KeyID]int, len(found))
	for _, f := range found {
		id, _ := seal.SealedBy(f.Mark) // 0 for what no key of ours made
		counts[id] += f.Count
	}
	return counts, nil
}

// others reads values that another key than the given one has sealed, in rows
// after the given one.
func (c Column) others(ctx context.Context, tx bun.Tx, primary seal.KeyID, after string, limit int64) ([]value, error) {
	var found []value
	err := tx.NewSelect().TableExpr("?", bun.Ident(c.Table)).
		ColumnExpr("? AS row_key, ? AS sealed", bun.Ident(c.Key), bun.Ident(c.Name)).
		Where("? > ?", bun.Ident(c.Key), after).
		Where("length(?) > 0 AND substr(?, 1, ?) <> ?", bun.Ident(c.Name), bun.Ident(c.Name), seal.MarkBytes, primary.Mark()).
		OrderExpr("?", bun.Ident(c.Key)).Limit(limit).Scan(ctx, &found)
	if err != nil {
		return nil, fmt.Errorf("read what is sealed in %s.%s: %w", c.Table, c.Name, err)
	}
	return found, nil
}

// replace writes a value in place of the one that was read, and reports whether
// that was still there.
func (c Column) replace(ctx context.Context, tx bun.Tx, read value, sealed []byte) (bool, error) {
	done, err := tx.NewUpdate().TableExpr("?", bun.Ident(c.Table)).Set("? = ?", bun.Ident(c.Name), sealed).
		Where("? = ? AND ? = ?", bun.Ident(c.Key), read.Row, bun.Ident(c.Name), read.Sealed).Exec(ctx)
	if err != nil {
		return false, fmt.Errorf("reseal %s.%s: %w", c.Table, c.Name, err)
	}
	n, err := done.RowsAffected()
	return n == 1, err
}
