package schedule

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/recurrence"
	"github.com/recomamp/recomamp/internal/window"
)

// StartBackfill makes a backfill and begins it. Errors: ErrNotFound, ErrBackfill,
// idempotency.ErrReused.
func (s *Service) StartBackfill(ctx context.Context, a actor.Actor, id actor.ScheduleID, p BackfillParams) (Backfill, error) {
	var made actor.BackfillID
	err := s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) (err error) {
		made, _, err = idempotency.Once(ctx, tx, a, p.Key, s.clock.Now(), func() (actor.BackfillID, error) {
			return s.startBackfill(ctx, tx, a, id, p)
		})
		return err
	})
	if err != nil {
		return Backfill{}, err
	}
	return s.Backfill(ctx, a, made)
}

func (s *Service) startBackfill(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.ScheduleID, p BackfillParams) (actor.BackfillID, error) {
	b, def, err := s.openToRun(ctx, tx, a, id)
	if err != nil {
		return "", err
	}
	row, instants, err := b.planBackfill(def, p)
	if err != nil {
		return "", err
	}
	row.CreatedBy = a.PersonID
	if len(p.InstanceIDs) > 0 {
		def.targets = slices.DeleteFunc(slices.Clone(def.targets), func(t targetRow) bool { return !slices.Contains(p.InstanceIDs, t.InstanceID) })
		if len(def.targets) != len(p.InstanceIDs) {
			return "", ErrBackfill.WithField("/instanceIds", "must be instances of the schedule, each once")
		}
	}
	if n := len(instants) * len(def.targets); n > MaxBackfillCells {
		return "", ErrBackfill.WithField("/to", fmt.Sprintf("makes %d executions; %d at most are made by one backfill", n, MaxBackfillCells))
	}
	if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
		return "", fmt.Errorf("store backfill: %w", err)
	}
	for _, at := range instants {
		o := b.newOccurrence(def, at, BackfillOf, string(row.ID))
		o.BackfillID, o.AskedBy = row.ID, a.PersonID
		cells, ok := b.resolve(def, o)
		if !ok {
			continue
		}
		b.cells = append(b.cells, cells...)
		if settles := o.window().SettlesAt(); def.Settle == SettleWait && settles.After(b.now) {
			o.StartAt, o.Reason = settles, reasonSettles
		}
	}
	b.changes = []event.Change{{Kind: event.BackfillChanged, SubjectID: string(row.ID)}} // one for all its occurrences
	b.acts = append(b.acts, deed{id, audit.What{
		Act: audit.BackfillStarted, ID: string(row.ID), Name: def.Name,
		Changes: audit.Changes{}.Is("from", row.FromAt).Is("until", row.UntilAt).Is("executions", len(instants)*len(def.targets)),
	}})
	b.dues = append(b.dues, &dueRow{Duty: backfillDuty, ID: string(row.ID), ScheduleID: id, At: &b.now})
	return row.ID, b.flush(ctx)
}

// planBackfill lists the instants of a backfill. The start and the end of the
// rule do not bound it.
func (b *batch) planBackfill(def *definition, p BackfillParams) (*Backfill, []time.Time, error) {
	if p.Parallel == 0 {
		p.Parallel = DefaultParallel
	}
	if p.Parallel < 1 || p.Parallel > MaxParallel {
		return nil, nil, ErrBackfill.WithField("/parallel", "must be from 1 to 50")
	}
	rule := def.Rule
	rule.Until = ""
	if rule.Interval <= 1 {
		rule.From = "" // longer intervals are counted from it
	}
	compiled, err := recurrence.Compile(rule)
	if err != nil {
		return nil, nil, err
	}
	def.rule = compiled
	row := &Backfill{
		ID: actor.NewIDAt[actor.BackfillID](b.now), ScheduleID: def.ID, Parallel: p.Parallel, State: BackfillRunning, CreatedAt: b.now,
	}
	if row.FromAt, err = window.Midnight(p.From, compiled.Zone()); err != nil {
		return nil, nil, ErrBackfill.WithField("/from", err.Error())
	}
	if row.UntilAt, err = window.Midnight(p.To, compiled.Zone()); err != nil {
		return nil, nil, ErrBackfill.WithField("/to", err.Error())
	}
	if row.UntilAt.After(b.now) {
		row.UntilAt = b.now
	}
	var instants []time.Time
	for firing := range compiled.After(row.FromAt.Add(-time.Second)) {
		if !firing.At.Before(row.UntilAt) {
			break
		}
		if instants = append(instants, firing.At); len(instants) > MaxBackfillCells {
			return nil, nil, ErrBackfill.WithField("/to", fmt.Sprintf("holds more than %d instants", MaxBackfillCells))
		}
	}
	if len(instants) == 0 {
		return nil, nil, ErrBackfill.WithField("/from", "leaves no instant of the rule in the past before the end")
	}
	return row, instants, nil
}
