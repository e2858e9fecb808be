package result

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

// hostile is a result that wants to break what shows or exports it.
func hostile(t *testing.T, b bundle) (r *Result, want [][]any, long string) {
	t.Helper()
	long = strings.Repeat("0123456789abcdef", 1<<16) // 1 MiB
	names := []string{"id", "id", "=HYPERLINK(\"//x\")", "<script>alert(1)</script>", "\u202egnp.exe", "👩‍👩‍👧 reach", "n"}
	want = [][]any{
		{"a\nb\r\nc", `say "hi"`, "=1+1", "</script><img src=x onerror=alert(1)>", "\u202eabc\u202c", "🏳️‍🌈", "1e999"},
		{"\ufeffmark", "", "@SUM(A1)", "+1+2", "-cmd|' /C calc'!A0", "\u0000\u0001_x0041_", nil},
		{long, nil, "\t=1", "\r=1", "＝1", "'already", "-1e999"},
	}
	declared := make([]Declared, len(names))
	for i, name := range names {
		declared[i] = Declared{Name: name, Type: "STRING"}
	}
	declared[6].Type = "DOUBLE"
	var body strings.Builder
	enc := newCSVEncoder(&body, namesOnly(declared), true)
	require.NoError(t, enc.begin())
	for _, values := range want {
		row := make(Row, len(values))
		for i, value := range values {
			if text, ok := value.(string); ok {
				row[i] = &text
			}
		}
		require.NoError(t, enc.row(row))
	}
	require.NoError(t, enc.end())
	r, err := b.ingest(t.Context(), declared, text("\ufeff"+body.String()))
	require.NoError(t, err)
	return r, want, long
}

func TestHostileResultsAreExportedUnchangedInEveryFormat(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	r, want, long := hostile(t, b)
	for _, format := range Formats {
		got := parsed(t, format, b.export(t, r, ExportParams{Format: format, Raw: true}), r.Columns)
		expected := want
		if format == XLSX { // a cell ends at its limit, and NULL and empty text are one
			expected = withoutEmptyTexts(want, 7, 3)
			expected[2][0] = long[:sheetText-1] + "…"
			got = withoutEmptyTexts(got, 7, 3)
		}
		require.Equal(t, expected, got, format)
	}
}

func TestHostileTextIsNoFormulaInASpreadsheet(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	r, _, _ := hostile(t, b)
	in := newScanner(strings.NewReader(b.export(t, r, ExportParams{Format: CSV})))
	cells := 0
	for in.next() == nil {
		for _, field := range in.fields {
			require.False(t, startsFormula(field) && !isNumber(bytes.TrimLeft(field, "-+")), "%.40q", field)
			cells++
		}
	}
	require.Equal(t, 4*7, cells)

	book, err := excelize.OpenReader(strings.NewReader(b.export(t, r, ExportParams{Format: XLSX})))
	require.NoError(t, err)
	defer book.Close()
	for row := 1; row <= 4; row++ {
		for column := range 7 {
			at := fmt.Sprint(columnLetters(column), row)
			formula, err := book.GetCellFormula("Result", at)
			require.NoError(t, err)
			require.Empty(t, formula, at)
			kind, err := book.GetCellType("Result", at)
			require.NoError(t, err)
			require.Contains(t, []excelize.CellType{excelize.CellTypeInlineString, excelize.CellTypeUnset}, kind, at)
		}
	}
	told, err := book.GetRows("Notices")
	require.NoError(t, err)
	require.Equal(t, [][]string{{"1 text was cut: a cell holds 32767 characters. CSV and Parquet have it whole."}}, told)
}
