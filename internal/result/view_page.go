package result

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/recomamp/recomamp/internal/fault"
)

// Shape describes what a view of a result gives.
type Shape struct {
	Columns  []ViewColumn
	RowCount int64
	// Total is the rows of the whole result.
	Total int64
}

// ViewPageParams says which part of a view to read.
type ViewPageParams struct {
	Offset, Limit int64
	// Columns are ids of columns of the view, in the order wanted; nil is all.
	Columns []string
}

// ViewRows are some rows of a view.
type ViewRows struct {
	Rows []Row
	// Levels tells for each row of a grouped view how many of its keys it has:
	// all in a group, fewer in a subtotal, none in the total of everything. Nil otherwise.
	Levels   []int
	RowCount int64 // of the whole view
	// Arrived is how many bytes of the result's file are here while the rest of
	// it is brought, of Result.Bytes; 0 where all of it is.
	Arrived int64
}

// View describes a view, having built it where it must be. Errors: ErrView
// with the parts that do not fit, ErrViewTooWide, ErrViewOverflow, ErrViewTooHeavy.
func (s *Service) View(ctx context.Context, r *Result, v View) (*Shape, error) {
	p, err := r.compile(v)
	if err != nil {
		return nil, err
	}
	if !p.isBuilt() { // no file is needed to tell
		return &Shape{Columns: p.shape(nil), RowCount: r.RowCount, Total: r.RowCount}, nil
	}
	o, release, err := s.openView(ctx, r, v, 0)
	if err != nil {
		return nil, err
	}
	defer release()
	return &Shape{Columns: o.columns, RowCount: o.rows, Total: r.RowCount}, nil
}

// ViewPage reads rows [Offset, Offset+Limit) of a view, at most MaxPage. Past
// the end it is empty. Errors are those of View.
func (s *Service) ViewPage(ctx context.Context, r *Result, v View, p ViewPageParams) (*ViewRows, error) {
	limit := min(p.Limit, MaxPage)
	if out, err := s.firstViewPage(ctx, r, v, p.Offset, limit, p.Columns); out != nil || err != nil {
		return out, err
	}
	o, release, err := s.openView(ctx, r, v, p.Offset+limit)
	if err != nil {
		return nil, err
	}
	defer release()
	columns, err := pick(o.columns, p.Columns)
	if err != nil {
		return nil, err
	}
	out := &ViewRows{Rows: []Row{}, RowCount: o.rows}
	limit = min(limit, o.rows-p.Offset)
	if p.Offset < 0 || limit <= 0 {
		return out, nil
	}
	piece, done, err := s.pieceFor(ctx, r, o, columns, p.Offset, limit) // before a place is taken, which others could read in
	if err != nil {
		return nil, err
	}
	defer done()
	leave, err := enter(ctx, s.reads)
	if err != nil {
		return nil, err
	}
	defer leave()
	switch {
	case o.plan.view.Group != nil:
		err = s.groupPage(ctx, o, columns, p.Offset, limit, out)
	case o.plan.isBuilt():
		out.Rows, err = s.orderedPage(ctx, r, o, columns, piece, p.Offset, limit)
	default:
		out.Rows, err = s.storedPage(ctx, r, o, columns, p.Offset, limit)
	}
	if err == nil && int64(len(out.Rows)) != limit {
		err = fmt.Errorf("%w: %d rows at %d of a view where %d were counted", ErrCorrupt, len(out.Rows), p.Offset, limit)
	}
	return out, err
}

// firstViewPage is ViewPage for rows at the beginning of a result whose file is
// not here yet, in the order in which they are stored; nil where it must be waited for.
func (s *Service) firstViewPage(ctx context.Context, r *Result, v View, offset, limit int64, ids []string) (*ViewRows, error) {
	compiled, err := r.compile(v)
	if err != nil || compiled.isBuilt() {
		return nil, err
	}
	columns, err := pick(compiled.shape(nil), ids)
	limit = min(limit, r.RowCount-offset)
	if err != nil || offset < 0 || limit <= 0 {
		return nil, err
	}
	rows, err := s.firstPage(ctx, r, columns, offset, limit)
	if rows == nil {
		return nil, err
	}
	return &ViewRows{Rows: rows, RowCount: r.RowCount, Arrived: s.cache.arrived(r.BlobKey)}, nil
}

// opened is a view whose files are there.
type opened struct {
	plan    *plan
	path    string // of the result
	order   string // of the numbers of its rows, or of its groups; empty for every row as stored
	rows    int64
	total   int64 // rows of the result
	held    int64 // rows that order has: all of them, or a head
	columns []ViewColumn
}

// all asks openView for every row of a view.
const all = math.MaxInt64

// openView opens a view and what it is of, until release; of its rows at least
// the first so many.
func (s *Service) openView(ctx context.Context, r *Result, v View, first int64) (*opened, func(), error) {
	p, err := r.compile(v)
	if err != nil {
		return nil, nil, err
	}
	path, release, err := s.local(ctx, r)
	if err != nil {
		return nil, nil, err
	}
	if !p.isBuilt() {
		return &opened{plan: p, path: path, rows: r.RowCount, total: r.RowCount, columns: p.shape(nil)}, release, nil
	}
	found, done, err := s.built(ctx, r, p, first)
	if err != nil {
		release()
		return nil, nil, err
	}
	both := func() { done(); release() }
	return &opened{plan: p, path: path, order: found.path, rows: found.rows, total: r.RowCount, held: found.held, columns: found.columns}, both, nil
}

// pick finds columns by their ids.
func pick(all []ViewColumn, ids []string) ([]ViewColumn, error) {
	if ids == nil {
		return all, nil
	}
	out := make([]ViewColumn, len(ids))
	for i, id := range ids {
		c, err := one(all, id)
		if err != nil {
			return nil, ErrViewColumn.WithField("/"+itoa(i), fault.Of(err).Fields[0].Message)
		}
		out[i] = c
	}
	return out, nil
}

// one finds a column by its id.
func one(all []ViewColumn, id string) (ViewColumn, error) {
	for _, c := range all {
		if c.ID == id {
			return c, nil
		}
	}
	return ViewColumn{}, ErrViewColumn.WithField("", fmt.Sprintf("%q is no column of the view", cut(id)))
}

// listed prints columns, and behind them a whole number by its name.
func listed(columns []ViewColumn, number string) string {
	all := make([]string, len(columns))
	for i, c := range columns {
		all[i] = printed(c.ID, c.Encoding)
	}
	return strings.Join(append(all, number), ", ")
}

// between picks rows of a file by their numbers, in their order. Row numbers
// let DuckDB skip every row group that the range does not touch.
func between(offset, limit int64) string {
	return fmt.Sprintf(" WHERE file_row_number >= %d AND file_row_number < %d ORDER BY file_row_number", offset, offset+limit)
}

// read runs a query of listed columns and gives the rows without, and beside
// them, the numbers.
func (s *Service) read(ctx context.Context, columns []ViewColumn, query *statement, expected int64) ([]Row, []int64, error) {
	db, err := s.engine(ctx)
	if err != nil {
		return nil, nil, err
	}
	rows, err := db.QueryContext(ctx, query.sql.String(), query.args...)
	if err != nil {
		return nil, nil, fmt.Errorf("read view: %w", err)
	}
	defer rows.Close()
	encodings := make([]Encoding, len(columns)+1)
	for i, c := range columns {
		encodings[i] = c.Encoding
	}
	found, err := scan(rows, encodings, expected)
	numbers := make([]int64, len(found))
	for i, row := range found {
		var odd error
		if numbers[i], odd = strconv.ParseInt(*row[len(columns)], 10, 64); odd != nil {
			return nil, nil, fmt.Errorf("%w: %w", ErrCorrupt, odd)
		}
		found[i] = row[:len(columns):len(columns)]
	}
	return found, numbers, err
}

// groupPage reads rows of a grouped view.
func (s *Service) groupPage(ctx context.Context, o *opened, columns []ViewColumn, offset, limit int64, out *ViewRows) error {
	query := new(statement).add("SELECT " + listed(columns, "lv") + " FROM read_parquet(" + quote(o.order) + ", file_row_number = true)" + between(offset, limit))
	rows, levels, err := s.read(ctx, columns, query, limit)
	out.Rows, out.Levels = rows, make([]int, len(levels))
	for i, level := range levels {
		out.Levels[i] = int(level)
	}
	return err
}

// numberedBy picks rows of the result by their numbers.
func numberedBy(wanted []int64) string { return " WHERE file_row_number IN (" + commas(wanted) + ")" }

func commas(numbers []int64) string {
	texts := make([]string, len(numbers))
	for i, number := range numbers {
		texts[i] = strconv.FormatInt(number, 10)
	}
	return strings.Join(texts, ", ")
}

// storedPage reads rows of a view that has those of the result in their order.
func (s *Service) storedPage(ctx context.Context, r *Result, o *opened, columns []ViewColumn, offset, limit int64) ([]Row, error) {
	if rows, err := s.rowsAt(ctx, r, o.path, columns, following(offset, limit)); rows != nil || err != nil {
		return rows, err
	}
	query := new(statement).add("SELECT " + listed(columns, "file_row_number") + " FROM ")
	o.plan.rows(query, o.path, len(o.plan.made))
	rows, _, err := s.read(ctx, columns, query.add(between(offset, limit)), limit)
	return rows, err
}

// numbers are the numbers of rows of an ordered view, in its order.
func (o *opened) numbers(offset, limit int64) ([]int64, error) {
	return readNumbers(o.order, offset, min(limit, o.held-offset))
}

// orderedPage reads rows of the result in the order of a built view, out of a piece where there is one.
func (s *Service) orderedPage(ctx context.Context, r *Result, o *opened, columns []ViewColumn, piece *built, offset, limit int64) ([]Row, error) {
	wanted, err := o.numbers(offset, limit)
	if err != nil {
		return nil, err
	}
	if rows, err := s.rowsAt(ctx, r, o.path, columns, wanted); rows != nil || err != nil {
		return rows, err
	}
	query := new(statement).add("SELECT " + listed(columns, "file_row_number") + " FROM ")
	if piece != nil {
		query.add("read_parquet(" + quote(piece.path) + ")")
	} else {
		o.plan.rows(query, o.path, len(o.plan.made))
	}
	rows, numbers, err := s.read(ctx, columns, query.add(numberedBy(wanted)), limit)
	if err != nil {
		return nil, err
	}
	byNumber := make(map[int64]Row, len(rows))
	for i, number := range numbers {
		byNumber[number] = rows[i]
	}
	out := make([]Row, 0, len(wanted))
	for _, number := range wanted {
		if row, ok := byNumber[number]; ok {
			out = append(out, row)
		}
	}
	return out, nil
}
