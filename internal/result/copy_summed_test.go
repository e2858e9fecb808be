package result

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

func TestACopyIsSummedWhole(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 1, unsealedPiece - 1, unsealedPiece, 3*unsealedPiece + 7} {
		body := bytes.Repeat([]byte("piece"), size/5+1)[:size]
		for name, in := range map[string]io.Reader{
			"whole": bytes.NewReader(body), "in halves": iotest.HalfReader(bytes.NewReader(body)), "with its end": iotest.DataErrReader(bytes.NewReader(body)),
		} {
			var out bytes.Buffer
			sum := sha256.New()
			require.NoError(t, copySummed(&out, in, sum))
			want := sha256.Sum256(body)
			require.Equal(t, want[:], sum.Sum(nil), "%s of %d", name, size)
			require.True(t, bytes.Equal(body, out.Bytes()))
		}
	}
	away := errors.New("the storage is away")
	in := io.MultiReader(bytes.NewReader(make([]byte, unsealedPiece+1)), iotest.ErrReader(away))
	require.ErrorIs(t, copySummed(io.Discard, in, sha256.New()), away)
	require.ErrorIs(t, copySummed(io.Discard, iotest.ErrReader(io.ErrUnexpectedEOF), sha256.New()), io.ErrUnexpectedEOF)
	require.ErrorIs(t, copySummed(&narrow{left: unsealedPiece}, bytes.NewReader(make([]byte, 2*unsealedPiece)), sha256.New()), errNarrow)
}
