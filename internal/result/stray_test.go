package result

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/clock"
)

func TestFilesThatNoResultNamesAreDeletedOnceTheyAreOld(t *testing.T) {
	t.Parallel()
	inOldTimes(t, func(t *testing.T, o *oldTimes) {
		named := o.result() // as it was stored in old times
		require.NoError(t, o.Seal(t.Context()))
		now, _ := o.row(named.ExecutionID)
		half := o.result() // sealed, and the other file is not deleted yet
		o.exec("UPDATE result SET blob_key = ?0, unsealed_key = ?1 WHERE execution_id = ?2", half.BlobKey+"x", half.BlobKey, half.ExecutionID)

		// Whoever brought the rows died before its row was written.
		left, err := o.Ingest(t.Context(), IngestParams{ExecutionID: named.ExecutionID, InstanceID: "i1", Parts: []Part{text("a\n1\n")}})
		require.NoError(t, err)
		cut := left.BlobKey + ".18d3f.tmp" // it was killed while it wrote
		others := []string{
			"i1/" + string(named.ExecutionID) + "/notes.txt", "i1/nobody/4b.sealed", "elsewhere/" + string(named.ExecutionID) + "/4b.sealed",
			"4b.sealed", "i1/" + string(named.ExecutionID) + "/deep/4b.sealed",
		}
		for _, key := range append(others, cut) {
			require.NoError(t, o.bucket.WriteAll(t.Context(), key, []byte("x"), nil))
		}
		stays := append(others, now.BlobKey, half.BlobKey)

		var log bytes.Buffer
		sweep := func(at time.Time) int {
			s := NewStrays(StraysDependencies{DB: o.DB, Results: o.Service, Clock: clock.NewManual(at), Logger: slog.New(slog.NewTextHandler(&log, nil))})
			deleted, err := s.Sweep(t.Context())
			require.NoError(t, err)
			return deleted
		}
		require.Zero(t, sweep(time.Now()), "they may still be about to be named")
		require.Zero(t, sweep(time.Now().Add(strayAfter-time.Hour)))
		require.Empty(t, log.String())
		require.Len(t, o.files(t), len(stays)+2)

		require.Equal(t, 2, sweep(time.Now().Add(strayAfter+time.Hour)))
		require.Contains(t, log.String(), "files=2")
		require.ElementsMatch(t, stays, o.files(t))
		require.Zero(t, sweep(time.Now().Add(strayAfter+time.Hour)), "again, with nothing to do")
		rows, err := o.Page(t.Context(), now, 0, 10)
		require.NoError(t, err)
		require.Len(t, rows, 2)
	})
}

func TestAFileThatIsNamedWhileItIsSweptStays(t *testing.T) {
	t.Parallel()
	inOldTimes(t, func(t *testing.T, o *oldTimes) {
		old := o.result()
		o.exec("DELETE FROM result WHERE execution_id = ?0", old.ExecutionID)
		late, err := o.Ingest(t.Context(), IngestParams{ExecutionID: old.ExecutionID, InstanceID: "i1", Parts: []Part{text("a\n1\n")}})
		require.NoError(t, err)
		require.NoError(t, o.DB.Write(t.Context(), straying, func(ctx context.Context, tx bun.Tx) error { return Save(ctx, tx, late) }))
		s := NewStrays(StraysDependencies{DB: o.DB, Results: o.Service, Clock: clock.NewManual(time.Now().Add(48 * time.Hour)), Logger: slog.New(slog.DiscardHandler)})
		deleted, err := s.Sweep(t.Context())
		require.NoError(t, err)
		require.Equal(t, 1, deleted)
		require.Equal(t, []string{late.BlobKey}, o.files(t))
	})
}

// files are the names of what lies in the bucket.
func (o *oldTimes) files(t *testing.T) (keys []string) {
	t.Helper()
	for list := o.bucket.List(nil); ; {
		next, err := list.Next(t.Context())
		if err != nil {
			return keys
		}
		keys = append(keys, strings.Clone(next.Key))
	}
}
