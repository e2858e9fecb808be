package result

import (
	"context"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/datakey"
	"github.com/recomamp/recomamp/internal/seal"
)

// oldTimes has results that were stored before files were sealed.
type oldTimes struct {
	bundle
	*Sealer

	t *testing.T
}

func inOldTimes(t *testing.T, try func(t *testing.T, o *oldTimes)) {
	t.Helper()
	onEach(t, func(t *testing.T, fresh func(t *testing.T) bundle) {
		databasetest.Run(t, func(t *testing.T, db *database.DB) {
			box, err := seal.New(seal.Config{Path: t.TempDir() + "/keyset.json"})
			require.NoError(t, err)
			b := fresh(t)
			now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
			b.keys = datakey.New(datakey.Dependencies{DB: db, Clock: clock.NewManual(now), Box: box})
			o := &oldTimes{bundle: b, t: t, Sealer: NewSealer(SealerDependencies{DB: db, Results: b.Service, Logger: slog.New(slog.DiscardHandler)})}
			for _, statement := range []string{
				`INSERT INTO person (id, email, email_key, name, role, password_hash, created_at, updated_at) VALUES ('ada', 'a', 'a', 'Ada', 'owner', '', ?0, ?0)`,
				`INSERT INTO client (id, advertiser, name, color, version, created_at, updated_at) VALUES ('c1', 'Kestrel', 'Kestrel', 'teal', 1, ?0, ?0)`,
				`INSERT INTO instance (id, amazon_id, client_id, amazon_account, marketplace_id, region, name, amazon_name, type, creation_status, version, seen_at, created_at, updated_at)
				 VALUES ('i1', 'amc1', 'c1', 'E', 'M', 'NA', 'US', 'US', 'STANDARD', 'COMPLETED', 1, ?0, ?0, ?0)`,
				`INSERT INTO execution_text (instance_id, sql_hash, query_name, sql, search_key) VALUES ('i1', 'h', '', 'SELECT 1', 'select 1')`,
			} {
				o.exec(statement, now)
			}
			try(t, o)
		})
	})
}

func (o *oldTimes) exec(statement string, args ...any) {
	o.t.Helper()
	require.NoError(o.t, o.DB.Write(o.t.Context(), sealing, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(statement, args...).Exec(ctx)
		return err
	}))
}

// result stores one as it was done then.
func (o *oldTimes) result() *Result {
	o.t.Helper()
	id := actor.NewID[actor.ExecutionID]()
	o.exec(`INSERT INTO execution (id, instance_id, query_name, text_id, sql_hash, parameters, parameter_values, window_start, window_end, window_zone,
			local_start, local_end, synthetic, timeout_seconds, priority, state, attempt, tries, error_class, error_code, error_message, error_next, error_raw,
			output_columns, revision, created_by, created_at)
		SELECT ?0, 'i1', '', id, 'h', '[]', '{}', ?1, ?1, 'UTC', '', '', FALSE, 900, 'interactive', 'succeeded', 1, 0, '', '', '', '', '',
			'[]', 1, 'ada', ?1 FROM execution_text`, id, o.clock.Now())
	r, err := o.Ingest(o.t.Context(), IngestParams{ExecutionID: id, InstanceID: "i1", Parts: []Part{text("id,campaign\n1," + canary + "\n2,x\n")}})
	require.NoError(o.t, err)
	path, release, err := o.local(o.t.Context(), r)
	require.NoError(o.t, err)
	old := *r
	old.KeyID, old.BlobKey = "", strings.TrimSuffix(r.BlobKey, "sealed")+"parquet"
	require.NoError(o.t, o.copyPlain(old.BlobKey, path))
	release()
	require.NoError(o.t, o.Discard(o.t.Context(), r))
	require.NoError(o.t, o.DB.Write(o.t.Context(), sealing, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewInsert().Model(&old).Exec(ctx)
		return err
	}))
	return &old
}

func (o *oldTimes) row(id actor.ExecutionID) (found *Result, unsealed int) {
	o.t.Helper()
	require.NoError(o.t, o.DB.Read(o.t.Context(), sealing, func(ctx context.Context, tx bun.Tx) (err error) {
		if found, err = Get(ctx, tx, sealing, id); err != nil {
			return err
		}
		unsealed, err = Unsealed(ctx, tx)
		return err
	}))
	return found, unsealed
}

func TestWhatWasStoredUnsealedIsReadAndThenSealed(t *testing.T) {
	t.Parallel()
	inOldTimes(t, func(t *testing.T, o *oldTimes) {
		first, second := o.result(), o.result()
		require.Contains(t, o.plainOf(first.BlobKey), canary, "positive control")
		rows, err := o.Page(t.Context(), first, 0, 10)
		require.NoError(t, err)
		require.Equal(t, [][]any{{"1", canary}, {"2", "x"}}, cells(rows))
		_, left := o.row(first.ExecutionID)
		require.Equal(t, 2, left)

		require.NoError(t, o.Seal(t.Context()))
		require.NoError(t, o.Seal(t.Context()), "again, with nothing to do")
		for _, old := range []*Result{first, second} {
			now, left := o.row(old.ExecutionID)
			require.Zero(t, left)
			require.NotEmpty(t, now.KeyID)
			require.NotContains(t, o.plainOf(now.BlobKey), canary)
			require.Equal(t, old.Checksum, now.Checksum)
			o.cache.purge(func(string) bool { return true })
			rows, err := o.Page(t.Context(), now, 0, 10)
			require.NoError(t, err)
			require.Equal(t, [][]any{{"1", canary}, {"2", "x"}}, cells(rows))
		}
		require.Equal(t, 2, o.blobs(t), "the unsealed ones are deleted")
	})
}

// A pass may end at any point; the next one brings it to its end.
func TestAPassThatWasCutShortIsGoneOnWith(t *testing.T) {
	t.Parallel()
	inOldTimes(t, func(t *testing.T, o *oldTimes) {
		damaged, whole := o.result(), o.result()
		content := []byte(o.plainOf(damaged.BlobKey))
		content[20] ^= 1
		require.NoError(t, o.bucket.WriteAll(t.Context(), damaged.BlobKey, content, nil))
		// The sealed file was written and the row was not: another process did as much.
		key, with, err := o.keys.Sealing(t.Context(), "i1")
		require.NoError(t, err)
		sealed := *whole
		sealed.KeyID, sealed.BlobKey = key, strings.TrimSuffix(whole.BlobKey, "parquet")+"sealed"
		path, release, err := o.local(t.Context(), whole)
		require.NoError(t, err)
		_, _, err = o.upload(t.Context(), &sealed, with, path)
		require.NoError(t, err)
		release()

		require.ErrorIs(t, o.Seal(t.Context()), ErrCorrupt, "one cannot be sealed, and holds no other up")
		now, left := o.row(whole.ExecutionID)
		require.Equal(t, sealed.BlobKey, now.BlobKey)
		require.Equal(t, 1, left)
		require.Equal(t, 2, o.blobs(t))

		// The row was written and the unsealed file was not deleted.
		require.NoError(t, o.bucket.WriteAll(t.Context(), whole.BlobKey, []byte(canary), nil))
		o.exec("UPDATE result SET unsealed_key = ?0 WHERE execution_id = ?1", whole.BlobKey, whole.ExecutionID)
		_, left = o.row(whole.ExecutionID)
		require.Equal(t, 2, left)
		require.Error(t, o.Seal(t.Context()))
		_, left = o.row(whole.ExecutionID)
		require.Equal(t, 1, left)
		there, err := o.bucket.Exists(t.Context(), whole.BlobKey)
		require.NoError(t, err)
		require.False(t, there)
	})
}

func TestWhatWasDroppedWhileItWasSealedLeavesNoFile(t *testing.T) {
	t.Parallel()
	inOldTimes(t, func(t *testing.T, o *oldTimes) {
		old := o.result()
		o.exec("UPDATE result SET dropped_at = ?0", o.clock.Now()) // after the pass had read it
		require.NoError(t, o.sealOne(t.Context(), old))
		require.Equal(t, 1, o.blobs(t), "the unsealed file, which retention deletes")
		there, err := o.bucket.Exists(t.Context(), old.BlobKey)
		require.NoError(t, err)
		require.True(t, there)
	})
}

func TestNoResultIsSavedWhoseKeyIsDestroyed(t *testing.T) {
	t.Parallel()
	inOldTimes(t, func(t *testing.T, o *oldTimes) {
		old := o.result()
		late, err := o.Ingest(t.Context(), IngestParams{ExecutionID: old.ExecutionID, InstanceID: "i1", Parts: []Part{text("a\n1\n")}})
		require.NoError(t, err)
		require.NoError(t, o.DB.Write(t.Context(), sealing, func(ctx context.Context, tx bun.Tx) error {
			_, err := datakey.Destroy(ctx, tx, "c1", o.clock.Now())
			return err
		}))
		err = o.DB.Write(t.Context(), sealing, func(ctx context.Context, tx bun.Tx) error { return Save(ctx, tx, late) })
		require.ErrorIs(t, err, datakey.ErrDestroyed)
		require.ErrorIs(t, o.Seal(t.Context()), datakey.ErrDestroyed)
	})
}

func (o *oldTimes) copyPlain(key, path string) error {
	in, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return o.bucket.WriteAll(o.t.Context(), key, in, nil)
}

func (o *oldTimes) plainOf(key string) string {
	o.t.Helper()
	content, err := o.bucket.ReadAll(o.t.Context(), key)
	require.NoError(o.t, err)
	return string(content)
}
