package main

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
)

// schedules are how many run each minute during a trial, all on the same
// second, so that the processes contend for them.
const schedules = 12

// plan is a schedule of a trial and what each of its executions asks.
type plan struct {
	id actor.ScheduleID
	question
}

// startSchedules makes schedules that are due each minute.
func (w *world) startSchedules(ctx context.Context) ([]plan, error) {
	found, err := w.clients[0].Instances(ctx)
	if err != nil {
		return nil, err
	}
	var plans []plan
	for i := range schedules {
		asked := asked(w.submission(i))
		asked.SQL += " -- by schedule"
		saved, err := w.clients[0].CreateQuery(ctx, fmt.Sprint("chaos-query-", i), httpapi.QueryContent{Name: fmt.Sprint("Chaos ", i), SQL: asked.SQL})
		if err != nil {
			return nil, fmt.Errorf("save a query: %w", err)
		}
		var on actor.InstanceID
		for _, instance := range found {
			if instance.AmazonID == asked.Instance {
				on = instance.ID
			}
		}
		window := w.submission(i).Window
		made, err := w.clients[0].CreateSchedule(ctx, fmt.Sprint("chaos-schedule-", i), httpapi.ScheduleContent{
			Name: fmt.Sprint("Chaos ", i), Query: httpapi.ScheduleQuery{ID: saved.ID}, Targets: []httpapi.ScheduleTarget{{InstanceID: on}},
			Window: httpapi.ScheduleWindow{From: window.From, To: window.To, Zone: window.Zone},
			Rule:   httpapi.Recurrence{Frequency: "cron", Cron: "* * * * *", Zone: "UTC"},
			Settle: "run", CatchUp: "all", Overlap: "allow", PauseAfter: new(0),
		})
		if err != nil {
			return nil, fmt.Errorf("make a schedule: %w", err)
		}
		plans = append(plans, plan{made.ID, asked})
	}
	return plans, nil
}

// stopSchedules pauses all of them; what is due by then still runs.
func (w *world) stopSchedules(ctx context.Context, plans []plan) error {
	for _, p := range plans {
		for try := 0; ; try++ {
			_, err := w.clients[try%len(w.clients)].PauseSchedule(ctx, p.id, "The trial is over.")
			if err == nil {
				break
			}
			if problem, refused := asProblem(err); try == 100 || refused && problem.Status < 500 && !apiclient.Passing(err) {
				return fmt.Errorf("pause schedule %s: %w", p.id, err)
			}
			if err := waitUntil(ctx, time.Now().Add(100*time.Millisecond)); err != nil {
				return err
			}
		}
	}
	return nil
}

// readSchedules reads the ledger of occurrences, and takes their executions for
// asked for by their schedules.
func readSchedules(ctx context.Context, tx bun.Tx, h *history, plans []plan) error {
	asks := map[string]question{}
	for _, p := range plans {
		asks[string(p.id)] = p.question
	}
	err := tx.NewRaw(`SELECT id, created_at AS since, paused_at AS until FROM schedule ORDER BY id`).Scan(ctx, &h.Schedules)
	if err != nil {
		return err
	}
	// A pause that is asked for twice records the instants since the first time as paused: nothing was due then.
	err = tx.NewRaw(`SELECT o.id, o.schedule_id, o.state, o.due_at, o.through_at FROM occurrence o JOIN schedule s ON s.id = o.schedule_id
		WHERE NOT (o.state = 'skipped' AND o.reason_code = 'paused' AND o.due_at > s.paused_at) ORDER BY o.due_at, o.id`).Scan(ctx, &h.Occurrences)
	if err != nil {
		return err
	}
	var cells []struct{ OccurrenceID, ExecutionID string }
	if err := tx.NewRaw(`SELECT occurrence_id, coalesce(execution_id, '') AS execution_id FROM occurrence_execution`).Scan(ctx, &cells); err != nil {
		return err
	}
	made := map[string][]string{}
	for _, c := range cells {
		made[c.OccurrenceID] = append(made[c.OccurrenceID], c.ExecutionID)
	}
	for i := range h.Occurrences {
		o := &h.Occurrences[i]
		o.Executions = made[o.ID]
		for _, id := range o.Executions {
			h.Acknowledged = append(h.Acknowledged, acknowledgement{ID: id, question: asks[o.ScheduleID], Scheduled: true})
		}
	}
	return nil
}

// countWaiting counts the occurrences that have not ended.
func (w *world) countWaiting(ctx context.Context) (open int, err error) {
	err = w.ledger(ctx, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewRaw("SELECT count(*) FROM occurrence WHERE state IN ('waiting', 'running')").Scan(ctx, &open)
	})
	return open, err
}
