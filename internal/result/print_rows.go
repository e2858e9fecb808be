package result

import (
	"context"
	"fmt"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/memory"
	pqfile "github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// printedRows are some rows of a stored file that print as they came in.
type printedRows struct {
	columns []arrow.Array
	print   []printing
	rows    int
}

// printRows gives the rows of a row group, batch by batch. A batch is valid
// until the next one, and none is larger than the group.
func printRows(ctx context.Context, file *pqfile.Reader, group int, encodings []Encoding, do func(printedRows) error) error {
	reader, err := pqarrow.NewFileReader(file, pqarrow.ArrowReadProperties{BatchSize: batchRows}, memory.DefaultAllocator)
	if err != nil {
		return fmt.Errorf("open result: %w", err)
	}
	batches, err := reader.GetRecordReader(ctx, nil, []int{group})
	if err != nil {
		return fmt.Errorf("read result: %w", err)
	}
	defer batches.Release()
	for batches.Next() {
		batch := batches.RecordBatch()
		out := printedRows{columns: batch.Columns(), print: make([]printing, len(encodings)), rows: int(batch.NumRows())}
		if len(out.columns) != len(encodings) {
			return fmt.Errorf("%w: %d columns where %d were stored", ErrCorrupt, len(out.columns), len(encodings))
		}
		for i, e := range encodings {
			if out.print[i] = printer(out.columns[i], e); out.print[i] == nil {
				return fmt.Errorf("%w: column %d is stored as %s", ErrCorrupt, i+1, out.columns[i].DataType())
			}
		}
		if err := do(out); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	if err := batches.Err(); err != nil {
		return fmt.Errorf("read result: %w", err)
	}
	return nil
}

// gather adds a row to a group, by way of scratch, which it gives back.
func (p printedRows) gather(row int, to *group, scratch []byte) []byte {
	bytes := len(p.columns)
	for i, column := range p.columns {
		if column.IsNull(row) {
			to.columns[i].addNull()
			continue
		}
		scratch = p.print[i](scratch[:0], row)
		to.columns[i].add(scratch)
		bytes += len(scratch)
	}
	to.rows++
	to.bytes += bytes
	return scratch
}
