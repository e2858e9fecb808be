package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/app"
	settings "github.com/recomamp/recomamp/internal/config"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/result"
)

// planter is who changes results for a benchmark.
var planter = actor.System("bench")

// plant gives executions that succeeded larger results than the sandbox makes:
// each is ID=ROWS. The rows are taken in and sealed as those of AMC are; no
// server may run on the data folder meanwhile.
func plant(ctx context.Context, dataDir string, wanted []string) (err error) {
	storage := settings.Storage{DataDir: dataDir}
	if err := storage.Check(); err != nil {
		return err
	}
	core, err := app.OpenCore(ctx, app.CoreConfig{Storage: storage, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, core.Close()) }()
	for _, one := range wanted {
		id, count, _ := strings.Cut(one, "=")
		rows, err := strconv.Atoi(count)
		if err != nil || rows < 1 {
			return fmt.Errorf("%q is not ID=ROWS", one)
		}
		if err := plantOne(ctx, core, actor.ExecutionID(id), rows); err != nil {
			return fmt.Errorf("give %s %d rows: %w", id, rows, err)
		}
	}
	return nil
}

func plantOne(ctx context.Context, core *app.Core, id actor.ExecutionID, rows int) error {
	var was *result.Result
	err := core.DB.Read(ctx, planter, func(ctx context.Context, tx bun.Tx) (err error) {
		was, err = result.Get(ctx, tx, planter, id)
		return err
	})
	if err != nil {
		return err
	}
	made, err := core.Results.Ingest(ctx, result.IngestParams{
		ExecutionID: id, InstanceID: was.InstanceID, Columns: resultDeclared(), Parts: []result.Part{madePart(rows)},
	})
	if err != nil {
		return err
	}
	return core.DB.Write(ctx, planter, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.NewDelete().Model(was).WherePK().Exec(ctx); err != nil {
			return err
		}
		if err := result.Save(ctx, tx, made); err != nil {
			return err
		}
		_, err := tx.NewUpdate().Model((*execution.Execution)(nil)).Where("id = ?", id).
			Set("row_count = ?", made.RowCount).Set("result_bytes = ?", made.ReceivedBytes).Exec(ctx)
		return err
	})
}

// madePart is a part of a result that is made while it is read.
type madePart int

func (p madePart) Open(context.Context) (io.ReadCloser, int64, error) {
	from, to := io.Pipe()
	go func() { to.CloseWithError(writeResultCSV(to, int(p))) }()
	return from, -1, nil
}
