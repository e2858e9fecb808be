package main

import (
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

// countOpen counts the executions that have not ended; all of them when the
// database does not answer.
func (w *world) countOpen(ctx context.Context, ids []string) int {
	open := len(ids)
	_ = w.ledger(ctx, func(ctx context.Context, tx bun.Tx) error {
		var ended []string
		err := tx.NewRaw("SELECT id FROM execution WHERE state IN ('succeeded', 'failed', 'cancelled')").Scan(ctx, &ended)
		known := make(map[string]bool, len(ended))
		for _, id := range ended {
			known[id] = true
		}
		for _, id := range ids {
			if known[id] {
				open--
			}
		}
		return err
	})
	return open
}

// settle waits until all have ended, or for as long as they may take.
func (w *world) settle(ctx context.Context, ids []string) error {
	begun := time.Now()
	if err := until(ctx, w.Settle, "all have ended", func() (bool, error) { return w.countOpen(ctx, ids) == 0, nil }); err != nil {
		w.Log("%v", err) // the report names those that have not
		return ctx.Err()
	}
	w.Log("all have ended after %s", time.Since(begun).Round(time.Second))
	return nil
}

// record gathers what both sides know.
func (w *world) record(ctx context.Context, acknowledged []string) (history, error) {
	h := history{Asked: w.Executions, Acknowledged: acknowledged, PerInstance: w.Slots, PerAccount: w.AccountSlots}
	if err := w.ledger(ctx, func(ctx context.Context, tx bun.Tx) error { return readLedger(ctx, tx, &h) }); err != nil {
		return h, fmt.Errorf("read ledger: %w", err)
	}
	if err := w.readSandbox(ctx, &h); err != nil {
		return h, fmt.Errorf("read the sandbox's log: %w", err)
	}
	return h, w.verify(ctx, &h)
}

func readLedger(ctx context.Context, tx bun.Tx, h *history) error {
	var executions []struct {
		ID, State, LocalStart, LocalEnd string
	}
	if err := tx.NewRaw("SELECT id, state, local_start, local_end FROM execution ORDER BY id").Scan(ctx, &executions); err != nil {
		return err
	}
	var events []struct{ ExecutionID, State string }
	if err := tx.NewRaw("SELECT execution_id, state FROM execution_event ORDER BY execution_id, number").Scan(ctx, &events); err != nil {
		return err
	}
	states := map[string][]string{}
	for _, e := range events {
		states[e.ExecutionID] = append(states[e.ExecutionID], e.State)
	}
	for _, e := range executions {
		h.Executions = append(h.Executions, execution{
			ID: e.ID, State: e.State, Window: e.LocalStart + "/" + e.LocalEnd, States: states[e.ID],
		})
	}
	return tx.NewRaw("SELECT id, execution_id, sent_at FROM execution_attempt").Scan(ctx, &h.Attempts)
}

// readSandbox reads what the sandbox says it was asked to run.
func (w *world) readSandbox(ctx context.Context, h *history) error {
	var log struct {
		Executions []struct {
			ID          string         `json:"workflowExecutionId"`
			InstanceID  string         `json:"instanceId"`
			AccountID   string         `json:"accountId"`
			Status      string         `json:"status"`
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
			ID: e.ID, InstanceID: e.InstanceID, AccountID: e.AccountID, Mark: mark, Status: e.Status,
			Window: e.WindowStart + "/" + e.WindowEnd, CreatedAt: e.CreatedAt, EndedAt: e.EndedAt,
		})
	}
	return nil
}
