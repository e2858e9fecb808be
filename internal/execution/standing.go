package execution

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// Standing says how an execution that waits for a slot stands.
type Standing struct {
	// Ahead is how many of its instance are to be given a slot before it.
	Ahead int
	// PausedAt is set while its instance is paused.
	PausedAt *time.Time
	// Elsewhere is how many of the instance's slots are taken by runs that are
	// not ours.
	Elsewhere int
	// StartAt is when it is expected to be given one, from how long the last runs
	// of the instance took; nil when nothing is known or the instance is paused.
	StartAt *time.Time
}

const (
	// standingDepth bounds how many that wait are looked at.
	standingDepth = 300
	// recentRuns is how many past runs an expectation rests on.
	recentRuns = 20
)

// Standing tells how an execution stands; nil when it does not wait for a slot.
func (s *Service) Standing(ctx context.Context, a actor.Actor, e *Execution) (*Standing, error) {
	if e.State != Queued && e.State != Waiting {
		return nil, nil //nolint:nilnil // most executions do not wait
	}
	var found *Standing
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		own, err := placeOf(ctx, tx, e.ID)
		if errors.Is(err, sql.ErrNoRows) || err == nil && !own.Waiting {
			return nil
		}
		if err != nil {
			return err
		}
		found, err = s.standing(ctx, tx, own)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read standing of %s: %w", e.ID, err)
	}
	return found, nil
}

func (s *Service) standing(ctx context.Context, tx bun.Tx, own *place) (*Standing, error) {
	l, err := laneOf(ctx, tx, own.InstanceID)
	if err != nil {
		return nil, err
	}
	var all []place
	err = tx.NewSelect().Model(&all).Where("instance_id = ? AND (waiting OR slot IS NOT NULL)", own.InstanceID).
		Order("priority", "since").Limit(standingDepth).Scan(ctx)
	if err != nil {
		return nil, err
	}
	held, waiting := holding{map[actor.ClientID]int{}, map[actor.PersonID]int{}}, all[:0]
	var holders []actor.ExecutionID
	for _, p := range all {
		if p.Slot == nil {
			waiting = append(waiting, p)
			continue
		}
		held.clients[p.ClientID]++
		held.people[p.PersonID]++
		holders = append(holders, p.ExecutionID)
	}
	everyone := room{account: len(waiting), instances: map[actor.InstanceID]int{own.InstanceID: len(waiting)}}
	ahead := slices.IndexFunc(take(waiting, held, everyone), func(p place) bool { return p.ExecutionID == own.ExecutionID })
	if ahead < 0 {
		ahead = len(waiting) // beyond what is looked at
	}
	standing := &Standing{Ahead: ahead, PausedAt: l.PausedAt, Elsewhere: l.elsewhere(s.clock.Now())}
	if l.PausedAt == nil {
		standing.StartAt, err = s.expectedStart(ctx, tx, own.InstanceID, holders, ahead, s.config.Slots-standing.Elsewhere)
	}
	return standing, err
}

// expectedStart is when the slots held now, and after them those given to the
// ones ahead, come round to an execution.
func (s *Service) expectedStart(ctx context.Context, tx bun.Tx, instance actor.InstanceID, holders []actor.ExecutionID, ahead, slots int) (*time.Time, error) {
	usual, err := usualTime(ctx, tx, instance)
	if err != nil || usual == 0 || slots < 1 {
		return nil, err
	}
	var begun []time.Time
	if len(holders) > 0 {
		err := tx.NewSelect().Model((*Execution)(nil)).ColumnExpr("COALESCE(submitted_at, created_at)").
			Where("id IN (?)", bun.List(holders)).Scan(ctx, &begun)
		if err != nil {
			return nil, err
		}
	}
	now := s.clock.Now()
	free := make([]time.Time, max(slots, len(begun)))
	for i := range free {
		free[i] = now
		if i < len(begun) {
			free[i] = latest(now, begun[i].Add(usual))
		}
	}
	for range ahead {
		first := earliest(free)
		free[first] = free[first].Add(usual)
	}
	at := free[earliest(free)]
	return &at, nil
}

func earliest(times []time.Time) int {
	best := 0
	for i, at := range times {
		if at.Before(times[best]) {
			best = i
		}
	}
	return best
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// usualTime is the median of how long the last runs of an instance were open;
// zero when there were none.
func usualTime(ctx context.Context, tx bun.Tx, instance actor.InstanceID) (time.Duration, error) {
	var runs []struct {
		SubmittedAt      time.Time `bun:"submitted_at"`
		AmazonFinishedAt time.Time `bun:"amazon_finished_at"`
	}
	err := tx.NewSelect().Model((*Execution)(nil)).Column("submitted_at", "amazon_finished_at").
		Where("instance_id = ? AND submitted_at IS NOT NULL AND amazon_finished_at IS NOT NULL", instance).
		Order("id DESC").Limit(recentRuns).Scan(ctx, &runs)
	if err != nil || len(runs) == 0 {
		return 0, err
	}
	times := make([]time.Duration, len(runs))
	for i, run := range runs {
		times[i] = run.AmazonFinishedAt.Sub(run.SubmittedAt)
	}
	slices.Sort(times)
	return times[len(times)/2], nil
}
