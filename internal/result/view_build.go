package result

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"slices"
)

// built builds a view, or finds it built. Of the order of a large result its
// head is enough for who needs no more; the whole is built ahead of time once it is released.
func (s *Service) built(ctx context.Context, r *Result, p *plan, first int64) (*built, func(), error) {
	build := func(rows int64) builder {
		return s.filled(r, func(ctx context.Context, db *sql.DB, path string, b *built) error {
			if p.isPlainOrder() {
				err := s.buildOrder(ctx, r, p, path, rows, b)
				if !errors.Is(err, errLongKey) && !errors.Is(err, errMuchSpill) {
					return err
				}
			}
			if b.ahead {
				inBackground()
			}
			return p.build(ctx, db, path, rows, b)
		})
	}
	name := p.view.Hash()
	if p.view.Group == nil && r.RowCount > s.views.large && first <= s.views.head {
		if found, release := s.views.ready(r.BlobKey, name); found != nil {
			return found, release, nil
		}
		found, release, err := s.views.open(ctx, r.BlobKey, name+"-head", build(s.views.head))
		if err != nil {
			return nil, nil, err
		}
		return found, func() { release(); s.views.begin(ctx, r.BlobKey, name, build(all)) }, nil
	}
	return s.views.open(ctx, r.BlobKey, name, build(all))
}

// filled builds something of a result, which is open at a path meanwhile.
func (s *Service) filled(r *Result, fill func(ctx context.Context, db *sql.DB, path string, b *built) error) builder {
	return func(ctx context.Context, db *sql.DB, b *built) error {
		if err := s.Room(); err != nil {
			return err
		}
		path, release, err := s.local(ctx, r)
		if err != nil {
			return err
		}
		defer release()
		return fill(ctx, db, path, b)
	}
}

// isPlainOrder reports an order of every row by columns of the result.
func (p *plan) isPlainOrder() bool {
	computed := slices.ContainsFunc(p.view.Sort, func(by ViewSort) bool { return p.columns[by.Column].Computed })
	return p.view.Group == nil && len(p.where) == 0 && !computed
}

// buildOrder is build for a plain order, which needs no DuckDB: its first rows,
// for which it need not be sorted as a whole, or all.
func (s *Service) buildOrder(ctx context.Context, r *Result, p *plan, path string, first int64, b *built) (err error) {
	b.columns, b.rows = p.shape(nil), r.RowCount
	if first == all {
		between := func(context.Context) {}
		if b.ahead {
			between = s.giveWay()
		}
		b.held, err = r.orderRows(ctx, path, p.view.Sort, b.path, s.views.run, int64(s.config.TempMB)<<20, between)
		return err
	}
	numbers, err := r.firstRows(ctx, path, p.view.Sort, int(first), s.config.Threads)
	if err != nil {
		return err
	}
	b.held = int64(len(numbers))
	return writeNumbers(b.path, numbers)
}

// build writes the first rows of the view of the result at path to a file and describes it.
func (p *plan) build(ctx context.Context, db *sql.DB, path string, first int64, b *built) error {
	var pivots []*string
	if p.pivot != nil {
		var err error
		if pivots, err = p.pivotValues(ctx, db, path); err != nil {
			return err
		}
	}
	b.columns = p.shape(pivots)
	for i, by := range p.view.Sort {
		if !slices.ContainsFunc(b.columns, func(c ViewColumn) bool { return c.ID == by.Column }) {
			return ErrView.WithField(fmt.Sprintf("/sort/%d/column", i), fmt.Sprintf("%q is no column of the grouped view", by.Column))
		}
	}
	rows := p.ordered("file_row_number AS r", path)
	if p.view.Group != nil {
		var err error
		if rows, err = p.groups(path, pivots); err != nil {
			return err
		}
	}
	if first != all {
		rows.add(fmt.Sprintf(" LIMIT %d", first))
		count := new(statement).add("SELECT count(*)")
		p.from(count, path)
		if err := db.QueryRowContext(ctx, count.sql.String(), count.args...).Scan(&b.rows); err != nil {
			return err
		}
	}
	write := copyTo
	if p.view.Group == nil {
		write = copyNumbers
	}
	var err error
	if b.held, err = write(ctx, db, rows, b.path); first == all {
		b.rows = b.held
	}
	return err
}

// copyNumbers is copyTo for row numbers, which go to the file as numbersFile
// writes them. DuckDB writes them packed first: what a query gives it holds in memory as a whole.
func copyNumbers(ctx context.Context, db *sql.DB, rows *statement, path string) (n int64, err error) {
	packed := path + ".packed"
	defer func() { _ = os.Remove(packed) }() // it may not have been begun
	if _, err := copyTo(ctx, db, rows, packed); err != nil {
		return 0, err
	}
	return unpackNumbers(packed, path)
}

// copyTo writes rows to a file and gives their number.
func copyTo(ctx context.Context, db *sql.DB, rows *statement, path string) (int64, error) {
	copied, err := db.ExecContext(ctx, fmt.Sprintf("COPY (%s) TO %s (FORMAT parquet, ROW_GROUP_SIZE %d)", rows.sql.String(), quote(path), groupRows), rows.args...)
	if err != nil {
		return 0, err
	}
	return copied.RowsAffected()
}

func (p *plan) pivotValues(ctx context.Context, db *sql.DB, path string) ([]*string, error) {
	s := p.pivots(path)
	rows, err := db.QueryContext(ctx, s.sql.String(), s.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found, err := scan(rows, []Encoding{p.pivot.Encoding}, maxPivotValues)
	if err != nil {
		return nil, err
	}
	if len(found) > maxPivotValues {
		return nil, ErrViewTooWide
	}
	values := make([]*string, len(found))
	for i, row := range found {
		values[i] = row[0]
	}
	return values, nil
}
