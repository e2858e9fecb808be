package result

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/datakey"
)

const canary = "kestrel-outdoor-cell"

// stored reads the only file of the bucket.
func (b bundle) stored(t *testing.T) (key string, content []byte) {
	t.Helper()
	next, err := b.bucket.List(nil).Next(t.Context())
	require.NoError(t, err)
	content, err = b.bucket.ReadAll(t.Context(), next.Key)
	require.NoError(t, err)
	return next.Key, content
}

func (b bundle) canaries(t *testing.T) *Result {
	t.Helper()
	r, err := b.ingest(t.Context(), nil, text("id,campaign\n1,"+strings.Repeat(canary+"\n2,", 3)+"end\n"))
	require.NoError(t, err)
	return r
}

func TestFilesAreSealedInStorageAndPlainInThePrivateFolderOnly(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, b bundle) {
		r := b.canaries(t)
		require.NotEmpty(t, r.KeyID)
		key, content := b.stored(t)
		require.Equal(t, r.BlobKey, key)
		require.NotContains(t, string(content), "PAR1", "no Parquet file")
		require.NotContains(t, string(content), canary)

		// Positive control: what lies in the cache is the file itself.
		files, err := filepath.Glob(filepath.Join(b.scratch, "process-*", "cache", "*.parquet"))
		require.NoError(t, err)
		require.Len(t, files, 1)
		plain, err := os.ReadFile(files[0])
		require.NoError(t, err)
		require.Contains(t, string(plain), canary)
		info, err := os.Stat(filepath.Dir(files[0]))
		require.NoError(t, err)
		require.EqualValues(t, 0o700, info.Mode().Perm())

		b.cache.purge(func(string) bool { return true }) // now from storage
		rows, err := b.Page(t.Context(), r, 0, 10)
		require.NoError(t, err)
		require.Equal(t, [][]any{{"1", canary}, {"2", canary}, {"2", canary}, {"2", "end"}}, cells(rows))
	})
}

func TestAFileThatDoesNotOpenIsAnErrorThatSaysWhy(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, b bundle) {
		r := b.canaries(t)
		b.cache.purge(func(string) bool { return true })
		key, content := b.stored(t)

		b.keys.(*keys).problem = datakey.ErrMissing
		_, err := b.Page(t.Context(), r, 0, 10)
		require.ErrorIs(t, err, datakey.ErrMissing)
		_, err = b.ingest(t.Context(), nil, text("a\n1\n"))
		require.ErrorIs(t, err, datakey.ErrMissing)
		require.Equal(t, 1, b.blobs(t), "nothing was stored unsealed instead")
		b.keys.(*keys).problem = nil

		moved := *r
		moved.ExecutionID = actor.NewID[actor.ExecutionID]()
		_, err = b.Page(t.Context(), &moved, 0, 10)
		require.ErrorIs(t, err, ErrCorrupt, "the file of another execution")

		content[len(content)/2] ^= 1
		require.NoError(t, b.bucket.WriteAll(t.Context(), key, content, nil))
		_, err = b.Page(t.Context(), r, 0, 10)
		require.ErrorIs(t, err, ErrCorrupt)

		b.keys = newKeys(t)
		_, err = b.Page(t.Context(), r, 0, 10)
		require.ErrorIs(t, err, ErrCorrupt, "another key")
	})
}

func TestAPurgedFileIsGoneAtOnceForThoseWhoReadItToo(t *testing.T) {
	t.Parallel()
	c := newCache(t.TempDir(), 1<<20)
	write := func(path string, _ func(int64)) error { return os.WriteFile(path, []byte("cells"), 0o600) }
	all := func(string) bool { return true }

	path, release, err := c.open(t.Context(), "i1/a", write)
	require.NoError(t, err)
	_, other, err := c.open(t.Context(), "i2/a", write)
	require.NoError(t, err)
	other()
	require.Equal(t, 1, c.purge(func(key string) bool { return strings.HasPrefix(key, "i1/") }))
	require.NoFileExists(t, path)
	release()
	require.EqualValues(t, 5, c.bytes)

	filling, filled := make(chan struct{}), make(chan struct{})
	result := make(chan error)
	go func() {
		_, _, err := c.open(context.Background(), "i1/b", func(path string, came func(int64)) error {
			close(filling)
			<-filled
			return write(path, came)
		})
		result <- err
	}()
	<-filling
	require.Equal(t, 2, c.purge(all))
	path, release, err = c.open(t.Context(), "i1/b", write) // again, while the first is still written
	require.NoError(t, err)
	close(filled)
	require.ErrorIs(t, <-result, errPurged)
	require.FileExists(t, path)
	release()
	require.Equal(t, 1, c.purge(all))
	require.Zero(t, c.bytes)
	left, err := os.ReadDir(c.dir)
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestADiscardedResultLeavesNothing(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, b bundle) {
		r := b.canaries(t)
		require.NoError(t, b.Discard(t.Context(), r))
		require.Zero(t, b.blobs(t))
		files, err := filepath.Glob(filepath.Join(b.scratch, "process-*", "cache", "*.parquet"))
		require.NoError(t, err)
		require.Empty(t, files)
	})
}

func TestWithoutKeysThereIsNoService(t *testing.T) {
	t.Parallel()
	_, err := New(Dependencies{ScratchDir: t.TempDir()})
	require.Error(t, err)
}
