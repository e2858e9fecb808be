package result

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/apache/arrow-go/v18/parquet"
	pqfile "github.com/apache/arrow-go/v18/parquet/file"
)

// keyColumn reads a column of an order as keys: bytes that compare as the
// order has its values, NULL among them.
type keyColumn struct {
	storedColumn

	by   ViewSort
	data []byte
	ends []int // where each key ends in data
}

// maxKey bounds the key of a value, many of which are held in memory.
const maxKey = 1 << 10

var errLongKey = errors.New("a text is too long to be held as a key")

// Every key begins with one of these.
const (
	nullFirst = iota
	aValue
	nullLast
)

// read makes the keys of the next rows, in the place of those before.
func (c *keyColumn) read(rows int) error {
	c.data, c.ends, c.levels = c.data[:0], c.ends[:0], resized(c.levels, rows)
	for len(c.ends) < rows {
		n, err := c.readKeys(rows - len(c.ends))
		if err == nil && n == 0 {
			err = fmt.Errorf("%w: %d rows are missing", ErrCorrupt, rows-len(c.ends))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *keyColumn) readKeys(rows int) (int, error) {
	v, most := &c.room, int64(rows)
	switch chunk := c.chunk.(type) {
	case *pqfile.ByteArrayColumnChunkReader:
		v.bytes = resized(v.bytes, rows)
		n, _, err := chunk.ReadBatchInPage(most, v.bytes, c.levels, nil)
		return addKeys(c, v.bytes, n, err, appendTextKey)
	case *pqfile.Int64ColumnChunkReader:
		n, err := c.ints(chunk, rows)
		return addKeys(c, v.ints, n, err, appendIntKey)
	case *pqfile.Int32ColumnChunkReader:
		v.days = resized(v.days, rows)
		n, _, err := chunk.ReadBatch(most, v.days, c.levels, nil)
		return addKeys(c, v.days, n, err, func(to []byte, n int32) []byte { return appendIntKey(to, int64(n)) })
	case *pqfile.FixedLenByteArrayColumnChunkReader:
		v.fixed = resized(v.fixed, rows)
		n, _, err := chunk.ReadBatchInPage(most, v.fixed, c.levels, nil)
		return addKeys(c, v.fixed, n, err, appendWideKey)
	case *pqfile.Float64ColumnChunkReader:
		v.doubles = resized(v.doubles, rows)
		n, _, err := chunk.ReadBatch(most, v.doubles, c.levels, nil)
		return addKeys(c, v.doubles, n, err, appendDoubleKey)
	case *pqfile.BooleanColumnChunkReader:
		v.booleans = resized(v.booleans, rows)
		n, _, err := chunk.ReadBatch(most, v.booleans, c.levels, nil)
		return addKeys(c, v.booleans, n, err, func(to []byte, is bool) []byte {
			if is {
				return append(to, 1)
			}
			return append(to, 0)
		})
	default:
		return 0, fmt.Errorf("%w: a column of %s", ErrCorrupt, c.chunk.Type())
	}
}

// addKeys adds the keys of n rows, of which values has those that are not NULL.
func addKeys[T any](c *keyColumn, values []T, n int64, err error, as func(to []byte, v T) []byte) (int, error) {
	if err != nil {
		return 0, err
	}
	next := 0
	for row := range n {
		if c.optional && c.levels[row] == 0 {
			null := byte(nullLast)
			if c.by.NullsFirst {
				null = nullFirst
			}
			c.data = append(c.data, null)
			c.ends = append(c.ends, len(c.data))
			continue
		}
		from := len(c.data) + 1
		c.data = as(append(c.data, aValue), values[next])
		next++
		if len(c.data)-from > maxKey {
			return 0, errLongKey
		}
		if c.by.Descending {
			for i := from; i < len(c.data); i++ {
				c.data[i] = ^c.data[i]
			}
		}
		c.ends = append(c.ends, len(c.data))
	}
	return int(n), nil
}

// appendTextKey ends a text so that it comes before those that go on from it,
// whatever stands behind.
func appendTextKey(to []byte, text parquet.ByteArray) []byte {
	for _, c := range text {
		if to = append(to, c); c == 0 {
			to = append(to, 0xff)
		}
	}
	return append(to, 0, 0)
}

func appendIntKey(to []byte, n int64) []byte {
	return binary.BigEndian.AppendUint64(to, uint64(n)^(1<<63)) //nolint:gosec // two's complement
}

// appendWideKey takes a decimal that lies as bytes, the greatest first.
func appendWideKey(to []byte, digits parquet.FixedLenByteArray) []byte {
	from := len(to)
	to = append(to, digits...)
	to[from] ^= 1 << 7
	return to
}

func appendDoubleKey(to []byte, n float64) []byte {
	bits := math.Float64bits(n + 0) // minus zero is zero
	if bits>>63 == 1 {
		bits = ^bits
	} else {
		bits |= 1 << 63
	}
	return binary.BigEndian.AppendUint64(to, bits)
}
