package result

import (
	"fmt"
	"math/big"
	"strconv"

	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/parquet"
	pqfile "github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/schema"
)

// storedRows reads the rows of a stored row group, as the text that came in.
type storedRows struct {
	columns []storedColumn
	left    int // rows
}

// rowsTogether is how many rows are read together: their text stays near the processor.
const rowsTogether = 2048

// printText appends a text; the others are printed as they are.
type printText func(to, text []byte) []byte

func asItIs(to, text []byte) []byte { return append(to, text...) }

func openRows(file *pqfile.Reader, group int, encodings []Encoding, as printText) (*storedRows, error) {
	of := file.RowGroup(group)
	if of.NumColumns() != len(encodings) {
		return nil, fmt.Errorf("%w: %d columns where %d were stored", ErrCorrupt, of.NumColumns(), len(encodings))
	}
	s := &storedRows{columns: make([]storedColumn, len(encodings)), left: int(of.NumRows())}
	for i, e := range encodings {
		column, err := openColumn(of, i)
		if err != nil {
			return nil, err
		}
		if decimal, ok := column.chunk.Descriptor().LogicalType().(schema.DecimalLogicalType); ok && int(decimal.Scale()) != e.Scale {
			return nil, fmt.Errorf("%w: column %d has %d digits after the point, not %d", ErrCorrupt, i+1, decimal.Scale(), e.Scale)
		}
		column.encoding, column.print = e, as
		s.columns[i] = column
	}
	return s, nil
}

// next adds up to so many rows to a group, and tells how many; 0 is the end.
func (s *storedRows) next(to *group, most int) (int, error) {
	rows := min(most, s.left)
	for i := range s.columns {
		before := len(to.columns[i].data)
		if err := s.columns[i].read(&to.columns[i], rows); err != nil {
			return 0, fmt.Errorf("read column %d of result: %w", i+1, err)
		}
		to.bytes += len(to.columns[i].data) - before + rows
	}
	to.rows += rows
	s.left -= rows
	return rows, nil
}

// storedColumn reads a column of a row group.
type storedColumn struct {
	chunk     pqfile.ColumnChunkReader
	differing *differing // whole numbers that are read so, in place of chunk
	encoding  Encoding
	print     printText
	optional  bool
	levels    []int16
	room      valueRoom
}

// ints reads whole numbers of 64 bits into room: of some rows, at least one where there is one.
func (c *storedColumn) ints(chunk *pqfile.Int64ColumnChunkReader, rows int) (n int64, err error) {
	c.room.ints = resized(c.room.ints, rows)
	if c.differing != nil {
		return c.differing.read(c.room.ints, c.levels[:rows])
	}
	n, _, err = chunk.ReadBatch(int64(rows), c.room.ints, c.levels, nil)
	return n, err
}

func (c *storedColumn) read(to *textColumn, rows int) error {
	c.levels = resized(c.levels, rows)
	if !c.optional {
		for i := range c.levels {
			c.levels[i] = 1
		}
	}
	for rows > 0 {
		n, err := c.readSome(to, rows)
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("%w: %d rows are missing", ErrCorrupt, rows)
		}
		rows -= n
	}
	return nil
}

// readSome adds some rows, at least one where there is one.
func (c *storedColumn) readSome(to *textColumn, rows int) (int, error) {
	r, e := &c.room, c.encoding
	switch chunk := c.chunk.(type) {
	case *pqfile.ByteArrayColumnChunkReader:
		if e.Kind != Text {
			break
		}
		r.bytes = resized(r.bytes, rows)
		n, _, err := chunk.ReadBatchInPage(int64(rows), r.bytes, c.levels, nil)
		return printValues(to, c.levels, r.bytes, n, err, func(text []byte, v parquet.ByteArray) []byte { return c.print(text, v) })
	case *pqfile.Int64ColumnChunkReader:
		n, err := c.ints(chunk, rows)
		switch e.Kind {
		case Integer:
			return printValues(to, c.levels, r.ints, n, err, func(text []byte, v int64) []byte { return strconv.AppendInt(text, v, 10) })
		case Decimal:
			return printValues(to, c.levels, r.ints, n, err, func(text []byte, v int64) []byte { return appendSmall(text, v, e) })
		case Timestamp:
			return printValues(to, c.levels, r.ints, n, err, func(text []byte, v int64) []byte { return appendInstant(text, v, e.Layout) })
		default:
		}
	case *pqfile.Int32ColumnChunkReader:
		r.days = resized(r.days, rows)
		n, _, err := chunk.ReadBatch(int64(rows), r.days, c.levels, nil)
		switch e.Kind {
		case Date:
			return printValues(to, c.levels, r.days, n, err, func(text []byte, v int32) []byte { return appendDate(text, int64(v)) })
		case Decimal:
			return printValues(to, c.levels, r.days, n, err, func(text []byte, v int32) []byte { return appendSmall(text, int64(v), e) })
		default:
		}
	case *pqfile.FixedLenByteArrayColumnChunkReader:
		if e.Kind != Decimal {
			break
		}
		r.fixed = resized(r.fixed, rows)
		n, _, err := chunk.ReadBatchInPage(int64(rows), r.fixed, c.levels, nil)
		return printValues(to, c.levels, r.fixed, n, err, func(text []byte, v parquet.FixedLenByteArray) []byte { return appendWide(text, v, e) })
	case *pqfile.Float64ColumnChunkReader:
		if e.Kind != Double {
			break
		}
		r.doubles = resized(r.doubles, rows)
		n, _, err := chunk.ReadBatch(int64(rows), r.doubles, c.levels, nil)
		return printValues(to, c.levels, r.doubles, n, err, func(text []byte, v float64) []byte { return appendDouble(text, v, e.Layout) })
	case *pqfile.BooleanColumnChunkReader:
		if e.Kind != Boolean {
			break
		}
		r.booleans = resized(r.booleans, rows)
		n, _, err := chunk.ReadBatch(int64(rows), r.booleans, c.levels, nil)
		return printValues(to, c.levels, r.booleans, n, err, strconv.AppendBool)
	}
	return 0, fmt.Errorf("%w: %s where %s was stored", ErrCorrupt, c.chunk.Type(), e.Kind)
}

// printValues adds n rows, of which values has those that are not NULL.
func printValues[T any](to *textColumn, levels []int16, values []T, n int64, err error, as func(text []byte, v T) []byte) (int, error) {
	if err != nil {
		return 0, err
	}
	next := 0
	for _, level := range levels[:n] {
		if level == 0 {
			to.addNull()
			continue
		}
		to.data = as(to.data, values[next])
		to.added()
		next++
	}
	return int(n), nil
}

// appendWide prints a decimal of more than 18 digits, which lies as bytes, the greatest first.
func appendWide(to, digits []byte, e Encoding) []byte {
	n := new(big.Int).SetBytes(digits)
	if digits[0]&0x80 != 0 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(digits)))) //nolint:gosec // 16
	}
	return trimmed(append(to, decimal128.FromBigInt(n).ToString(int32(e.Scale))...), len(to), e) //nolint:gosec // 38 at most
}

// appendSmall prints a decimal of up to 18 digits.
func appendSmall(to []byte, n int64, e Encoding) []byte {
	return trimmed(appendUnscaled(to, n, e.Scale), len(to), e)
}

// trimmed takes away zeros at the end of a decimal that begins at a place.
func trimmed(to []byte, begin int, e Encoding) []byte {
	if e.Layout != Trimmed || e.Scale == 0 {
		return to
	}
	end := len(to)
	for end > begin && to[end-1] == '0' {
		end--
	}
	if to[end-1] == '.' {
		end--
	}
	return to[:end]
}
