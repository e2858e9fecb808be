package result

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

const (
	// batchRows and batchBytes bound what a batch holds, of rows and of text.
	batchRows  = 8192
	batchBytes = 8 << 20
)

// batch gathers rows as typed Arrow columns.
type batch struct {
	builder *array.RecordBuilder
	columns []Column
	rows    int
	bytes   int
}

func newBatch(schema *arrow.Schema, columns []Column) *batch {
	return &batch{builder: array.NewRecordBuilder(memory.DefaultAllocator, schema), columns: columns}
}

// add takes a row and reports whether the batch is full.
func (b *batch) add(row Row) (full bool, err error) {
	for i, value := range row {
		field := b.builder.Field(i)
		if value == nil {
			field.AppendNull()
			continue
		}
		b.bytes += len(*value)
		if err := appendTyped(field, b.columns[i].Encoding, *value); err != nil {
			return false, fmt.Errorf("column %d: %w", i+1, err)
		}
	}
	b.rows++
	return b.rows >= batchRows || b.bytes >= batchBytes, nil
}

// take gives what was gathered, which the caller releases, and starts anew.
func (b *batch) take() arrow.RecordBatch {
	b.rows, b.bytes = 0, 0
	return b.builder.NewRecordBatch()
}

// appendTyped parses a value that Encoding printed.
func appendTyped(field array.Builder, e Encoding, text string) error {
	switch to := field.(type) {
	case *array.StringBuilder:
		to.Append(text)
	case *array.Int64Builder:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return err
		}
		to.Append(n)
	case *array.Decimal128Builder:
		n, err := unscaled(text, e.Scale)
		if err != nil {
			return err
		}
		to.Append(n)
	case *array.Float64Builder:
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return err
		}
		to.Append(n)
	case *array.BooleanBuilder:
		to.Append(text == "true")
	case *array.Date32Builder:
		day, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return err
		}
		to.Append(arrow.Date32FromTime(day))
	case *array.TimestampBuilder:
		at, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			return err
		}
		to.Append(arrow.Timestamp(at.UnixMilli()))
	default:
		return fmt.Errorf("no column of type %T", field)
	}
	return nil
}

// unscaled is a decimal without its point: 1.5 of scale 2 is 150.
func unscaled(text string, scale int) (decimal128.Num, error) {
	whole, fraction, _ := strings.Cut(text, ".")
	if len(fraction) > scale {
		return decimal128.Num{}, fmt.Errorf("%d digits after the point where %d fit", len(fraction), scale)
	}
	digits := whole + fraction + strings.Repeat("0", scale-len(fraction))
	if len(digits) <= 18 {
		n, err := strconv.ParseInt(digits, 10, 64)
		return decimal128.FromI64(n), err
	}
	n, ok := new(big.Int).SetString(digits, 10)
	if !ok {
		return decimal128.Num{}, fmt.Errorf("no decimal")
	}
	return decimal128.FromBigInt(n), nil
}

// schemaOf is the Arrow schema of columns. AMC's type and role stand with each
// field, and under "amc.columns" with the names as AMC gave them, which in the
// fields are made unique.
func schemaOf(columns []Column) (*arrow.Schema, error) {
	type described struct {
		Name string `json:"name"`
		Type string `json:"type"`
		Role string `json:"role,omitempty"`
	}
	fields := make([]arrow.Field, len(columns))
	descriptions := make([]described, len(columns))
	for i, name := range uniqueNames(columns) {
		c := columns[i]
		fields[i] = arrow.Field{
			Name: name, Type: arrowType(c.Encoding), Nullable: true,
			Metadata: arrow.NewMetadata([]string{"amc.type", "amc.role"}, []string{c.Type, c.Role}),
		}
		descriptions[i] = described{c.Name, c.Type, c.Role}
	}
	text, err := json.Marshal(descriptions)
	if err != nil {
		return nil, err
	}
	metadata := arrow.NewMetadata([]string{"amc.columns"}, []string{string(text)})
	return arrow.NewSchema(fields, &metadata), nil
}

func arrowType(e Encoding) arrow.DataType {
	switch e.Kind {
	case Integer:
		return arrow.PrimitiveTypes.Int64
	case Decimal:
		return &arrow.Decimal128Type{Precision: int32(e.Precision), Scale: int32(e.Scale)} //nolint:gosec // 38 at most
	case Double:
		return arrow.PrimitiveTypes.Float64
	case Boolean:
		return arrow.FixedWidthTypes.Boolean
	case Date:
		return arrow.FixedWidthTypes.Date32
	case Timestamp:
		return arrow.FixedWidthTypes.Timestamp_ms // in UTC
	default:
		return arrow.BinaryTypes.String
	}
}
