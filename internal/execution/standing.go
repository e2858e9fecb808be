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
	"github.com/recomamp/recomamp/internal/database"
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
	// AccountFull: all slots of the account are taken, for which the executions of
	// its other instances wait too.
	AccountFull bool
	// StartAt is when it is expected to be given one, from how long the last runs
	// of the instance took; nil when nothing is known or the instance is paused.
	StartAt *time.Time
}

const (
	// standingDepth bounds how many that wait are looked at.
	standingDepth = 500
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
		return database.SeeingAll(ctx, tx, func(ctx context.Context, tx bun.Tx) error { // all of the account wait in one line
			found, err = s.standing(ctx, tx, own)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read standing of %s: %w", e.ID, err)
	}
	return found, nil
}

func (s *Service) standing(ctx context.Context, tx bun.Tx, own *place) (*Standing, error) {
	f, err := s.newForecast(ctx, tx, own)
	if err != nil {
		return nil, err
	}
	standing := &Standing{PausedAt: f.own.PausedAt, Elsewhere: f.own.elsewhere(f.now), AccountFull: f.free.account <= 0}
	ahead, at := f.play(own)
	standing.Ahead = ahead
	if f.known && standing.PausedAt == nil && !at.IsZero() {
		standing.StartAt = &at
	}
	return standing, nil
}

// forecast plays on how the slots of an account are given away, as if every
// run were open for as long as is usual.
type forecast struct {
	now     time.Time
	usual   time.Duration
	known   bool // what is usual
	own     lane
	waiting []place
	held    holding
	free    room
	ends    []end
}

// end is when a slot is free again.
type end struct {
	at time.Time
	of place
}

func (s *Service) newForecast(ctx context.Context, tx bun.Tx, own *place) (*forecast, error) {
	f := &forecast{
		now: s.clock.Now(), usual: time.Minute,
		held: holding{map[actor.ClientID]int{}, map[actor.PersonID]int{}},
		free: room{account: s.config.AccountSlots, instances: map[actor.InstanceID]int{}},
	}
	usual, err := usualTime(ctx, tx, own.InstanceID)
	if err != nil {
		return nil, err
	}
	if f.known = usual > 0; f.known {
		f.usual = usual
	}
	var lanes []lane
	if err := tx.NewSelect().Model(&lanes).Where("kind = ? AND account = ?", instanceLane, own.Account).Scan(ctx); err != nil {
		return nil, err
	}
	var places []place
	err = tx.NewSelect().Model(&places).Where("account = ? AND (waiting OR slot IS NOT NULL)", own.Account).
		OrderExpr("CASE WHEN slot IS NULL THEN 1 ELSE 0 END, priority, since, execution_id").Limit(standingDepth).Scan(ctx)
	if err != nil {
		return nil, err
	}
	begun, err := begunAt(ctx, tx, places)
	if err != nil {
		return nil, err
	}
	for _, p := range places {
		f.free.instances[p.InstanceID] = s.config.Slots
	}
	for _, l := range lanes {
		id := actor.InstanceID(l.ID)
		if id == own.InstanceID {
			f.own = l
		} else if l.PausedAt != nil {
			f.free.instances[id] = 0 // nobody there is in the way
		}
		f.free.instances[id] -= l.elsewhere(f.now)
		f.free.account -= l.elsewhere(f.now)
	}
	for _, p := range places {
		if p.Slot == nil {
			f.waiting = append(f.waiting, p)
			continue
		}
		f.hold(p, latest(f.now, orElse(begun[p.ExecutionID], f.now).Add(f.usual)))
		f.free.account--
		f.free.instances[p.InstanceID]--
		f.held.clients[p.ClientID]++
		f.held.people[p.PersonID]++
	}
	return f, nil
}

// begunAt is when the runs that hold slots were accepted.
func begunAt(ctx context.Context, tx bun.Tx, places []place) (map[actor.ExecutionID]*time.Time, error) {
	var holders []actor.ExecutionID
	for _, p := range places {
		if p.Slot != nil {
			holders = append(holders, p.ExecutionID)
		}
	}
	begun := map[actor.ExecutionID]*time.Time{}
	if len(holders) == 0 {
		return begun, nil
	}
	var runs []Execution
	err := tx.NewSelect().Model(&runs).Column("id", "submitted_at").Where("id IN (?)", bun.List(holders)).Scan(ctx)
	for _, run := range runs {
		begun[run.ID] = run.SubmittedAt
	}
	return begun, err
}

// hold notes until when a slot is held.
func (f *forecast) hold(p place, until time.Time) { f.ends = append(f.ends, end{until, p}) }

// play gives away slots until one has been given to own: how many of its
// instance come before it, and when it is given one; at no time when that
// cannot be told.
func (f *forecast) play(own *place) (ahead int, at time.Time) {
	for at = f.now; ; {
		served, _ := take(linesOf(f.waiting), f.held, f.free) // everybody is known: nothing is read
		f.free.account -= len(served)
		for _, p := range served {
			if p.ExecutionID == own.ExecutionID {
				return ahead, at
			}
			if p.InstanceID == own.InstanceID {
				ahead++
			}
			f.hold(p, at.Add(f.usual))
			f.waiting = slices.DeleteFunc(f.waiting, func(w place) bool { return w.ExecutionID == p.ExecutionID })
		}
		if len(f.ends) == 0 {
			return f.behind(own), time.Time{}
		}
		next := slices.MinFunc(f.ends, func(a, b end) int { return a.at.Compare(b.at) })
		f.ends = slices.DeleteFunc(f.ends, func(e end) bool { return e.of.ExecutionID == next.of.ExecutionID })
		at = next.at
		f.free.account++
		f.free.instances[next.of.InstanceID]++
		f.held.clients[next.of.ClientID]--
		f.held.people[next.of.PersonID]--
	}
}

// behind is how many of the instance are before own when no slot ever becomes
// free, or when own is beyond what is looked at.
func (f *forecast) behind(own *place) (ahead int) {
	for _, p := range f.waiting {
		if p.InstanceID == own.InstanceID && p.ExecutionID != own.ExecutionID && f.held.compare(p, *own) < 0 {
			ahead++
		}
	}
	return ahead
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
