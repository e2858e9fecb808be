package result

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/parquet"
	pqfile "github.com/apache/arrow-go/v18/parquet/file"
)

// valueRoom is room for the values of a column while they are written, used for
// one column after the other. It has a place for NULL as well.
type valueRoom struct {
	ints     []int64
	days     []int32
	doubles  []float64
	booleans []bool
	bytes    []parquet.ByteArray
	fixed    []parquet.FixedLenByteArray
	digits   []byte // what fixed points into
	valid    []byte // a bit for each row
}

// write puts the values of a column, which fit its encoding, into a column of a file.
func (v *valueRoom) write(to pqfile.ColumnChunkWriter, t *textColumn, e Encoding) error {
	rows := len(t.ends)
	v.valid = t.valid(v.valid[:0])
	switch to := to.(type) {
	case *pqfile.ByteArrayColumnChunkWriter:
		v.bytes = resized(v.bytes, rows)
		for row, text := range t.rows {
			v.bytes[row] = text
		}
		to.WriteBatchSpaced(v.bytes, t.levels, nil, v.valid, 0)
	case *pqfile.Int64ColumnChunkWriter:
		v.ints = resized(v.ints, rows)
		if err := integers(v.ints, t, e); err != nil {
			return err
		}
		to.WriteBatchSpaced(v.ints, t.levels, nil, v.valid, 0)
	case *pqfile.FixedLenByteArrayColumnChunkWriter:
		if err := v.decimals(t, e.Scale); err != nil {
			return err
		}
		to.WriteBatchSpaced(v.fixed, t.levels, nil, v.valid, 0)
	case *pqfile.Float64ColumnChunkWriter:
		v.doubles = resized(v.doubles, rows)
		if err := doubles(v.doubles, t); err != nil {
			return err
		}
		to.WriteBatchSpaced(v.doubles, t.levels, nil, v.valid, 0)
	case *pqfile.BooleanColumnChunkWriter:
		v.booleans = resized(v.booleans, rows)
		for row, text := range t.rows {
			v.booleans[row] = string(text) == "true"
		}
		to.WriteBatchSpaced(v.booleans, t.levels, nil, v.valid, 0)
	case *pqfile.Int32ColumnChunkWriter:
		v.days = resized(v.days, rows)
		for row, text := range t.rows {
			if !t.isNull(row) {
				v.days[row] = int32(dateOf(text).Unix() / secondsOfDay) //nolint:gosec // years of four digits
			}
		}
		to.WriteBatchSpaced(v.days, t.levels, nil, v.valid, 0)
	default:
		return fmt.Errorf("no column of type %T", to)
	}
	return nil
}

func resized[T any](values []T, rows int) []T { return slices.Grow(values[:0], rows)[:rows] }

// integers are the values of a column that lies as 64 bits.
func integers(to []int64, t *textColumn, e Encoding) (err error) {
	for row, text := range t.rows {
		switch {
		case t.isNull(row):
			to[row] = 0
		case e.Kind == Timestamp:
			to[row] = microsOf(text)
		case e.Kind == Decimal:
			to[row] = smallUnscaled(text, e.Scale)
		default:
			if to[row], err = strconv.ParseInt(string(text), 10, 64); err != nil {
				return err
			}
		}
	}
	return nil
}

func doubles(to []float64, t *textColumn) (err error) {
	for row, text := range t.rows {
		if t.isNull(row) {
			to[row] = 0
		} else if to[row], err = strconv.ParseFloat(string(text), 64); err != nil {
			return err
		}
	}
	return nil
}

// decimals are those of more than 18 digits, as 16 bytes each.
func (v *valueRoom) decimals(t *textColumn, scale int) error {
	v.fixed, v.digits = v.fixed[:0], v.digits[:0]
	for row, text := range t.rows {
		var n decimal128.Num
		if !t.isNull(row) {
			var err error
			if n, err = unscaled(string(text), scale); err != nil {
				return err
			}
		}
		v.digits = binary.BigEndian.AppendUint64(v.digits, uint64(n.HighBits())) //nolint:gosec // two's complement
		v.digits = binary.BigEndian.AppendUint64(v.digits, n.LowBits())
	}
	for from := 0; from < len(v.digits); from += wideDecimal { // only now does it lie still
		v.fixed = append(v.fixed, v.digits[from:from+wideDecimal])
	}
	return nil
}

// smallUnscaled is a decimal of at most 18 digits without its point.
func smallUnscaled(text []byte, scale int) (n int64) {
	negative := text[0] == '-'
	if negative {
		text = text[1:]
	}
	for i, c := range text {
		if c == '.' {
			scale -= len(text) - i - 1
			continue
		}
		n = n*10 + int64(c-'0')
	}
	for range scale {
		n *= 10
	}
	if negative {
		return -n
	}
	return n
}

// dateOf is midnight of the day that a text begins with.
func dateOf(text []byte) time.Time {
	return time.Date(100*twoDigits(text)+twoDigits(text[2:]), time.Month(twoDigits(text[5:])), twoDigits(text[8:]), 0, 0, 0, 0, time.UTC)
}

// microsOf is an instant as microseconds since 1970.
func microsOf(text []byte) int64 {
	seconds := dateOf(text).Unix() + int64(twoDigits(text[11:])*3600+twoDigits(text[14:])*60+twoDigits(text[17:]))
	micros := seconds * 1_000_000
	if len(text) == len(millisLayout) {
		micros += int64(text[20]-'0')*100_000 + int64(twoDigits(text[21:]))*1000
	}
	return micros
}
