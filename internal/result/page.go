package result

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"strings"
)

// Row is one row as text, in the order of the columns; nil is NULL.
type Row []*string

// MaxPage is the most rows one page holds.
const MaxPage = 10_000

// Page reads rows [offset, offset+limit) in stored order. Past the end it is empty.
func (s *Service) Page(ctx context.Context, r *Result, offset, limit int64) ([]Row, error) {
	limit = min(max(limit, 0), MaxPage, r.RowCount-offset)
	if offset < 0 || limit <= 0 {
		return []Row{}, nil
	}
	if rows, err := s.firstPage(ctx, r, asViewed(r.Columns), offset, limit); rows != nil || err != nil {
		return rows, err
	}
	leave, err := enter(ctx, s.reads)
	if err != nil {
		return nil, err
	}
	defer leave()
	path, release, err := s.local(ctx, r)
	if err != nil {
		return nil, err
	}
	defer release()
	rows, err := s.rowsAt(ctx, r, path, asViewed(r.Columns), following(offset, limit))
	if rows == nil && err == nil {
		rows, err = s.slice(ctx, r, path, offset, limit)
	}
	if err == nil && int64(len(rows)) != limit {
		err = fmt.Errorf("%w: %d rows at %d where %d were stored", ErrCorrupt, len(rows), offset, limit)
	}
	return rows, err
}

// All reads every row in stored order, a bounded piece at a time. The file stays open between them.
func (s *Service) All(ctx context.Context, r *Result) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		path, release, err := s.local(ctx, r)
		if err != nil {
			yield(nil, err)
			return
		}
		defer release()
		step := r.piece(len(r.Columns))
		for offset := int64(0); offset < r.RowCount; offset += step {
			rows, err := s.slice(ctx, r, path, offset, min(step, r.RowCount-offset))
			if err == nil && int64(len(rows)) != min(step, r.RowCount-offset) {
				err = ErrCorrupt
			}
			if err != nil {
				yield(nil, err)
				return
			}
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
		}
	}
}

// piece is how many rows of this result, or of a view of it, are held in memory
// at once: about 16 MiB of text.
func (r *Result) piece(columns int) int64 {
	perRow := max(r.ReceivedBytes, r.Bytes)/max(r.RowCount, 1) + int64(32*columns)
	return min(max((16<<20)/max(perRow, 1), 1), 50_000)
}

func (s *Service) slice(ctx context.Context, r *Result, path string, offset, limit int64) ([]Row, error) {
	db, err := s.engine(ctx)
	if err != nil {
		return nil, err
	}
	// Row numbers let DuckDB skip every row group that the range does not touch.
	rows, err := db.QueryContext(ctx, fmt.Sprintf(`SELECT %s FROM read_parquet(%s, file_row_number = true)
WHERE file_row_number >= %d AND file_row_number < %d ORDER BY file_row_number`,
		strings.Join(r.selected(), ", "), quote(path), offset, offset+limit))
	if err != nil {
		return nil, fmt.Errorf("read result: %w", err)
	}
	defer rows.Close()
	return scan(rows, r.encodings(), limit)
}

func (r *Result) encodings() []Encoding {
	all := make([]Encoding, len(r.Columns))
	for i, column := range r.Columns {
		all[i] = column.Encoding
	}
	return all
}

// scan reads rows whose columns were printed.
func scan(rows *sql.Rows, encodings []Encoding, expected int64) ([]Row, error) {
	out := make([]Row, 0, expected)
	texts := make([]sql.NullString, len(encodings))
	doubles := make([]sql.NullFloat64, len(encodings))
	targets := make([]any, len(encodings))
	for i, e := range encodings {
		targets[i] = &texts[i]
		if e.Kind == Double {
			targets[i] = &doubles[i]
		}
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return nil, fmt.Errorf("read result: %w", err)
		}
		row := make(Row, len(encodings))
		for i, e := range encodings {
			switch {
			case doubles[i].Valid:
				text := printDouble(doubles[i].Float64, e.Layout)
				row[i] = &text
			case texts[i].Valid:
				text := texts[i].String
				row[i] = &text
			}
		}
		out = append(out, row)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read result: %w", err)
	}
	return out, nil
}

// selected prints each column as the text it came as; doubles are printed in Go.
func (r *Result) selected() []string {
	columns := make([]string, len(r.Columns))
	for i, column := range r.Columns {
		columns[i] = printed(fmt.Sprintf("c%d", i), column.Encoding)
	}
	return columns
}

// printed is SQL that prints a column as the text it came as; doubles are printed in Go.
func printed(name string, e Encoding) string {
	switch {
	case e.Kind == Text || e.Kind == Double:
		return name
	case e.Kind == Decimal && e.Layout == Trimmed && e.Scale > 0:
		return fmt.Sprintf("rtrim(rtrim(CAST(%s AS VARCHAR), '0'), '.')", name)
	case e.Kind == Timestamp && e.Layout == Seconds:
		return fmt.Sprintf("strftime(%s, '%%Y-%%m-%%dT%%H:%%M:%%SZ')", name)
	case e.Kind == Timestamp:
		return fmt.Sprintf("strftime(%s, '%%Y-%%m-%%dT%%H:%%M:%%S.%%gZ')", name)
	default:
		return fmt.Sprintf("CAST(%s AS VARCHAR)", name)
	}
}
