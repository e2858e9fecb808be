package result

import (
	"bytes"
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// What DuckDB prints of a whole file is what the encoder writes row by row.
func TestTheWholeAsCSVEqualsItsRows(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	types := []string{"STRING", "LONG", "DOUBLE", "DECIMAL", "BOOLEAN", "DATE", "TIMESTAMP"}
	rapid.Check(t, func(t *rapid.T) {
		var columns []Declared
		for range rapid.IntRange(1, 4).Draw(t, "width") {
			columns = append(columns, Declared{Name: rapid.SampledFrom(hostileNames).Draw(t, "name"), Type: rapid.SampledFrom(types).Draw(t, "type")})
		}
		sent, _ := table(t, columns, 30)
		r, err := b.ingest(context.Background(), columns, text(sent))
		require.NoError(t, err)
		raw := rapid.Bool().Draw(t, "raw")

		var rows bytes.Buffer
		enc := newCSVEncoder(&rows, r.Columns, raw)
		require.NoError(t, enc.begin())
		for row, err := range b.All(context.Background(), r) {
			require.NoError(t, err)
			require.NoError(t, enc.row(row))
		}
		require.NoError(t, enc.end())
		var whole bytes.Buffer
		require.NoError(t, b.wholeCSV(context.Background(), r, ExportParams{Raw: raw}, &whole))
		require.Equal(t, rows.String(), whole.String())
	})
}
