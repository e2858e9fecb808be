package result

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// odd are texts that do not fit what a column was declared as, or only in another spelling.
var odd = map[string][]string{
	"LONG":      {"007", "1.0", "9223372036854775808", "-0", "x"},
	"DECIMAL":   {"1.50", "1E-7", strings.Repeat("9", 39), "-0", "00.1", "0.000000001"},
	"DOUBLE":    {"3.0", "1e999", "NaN", "1e5", "-0.0"},
	"BOOLEAN":   {"TRUE", ""},
	"DATE":      {"2023-02-29", "0000-01-01", "2026-1-1"},
	"TIMESTAMP": {"2025-06-02T14:05:13Z", "2025-06-02T24:00:00.000Z", "2025-06-02 14:05:13.000Z"},
	"STRING":    {"", "\\N", "\"", "\r\n"},
}

// Wherever in a result a value turns up that does not fit its column's type, or
// needs more digits, every row is stored as it came.
func TestTypesMayTurnOutLate(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	b.groupRows = 3
	whole := setup(t, Config{})
	types := []string{"STRING", "LONG", "DOUBLE", "DECIMAL", "BOOLEAN", "DATE", "TIMESTAMP"}
	rapid.Check(t, func(t *rapid.T) {
		var columns []Declared
		for range rapid.IntRange(1, 3).Draw(t, "width") {
			columns = append(columns, Declared{Name: "a", Type: rapid.SampledFrom(types).Draw(t, "type")})
		}
		var body strings.Builder
		enc := newCSVEncoder(&body, namesOnly(columns), true)
		require.NoError(t, enc.begin())
		want := [][]any{}
		for range rapid.IntRange(0, 14).Draw(t, "rows") {
			row := make(Row, len(columns))
			for i, c := range columns {
				switch rapid.IntRange(0, 9).Draw(t, "kind of value") {
				case 0:
					row[i] = new(rapid.SampledFrom(odd[c.Type]).Draw(t, "odd"))
				case 1, 2:
				default:
					row[i] = new(cell(c.Type).Draw(t, "value"))
				}
			}
			require.NoError(t, enc.row(row))
			want = append(want, cells([]Row{row})[0])
		}
		require.NoError(t, enc.end())
		r, err := b.ingest(context.Background(), columns, text(body.String()))
		require.NoError(t, err)
		rows, err := b.Page(context.Background(), r, 0, 100)
		require.NoError(t, err)
		require.Equal(t, want, cells(rows))
		require.Equal(t, body.String(), b.export(t, r, ExportParams{Format: CSV, Raw: true}))
		require.Len(t, parsed(t, Parquet, b.export(t, r, ExportParams{Format: Parquet}), r.Columns), len(want))

		// What is stored does not depend on where a group ends.
		at, err := whole.ingest(context.Background(), columns, text(body.String()))
		require.NoError(t, err)
		for i, c := range r.Columns {
			require.Equal(t, at.Columns[i].Encoding.Kind, c.Encoding.Kind)
			require.Equal(t, at.Columns[i].Encoding.Layout, c.Encoding.Layout)
			require.Equal(t, at.Columns[i].Encoding.Scale, c.Encoding.Scale)
			require.GreaterOrEqual(t, c.Encoding.Precision, at.Columns[i].Encoding.Precision)
		}
	})
}

// A result whose types turn out late leaves one file, here and in storage.
func TestTypesThatTurnOutLateLeaveOneFile(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, b bundle) {
		b.groupRows = 2
		r, err := b.ingest(t.Context(), []Declared{{Name: "n", Type: "LONG"}, {Name: "d", Type: "DECIMAL"}},
			text("n,d\n1,1.5\n2,\n3,2.25\n4,1\n5,100000000000000000000\n6,1\n007,1\n8,1\n9,2\n"))
		require.NoError(t, err)
		require.Equal(t, Text, r.Columns[0].Encoding.Kind)
		require.Equal(t, Encoding{Kind: Decimal, Precision: 23, Scale: 2, Layout: Trimmed}, r.Columns[1].Encoding)
		require.Equal(t, 1, b.blobs(t))
		left, err := filepath.Glob(filepath.Join(b.Service.scratch.dir, "ingest-*", "*"))
		require.NoError(t, err)
		require.Empty(t, left)
		files, err := filepath.Glob(filepath.Join(b.cache.dir, "*.parquet"))
		require.NoError(t, err)
		require.Len(t, files, 1)
		info, err := os.Stat(files[0])
		require.NoError(t, err)
		require.Equal(t, r.Bytes, info.Size())

		fresh := setupIn(t, t.TempDir(), t.TempDir(), Config{})
		fresh.bucket, fresh.Service.bucket, fresh.keys = b.bucket, b.bucket, b.keys
		page, err := fresh.Page(t.Context(), r, 6, 1)
		require.NoError(t, err)
		require.Equal(t, [][]any{{"007", "1"}}, cells(page))
	})
}

// Dates and instants are those that Go reads and prints back.
func TestDatesAreThoseThatPrintBack(t *testing.T) {
	t.Parallel()
	prints := func(v, form string) bool {
		at, err := time.Parse(form, v)
		return err == nil && at.Year() >= 1 && at.Format(form) == v
	}
	rapid.Check(t, func(t *rapid.T) {
		v := []byte(fmt.Sprintf("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", rapid.IntRange(0, 9999).Draw(t, "year"),
			rapid.IntRange(0, 13).Draw(t, "month"), rapid.IntRange(0, 32).Draw(t, "day"), rapid.IntRange(0, 25).Draw(t, "hour"),
			rapid.IntRange(0, 61).Draw(t, "minute"), rapid.IntRange(0, 61).Draw(t, "second"), rapid.IntRange(0, 999).Draw(t, "milli")))
		if rapid.Bool().Draw(t, "seconds only") {
			v = append(v[:len("2006-01-02T15:04:05")], 'Z')
		}
		if rapid.Bool().Draw(t, "broken") {
			v[rapid.IntRange(0, len(v)-1).Draw(t, "at")] = rapid.SampledFrom([]byte(" -:.,TZ09/")).Draw(t, "by")
		}
		for layout, form := range map[Layout]string{Seconds: secondsLayout, Millis: millisLayout} {
			is := len(v) == len(form) && prints(string(v), form)
			require.Equal(t, is, isInstant(v, layout), "%s", v)
			if is {
				require.Equal(t, string(v), string(appendInstant(nil, microsOf(v), layout)))
				at, err := time.Parse(form, string(v))
				require.NoError(t, err)
				require.Equal(t, at.UnixMicro(), microsOf(v))
			}
		}
		day := v[:len(time.DateOnly)]
		require.Equal(t, prints(string(day), time.DateOnly), isDate(day), "%s", day)
		if isDate(day) {
			require.Equal(t, string(day), string(appendDate(nil, dateOf(day).Unix()/secondsOfDay)))
		}
	})
}
