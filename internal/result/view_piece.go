package result

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// pieceFor gives the piece that a page comes out of, nil for a page that needs none.
func (s *Service) pieceFor(ctx context.Context, r *Result, o *opened, columns []ViewColumn, offset, limit int64) (*built, func(), error) {
	none := func() {}
	if o.order == "" || o.plan.view.Group != nil || r.RowCount <= s.views.large {
		return nil, none, nil
	}
	pages, err := s.pagesOf(o.path, columns)
	if pages != nil || err != nil {
		return nil, none, err
	}
	return s.pieceAround(ctx, r, o, columns, offset, limit)
}

// pieceAround gives the rows around a place of an ordered view of a large
// result, some columns of them in a file. It is for what only DuckDB can give,
// computed columns and files that do not tell where their pages lie: there to
// find a few rows takes about as long as to find many, so that the pages after
// the first come out of the same piece. The piece holds a page of MaxPage rows or fewer whole.
func (s *Service) pieceAround(ctx context.Context, r *Result, o *opened, columns []ViewColumn, offset, limit int64) (*built, func(), error) {
	from := offset - offset%s.views.piece
	to := min(max(from+s.views.piece, offset+limit), o.held)
	ids := make([]string, len(columns))
	for i, c := range columns {
		ids[i] = c.ID
	}
	slices.Sort(ids)
	selected := strings.Join(append(slices.Compact(ids), "file_row_number"), ", ")
	sum := sha256.Sum256([]byte(selected))
	name := fmt.Sprintf("%s-%d-%d-%s", o.plan.view.Hash(), from, to, hex.EncodeToString(sum[:16]))
	return s.views.open(ctx, r.BlobKey, name, func(ctx context.Context, db *sql.DB, b *built) error {
		wanted, err := o.numbers(from, to-from)
		if err != nil {
			return err
		}
		rows := new(statement).add("COPY (SELECT " + selected + " FROM ")
		o.plan.rows(rows, o.path, len(o.plan.made))
		rows.add(numberedBy(wanted) + ") TO " + quote(b.path) + " (FORMAT parquet)")
		_, err = db.ExecContext(ctx, rows.sql.String(), rows.args...)
		return err
	})
}
