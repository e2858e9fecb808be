package result

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	pqfile "github.com/apache/arrow-go/v18/parquet/file"
)

// openColumn opens a column of a row group; printing is for the caller to set.
func openColumn(group *pqfile.RowGroupReader, at int) (storedColumn, error) {
	about, err := group.MetaData().ColumnChunk(at)
	if err != nil {
		return storedColumn{}, fmt.Errorf("read result: %w", err)
	}
	if about.Type() != parquet.Types.Int64 || !slices.Contains(about.Encodings(), parquet.Encodings.DeltaBinaryPacked) {
		chunk, err := group.Column(at)
		if err != nil {
			return storedColumn{}, fmt.Errorf("read result: %w", err)
		}
		return storedColumn{chunk: chunk, optional: chunk.Descriptor().MaxDefinitionLevel() > 0}, nil
	}
	pages, err := group.GetColumnPageReader(at)
	if err != nil {
		return storedColumn{}, fmt.Errorf("read result: %w", err)
	}
	column := group.MetaData().Schema.Column(at)
	chunk := pqfile.NewColumnReader(column, pages, memory.DefaultAllocator, nil) //nolint:staticcheck // of pages that are read here as well
	optional := column.MaxDefinitionLevel() > 0
	return storedColumn{chunk: chunk, optional: optional, differing: &differing{pages: pages, optional: optional}}, nil
}

// differing reads whole numbers that lie as differences, many at a time.
type differing struct {
	pages    pqfile.PageReader
	optional bool
	left     int // rows of the page
	levels   runs
	values   deltas
}

// read gives rows of one page: the level of each, and the values of those that
// are not NULL, of which there are fewer then. It gives as many rows as levels at
// most; none is the end.
func (d *differing) read(to []int64, levels []int16) (int64, error) {
	for d.left == 0 {
		if !d.pages.Next() {
			return 0, d.pages.Err()
		}
		if err := d.turn(d.pages.Page()); err != nil {
			return 0, err
		}
	}
	levels = levels[:min(d.left, len(levels))]
	values := len(levels)
	if d.optional {
		values = 0
		for i := range levels {
			level, err := d.levels.next()
			if err != nil {
				return 0, err
			}
			levels[i] = int16(level & 1) //nolint:gosec // a bit
			values += int(level & 1)
		}
	}
	d.left -= len(levels)
	return int64(len(levels)), d.values.fill(to[:values])
}

func (d *differing) turn(page pqfile.Page) (err error) {
	if page.Type() != pqfile.PageTypeDataPage || int64(page.Encoding()) != differences {
		return fmt.Errorf("%w: a page of type %d and encoding %d", ErrCorrupt, page.Type(), page.Encoding())
	}
	data := page.Data()
	d.left, d.levels, d.values = int(page.NumValues()), runs{}, deltas{}
	if d.optional {
		if d.levels, data, err = beginLevels(data); err != nil {
			return err
		}
	}
	if len(data) > 0 { // else every row is NULL
		d.values, err = beginDeltas(data)
	}
	return err
}

// beginLevels begins to read which rows of a page have a value, and gives what stands behind.
func beginLevels(page []byte) (runs, []byte, error) {
	if len(page) < 4 || uint64(binary.LittleEndian.Uint32(page)) > uint64(len(page)-4) {
		return runs{}, nil, badRuns()
	}
	end := 4 + int(binary.LittleEndian.Uint32(page))
	return runs{rest: page[4:end], width: 1}, page[end:], nil
}

// fill gives the next numbers.
func (d *deltas) fill(to []int64) error {
	if len(to) > d.left {
		return badRuns()
	}
	d.left -= len(to)
	if len(to) > 0 && !d.begun {
		d.begun = true
		to[0] = int64(d.value) //nolint:gosec // two's complement
		to = to[1:]
	}
	for len(to) > 0 {
		if d.ready == 0 {
			if err := d.begin(); err != nil {
				return err
			}
		}
		now := to[:min(len(to), d.ready)]
		d.ready, to = d.ready-len(now), to[len(now):]
		at, value := d.at, d.value
		for i := range now {
			value += d.least
			if d.width > 0 {
				value += bitsAt(d.side, at, d.width)
				at += d.width
			}
			now[i] = int64(value) //nolint:gosec // as above
		}
		d.at, d.value = at, value
	}
	return nil
}
