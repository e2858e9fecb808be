package result

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"

	pqfile "github.com/apache/arrow-go/v18/parquet/file"
	"golang.org/x/sync/errgroup"
)

// firstRows gives the numbers of the first rows in an order of all rows of the
// result at path, so many at most. It reads the columns of the order only, and
// keeps no more rows than it gives, a few times over. It is errLongKey where
// the order has a text too long for that.
func (r *Result) firstRows(ctx context.Context, path string, by []ViewSort, most, threads int) ([]int64, error) {
	file, err := pqfile.OpenParquetFile(path, false)
	if err != nil {
		return nil, fmt.Errorf("open result: %w", err)
	}
	defer func() { _ = file.Close() }() // only read
	begins := make([]int64, file.NumRowGroups()+1)
	for group := range file.NumRowGroups() {
		begins[group+1] = begins[group] + file.MetaData().RowGroups[group].NumRows
	}
	work, ctx := errgroup.WithContext(ctx)
	found := make([]firsts, threads)
	for n := range found {
		found[n].most = most
		work.Go(func() error {
			for group := n; group < file.NumRowGroups(); group += len(found) {
				if ctx.Err() != nil {
					return context.Cause(ctx)
				}
				if err := eachKey(file.RowGroup(group), begins[group], by, found[n].see); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := work.Wait(); err != nil {
		return nil, err
	}
	all := firsts{most: most}
	for _, of := range found {
		all.rows = append(all.rows, of.rows...)
	}
	all.cut()
	numbers := make([]int64, len(all.rows))
	for i, row := range all.rows {
		numbers[i] = row.number
	}
	return numbers, nil
}

// firsts are the first of the rows seen, and some more.
type firsts struct {
	most  int
	rows  []keyed
	bound []byte // no row from here on is among the first; nil while all are
}

// keyed is a row and where it stands in the order; of rows alike the one of the smaller number is first.
type keyed struct {
	key    []byte
	number int64
}

// eachKey shows the rows of a row group, of which the first has a number, with
// their keys in an order. A key holds until the next.
func eachKey(group *pqfile.RowGroupReader, begin int64, by []ViewSort, see func(key []byte, number int64) error) error {
	columns := make([]keyColumn, len(by))
	for i, one := range by {
		at, err := placeOf(one.Column)
		if err != nil {
			return err
		}
		column, err := openColumn(group, at)
		if err != nil {
			return err
		}
		columns[i] = keyColumn{by: one, storedColumn: column}
	}
	var key []byte
	for left := int(group.NumRows()); left > 0; {
		rows := min(left, rowsTogether)
		for i := range columns {
			if err := columns[i].read(rows); err != nil {
				return fmt.Errorf("read result: %w", err)
			}
		}
		for row := range rows {
			key = key[:0]
			for i := range columns {
				key = columns[i].appendKey(key, row)
			}
			if err := see(key, begin+int64(row)); err != nil {
				return err
			}
		}
		left, begin = left-rows, begin+int64(rows)
	}
	return nil
}

func (c *keyColumn) appendKey(to []byte, row int) []byte {
	from := 0
	if row > 0 {
		from = c.ends[row-1]
	}
	return append(to, c.data[from:c.ends[row]]...)
}

// see takes a row that comes behind those seen.
func (f *firsts) see(key []byte, number int64) error {
	if f.bound != nil && bytes.Compare(key, f.bound) >= 0 {
		return nil
	}
	if f.rows = append(f.rows, keyed{bytes.Clone(key), number}); len(f.rows) >= 2*f.most {
		f.cut()
	}
	return nil
}

// cut puts the rows in order and leaves the first.
func (f *firsts) cut() {
	slices.SortFunc(f.rows, func(a, b keyed) int {
		return cmp.Or(bytes.Compare(a.key, b.key), cmp.Compare(a.number, b.number))
	})
	if len(f.rows) > f.most {
		clear(f.rows[f.most:])
		f.rows = f.rows[:f.most]
	}
	if len(f.rows) == f.most && f.most > 0 {
		f.bound = f.rows[f.most-1].key
	}
}
