package result

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"sync"
)

// wantedRow is a row to be read and where it goes.
type wantedRow struct {
	number int64
	place  int
}

// rowsAt reads some columns of rows of the result at path, by their numbers, in
// the order asked for. It is nil where only DuckDB can read them: where one of
// the columns is computed, or the file does not tell where its pages lie.
func (s *Service) rowsAt(ctx context.Context, r *Result, path string, columns []ViewColumn, numbers []int64) ([]Row, error) {
	pages, err := s.pagesOf(path, columns)
	if pages == nil || err != nil {
		return nil, err
	}
	at := make([]int, len(columns))
	for i, c := range columns {
		if at[i], err = placeOf(c.ID); err != nil {
			return nil, err
		}
	}
	return r.rowsAt(ctx, path, pages, at, numbers, s.config.Threads)
}

// placeOf is where a column of a view that is one of the result stands in it.
func placeOf(id string) (at int, err error) {
	if _, err := fmt.Sscanf(id, "c%d", &at); err != nil {
		return 0, fmt.Errorf("read column %q: %w", id, err)
	}
	return at, nil
}

// pagesOf gives the page map that tells where to read columns; nil where only DuckDB can.
func (s *Service) pagesOf(path string, columns []ViewColumn) (*pageMap, error) {
	if slices.ContainsFunc(columns, func(c ViewColumn) bool { return c.Computed }) {
		return nil, nil //nolint:nilnil // none is no error
	}
	return s.pages.of(path)
}

// following are so many numbers from one on.
func following(from, count int64) []int64 {
	numbers := make([]int64, count)
	for i := range numbers {
		numbers[i] = from + int64(i)
	}
	return numbers
}

// rowsAt reads some columns of rows by their numbers, in the order asked for. A
// number may come twice.
func (r *Result) rowsAt(ctx context.Context, path string, m *pageMap, columns []int, numbers []int64, threads int) ([]Row, error) {
	in, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read result: %w", err)
	}
	defer func() { _ = in.Close() }() // only read
	wanted := make([]wantedRow, len(numbers))
	for i, number := range numbers {
		wanted[i] = wantedRow{number, i}
	}
	slices.SortFunc(wanted, func(a, b wantedRow) int { return cmp.Compare(a.number, b.number) })
	var groups []int
	var of [][]wantedRow
	for group := 0; len(wanted) > 0; group++ {
		if group+1 == len(m.begins) {
			return nil, fmt.Errorf("%w: row %d of %d", ErrCorrupt, wanted[0].number, m.begins[group])
		}
		n, _ := slices.BinarySearchFunc(wanted, m.begins[group+1], func(w wantedRow, end int64) int { return cmp.Compare(w.number, end) })
		if n > 0 {
			groups, of = append(groups, group), append(of, wanted[:n:n])
		}
		wanted = wanted[n:]
	}
	out := make([]Row, len(numbers))
	cells := make([]*string, len(numbers)*len(columns))
	for i := range out {
		out[i] = cells[i*len(columns) : (i+1)*len(columns)]
	}
	rooms := sync.Pool{New: func() any { return new(recycler) }}
	err = eachColumn(len(groups), threads, func(i int) error {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		room := rooms.Get().(*recycler) //nolint:forcetypeassert // the pool makes nothing else
		defer rooms.Put(room)
		for at, column := range columns {
			if err := r.cellsAt(in, m, groups[i], column, of[i], room, func(place int, value string) { out[place][at] = &value }); err != nil {
				return fmt.Errorf("read column %d of result: %w", column+1, err)
			}
		}
		return nil
	})
	return out, err
}

// cellsAt reads a column of rows of a row group, in their order. NULL is not given.
func (r *Result) cellsAt(in *os.File, m *pageMap, group, column int, wanted []wantedRow, room *recycler, give func(place int, value string)) error {
	chunk, begin := &m.chunks[group*len(m.columns)+column], m.begins[group]
	var pages []int
	rows := int64(0)
	for _, w := range wanted {
		if page := chunk.with(w.number - begin); len(pages) == 0 || pages[len(pages)-1] != page {
			pages = append(pages, page)
			rows += chunk.rows(page, m.begins[group+1]-begin)
		}
	}
	values, err := m.open(in, column, chunk, pages, rows, room)
	if err != nil {
		return err
	}
	defer func() { _ = values.Close() }() // gives the memory back
	from := storedColumn{chunk: values, encoding: r.Columns[column].Encoding, print: asItIs, optional: values.Descriptor().MaxDefinitionLevel() > 0}
	skipping, _ := values.(interface{ Skip(int64) (int64, error) })
	var text textColumn
	next, passed := int64(0), int64(0) // of the rows in pages: the one to be read, and those before its page
	for i, w := range wanted {
		if i > 0 && w.number == wanted[i-1].number {
			if !text.isNull(0) {
				give(w.place, string(text.data))
			}
			continue
		}
		for page := chunk.with(w.number - begin); pages[0] != page; pages = pages[1:] {
			passed += chunk.rows(pages[0], m.begins[group+1]-begin)
		}
		at := passed + w.number - begin - int64(chunk.pages[pages[0]].row)
		if at > next {
			if _, err := skipping.Skip(at - next); err != nil {
				return err
			}
		}
		text.data, text.ends, text.levels = text.data[:0], text.ends[:0], text.levels[:0]
		if err := from.read(&text, 1); err != nil {
			return err
		}
		next = at + 1
		if !text.isNull(0) {
			give(w.place, string(text.data))
		}
	}
	return nil
}
