package result

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	pqfile "github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

// parsed are the rows of an export as another reader finds them, printed as
// AMC would, so that they compare with what came in.
func parsed(t require.TestingT, f Format, exported string, columns []Column) [][]any {
	switch f {
	case CSV:
		return parsedCSV(t, exported)
	case JSON:
		return parsedJSON(t, exported, columns)
	case NDJSON:
		return parsedJSON(t, "["+strings.ReplaceAll(strings.TrimSuffix(exported, "\n"), "\n", ",")+"]", columns)
	case XLSX:
		return parsedXLSX(t, exported, columns)
	case Parquet:
		open, err := pqfile.NewParquetReader(bytes.NewReader([]byte(exported)))
		require.NoError(t, err)
		reader, err := pqarrow.NewFileReader(open, pqarrow.ArrowReadProperties{BatchSize: 1024}, memory.DefaultAllocator)
		require.NoError(t, err)
		records, err := reader.GetRecordReader(context.Background(), nil, nil)
		require.NoError(t, err)
		return parsedRecords(t, records, columns)
	default:
		records, err := ipc.NewReader(strings.NewReader(exported))
		require.NoError(t, err)
		return parsedRecords(t, records, columns)
	}
}

func parsedCSV(t require.TestingT, exported string) [][]any {
	in := newScanner(strings.NewReader(exported))
	in.skipMark()
	require.NoError(t, in.next()) // the header
	var out [][]any
	for in.next() == nil {
		row := make([]any, len(in.fields))
		for i, field := range in.fields {
			if len(field) > 0 || in.quoted[i] {
				row[i] = string(field)
			}
		}
		out = append(out, row)
	}
	return out
}

func parsedJSON(t require.TestingT, exported string, columns []Column) [][]any {
	decoder := json.NewDecoder(strings.NewReader(exported))
	decoder.UseNumber()
	var objects []map[string]any
	require.NoError(t, decoder.Decode(&objects))
	var out [][]any
	for _, object := range objects {
		row := make([]any, len(columns))
		for i, name := range uniqueNames(columns) {
			if row[i] = object[name]; row[i] != nil {
				row[i] = fmt.Sprint(row[i])
			}
		}
		out = append(out, row)
	}
	return out
}

// recordReader is what both libraries read with.
type recordReader interface {
	Next() bool
	RecordBatch() arrow.RecordBatch
	Err() error
}

func parsedRecords(t require.TestingT, records recordReader, columns []Column) [][]any {
	var out [][]any
	for records.Next() {
		record := records.RecordBatch()
		for n := range int(record.NumRows()) {
			row := make([]any, len(columns))
			for i, column := range columns {
				row[i] = printedValue(t, record.Column(i), n, column.Encoding)
			}
			out = append(out, row)
		}
	}
	require.NoError(t, records.Err())
	return out
}

func printedValue(t require.TestingT, values arrow.Array, n int, e Encoding) any {
	if values.IsNull(n) {
		return nil
	}
	switch of := values.(type) {
	case *array.String:
		return strings.Clone(of.Value(n))
	case *array.Int64:
		return fmt.Sprint(of.Value(n))
	case *array.Decimal128:
		text := of.Value(n).ToString(int32(e.Scale))
		if e.Layout == Trimmed && e.Scale > 0 {
			text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
		}
		return text
	case *array.Float64:
		return printDouble(of.Value(n), e.Layout)
	case *array.Boolean:
		return fmt.Sprint(of.Value(n))
	case *array.Date32:
		return of.Value(n).ToTime().Format(time.DateOnly)
	case *array.Timestamp:
		return printedTime(of.Value(n).ToTime(arrow.Millisecond), e)
	}
	require.Fail(t, "unknown column", "%T", values)
	return nil
}

func printedTime(at time.Time, e Encoding) string {
	if e.Layout == Seconds {
		return at.UTC().Format(secondsLayout)
	}
	return at.UTC().Format(millisLayout)
}

// parsedXLSX reads every sheet of rows. A cell that is not there is NULL. Rows
// of NULL alone at the end are not given by the reader.
func parsedXLSX(t require.TestingT, exported string, columns []Column) [][]any {
	book, err := excelize.OpenReader(strings.NewReader(exported))
	require.NoError(t, err)
	defer book.Close()
	var out [][]any
	for _, sheet := range book.GetSheetList() {
		if sheet == "Notices" {
			continue
		}
		rows, err := book.GetRows(sheet, excelize.Options{RawCellValue: true})
		require.NoError(t, err)
		for n := 1; n < len(rows); n++ {
			row := make([]any, len(columns))
			for i, column := range columns {
				at := fmt.Sprintf("%s%d", columnLetters(i), n+1)
				kind, err := book.GetCellType(sheet, at)
				require.NoError(t, err)
				var value string
				if i < len(rows[n]) {
					value = rows[n][i]
				}
				row[i] = printedCell(t, kind, value, column.Encoding)
			}
			out = append(out, row)
		}
	}
	return out
}

func printedCell(t require.TestingT, kind excelize.CellType, value string, e Encoding) any {
	if kind == excelize.CellTypeInlineString || kind == excelize.CellTypeSharedString {
		return value
	}
	if value == "" {
		return nil
	}
	switch e.Kind {
	case Boolean:
		return map[string]string{"1": "true", "0": "false", "TRUE": "true", "FALSE": "false"}[value]
	case Double:
		var n float64
		_, err := fmt.Sscan(value, &n)
		require.NoError(t, err)
		return printDouble(n, e.Layout)
	case Date, Timestamp:
		var days float64
		_, err := fmt.Sscan(value, &days)
		require.NoError(t, err)
		at := dayZero.Add(time.Duration(days*86_400_000+0.5) * time.Millisecond)
		if e.Kind == Date {
			return at.Format(time.DateOnly)
		}
		return printedTime(at, e)
	default:
		return value
	}
}

// An export that ends in its middle reads as broken, or is not as long as it should be.
func TestAnExportThatFailsNeverLooksWhole(t *testing.T) {
	t.Parallel()
	columns := []Column{{Name: "v", Encoding: Encoding{Kind: Text}}}
	trouble := errors.New("the disk is gone")
	for _, format := range Formats {
		for name, source := range map[string]Source{
			"an error":   {Columns: columns, Count: 2, Rows: func(yield func(Row, error) bool) { value := "x"; _ = yield(Row{&value}, nil) && yield(nil, trouble) }},
			"a row less": {Columns: columns, Count: 2, Rows: func(yield func(Row, error) bool) { value := "x"; yield(Row{&value}, nil) }},
		} {
			t.Run(string(format)+" "+name, func(t *testing.T) {
				t.Parallel()
				var out bytes.Buffer
				_, err := ExportRows(source, ExportParams{Format: format}, &out)
				require.Error(t, err)
				switch format {
				case Parquet:
					_, err = pqfile.NewParquetReader(bytes.NewReader(out.Bytes()))
				case XLSX:
					_, err = excelize.OpenReader(bytes.NewReader(out.Bytes()))
				case JSON:
					err = json.Unmarshal(out.Bytes(), new(any))
				case Arrow:
					require.False(t, bytes.HasSuffix(out.Bytes(), []byte("\xff\xff\xff\xff\x00\x00\x00\x00")), "has an end of stream")
				default: // lines cannot tell; nothing of so little was flushed
					require.Empty(t, out.Bytes())
				}
				require.Error(t, err)
			})
		}
	}
}

func TestAWorkbookOfManyRowsHasSeveralSheetsAndSaysSo(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	columns := []Column{{Name: "n", Encoding: Encoding{Kind: Integer}}}
	enc := newXLSXEncoder(&out, columns)
	enc.perRows = 4
	source := Source{Columns: columns, Count: 7, Rows: func(yield func(Row, error) bool) {
		for i := range 7 {
			if text := fmt.Sprint(i); !yield(Row{&text}, nil) {
				return
			}
		}
	}}
	require.NoError(t, source.writeTo(enc, nil))
	book, err := excelize.OpenReader(&out)
	require.NoError(t, err)
	defer book.Close()
	require.Equal(t, []string{"Result", "Result 2", "Result 3", "Notices"}, book.GetSheetList())
	rows, err := book.GetRows("Result 2")
	require.NoError(t, err)
	require.Equal(t, [][]string{{"n"}, {"3"}, {"4"}, {"5"}}, rows)
	panes, err := book.GetPanes("Result 3")
	require.NoError(t, err)
	require.True(t, panes.Freeze)
	require.Equal(t, 1, panes.YSplit)
	told, err := book.GetRows("Notices")
	require.NoError(t, err)
	require.Equal(t, [][]string{{"The rows are on 3 sheets, in order: a sheet holds 3 rows and its header."}}, told)
	require.Len(t, enc.notices(), 1)
}

// Numbers that a spreadsheet would round stay text, and so do ids.
func TestAWorkbookHoldsNoNumberThatItWouldChange(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	r, err := b.ingest(t.Context(), []Declared{{Name: "id", Type: "STRING"}, {Name: "n", Type: "LONG"}, {Name: "d", Type: "DECIMAL"}, {Name: "day", Type: "DATE"}},
		text("id,n,d,day\n007,123456789012345,1.5,2026-03-01\n1e5,1234567890123456,12345678901234.56,1899-12-31\n"))
	require.NoError(t, err)
	book, err := excelize.OpenReader(strings.NewReader(b.export(t, r, ExportParams{Format: XLSX})))
	require.NoError(t, err)
	defer book.Close()
	for at, want := range map[string]struct {
		kind  excelize.CellType
		value string
	}{
		"A2": {excelize.CellTypeInlineString, "007"}, "A3": {excelize.CellTypeInlineString, "1e5"},
		"B2": {excelize.CellTypeUnset, "123456789012345"}, "B3": {excelize.CellTypeInlineString, "1234567890123456"},
		"C2": {excelize.CellTypeUnset, "1.5"}, "C3": {excelize.CellTypeInlineString, "12345678901234.56"},
		"D2": {excelize.CellTypeUnset, "46082"}, "D3": {excelize.CellTypeInlineString, "1899-12-31"},
	} {
		kind, err := book.GetCellType("Result", at)
		require.NoError(t, err)
		require.Equal(t, want.kind, kind, at)
		value, err := book.GetCellValue("Result", at, excelize.Options{RawCellValue: true})
		require.NoError(t, err)
		require.Equal(t, want.value, value, at)
	}
	shown, err := book.GetCellValue("Result", "D2")
	require.NoError(t, err)
	require.Equal(t, "2026-03-01", shown)
}

func TestParquetAndArrowNameColumnsAndTellTheirTypes(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	r, err := b.ingest(t.Context(), []Declared{{Name: "a", Type: "LONG", Role: "METRIC"}, {Name: "a", Type: "DECIMAL"}, {Name: "", Type: "TIMESTAMP"}},
		text("a,a,\n1,2.50,2026-01-02T03:04:05.006Z\n"))
	require.NoError(t, err)
	open, err := pqfile.NewParquetReader(bytes.NewReader([]byte(b.export(t, r, ExportParams{Format: Parquet}))))
	require.NoError(t, err)
	reader, err := pqarrow.NewFileReader(open, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	require.NoError(t, err)
	fromParquet, err := reader.Schema()
	require.NoError(t, err)
	stream, err := ipc.NewReader(strings.NewReader(b.export(t, r, ExportParams{Format: Arrow})))
	require.NoError(t, err)
	for _, schema := range []*arrow.Schema{fromParquet, stream.Schema()} {
		require.Equal(t, "a", schema.Field(0).Name)
		require.Equal(t, "a (2)", schema.Field(1).Name)
		require.Equal(t, "decimal(3, 2)", schema.Field(1).Type.String())
		require.Equal(t, "timestamp[ms, tz=UTC]", schema.Field(2).Type.String())
		declared, _ := schema.Field(0).Metadata.GetValue("amc.type")
		require.Equal(t, "LONG", declared)
		all, _ := schema.Metadata().GetValue("amc.columns")
		require.JSONEq(t, `[{"name":"a","type":"LONG","role":"METRIC"},{"name":"a","type":"DECIMAL"},{"name":"","type":"TIMESTAMP"}]`, all)
	}
}
