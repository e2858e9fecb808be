package crash_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

// many is how many results go, and how many stay: so many that a kill falls
// between the first file and the last.
const many = 1500

func TestServerKilledWhileResultsAreDropped_NothingElseGoesAndTheRestGoesLater(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := newWorld(t, place{dir: dir})
	id := w.submit(t, w.instances[0], "dropped")
	w.succeeds(t, moment{mark: "dropped", id: id})
	w.server.kill()
	store := dropping{path: filepath.Join(dir, "recomamp.db"), results: filepath.Join(dir, "results")}
	store.fill(t, id)
	all := store.files(t)
	require.Len(t, all, 2*many+1)

	w.server.start(t)
	until(t, "files go", func(context.Context) (bool, error) {
		left := len(store.files(t))
		return left < len(all), fmt.Errorf("%d are left", left)
	})
	w.server.kill()
	left := store.files(t)
	require.Greater(t, len(left), many+1, "the kill came too late to tell anything")
	store.keptAre(t, left)

	w.server.start(t)
	until(t, "the rest has gone", func(context.Context) (bool, error) {
		left := len(store.files(t))
		return left == many+1, fmt.Errorf("%d are left", left)
	})
	store.keptAre(t, store.files(t))
	w.succeeds(t, moment{mark: "dropped", id: id}) // its rows can still be read
	until(t, "every name of a file that went is forgotten", func(ctx context.Context) (bool, error) {
		found, err := w.client.Execution(ctx, goingID(0))
		return err == nil && found.Keeping.DroppedAt != nil, fmt.Errorf("%+v: %w", found.Keeping, err)
	})
	w.server.kill()
	isWhole(t, dir)
	require.Zero(t, store.count(t, "dropped_at IS NOT NULL AND blob_key <> ''"), "names of files that are gone")
	require.Equal(t, many, store.count(t, "dropped_at IS NOT NULL"))
}

// dropping is the data of a server that does not run.
type dropping struct{ path, results string }

func goingID(i int) actor.ExecutionID { return actor.ExecutionID(fmt.Sprintf("going-%04d", i)) }

// fill copies an execution and its file many times: half are due and were
// announced long ago, half are young.
func (d dropping) fill(t *testing.T, of actor.ExecutionID) {
	t.Helper()
	db, err := database.Open(t.Context(), database.Config{Path: d.path})
	require.NoError(t, err)
	defer db.Close()
	var key string
	require.NoError(t, db.SQL().QueryRowContext(t.Context(), "SELECT blob_key FROM result WHERE execution_id = ?", of).Scan(&key))
	content, err := os.ReadFile(filepath.Join(d.results, key))
	require.NoError(t, err)
	now := time.Now().UTC()
	old, young := now.AddDate(0, -6, 0), now.Add(-time.Hour)
	require.NoError(t, db.Write(t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
		var columns []string
		if err := tx.NewRaw("SELECT name FROM pragma_table_info('execution') WHERE name NOT IN ('id', 'created_at')").Scan(ctx, &columns); err != nil {
			return err
		}
		rest := bun.List(bunIdents(columns))
		for i := range many {
			for _, copied := range []struct {
				id     actor.ExecutionID
				at     time.Time
				dropAt any
			}{{goingID(i), old, now.Add(-time.Hour)}, {actor.ExecutionID(fmt.Sprintf("staying-%04d", i)), young, nil}} {
				if _, err := tx.NewRaw("INSERT INTO execution (id, created_at, ?) SELECT ?, ?, ? FROM execution WHERE id = ?",
					rest, copied.id, copied.at, rest, of).Exec(ctx); err != nil {
					return err
				}
				if _, err := tx.NewRaw(`INSERT INTO result (execution_id, instance_id, columns, row_count, received_bytes, bytes, checksum, blob_key, created_at, drop_at)
					SELECT ?, instance_id, columns, row_count, received_bytes, bytes, checksum, ?, ?, ? FROM result WHERE execution_id = ?`,
					copied.id, key+"-"+string(copied.id), copied.at, copied.dropAt, of).Exec(ctx); err != nil {
					return err
				}
				if err := os.WriteFile(filepath.Join(d.results, key+"-"+string(copied.id)), content, 0o600); err != nil {
					return err
				}
			}
		}
		// The sweep of this hour has been: it is to look once more.
		if _, err := tx.NewRaw("DELETE FROM river_job WHERE kind = 'retention_sweep'").Exec(ctx); err != nil {
			return err
		}
		_, err := tx.NewRaw(`INSERT INTO retention_rule (id, instance_id, keep_days, version, updated_by, updated_at)
			SELECT 'rule', instance_id, 30, 1, created_by, ? FROM execution WHERE id = ?`, now, of).Exec(ctx)
		return err
	}))
}

func bunIdents(names []string) []bun.Ident {
	idents := make([]bun.Ident, len(names))
	for i, name := range names {
		idents[i] = bun.Ident(name)
	}
	return idents
}

// files are the names of the stored results.
func (d dropping) files(t *testing.T) (names []string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(d.results, func(path string, entry os.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			names = append(names, path)
		}
		if os.IsNotExist(err) {
			return nil // it went while we looked
		}
		return err
	}))
	return names
}

// keptAre checks that no file is missing that has to stay.
func (d dropping) keptAre(t *testing.T, files []string) {
	t.Helper()
	staying := 0
	for _, name := range files {
		if !containsGoing(name) {
			staying++
		}
	}
	require.Equal(t, many+1, staying)
}

func containsGoing(name string) bool {
	matched, err := filepath.Match("*-going-*", filepath.Base(name))
	return err == nil && matched
}

func (d dropping) count(t *testing.T, where string) (n int) {
	t.Helper()
	db, err := database.Open(t.Context(), database.Config{Path: d.path})
	require.NoError(t, err)
	defer db.Close()
	require.NoError(t, db.SQL().QueryRowContext(t.Context(), "SELECT count(*) FROM result WHERE "+where).Scan(&n))
	return n
}
