package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/database"
)

func asProblem(err error) (*apiclient.Problem, bool) { return errors.AsType[*apiclient.Problem](err) }

// ledger reads the platform's own tables.
func (w *world) ledger(ctx context.Context, read func(context.Context, bun.Tx) error) error {
	db, err := database.Open(ctx, w.database)
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Read(ctx, actor.System("chaos"), read)
}

// countOpen counts the executions that have not ended. The first condition is
// the one of an index, which leaves out all that went well.
func (w *world) countOpen(ctx context.Context) (open int, err error) {
	err = w.ledger(ctx, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewRaw("SELECT count(*) FROM execution WHERE state <> 'succeeded' AND state NOT IN ('failed', 'cancelled')").Scan(ctx, &open)
	})
	return open, err
}

// settle waits until all have ended, or for as long as they may take.
func (w *world) settle(ctx context.Context) error {
	begun := time.Now()
	if err := until(ctx, w.Settle, "all have ended", func() (bool, error) {
		open, err := w.countOpen(ctx)
		if err == nil && open == 0 {
			open, err = w.countWaiting(ctx)
		}
		return err == nil && open == 0, err
	}); err != nil {
		w.Log("%v", err) // the report names those that have not
		return ctx.Err()
	}
	w.Log("all have ended after %s", time.Since(begun).Round(time.Second))
	return nil
}

// record gathers what all sides know.
func (w *world) record(ctx context.Context, acknowledged []acknowledgement, plans []plan) (history, error) {
	h := history{Asked: w.Executions, Acknowledged: acknowledged, PerInstance: w.Slots, PerAccount: w.AccountSlots}
	if err := w.ledger(ctx, func(ctx context.Context, tx bun.Tx) error {
		return cmp.Or(readLedger(ctx, tx, &h), readSchedules(ctx, tx, &h, plans))
	}); err != nil {
		return h, fmt.Errorf("read ledger: %w", err)
	}
	if err := w.readSandbox(ctx, &h); err != nil {
		return h, fmt.Errorf("read the sandbox's log: %w", err)
	}
	return h, w.verify(ctx, &h)
}

func readLedger(ctx context.Context, tx bun.Tx, h *history) error {
	var executions []struct {
		ID, State, Instance, SQL, LocalStart, LocalEnd string
	}
	err := tx.NewRaw(`SELECT e.id, e.state, i.amazon_id AS instance, t.sql, e.local_start, e.local_end
		FROM execution e JOIN instance i ON i.id = e.instance_id JOIN execution_text t ON t.id = e.text_id ORDER BY e.id`).Scan(ctx, &executions)
	if err != nil {
		return err
	}
	var events []struct {
		ExecutionID string
		Number      int64
		State       string
	}
	if err := tx.NewRaw("SELECT execution_id, number, state FROM execution_event ORDER BY execution_id, number").Scan(ctx, &events); err != nil {
		return err
	}
	changes := map[string][]change{}
	for _, e := range events {
		changes[e.ExecutionID] = append(changes[e.ExecutionID], change{e.Number, e.State})
	}
	for _, e := range executions {
		h.Executions = append(h.Executions, execution{
			ID: e.ID, State: e.State, question: question{e.Instance, e.SQL, e.LocalStart + "/" + e.LocalEnd}, Events: changes[e.ID],
		})
	}
	err = tx.NewRaw("SELECT id, execution_id, outcome, COALESCE(amazon_id, '') AS run_id, sent_at FROM execution_attempt").Scan(ctx, &h.Attempts)
	if err != nil {
		return err
	}
	return tx.NewRaw(`SELECT 'the place of ' || execution_id FROM execution_place
		UNION ALL SELECT 'work on ' || id FROM execution_work WHERE kind = 'step'`).Scan(ctx, &h.Leftovers)
}

// readSandbox reads what the sandbox says it was asked to run.
func (w *world) readSandbox(ctx context.Context, h *history) error {
	var log struct {
		Executions []struct {
			ID          string         `json:"workflowExecutionId"`
			InstanceID  string         `json:"instanceId"`
			AccountID   string         `json:"accountId"`
			Status      string         `json:"status"`
			SQL         string         `json:"sqlQuery"`
			WindowStart string         `json:"timeWindowStartOriginal"`
			WindowEnd   string         `json:"timeWindowEndOriginal"`
			Values      map[string]any `json:"parameterValues"`
			CreatedAt   time.Time      `json:"createdAt"`
			EndedAt     time.Time      `json:"endedAt"`
		} `json:"executions"`
	}
	if err := w.admin(ctx, http.MethodGet, "/admin/executions", nil, &log); err != nil {
		return err
	}
	for _, e := range log.Executions {
		mark, _ := e.Values["recomamp_attempt"].(string) // an empty mark is a finding
		h.Runs = append(h.Runs, run{
			ID: e.ID, Account: e.AccountID, Mark: mark, Status: e.Status,
			question: question{e.InstanceID, e.SQL, e.WindowStart + "/" + e.WindowEnd}, CreatedAt: e.CreatedAt, EndedAt: e.EndedAt,
		})
	}
	return nil
}
