package result

import (
	"io"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// exportedGroupRows and exportedGroupBytes bound a row group, which is held in
// memory until it is whole.
const (
	exportedGroupRows  = 2 * groupRows
	exportedGroupBytes = 16 << 20
)

// parquetEncoder writes a Parquet file with the columns' own names and types.
// Its footer comes last: without it a reader refuses the file.
type parquetEncoder struct {
	out     io.Writer
	columns []Column
	file    *pqarrow.FileWriter
	batch   *batch
	group   int // rows in the open row group
}

func newParquetEncoder(w io.Writer, columns []Column) *parquetEncoder {
	return &parquetEncoder{out: w, columns: columns}
}

func (e *parquetEncoder) begin() error {
	schema, err := schemaOf(e.columns)
	if err != nil {
		return err
	}
	properties := []parquet.WriterProperty{
		parquet.WithCompression(compress.Codecs.Zstd), parquet.WithCompressionLevel(1), parquet.WithCreatedBy("RecomAMP"),
		parquet.WithStats(true), parquet.WithDictionaryDefault(false), parquet.WithDictionaryPageSizeLimit(dataPage),
	}
	for i, c := range e.columns {
		if c.Encoding.Kind == Text { // the others hardly repeat, and looking for it takes longest of all
			properties = append(properties, parquet.WithDictionaryFor(schema.Field(i).Name, true))
		}
	}
	e.file, err = pqarrow.NewFileWriter(schema, e.out, parquet.NewWriterProperties(properties...), pqarrow.NewArrowWriterProperties(pqarrow.WithStoreSchema()))
	e.batch = newBatch(schema, e.columns)
	return err
}

func (e *parquetEncoder) row(row Row) error {
	full, err := e.batch.add(row)
	if err != nil || !full {
		return err
	}
	return e.flush()
}

func (e *parquetEncoder) flush() error {
	record := e.batch.take()
	defer record.Release()
	return e.record(record)
}

func (e *parquetEncoder) record(record arrow.RecordBatch) error {
	if e.group >= exportedGroupRows || (e.group > 0 && e.file.RowGroupTotalBytesWritten() >= exportedGroupBytes) {
		e.file.NewBufferedRowGroup()
		e.group = 0
	}
	e.group += int(record.NumRows())
	return e.file.WriteBuffered(record)
}

func (e *parquetEncoder) end() error {
	if e.batch.rows > 0 {
		if err := e.flush(); err != nil {
			return err
		}
	}
	return e.file.Close()
}
