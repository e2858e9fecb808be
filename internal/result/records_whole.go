package result

import (
	"context"
	"fmt"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	pqfile "github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// recording is an encoder that takes typed rows, many at a time.
type recording interface {
	encoder
	record(arrow.RecordBatch) error
}

// wholeRecords passes a stored file on as what it holds, typed columns, so that
// no value becomes text between. It must give what the rows give.
func (s *Service) wholeRecords(ctx context.Context, r *Result, enc recording, progress func(int64)) error {
	path, release, err := s.local(ctx, r)
	if err != nil {
		return err
	}
	defer release()
	file, err := pqfile.OpenParquetFile(path, false)
	if err != nil {
		return fmt.Errorf("open result: %w", err)
	}
	defer func() { _ = file.Close() }() // only read
	reader, err := pqarrow.NewFileReader(file, pqarrow.ArrowReadProperties{BatchSize: batchRows}, memory.DefaultAllocator)
	if err != nil {
		return fmt.Errorf("open result: %w", err)
	}
	schema, err := schemaOf(r.Columns)
	if err != nil {
		return err
	}
	if err := enc.begin(); err != nil {
		return err
	}
	rows := int64(0)
	for group := range file.NumRowGroups() { // one after the other, so that a batch is no larger than a group
		n, err := groupRecords(ctx, reader, group, schema, enc)
		if err != nil {
			return err
		}
		if rows += n; progress != nil {
			progress(rows)
		}
	}
	if rows != r.RowCount {
		return fmt.Errorf("%w: %d rows where %d were stored", ErrCorrupt, rows, r.RowCount)
	}
	return enc.end()
}

// groupRecords passes on a row group, and tells how many rows it had.
func groupRecords(ctx context.Context, file *pqarrow.FileReader, group int, schema *arrow.Schema, enc recording) (rows int64, err error) {
	stored, err := file.GetRecordReader(ctx, nil, []int{group})
	if err != nil {
		return 0, fmt.Errorf("read result: %w", err)
	}
	defer stored.Release()
	for stored.Next() {
		named, err := renamed(stored.RecordBatch(), schema)
		if err != nil {
			return 0, fmt.Errorf("read result: %w", err)
		}
		err = enc.record(named)
		named.Release()
		if err != nil {
			return 0, err
		}
		if rows += named.NumRows(); ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
	}
	if err := stored.Err(); err != nil {
		return 0, fmt.Errorf("read result: %w", err)
	}
	return rows, nil
}

// renamed are stored columns by the names and types of schema. Only instants
// lie otherwise: as microseconds without a zone.
func renamed(stored arrow.RecordBatch, schema *arrow.Schema) (arrow.RecordBatch, error) {
	columns := make([]arrow.Array, stored.NumCols())
	for i := range columns {
		want, column := schema.Field(i).Type, stored.Column(i)
		switch instants, ok := column.(*array.Timestamp); {
		case arrow.TypeEqual(column.DataType(), want):
			column.Retain()
			columns[i] = column
		case ok && want.ID() == arrow.TIMESTAMP:
			columns[i] = inMillis(instants)
		default:
			return nil, fmt.Errorf("column %d is stored as %s where %s was expected", i+1, column.DataType(), want)
		}
		defer columns[i].Release()
	}
	return array.NewRecordBatch(schema, columns, stored.NumRows()), nil
}

func inMillis(stored *array.Timestamp) arrow.Array {
	perMilli := arrow.Timestamp(1)
	if of, ok := stored.DataType().(*arrow.TimestampType); ok && of.Unit == arrow.Microsecond {
		perMilli = 1000
	}
	builder := array.NewTimestampBuilder(memory.DefaultAllocator, arrow.FixedWidthTypes.Timestamp_ms.(*arrow.TimestampType)) //nolint:forcetypeassert // it is one
	defer builder.Release()
	builder.Reserve(stored.Len())
	for i := range stored.Len() {
		if stored.IsNull(i) {
			builder.AppendNull()
		} else {
			builder.UnsafeAppend(stored.Value(i) / perMilli) // stored values have no microseconds, so that none is cut
		}
	}
	return builder.NewArray()
}
