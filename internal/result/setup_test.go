package result

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gocloud.dev/blob"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/seal"
)

// file is a Part made of text.
type file struct {
	body   io.Reader
	length int64
}

func (f file) Open(context.Context) (io.ReadCloser, int64, error) {
	return io.NopCloser(f.body), f.length, nil
}

func text(body string) Part { return file{body: strings.NewReader(body), length: int64(len(body))} }

// keys is one key for everybody.
type keys struct {
	stream  *seal.Stream
	problem error // instead of the key
}

func newKeys(tb testing.TB) *keys {
	tb.Helper()
	encoded, err := seal.GenerateStream()
	require.NoError(tb, err)
	stream, err := seal.NewStream(encoded)
	require.NoError(tb, err)
	return &keys{stream: stream}
}

func (k *keys) Sealing(context.Context, actor.InstanceID) (actor.DataKeyID, *seal.Stream, error) {
	return "k1", k.stream, k.problem
}

func (k *keys) Opening(context.Context, actor.InstanceID, actor.DataKeyID) (*seal.Stream, error) {
	return k.stream, k.problem
}

type bundle struct {
	*Service
	bucket  *blob.Bucket
	scratch string
}

func setup(tb testing.TB, config Config) bundle {
	tb.Helper()
	return setupIn(tb, tb.TempDir(), tb.TempDir(), config)
}

// setupIn sets up with the scratch folder and the bucket where they are asked for.
func setupIn(tb testing.TB, dir, blobs string, config Config) bundle {
	tb.Helper()
	bucket, err := OpenBucket(tb.Context(), "", blobs)
	require.NoError(tb, err)
	return setupOn(tb, dir, bucket, config)
}

// setupOn sets up on a bucket, which it closes at the end.
func setupOn(tb testing.TB, dir string, bucket *blob.Bucket, config Config) bundle {
	tb.Helper()
	service, err := New(Dependencies{
		Bucket: bucket, ScratchDir: dir, Config: config, Keys: newKeys(tb),
		Clock: clock.NewManual(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)),
	})
	require.NoError(tb, err)
	tb.Cleanup(func() {
		require.NoError(tb, service.Close())
		require.NoError(tb, bucket.Close())
	})
	return bundle{Service: service, bucket: bucket, scratch: dir}
}

func (b bundle) ingest(ctx context.Context, declared []Declared, parts ...Part) (*Result, error) {
	return b.Ingest(ctx, IngestParams{
		ExecutionID: actor.NewID[actor.ExecutionID](), InstanceID: actor.NewID[actor.InstanceID](),
		Columns: declared, Parts: parts,
	})
}

func (b bundle) export(t require.TestingT, r *Result, p ExportParams) string {
	var out bytes.Buffer
	summary, err := b.Export(context.Background(), r, p, &out)
	require.NoError(t, err)
	require.Equal(t, r.RowCount, summary.Rows)
	require.EqualValues(t, out.Len(), summary.Bytes)
	return out.String()
}

// blobs counts the files in the bucket.
func (b bundle) blobs(t *testing.T) int {
	t.Helper()
	n := 0
	for list := b.bucket.List(nil); ; n++ {
		if _, err := list.Next(t.Context()); err != nil {
			require.ErrorIs(t, err, io.EOF)
			return n
		}
	}
}

func cells(rows []Row) [][]any {
	out := make([][]any, len(rows))
	for i, row := range rows {
		for _, cell := range row {
			if cell == nil {
				out[i] = append(out[i], nil)
			} else {
				out[i] = append(out[i], *cell)
			}
		}
	}
	return out
}
