package result

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
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
		return rapid.StringMatching(`20[0-9]{2}-0[1-9]-[12][0-9]`)
	case "TIMESTAMP":
		return rapid.StringMatching(`20[0-9]{2}-0[1-9]-[12][0-9]T1[0-9]:[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z`)
	default:
		return rapid.OneOf(rapid.String(), rapid.StringMatching(`[",\r\n =+@\\N-]{0,6}`))
	}
}

// Whatever a table holds, what is exported is what came in.
func TestExportEqualsWhatWasIngested(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	types := []string{"STRING", "LONG", "DOUBLE", "DECIMAL", "BOOLEAN", "DATE", "TIMESTAMP", "ARRAY"}
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(1, 4).Draw(t, "width")
		var columns []Declared
		for i := range width {
			columns = append(columns, Declared{Name: fmt.Sprintf("c%d", i), Type: rapid.SampledFrom(types).Draw(t, "type")})
		}
		var want [][]any
		var body bytes.Buffer
		enc := newCSVEncoder(&body, namesOnly(columns), true)
		require.NoError(t, enc.begin())
		for range rapid.IntRange(0, 8).Draw(t, "rows") {
			row := make(Row, width)
			for i, column := range columns {
				if !rapid.Bool().Draw(t, "null") {
					value := cell(column.Type).Draw(t, "value")
					require.True(t, utf8.ValidString(value))
					row[i] = &value
				}
			}
			require.NoError(t, enc.row(row))
			want = append(want, cells([]Row{row})[0])
		}
		require.NoError(t, enc.end())
		sent := body.String()

		r, err := b.ingest(context.Background(), columns, text(sent))
		require.NoError(t, err)
		rows, err := b.Page(context.Background(), r, 0, 100)
		require.NoError(t, err)
		require.ElementsMatch(t, want, cells(rows))
		for i := range want {
			require.Equal(t, want[i], cells(rows)[i])
		}
		require.Equal(t, sent, b.export(t, r, ExportParams{Format: CSV, Raw: true}))
		requireSameJSON(t, want, b.export(t, r, ExportParams{Format: JSON}), columns)
	})
}

func namesOnly(declared []Declared) []Column {
	columns := make([]Column, len(declared))
	for i, d := range declared {
		columns[i] = Column{Name: d.Name, Encoding: Encoding{Kind: Text}}
	}
	return columns
}

func requireSameJSON(t require.TestingT, want [][]any, exported string, columns []Declared) {
	decoder := json.NewDecoder(strings.NewReader(exported))
	decoder.UseNumber()
	var got []map[string]any
	require.NoError(t, decoder.Decode(&got))
	require.Len(t, got, len(want))
	for i, row := range want {
		for j, value := range row {
			found := got[i][columns[j].Name]
			if found != nil {
				found = fmt.Sprint(found)
			}
			require.Equal(t, value, found)
		}
	}
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
