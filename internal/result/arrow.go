package result

import (
	"bufio"
	"io"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/ipc"
)

// arrowEncoder writes an Arrow IPC stream. Until its end is written, a reader
// finds no end of stream.
type arrowEncoder struct {
	out     *bufio.Writer
	columns []Column
	stream  *ipc.Writer
	batch   *batch
}

func newArrowEncoder(w io.Writer, columns []Column) *arrowEncoder {
	return &arrowEncoder{out: bufio.NewWriterSize(w, readBuffer), columns: columns}
}

func (e *arrowEncoder) begin() error {
	schema, err := schemaOf(e.columns)
	if err != nil {
		return err
	}
	e.stream = ipc.NewWriter(e.out, ipc.WithSchema(schema))
	e.batch = newBatch(schema, e.columns)
	return nil
}

func (e *arrowEncoder) row(row Row) error {
	full, err := e.batch.add(row)
	if err != nil || !full {
		return err
	}
	return e.flush()
}

func (e *arrowEncoder) flush() error {
	record := e.batch.take()
	defer record.Release()
	return e.record(record)
}

func (e *arrowEncoder) record(record arrow.RecordBatch) error { return e.stream.Write(record) }

func (e *arrowEncoder) end() error {
	if e.batch.rows > 0 {
		if err := e.flush(); err != nil {
			return err
		}
	}
	if err := e.stream.Close(); err != nil {
		return err
	}
	return e.out.Flush()
}
