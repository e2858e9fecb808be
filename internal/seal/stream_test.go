package seal_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/seal"
)

var filePlace = seal.Place{Table: "result", Row: "e1", Column: "i1/e1/a"}

func newStream(t testing.TB) *seal.Stream {
	t.Helper()
	encoded, err := seal.GenerateStream()
	require.NoError(t, err)
	stream, err := seal.NewStream(encoded)
	require.NoError(t, err)
	return stream
}

func sealed(t testing.TB, s *seal.Stream, plain []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := s.Seal(&out, filePlace)
	require.NoError(t, err)
	_, err = w.Write(plain)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return out.Bytes()
}

func openedAt(s *seal.Stream, from io.Reader, at seal.Place) ([]byte, error) {
	r, err := s.Open(from, at)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

func TestAStreamOpensWhatItSealedOfAnySize(t *testing.T) {
	t.Parallel()
	stream := newStream(t)
	for _, size := range []int{0, 1, 1 << 20, 1<<20 + 1, 3<<20 + 77} {
		plain := make([]byte, size)
		_, _ = rand.Read(plain)
		closed := sealed(t, stream, plain)
		if size > 16 {
			require.NotContains(t, string(closed), string(plain[:16]))
		}
		got, err := openedAt(stream, bytes.NewReader(closed), filePlace)
		require.NoError(t, err)
		require.True(t, bytes.Equal(plain, got))
	}
}

func TestAStreamDoesNotOpenWhatIsChangedCutOffMovedOrAnothers(t *testing.T) {
	t.Parallel()
	stream := newStream(t)
	plain := bytes.Repeat([]byte("cells "), 1<<19) // three segments
	closed := sealed(t, stream, plain)

	changed := bytes.Clone(closed)
	changed[len(changed)/2] ^= 1
	moved := filePlace
	moved.Row = "e2"
	for name, try := range map[string]func() ([]byte, error){
		"changed":  func() ([]byte, error) { return openedAt(stream, bytes.NewReader(changed), filePlace) },
		"cut off":  func() ([]byte, error) { return openedAt(stream, bytes.NewReader(closed[:2<<20]), filePlace) },
		"moved":    func() ([]byte, error) { return openedAt(stream, bytes.NewReader(closed), moved) },
		"another":  func() ([]byte, error) { return openedAt(newStream(t), bytes.NewReader(closed), filePlace) },
		"no bytes": func() ([]byte, error) { return openedAt(stream, bytes.NewReader(nil), filePlace) },
	} {
		_, err := try()
		require.ErrorIs(t, err, seal.ErrOpen, name)
	}
}

func TestAStreamTellsTroubleOfReadingFromAWrongKey(t *testing.T) {
	t.Parallel()
	stream, away := newStream(t), errors.New("the storage is away")
	closed := sealed(t, stream, bytes.Repeat([]byte("x"), 2<<20))
	for _, after := range []int{0, 100, 3 << 19} {
		_, err := openedAt(stream, io.MultiReader(bytes.NewReader(closed[:after]), iotest.ErrReader(away)), filePlace)
		require.ErrorIs(t, err, away)
		require.NotErrorIs(t, err, seal.ErrOpen)
	}
}

// zeros is endless.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

const gigabyte = 1 << 30

func BenchmarkSealOneGigabyte(b *testing.B) {
	stream := newStream(b)
	b.SetBytes(gigabyte)
	for b.Loop() {
		w, err := stream.Seal(io.Discard, filePlace)
		require.NoError(b, err)
		_, err = io.CopyN(w, zeros{}, gigabyte)
		require.NoError(b, err)
		require.NoError(b, w.Close())
	}
}

func BenchmarkUnsealOneGigabyte(b *testing.B) {
	const part = gigabyte / 16 // read again and again: a gigabyte in memory would not fit beside others
	stream := newStream(b)
	closed := sealed(b, stream, make([]byte, part))
	b.SetBytes(gigabyte)
	for b.Loop() {
		for range gigabyte / part {
			r, err := stream.Open(bytes.NewReader(closed), filePlace)
			require.NoError(b, err)
			n, err := io.Copy(io.Discard, r)
			require.NoError(b, err)
			require.EqualValues(b, part, n)
		}
	}
}
