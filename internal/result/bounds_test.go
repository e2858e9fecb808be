package result

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// heavy has everything that builds views at work, until the function returned is called.
func (b bundle) heavy(t *testing.T) (end func()) {
	t.Helper()
	working, ended := make(chan struct{}), make(chan struct{})
	results := make(chan error)
	for i := range viewBuilds {
		go func() {
			_, release, err := b.views.open(context.WithoutCancel(t.Context()), "other", string(rune('a'+i)), func(_ context.Context, _ *sql.DB, to *built) error {
				working <- struct{}{}
				<-ended
				return os.WriteFile(to.path, nil, 0o600)
			})
			if err == nil {
				release()
			}
			results <- err
		}()
	}
	for range viewBuilds {
		<-working
	}
	return func() {
		close(ended)
		for range viewBuilds {
			require.NoError(t, <-results)
		}
	}
}

// waitingForPieces counts who waits for a view that is not built.
func (b bundle) waitingForPieces() (n int) {
	b.views.mu.Lock()
	defer b.views.mu.Unlock()
	for _, entry := range b.views.entries {
		select {
		case <-entry.ready:
		default:
			if entry.blob != "other" {
				n += entry.users
			}
		}
	}
	return n
}

func TestHeavyViewsDoNotKeepOthersFromTheirPages(t *testing.T) {
	t.Parallel()
	b := small(t)
	r, err := b.ingest(t.Context(), shopColumns, text(shopCSV))
	require.NoError(t, err)
	sorted := View{Sort: []ViewSort{{Column: "c2"}}}
	heavy := View{Computed: []ComputedColumn{{Name: "x", Expression: "concat(shop, '!')"}}, Sort: sorted.Sort}
	for _, v := range []View{sorted, heavy} { // they are built; the rows with a computed column are fetched with each piece
		_, err := b.View(t.Context(), r, v)
		require.NoError(t, err)
	}
	b.settled()

	end := b.heavy(t)
	waiting := make(chan error)
	for range b.config.Reads { // as many as are read at the same time, each waiting for its piece
		go func() {
			_, err := b.ViewPage(context.WithoutCancel(t.Context()), r, heavy, ViewPageParams{Limit: 2})
			waiting <- err
		}()
	}
	for b.waitingForPieces() < b.config.Reads {
		runtime.Gosched()
	}
	for _, v := range []View{{}, sorted} {
		page, err := b.ViewPage(t.Context(), r, v, ViewPageParams{Limit: 2})
		require.NoError(t, err)
		require.Len(t, page.Rows, 2)
	}
	require.NotEmpty(t, b.export(t, r, ExportParams{Format: CSV}))
	require.NotEmpty(t, b.export(t, r, ExportParams{Format: JSON}))
	select {
	case err := <-waiting:
		require.Fail(t, "a page that needs a piece did not wait for its place", "%v", err)
	default:
	}
	end()
	for range b.config.Reads {
		require.NoError(t, <-waiting)
	}
}

func TestManyExportsDoNotKeepOthersFromTheirPages(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{Reads: 1})
	r, err := b.ingest(t.Context(), shopColumns, text(shopCSV))
	require.NoError(t, err)
	begun, ended := make(chan struct{}), make(chan struct{})
	results := make(chan error)
	for range 4 {
		go func() { // its reader takes nothing
			_, err := b.Export(context.WithoutCancel(t.Context()), r, ExportParams{Format: NDJSON}, writerFunc(func(p []byte) (int, error) {
				begun <- struct{}{}
				<-ended
				return len(p), nil
			}))
			results <- err
		}()
	}
	for range 4 {
		<-begun
	}
	page, err := b.Page(t.Context(), r, 0, 2)
	require.NoError(t, err)
	require.Len(t, page, 2)
	close(ended)
	for range 4 {
		require.NoError(t, <-results)
	}
}

type writerFunc func(p []byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// What a query could reach if a text of somebody's ever became one.
func TestDuckDBReachesNothingButItsOwnFolders(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	r, err := b.ingest(t.Context(), shopColumns, text(shopCSV))
	require.NoError(t, err)
	path, release, err := b.local(t.Context(), r)
	require.NoError(t, err)
	defer release()
	outside := filepath.Join(t.TempDir(), "secret.csv")
	require.NoError(t, os.WriteFile(outside, []byte("a\n1\n"), 0o600))

	reader, err := b.engine(t.Context())
	require.NoError(t, err)
	builder, err := b.views.engine(t.Context(), &b.views.now)
	require.NoError(t, err)
	ahead, err := b.views.engine(t.Context(), &b.views.ahead)
	require.NoError(t, err)
	for name, db := range map[string]*sql.DB{"reads pages": reader, "builds views": builder, "builds ahead": ahead} {
		var rows int
		require.NoError(t, db.QueryRowContext(t.Context(), "SELECT count(*) FROM read_parquet("+quote(path)+")").Scan(&rows), "positive control")
		require.EqualValues(t, r.RowCount, rows)
		for _, statement := range []string{
			"SELECT * FROM read_csv(" + quote(outside) + ")",
			"SELECT * FROM read_text('/etc/passwd')",
			"SELECT * FROM read_blob(" + quote(filepath.Dir(path)+"/../../../secret.csv") + ")",
			"SELECT * FROM glob('/*')",
			"COPY (SELECT 1) TO " + quote(filepath.Join(t.TempDir(), "out.csv")),
			"ATTACH " + quote(filepath.Join(t.TempDir(), "out.db")),
			"SELECT * FROM read_csv('http://127.0.0.1:9/a.csv')",
			"INSTALL httpfs", "LOAD httpfs",
			"SET enable_external_access = true", "SET allowed_directories = ['/']", "SET memory_limit = '100GB'", "SET lock_configuration = false",
		} {
			_, err := db.ExecContext(t.Context(), statement)
			require.Error(t, err, "%s: %s", name, statement)
		}
		threads := map[bool]string{true: "1", false: "2"}[db == ahead] // what nobody waits for leaves room
		for setting, want := range map[string]string{"threads": threads, "enable_external_access": "false", "lock_configuration": "true", "max_temp_directory_size": "15.2 GiB"} {
			var is string
			require.NoError(t, db.QueryRowContext(t.Context(), "SELECT value FROM duckdb_settings() WHERE name = ?", setting).Scan(&is))
			require.Equal(t, want, is, "%s: %s", name, setting)
		}
	}
}

func TestOpenedResultsArePrivate(t *testing.T) {
	t.Parallel()
	b := small(t)
	r, err := b.ingest(t.Context(), shopColumns, text(shopCSV))
	require.NoError(t, err)
	b.cache.purge(func(string) bool { return true }) // so that it is unsealed again
	b.see(t, r, `{"sort":[{"column":"c2"}]}`)
	b.see(t, r, `{"group":{"by":["c0"],"aggregates":[{"function":"count"}]}}`)
	b.settled()
	var folders []string
	require.NoError(t, filepath.WalkDir(b.Service.scratch.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if entry.IsDir() {
			folders = append(folders, filepath.Base(path))
			require.EqualValues(t, 0o700, info.Mode().Perm(), path)
		}
		return err
	}))
	for _, folder := range []string{"cache", "view", "build", "ingest-0", "ingest-1"} {
		require.Contains(t, folders, folder)
	}
}

func TestOpenedResultsAreBoundedAndTheLeastRecentGoFirst(t *testing.T) {
	t.Parallel()
	c := newCache(t.TempDir(), 12)
	open := func(key string) (string, func()) {
		path, release, err := c.open(t.Context(), key, func(path string, _ func(int64)) error { return os.WriteFile(path, []byte("cells"), 0o600) })
		require.NoError(t, err)
		return path, release
	}
	first, done := open("first")
	_, held := open("held")
	done()
	open2, done2 := open("first") // it is the most recent now, and "held" is in use
	done2()
	require.Equal(t, first, open2)
	third, done3 := open("third")
	done3()
	require.NoFileExists(t, first, "of those not in use it is the least recent")
	require.FileExists(t, third)
	require.EqualValues(t, 10, c.bytes)
	held()
	_, done4 := open("fourth")
	done4()
	require.LessOrEqual(t, c.bytes, int64(12))
	left, err := os.ReadDir(c.dir)
	require.NoError(t, err)
	require.Len(t, left, 2)
}

func TestAStartRemovesWhatADeadProcessLeftOpen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	dead, err := openScratch(dir)
	require.NoError(t, err)
	cache, err := dead.sub("cache")
	require.NoError(t, err)
	left := filepath.Join(cache, "1.parquet")
	require.NoError(t, os.WriteFile(left, []byte(canary), 0o600))

	alive := setupIn(t, dir, t.TempDir(), Config{})
	require.FileExists(t, left, "its process lives")
	require.NoError(t, dead.lock.Close()) // as the system does when it dies
	other := setupIn(t, dir, t.TempDir(), Config{})
	require.NoFileExists(t, left)
	require.DirExists(t, alive.Service.scratch.dir)
	require.DirExists(t, other.Service.scratch.dir)
	_, err = os.Stat(dead.dir)
	require.True(t, errors.Is(err, fs.ErrNotExist))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return !e.IsDir() }), 2)
}
