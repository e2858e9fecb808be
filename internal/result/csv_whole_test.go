package result

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// What is printed of a whole file is what the encoder writes row by row.
func TestTheWholeAsCSVEqualsItsRows(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	b.groupRows = 7
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

// narrow takes so many bytes and then fails.
type narrow struct{ left int }

var errNarrow = errors.New("no more")

func (n *narrow) Write(p []byte) (int, error) {
	if n.left -= len(p); n.left < 0 {
		return 0, errNarrow
	}
	return len(p), nil
}

// A large CSV ends when nobody takes it any more, at whatever place.
func TestAWholeCSVEndsWithWhoeverTakesIt(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	rows := 5*groupRows + 17
	r, err := b.ingest(t.Context(), nil, generated{rows})
	require.NoError(t, err)
	for _, left := range []int{0, 100_000, 10 << 20} {
		_, err = b.Export(t.Context(), r, ExportParams{Format: CSV}, &narrow{left})
		require.ErrorIs(t, err, errNarrow)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	gone := errors.New("gone")
	_, err = b.Export(ctx, r, ExportParams{Format: CSV, Progress: func(int64) { cancel(gone) }}, io.Discard)
	require.Error(t, err)

	var told []int64
	summary, err := b.Export(t.Context(), r, ExportParams{Format: CSV, Progress: func(n int64) { told = append(told, n) }}, io.Discard)
	require.NoError(t, err)
	require.Equal(t, []int64{groupRows, 2 * groupRows, 3 * groupRows, 4 * groupRows, 5 * groupRows, int64(rows)}, told)
	require.EqualValues(t, rows, summary.Rows)
}
