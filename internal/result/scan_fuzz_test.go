package result

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Any bytes are either refused with a place, or stored and given back value for value.
func FuzzIngest(f *testing.F) {
	for _, seed := range []string{"a\n", "a,b\n1,\n", "a\n\"x\n\"\"y\"\n", "a\r\n\r\n", "a,a\n\\N,\"\\N\"\n", "\"a", "a\n\x00\n", "a\n\"\"\n\n"} {
		f.Add([]byte(seed))
	}
	b := setup(f, Config{})
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := b.ingest(t.Context(), nil, text(string(body)))
		var bad *MalformedError
		if errors.As(err, &bad) {
			require.Positive(t, bad.Part)
			return
		}
		require.NoError(t, err)
		var want [][]any
		in := newScanner(bytes.NewReader(body))
		in.skipMark()
		require.NoError(t, in.next())
		for in.next() == nil {
			if in.blank() && len(r.Columns) > 1 {
				continue
			}
			row := []any{}
			for i, field := range in.fields {
				if len(field) == 0 && !in.quoted[i] {
					row = append(row, nil)
				} else {
					row = append(row, string(field))
				}
			}
			want = append(want, row)
		}
		exported := b.export(t, r, ExportParams{Format: CSV, Raw: true})
		again, err := b.ingest(t.Context(), nil, text(exported))
		require.NoError(t, err)
		rows, err := b.Page(t.Context(), again, 0, MaxPage)
		require.NoError(t, err)
		if len(want) > MaxPage {
			want = want[:MaxPage]
		}
		require.Equal(t, len(want), len(rows))
		for i, row := range cells(rows) {
			require.Equal(t, want[i], row)
		}
	})
}

// The scanner and the encoder agree on every value.
func FuzzScanReadsWhatTheEncoderWrites(f *testing.F) {
	f.Add("a", "b\n\"")
	f.Add("", "\ufeff")
	f.Fuzz(func(t *testing.T, first, second string) {
		first, second = strings.ToValidUTF8(first, "?"), strings.ToValidUTF8(second, "?")
		var out bytes.Buffer
		enc := newCSVEncoder(&out, namesOnly(make([]Declared, 3)), true)
		require.NoError(t, enc.row(Row{&first, nil, &second}))
		require.NoError(t, enc.end())
		in := newScanner(&out)
		require.NoError(t, in.next())
		require.Len(t, in.fields, 3)
		require.Equal(t, first, string(in.fields[0]))
		require.Equal(t, second, string(in.fields[2]))
		require.False(t, in.quoted[1])
	})
}
