package result

import (
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	pqfile "github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/schema"
)

const (
	// dataPage is how many bytes of a column are packed together, and unpacked for a single row.
	dataPage = 8 << 10
	// smallDecimal is how many digits a decimal of 64 bits has at most.
	smallDecimal = 18
	// wideDigits is how many one of 128 bits has, and wideDecimal its bytes.
	wideDigits  = 38
	wideDecimal = 16
	// fewOfRows is of how many rows it is looked whether a column repeats its values.
	fewOfRows = 2048
)

// stored is a Parquet file of a result in the making. Columns are called c0, c1, ….
type stored struct {
	file      *pqfile.Writer
	sink      *sticky
	encodings []Encoding
	repeated  []bool // columns that have a dictionary
	rows      int64
}

// beginStored begins a file. Which columns repeat their values is learnt from the first group.
func beginStored(out io.Writer, encodings []Encoding, first *group) (*stored, error) {
	fields := make(schema.FieldList, len(encodings))
	repeated := make([]bool, len(encodings))
	options := []parquet.WriterProperty{
		parquet.WithCreatedBy("RecomAMP"), parquet.WithCompression(compress.Codecs.Zstd), parquet.WithCompressionLevel(1),
		parquet.WithDataPageSize(dataPage), parquet.WithPageIndexEnabled(true), parquet.WithDictionaryDefault(false),
		parquet.WithStats(true), parquet.WithMaxStatsSize(256),
	}
	for i, e := range encodings {
		name := fmt.Sprintf("c%d", i)
		field, err := storedField(name, e)
		if err != nil {
			return nil, err
		}
		fields[i] = field
		if repeated[i] = first.columns[i].repeats(); repeated[i] {
			options = append(options, parquet.WithDictionaryFor(name, true))
		} else if field.PhysicalType() == parquet.Types.Int64 { // smaller, and sooner written and read, than what is compressed
			options = append(options, parquet.WithEncodingFor(name, parquet.Encodings.DeltaBinaryPacked))
		}
	}
	root, err := schema.NewGroupNode("result", parquet.Repetitions.Required, fields, -1)
	if err != nil {
		return nil, fmt.Errorf("begin Parquet: %w", err)
	}
	sink := &sticky{out: out}
	file := pqfile.NewParquetWriter(sink, root, pqfile.WithWriterProps(parquet.NewWriterProperties(options...)))
	return &stored{file: file, sink: sink, encodings: encodings, repeated: repeated}, nil
}

func storedField(name string, e Encoding) (*schema.PrimitiveNode, error) {
	var logical schema.LogicalType = schema.NoLogicalType{}
	physical, length := parquet.Types.Int64, -1
	switch e.Kind {
	case Integer:
	case Decimal:
		logical = schema.NewDecimalLogicalType(int32(e.Precision), int32(e.Scale)) //nolint:gosec // 38 at most
		if e.Precision > smallDecimal {
			physical, length = parquet.Types.FixedLenByteArray, wideDecimal
		}
	case Double:
		physical = parquet.Types.Double
	case Boolean:
		physical = parquet.Types.Boolean
	case Date:
		physical, logical = parquet.Types.Int32, schema.DateLogicalType{}
	case Timestamp:
		logical = schema.NewTimestampLogicalType(false, schema.TimeUnitMicros)
	default:
		physical, logical = parquet.Types.ByteArray, schema.StringLogicalType{}
	}
	return schema.NewPrimitiveNodeLogical(name, parquet.Repetitions.Optional, logical, physical, length, -1)
}

// repeats reports values of which at least every other one was there before.
func (t *textColumn) repeats() bool {
	different := map[string]bool{}
	for row, text := range t.rows {
		if row == fewOfRows {
			break
		}
		different[string(text)] = true
	}
	return 2*len(different) <= min(len(t.ends), fewOfRows)
}

// add writes a group, whose values fit the encodings.
func (s *stored) add(g *group, threads int, spare *sync.Pool) error {
	if g.rows == 0 {
		return nil
	}
	to := s.file.AppendBufferedRowGroup()
	err := eachColumn(len(s.encodings), threads, func(i int) error {
		column, err := to.Column(i)
		if err != nil {
			return err
		}
		room := spare.Get().(*valueRoom) //nolint:forcetypeassert // the pool makes nothing else
		defer spare.Put(room)
		if err := room.write(column, &g.columns[i], s.encodings[i]); err != nil {
			return fmt.Errorf("column %d: %w", i+1, err)
		}
		if last, ok := column.(interface{ FlushBufferedDataPages() error }); ok && !s.repeated[i] { // a dictionary comes before its pages
			return last.FlushBufferedDataPages()
		}
		return nil
	})
	if err == nil {
		err = to.Close()
	}
	if s.sink.err != nil {
		err = s.sink.err
	}
	if err != nil {
		return storageError(fmt.Errorf("write Parquet: %w", err))
	}
	s.rows += int64(g.rows)
	return nil
}

// end writes what makes the file readable. The writer below stays open.
func (s *stored) end() error {
	err := s.file.Close()
	if s.sink.err != nil { // which the other does not tell
		err = s.sink.err
	}
	if err != nil {
		return storageError(fmt.Errorf("write Parquet: %w", err))
	}
	return nil
}

// eachColumn does something for each column, with so many at work.
func eachColumn(columns, threads int, do func(i int) error) error {
	var next atomic.Int64
	var group sync.WaitGroup
	failures := make(chan error, threads)
	for range threads {
		group.Go(func() {
			for i := next.Add(1) - 1; i < int64(columns); i = next.Add(1) - 1 {
				if err := do(int(i)); err != nil {
					failures <- err
					return
				}
			}
		})
	}
	group.Wait()
	close(failures)
	return <-failures
}

// sticky remembers the first error of the writer below and is no closer.
type sticky struct {
	out io.Writer
	err error
}

func (s *sticky) Write(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.out.Write(p)
	s.err = err
	return n, err
}
