package result

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"github.com/riverqueue/river"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/datakey"
	"github.com/recomamp/recomamp/internal/job"
)

var sealing = actor.System("result.seal")

// sealEvery is how often files that were stored unsealed are looked for.
const sealEvery = time.Hour

// SealerDependencies of a Sealer.
type SealerDependencies struct {
	DB      *database.DB
	Jobs    *job.Client // NewSealer registers the pass with it; nil: nobody seals by itself
	Results *Service
	Logger  *slog.Logger
}

// Sealer seals the files that were stored before files were sealed. They can be
// read meanwhile.
//
// The sealed file is written beside the other one, under a name that follows
// from that; then the row names it, and keeps the other one's name until that
// file is deleted. Whoever is cut short leaves nothing that the next pass does
// not find, and several may work at once.
type Sealer struct {
	SealerDependencies
}

// NewSealer returns the sealer.
func NewSealer(d SealerDependencies) *Sealer {
	s := &Sealer{d}
	if d.Jobs != nil {
		job.Register(d.Jobs, &sealWorker{sealer: s})
		d.Jobs.Every(sealEvery, true, func() river.JobArgs { return sealArgs{} })
	}
	return s
}

// Unsealed counts the results whose files lie in storage as they were before
// files were sealed.
func Unsealed(ctx context.Context, tx bun.Tx) (int, error) {
	n, err := tx.NewSelect().Table("result").Where("key_id IS NULL AND dropped_at IS NULL OR unsealed_key IS NOT NULL").Count(ctx)
	if err != nil {
		return 0, fmt.Errorf("count unsealed results: %w", err)
	}
	return int(n), nil
}

// Seal seals all there are. One that cannot be sealed is left for the next pass
// and does not hold the others up; what went wrong is returned at the end.
func (s *Sealer) Seal(ctx context.Context) error {
	if err := s.deleteUnsealed(ctx); err != nil { // of whoever was cut short
		return err
	}
	var after actor.ExecutionID
	var failures error
	for done := 0; ; {
		next := new(Result)
		err := s.DB.Read(ctx, sealing, func(ctx context.Context, tx bun.Tx) error {
			return ignoreNoRows(tx.NewSelect().Model(next).Where("key_id IS NULL AND dropped_at IS NULL").
				Where("execution_id > ?", after).Order("execution_id").Limit(1).Scan(ctx))
		})
		if err != nil {
			return errors.Join(failures, fmt.Errorf("find unsealed results: %w", err))
		}
		if next.ExecutionID == "" {
			if done > 0 {
				s.Logger.InfoContext(ctx, "results of old times are sealed", slog.Int("results", done))
			}
			return failures
		}
		after = next.ExecutionID
		if err := s.sealOne(ctx, next); err != nil {
			if ctx.Err() != nil {
				return errors.Join(failures, context.Cause(ctx))
			}
			failures = errors.Join(failures, fmt.Errorf("seal the result of %s: %w", next.ExecutionID, err))
			continue
		}
		done++
	}
}

func (s *Sealer) sealOne(ctx context.Context, old *Result) error {
	key, with, err := s.Results.keys.Sealing(ctx, old.InstanceID)
	if err != nil {
		return err
	}
	path, release, err := s.Results.local(ctx, old)
	if err != nil {
		return err
	}
	defer release()
	sealed := *old
	sealed.KeyID, sealed.BlobKey = key, strings.TrimSuffix(old.BlobKey, filepath.Ext(old.BlobKey))+".sealed"
	size, checksum, err := s.Results.upload(ctx, &sealed, with, path)
	if err != nil {
		return storageError(err)
	}
	if size != old.Bytes || checksum != old.Checksum {
		return fmt.Errorf("%w: it changed while it was sealed", ErrCorrupt)
	}
	swapped := false
	err = s.DB.Write(ctx, sealing, func(ctx context.Context, tx bun.Tx) error {
		if err := datakey.Hold(ctx, tx, key); err != nil {
			return err
		}
		done, err := tx.NewUpdate().Model((*Result)(nil)).
			Set("key_id = ?, unsealed_key = blob_key, blob_key = ?", key, sealed.BlobKey).
			Where("execution_id = ? AND blob_key = ? AND key_id IS NULL AND dropped_at IS NULL", old.ExecutionID, old.BlobKey).Exec(ctx)
		if err != nil {
			return err
		}
		n, err := done.RowsAffected()
		swapped = n == 1
		return err
	})
	if err != nil {
		return err
	}
	if !swapped { // dropped meanwhile, or sealed by another process, whose file has the same name
		return s.deleteUnused(ctx, &sealed)
	}
	return s.deleteUnsealed(ctx)
}

// deleteUnused deletes a sealed file unless a row names it.
func (s *Sealer) deleteUnused(ctx context.Context, r *Result) error {
	return s.DB.Read(ctx, sealing, func(ctx context.Context, tx bun.Tx) error {
		saved, err := IsSaved(ctx, tx, r)
		if err != nil || saved {
			return err
		}
		return s.Results.Drop(ctx, r.BlobKey)
	})
}

// deleteUnsealed deletes the files that sealed ones stand for.
func (s *Sealer) deleteUnsealed(ctx context.Context) error {
	for {
		var row struct {
			ID  actor.ExecutionID `bun:"execution_id"`
			Key string            `bun:"unsealed_key"`
		}
		err := s.DB.Read(ctx, sealing, func(ctx context.Context, tx bun.Tx) error {
			return ignoreNoRows(tx.NewSelect().Table("result").Column("execution_id", "unsealed_key").
				Where("unsealed_key IS NOT NULL").Order("execution_id").Limit(1).Scan(ctx, &row))
		})
		if err != nil || row.ID == "" {
			return err
		}
		if err := s.Results.Drop(ctx, row.Key); err != nil {
			return err
		}
		err = s.DB.Write(ctx, sealing, func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.NewUpdate().Table("result").Set("unsealed_key = NULL").Where("execution_id = ? AND unsealed_key = ?", row.ID, row.Key).Exec(ctx)
			return err
		})
		if err != nil {
			return fmt.Errorf("forget the unsealed file of %s: %w", row.ID, err)
		}
	}
}

// sealArgs ask for one pass.
type sealArgs struct{}

// Kind implements river.JobArgs.
func (sealArgs) Kind() string { return "result_seal" }

type sealWorker struct {
	river.WorkerDefaults[sealArgs]

	sealer *Sealer
}

// Timeout implements river.Worker. The next pass goes on where one was ended.
func (w *sealWorker) Timeout(*river.Job[sealArgs]) time.Duration { return sealEvery }

// Work implements river.Worker.
func (w *sealWorker) Work(ctx context.Context, _ *river.Job[sealArgs]) error {
	return w.sealer.Seal(ctx)
}

// ignoreNoRows makes nothing of not finding anything.
func ignoreNoRows(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return err
}
