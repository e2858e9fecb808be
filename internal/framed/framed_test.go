package framed

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func endOf(content []byte) End {
	sum := sha256.Sum256(content)
	return End{Rows: 3, Bytes: int64(len(content)), Checksum: hex.EncodeToString(sum[:]), Notices: []string{"cut"}}
}

func TestWhatIsFramedComesOutWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var body, content bytes.Buffer
		w := NewWriter(&body)
		var rows []int64
		for range rapid.IntRange(0, 5).Draw(t, "pieces") {
			piece := rapid.SliceOf(rapid.Byte()).Draw(t, "piece")
			content.Write(piece)
			_, err := w.Write(piece)
			require.NoError(t, err)
			rows = append(rows, int64(len(rows)))
			require.NoError(t, w.Progress(Progress{Rows: rows[len(rows)-1]}))
		}
		end := endOf(content.Bytes())
		require.NoError(t, w.End(end))
		var told []int64
		r := NewReader(bytes.NewReader(body.Bytes()), func(p Progress) { told = append(told, p.Rows) })
		got, err := io.ReadAll(r)
		require.NoError(t, err)
		require.True(t, bytes.Equal(content.Bytes(), got))
		require.Equal(t, end, r.End())
		require.Equal(t, rows, told)

		short := body.Bytes()[:rapid.IntRange(0, body.Len()-1).Draw(t, "short")]
		_, err = io.ReadAll(NewReader(bytes.NewReader(short), nil))
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	})
}

func TestAChangedFileAndAFailureAreNoEnd(t *testing.T) {
	t.Parallel()
	var body bytes.Buffer
	w := NewWriter(&body)
	_, _ = w.Write([]byte("abc"))
	require.NoError(t, w.End(endOf([]byte("abd"))))
	_, err := io.ReadAll(NewReader(&body, nil))
	require.ErrorIs(t, err, ErrChecksum)

	body.Reset()
	require.NoError(t, w.Fail(Failure{Code: "result.damaged", Message: "It is damaged.", Next: "Run it again."}))
	_, err = io.ReadAll(NewReader(&body, nil))
	var failure *Failure
	require.ErrorAs(t, err, &failure)
	require.EqualError(t, err, "It is damaged. Run it again.")
}
