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

// The load of schedules. A schedule is due once a minute at most, so that
// several kinds make due instants come all the time.
const (
	// backfilled are the local dates, from and until, over which a schedule is run
	// while the trial lasts.
	backfilledFrom, backfilledUntil = "2026-01-01", "2026-01-02"
	backfillInstances               = 2
	backfillParallel                = 4
)

// load is one schedule of a trial.
type load struct {
	cron   string
	every  time.Duration // what cron says, for a calendar that is not the product's
	jitter time.Duration
	on     []string // Amazon's ids of instances
	past   bool     // it is backfilled
}

// loads are all of them: some that are due on the same second, so that the
// processes contend for them, as many that begin at any second of the minute,
// one on every instance, and one of the past.
func (w *world) loads() []load {
	var all []load
	for i := range w.Together {
		all = append(all, load{cron: "* * * * *", every: time.Minute, on: []string{w.instances[i%len(w.instances)]}})
	}
	for i := range w.Together {
		all = append(all, load{cron: "* * * * *", every: time.Minute, jitter: w.Jitter, on: []string{w.instances[i%len(w.instances)]}})
	}
	return append(
		all,
		load{cron: "* * * * *", every: time.Minute, on: w.instances},
		load{cron: fmt.Sprintf("0 */%d * * *", w.PastHours), every: time.Duration(w.PastHours) * time.Hour, on: w.instances[:min(backfillInstances, len(w.instances))], past: true},
	)
}

// plan is a schedule of a trial that was made, and what it asks everywhere.
type plan struct {
	load
	id       actor.ScheduleID
	backfill actor.BackfillID // of one that is backfilled
	asked    question         // instance apart
}

// startSchedules makes the schedules and begins to backfill.
func (w *world) startSchedules(ctx context.Context) ([]plan, error) {
	found, err := w.clients[0].Instances(ctx)
	if err != nil {
		return nil, err
	}
	ours := map[string]actor.InstanceID{}
	for _, instance := range found {
		ours[instance.AmazonID] = instance.ID
	}
	var plans []plan
	for i, l := range w.loads() {
		p, err := w.startSchedule(ctx, i, l, ours)
		if err != nil {
			return nil, err
		}
		plans = append(plans, p)
	}
	return plans, nil
}

// startSchedule makes the n-th schedule.
func (w *world) startSchedule(ctx context.Context, n int, l load, ours map[string]actor.InstanceID) (plan, error) {
	submission := w.submission(n)
	p := plan{load: l, asked: asked(submission)}
	p.asked.SQL += " -- by schedule"
	saved, err := w.clients[0].CreateQuery(ctx, fmt.Sprint("chaos-query-", n), httpapi.QueryContent{Name: fmt.Sprint("Chaos ", n), SQL: p.asked.SQL})
	if err != nil {
		return p, fmt.Errorf("save a query: %w", err)
	}
	content := httpapi.ScheduleContent{
		Name: fmt.Sprint("Chaos ", n), Query: httpapi.ScheduleQuery{ID: saved.ID},
		Window: httpapi.ScheduleWindow{From: submission.Window.From, To: submission.Window.To, Zone: submission.Window.Zone},
		Rule:   httpapi.Recurrence{Frequency: "cron", Cron: l.cron, Zone: "UTC"},
		Settle: "run", CatchUp: "all", Overlap: "allow", JitterSeconds: int(l.jitter / time.Second), PauseAfter: new(0),
	}
	for _, on := range l.on {
		content.Targets = append(content.Targets, httpapi.ScheduleTarget{InstanceID: ours[on]})
	}
	made, err := w.clients[0].CreateSchedule(ctx, fmt.Sprint("chaos-schedule-", n), content)
	if err != nil {
		return p, fmt.Errorf("make a schedule: %w", err)
	}
	p.id = made.ID
	if l.past {
		fleet, err := w.clients[0].StartBackfill(ctx, fmt.Sprint("chaos-backfill-", n), made.ID, apiclient.BackfillRequest{
			From: backfilledFrom, To: backfilledUntil, Parallel: backfillParallel,
		})
		if err != nil {
			return p, fmt.Errorf("begin a backfill: %w", err)
		}
		p.backfill = fleet.ID
	}
	return p, nil
}

// stopSchedules pauses all of them; what has begun by then goes on, and so does
// the backfill.
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
	var spans []struct {
		ID           string
		Since, Until time.Time
	}
	if err := tx.NewRaw(`SELECT id, created_at AS since, paused_at AS until FROM schedule`).Scan(ctx, &spans); err != nil {
		return err
	}
	asks := map[string]question{}
	for _, p := range plans {
		asks[string(p.id)] = p.asked
		for _, span := range spans {
			if span.ID == string(p.id) {
				h.Schedules = append(h.Schedules, scheduled{Series: span.ID, Since: span.Since, Until: span.Until, Every: p.every, Executions: len(p.on)})
			}
		}
		if p.past {
			past, err := pastOf(p)
			if err != nil {
				return err
			}
			h.Schedules = append(h.Schedules, past)
		}
	}
	// A pause that is asked for twice records the instants since the first time as paused: nothing was due then.
	err := tx.NewRaw(`SELECT o.id, coalesce(o.backfill_id, o.schedule_id) AS series, o.state, o.reason_code AS reason, o.due_at, o.through_at, o.start_at
		FROM occurrence o JOIN schedule s ON s.id = o.schedule_id
		WHERE NOT (o.state = 'skipped' AND o.reason_code = 'paused' AND o.due_at > s.paused_at) ORDER BY o.due_at, o.id`).Scan(ctx, &h.Occurrences)
	if err != nil {
		return err
	}
	var cells []struct{ OccurrenceID, ScheduleID, Instance, ExecutionID string }
	if err := tx.NewRaw(`SELECT c.occurrence_id, o.schedule_id, i.amazon_id AS instance, c.execution_id FROM occurrence_execution c
		JOIN occurrence o ON o.id = c.occurrence_id JOIN instance i ON i.id = c.instance_id WHERE c.execution_id IS NOT NULL`).Scan(ctx, &cells); err != nil {
		return err
	}
	made := map[string][]string{}
	for _, c := range cells {
		made[c.OccurrenceID] = append(made[c.OccurrenceID], c.ExecutionID)
		asked := asks[c.ScheduleID]
		asked.Instance = c.Instance
		h.Acknowledged = append(h.Acknowledged, acknowledgement{ID: c.ExecutionID, question: asked, Scheduled: true})
	}
	for i := range h.Occurrences {
		h.Occurrences[i].Executions = made[h.Occurrences[i].ID]
	}
	return nil
}

// pastOf is what is due of a backfill: each hour from its first midnight on.
func pastOf(p plan) (scheduled, error) {
	from, err := time.Parse(time.DateOnly, backfilledFrom)
	if err != nil {
		return scheduled{}, err
	}
	until, err := time.Parse(time.DateOnly, backfilledUntil)
	if err != nil {
		return scheduled{}, err
	}
	// Both ends are instants: the first one is due, the last one is not.
	return scheduled{Series: string(p.backfill), Since: from.Add(-time.Second), Until: until.Add(-time.Second), Every: p.every, Executions: len(p.on)}, nil
}

// countWaiting counts the occurrences that have not ended.
func (w *world) countWaiting(ctx context.Context) (open int, err error) {
	err = w.ledger(ctx, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewRaw("SELECT count(*) FROM occurrence WHERE state IN ('waiting', 'running')").Scan(ctx, &open)
	})
	return open, err
}
