package result

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/riverqueue/river"
	"github.com/uptrace/bun"
	"gocloud.dev/blob"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/job"
)

// A file is written before the row that names it. Whoever dies between the two,
// or loses the storage while giving a file up, leaves one that no row names.

const (
	// strayAfter is how old such a file is before it is taken for left behind. From
	// a file's last byte to its row it takes seconds.
	strayAfter = 24 * time.Hour
	// straysEvery is how often they are looked for.
	straysEvery = 24 * time.Hour
	// strayBatch is how many files are looked up together.
	strayBatch = 500
)

var straying = actor.System("result.stray")

// StraysDependencies of Strays.
type StraysDependencies struct {
	DB      *database.DB
	Jobs    *job.Client // NewStrays registers the pass with it; nil: nobody looks by itself
	Results *Service
	Clock   clock.Clock
	Logger  *slog.Logger
}

// Strays deletes files that no result names. It touches only what lies where the
// result of an execution it knows would: a bucket may hold other things, those of
// another RecomAMP among them.
type Strays struct {
	StraysDependencies
}

// NewStrays returns the sweep.
func NewStrays(d StraysDependencies) *Strays {
	s := &Strays{d}
	if d.Jobs != nil {
		job.Register(d.Jobs, &strayWorker{strays: s})
		d.Jobs.Every(straysEvery, true, func() river.JobArgs { return strayArgs{} })
	}
	return s
}

// stray is a file that may have been left behind.
type stray struct {
	key       string
	execution actor.ExecutionID
	bytes     int64
}

// Sweep deletes all there are, and tells how many. It may be called at any time
// and by several processes.
func (s *Strays) Sweep(ctx context.Context) (deleted int, err error) {
	old := s.Clock.Now().Add(-strayAfter)
	var batch []stray
	bytes := int64(0)
	flush := func() error {
		left, err := s.unnamed(ctx, batch)
		if err != nil {
			return err
		}
		for _, one := range left {
			if err := s.Results.Drop(ctx, one.key); err != nil {
				return err
			}
			deleted, bytes = deleted+1, bytes+one.bytes
		}
		batch = batch[:0]
		return nil
	}
	defer func() {
		if deleted > 0 {
			s.Logger.InfoContext(ctx, "result files that no result names are deleted", slog.Int("files", deleted), slog.Int64("bytes", bytes))
		}
	}()
	for list := s.Results.bucket.List(nil); ; {
		next, err := list.Next(ctx)
		if errors.Is(err, io.EOF) {
			return deleted, flush()
		}
		if err != nil {
			return deleted, storageError(fmt.Errorf("list the files of results: %w", err))
		}
		one, ours := strayOf(next)
		if !ours || !next.ModTime.Before(old) {
			continue
		}
		if batch = append(batch, one); len(batch) == strayBatch {
			if err := flush(); err != nil {
				return deleted, err
			}
		}
	}
}

// strayOf reports a file whose name is that of a result's: INSTANCE/EXECUTION/NAME.
// One that was not written to its end lies beside it in a folder, with more behind its name.
func strayOf(file *blob.ListObject) (stray, bool) {
	parts := strings.Split(file.Key, "/")
	if len(parts) != 3 || file.IsDir {
		return stray{}, false
	}
	name := strings.Split(parts[2], ".")
	if len(name) < 2 || name[1] != "sealed" && name[1] != "parquet" || len(name) != 2 && name[len(name)-1] != "tmp" {
		return stray{}, false
	}
	return stray{key: file.Key, execution: actor.ExecutionID(parts[1]), bytes: file.Size}, true
}

// unnamed are those of some files that belong to executions there are, and that no row names.
func (s *Strays) unnamed(ctx context.Context, files []stray) (left []stray, err error) {
	if len(files) == 0 {
		return nil, nil
	}
	var keys []string
	var executions []actor.ExecutionID
	for _, file := range files {
		keys, executions = append(keys, file.key), append(executions, file.execution)
	}
	known, named := map[string]bool{}, map[string]bool{}
	err = s.DB.Read(ctx, straying, func(ctx context.Context, tx bun.Tx) error {
		var ids, sealed, unsealed []string
		err := errors.Join(
			tx.NewSelect().Table("execution").ColumnExpr("instance_id || '/' || id").Where("id IN (?)", bun.List(executions)).Scan(ctx, &ids),
			tx.NewSelect().Table("result").Column("blob_key").Where("blob_key IN (?)", bun.List(keys)).Scan(ctx, &sealed),
			tx.NewSelect().Table("result").Column("unsealed_key").Where("unsealed_key IN (?)", bun.List(keys)).Scan(ctx, &unsealed),
		)
		for _, id := range ids {
			known[id] = true
		}
		for _, key := range append(sealed, unsealed...) {
			named[key] = true
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look which result files are named: %w", err)
	}
	for _, file := range files {
		if known[file.key[:strings.LastIndexByte(file.key, '/')]] && !named[file.key] {
			left = append(left, file)
		}
	}
	return left, nil
}

// strayArgs ask for one pass.
type strayArgs struct{}

// Kind implements river.JobArgs.
func (strayArgs) Kind() string { return "result_stray" }

type strayWorker struct {
	river.WorkerDefaults[strayArgs]

	strays *Strays
}

// Timeout implements river.Worker. The next pass goes on where one was ended.
func (w *strayWorker) Timeout(*river.Job[strayArgs]) time.Duration { return time.Hour }

// Work implements river.Worker.
func (w *strayWorker) Work(ctx context.Context, _ *river.Job[strayArgs]) error {
	_, err := w.strays.Sweep(ctx)
	return err
}
