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
	readers := sync.Pool{New: func() any { return &cellReader{in: in} }}
	err = eachColumn(len(groups), threads, func(i int) error {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		reader := readers.Get().(*cellReader) //nolint:forcetypeassert // the pool makes nothing else
		defer readers.Put(reader)
		for at, column := range columns {
			err := reader.begin(m.columns[column], r.Columns[column].Encoding)
			if err == nil {
				err = reader.cells(m, groups[i], column, of[i], func(place int, value string) { out[place][at] = &value })
			}
			if err != nil {
				return fmt.Errorf("read column %d of result: %w", column+1, err)
			}
		}
		return nil
	})
	return out, err
}

// cells reads a column of rows of a row group, in their order. NULL is not given.
func (c *cellReader) cells(m *pageMap, group, column int, wanted []wantedRow, give func(place int, value string)) error {
	chunk, begin := &m.chunks[group*len(m.columns)+column], m.begins[group]
	open := -1
	var text []byte
	null := true
	for i, w := range wanted {
		if i == 0 || w.number != wanted[i-1].number {
			row := w.number - begin
			page := chunk.with(row)
			if page < 0 {
				return fmt.Errorf("%w: row %d in no page", ErrCorrupt, w.number)
			}
			if page != open {
				if err := c.page(chunk, page); err != nil {
					return err
				}
				open = page
			}
			var err error
			if text, null, err = c.cell(int(row) - int(chunk.pages[page].row)); err != nil {
				return err
			}
		}
		if !null {
			give(w.place, string(text))
		}
	}
	return nil
}
