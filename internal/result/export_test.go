package result

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestCSVExportIsSafeForSpreadsheetsUnlessRaw(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	r, err := b.ingest(t.Context(), []Declared{{Name: "=v", Type: "STRING"}, {Name: "n", Type: "LONG"}},
		text("=v,n\n=1+1,-5\n@x,1\n-5.5,1\n-x,1\n+7,1\n"))
	require.NoError(t, err)
	require.Equal(t, "'=v,n\n'=1+1,-5\n'@x,1\n-5.5,1\n'-x,1\n+7,1\n", b.export(t, r, ExportParams{Format: CSV}))
	require.Equal(t, "=v,n\n=1+1,-5\n@x,1\n-5.5,1\n-x,1\n+7,1\n", b.export(t, r, ExportParams{Format: CSV, Raw: true}))
}

// cell makes a value that Amazon could print for a declared type.
func cell(declared string) *rapid.Generator[string] {
	switch declared {
	case "LONG":
		return rapid.Custom(func(t *rapid.T) string { return fmt.Sprint(rapid.Int64().Draw(t, "n")) })
	case "DOUBLE":
		return rapid.Custom(func(t *rapid.T) string {
			return printDouble(rapid.Float64().Draw(t, "n"), Trimmed)
		})
	case "DECIMAL":
		return rapid.StringMatching(`-?(0|[1-9][0-9]{0,20})(\.[0-9]{0,9}[1-9])?`)
	case "BOOLEAN":
		return rapid.SampledFrom([]string{"true", "false"})
	case "DATE":
		return rapid.StringMatching(`(1[0-9]|20)[0-9]{2}-0[1-9]-[12][0-9]`)
	case "TIMESTAMP":
		return rapid.StringMatching(`(1[89]|20)[0-9]{2}-0[1-9]-[12][0-9]T1[0-9]:[0-5][0-9]:[0-5][0-9](\.[0-9]{3})?Z`)
	case "ARRAY", "ROW":
		return rapid.OneOf(rapid.StringMatching(`\[(\[[1-9], [a-zé"]{0,3}\], ){0,2}\[[1-9], x\]\]`), rapid.StringMatching(`\{a=[0-9]{1,20}, b=[a-z,= ]{0,4}\}`), rapid.String())
	default:
		return rapid.OneOf(rapid.String(), rapid.StringMatching(`[",\r\n =+@#\\N-]{0,6}`))
	}
}

// hostileNames are what a column may be called; two of them may be the same.
var hostileNames = []string{
	"reach", "reach", "", "=1+1", "a,b", "\"q\"", "a\nb", "<script>alert(1)</script>", "\u202eevil\u202c", "👩‍👩‍👧 reach",
	"\ufeffmark", "c0", "'; DROP TABLE x; --", "%s %d", "a.b", "#", "_x000D_",
}

// Whatever a table holds, what is exported is what came in, in every format as
// another reader finds it. docs/results.md tells what a format cannot carry;
// AMC's CSV itself has the first loss, for which an ingested table stands here.
func TestExportEqualsWhatWasIngested(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	types := []string{"STRING", "LONG", "DOUBLE", "DECIMAL", "BOOLEAN", "DATE", "TIMESTAMP", "ARRAY", "ROW"}
	rapid.Check(t, func(t *rapid.T) {
		var columns []Declared
		for range rapid.IntRange(1, 4).Draw(t, "width") {
			columns = append(columns, Declared{Name: rapid.SampledFrom(hostileNames).Draw(t, "name"), Type: rapid.SampledFrom(types).Draw(t, "type")})
		}
		sent, want := table(t, columns, 8)
		r, err := b.ingest(context.Background(), columns, text(sent))
		require.NoError(t, err)
		rows, err := b.Page(context.Background(), r, 0, 100)
		require.NoError(t, err)
		require.Equal(t, want, cells(rows))
		require.Equal(t, sent, b.export(t, r, ExportParams{Format: CSV, Raw: true}))
		for _, format := range Formats {
			got := parsed(t, format, b.export(t, r, ExportParams{Format: format, Raw: true}), r.Columns)
			carried := want
			if format == XLSX {
				carried, got = withoutEmptyTexts(want, len(columns), len(want)), withoutEmptyTexts(got, len(columns), len(want))
			}
			if format == Parquet || format == Arrow { // the whole comes from the file, anything else from rows
				var byRows bytes.Buffer
				_, err := ExportRows(Source{Columns: r.Columns, Rows: b.All(context.Background(), r), Count: r.RowCount}, ExportParams{Format: format}, &byRows)
				require.NoError(t, err)
				require.Equal(t, got, parsed(t, format, byRows.String(), r.Columns))
			}
			require.Len(t, got, len(carried), format)
			for i := range carried {
				require.Equal(t, carried[i], got[i], "row %d as %s", i, format)
			}
		}
	})
}

// withoutEmptyTexts has NULL for them, as readers of sheets do, and rows of
// nothing else at the end, which they drop.
func withoutEmptyTexts(rows [][]any, width, length int) [][]any {
	out := make([][]any, length)
	for i := range out {
		out[i] = make([]any, width)
		for j := 0; i < len(rows) && j < width; j++ {
			if rows[i][j] != "" {
				out[i][j] = rows[i][j]
			}
		}
	}
	return out
}

// table makes up to so many rows as AMC would print them.
func table(t *rapid.T, columns []Declared, most int) (sent string, want [][]any) {
	var body bytes.Buffer
	enc := newCSVEncoder(&body, namesOnly(columns), true)
	require.NoError(t, enc.begin())
	want = [][]any{}
	for range rapid.IntRange(0, most).Draw(t, "rows") {
		row := make(Row, len(columns))
		for i, column := range columns {
			if rapid.IntRange(0, 3).Draw(t, "null") > 0 {
				value := cell(column.Type).Draw(t, "value")
				require.True(t, utf8.ValidString(value))
				row[i] = &value
			}
		}
		require.NoError(t, enc.row(row))
		want = append(want, cells([]Row{row})[0])
	}
	require.NoError(t, enc.end())
	return body.String(), want
}

func namesOnly(declared []Declared) []Column {
	columns := make([]Column, len(declared))
	for i, d := range declared {
		columns[i] = Column{Name: d.Name, Encoding: Encoding{Kind: Text}}
	}
	return columns
}

func TestAnyExportIsReadByOtherReaders(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	r, err := b.ingest(t.Context(), nil, text("a,b\n\"x\ny\",\"\"\"q\"\"\"\n"))
	require.NoError(t, err)
	records, err := csv.NewReader(strings.NewReader(b.export(t, r, ExportParams{Format: CSV}))).ReadAll()
	require.NoError(t, err)
	require.Equal(t, [][]string{{"a", "b"}, {"x\ny", `"q"`}}, records)
}
