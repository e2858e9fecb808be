package result

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"strings"
)

// ViewSource gives every row of a view in its order, for an export. The view is
// built once before it returns, so that what cannot be built is told before
// anything is written; errors are those of View. Rows reads within ctx, a bounded
// piece at a time, and keeps the view open between them.
//
// Columns are those of the view, aggregates by what they are ("sum of cost"), and
// with subtotals one more, level: how many keys a row has.
func (s *Service) ViewSource(ctx context.Context, r *Result, v View) (Source, error) {
	p, err := r.compile(v)
	if err != nil {
		return Source{}, err
	}
	w, release, err := s.openFull(ctx, r, p)
	if err != nil {
		return Source{}, err
	}
	release()
	columns := make([]Column, len(w.columns))
	for i, c := range w.columns {
		columns[i] = Column{Name: c.title(), Type: c.Type, Role: c.Role, Encoding: c.Encoding}
	}
	return Source{Columns: columns, Rows: s.everyRow(ctx, r, p), Count: w.rows}, nil
}

// full is a view of which every row can be read in order.
type full struct {
	from    *statement // rows with their places in the view as file_row_number
	columns []ViewColumn
	rows    int64
}

// levelColumn tells subtotals from groups of NULL.
var levelColumn = ViewColumn{ID: "lv", Name: "level", Type: "LONG", Encoding: Encoding{Kind: Integer}}

// openFull opens a view for reading all of it, until release. An order or a
// filter is built as a file of the rows themselves: to look each one up by its
// number would read the result once for every piece.
func (s *Service) openFull(ctx context.Context, r *Result, p *plan) (*full, func(), error) {
	if !p.isBuilt() {
		path, release, err := s.local(ctx, r)
		if err != nil {
			return nil, nil, err
		}
		w := &full{from: new(statement), columns: p.shape(nil), rows: r.RowCount}
		p.rows(w.from, path, len(p.made))
		return w, release, nil
	}
	var found *built
	var release func()
	var err error
	if p.view.Group != nil {
		found, release, err = s.built(ctx, r, p, all)
	} else {
		found, release, err = s.views.open(ctx, r.BlobKey, p.view.Hash()+"-rows", s.filled(r, p.buildRows))
	}
	if err != nil {
		return nil, nil, err
	}
	w := &full{columns: found.columns, rows: found.rows}
	w.from = new(statement).add("read_parquet(" + quote(found.path) + ", file_row_number = true)")
	if p.view.Group != nil && p.view.Group.Subtotals {
		w.columns = append(w.columns[:len(w.columns):len(w.columns)], levelColumn)
	}
	return w, release, nil
}

// buildRows writes the rows of the view of the result at path, in its order.
// How many there must be is counted apart.
func (p *plan) buildRows(ctx context.Context, db *sql.DB, path string, b *built) error {
	b.columns = p.shape(nil)
	ids := make([]string, len(b.columns))
	for i, c := range b.columns {
		ids[i] = c.ID
	}
	count := new(statement).add("SELECT count(*)")
	p.from(count, path)
	if err := db.QueryRowContext(ctx, count.sql.String(), count.args...).Scan(&b.rows); err != nil {
		return err
	}
	var err error
	if b.held, err = copyTo(ctx, db, p.ordered(strings.Join(ids, ", "), path), b.path); err != nil {
		return err
	}
	if b.held != b.rows {
		return fmt.Errorf("%w: %d rows of a view where %d were counted", ErrCorrupt, b.held, b.rows)
	}
	return nil
}

// everyRow reads every row of a view.
func (s *Service) everyRow(ctx context.Context, r *Result, p *plan) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		w, release, err := s.openFull(ctx, r, p)
		if err != nil {
			yield(nil, err)
			return
		}
		defer release()
		step := r.piece(len(w.columns))
		for offset := int64(0); offset < w.rows; offset += step {
			rows, err := s.pieceOf(ctx, w, offset, min(step, w.rows-offset))
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

// pieceOf reads rows of a view, with a place among the pages while it does.
func (s *Service) pieceOf(ctx context.Context, w *full, offset, limit int64) ([]Row, error) {
	leave, err := enter(ctx, s.reads)
	if err != nil {
		return nil, err
	}
	defer leave()
	query := new(statement).add("SELECT " + listed(w.columns, "file_row_number") + " FROM ")
	query.add(w.from.sql.String(), w.from.args...).add(between(offset, limit))
	rows, _, err := s.read(ctx, w.columns, query, limit)
	if err == nil && int64(len(rows)) != limit {
		err = fmt.Errorf("%w: %d rows at %d of a view where %d were counted", ErrCorrupt, len(rows), offset, limit)
	}
	return rows, err
}

// title is the name by which a column is known outside of the view.
func (c ViewColumn) title() string {
	if c.Function == "" {
		return c.Name
	}
	of := c.Name
	if c.Source == "" {
		of = "rows"
	}
	name := c.Function.words() + " " + of
	switch {
	case c.Pivot == nil:
		return name
	case c.Pivot.Text == nil:
		return "NULL · " + name
	default:
		return *c.Pivot.Text + " · " + name
	}
}

// words names an aggregate to a person, before the name of a column.
func (f AggregateFunction) words() string {
	switch f {
	case Count:
		return "count of"
	case CountDistinct:
		return "different"
	case Sum:
		return "sum of"
	case Min:
		return "least"
	case Max:
		return "greatest"
	default:
		return "mean"
	}
}
