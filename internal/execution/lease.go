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

// duty is a sort of work.
type duty string

const (
	stepDuty duty = "step" // bring one execution on; id is the execution's
	pollDuty duty = "poll" // ask about the open runs of one instance; id is the instance's
)

// work is what is due, in narrow words: ids, instants, counters.
type work struct {
	bun.BaseModel `bun:"table:execution_work"`

	Duty       duty             `bun:"kind,pk"`
	ID         string           `bun:"id,pk"`
	InstanceID actor.InstanceID `bun:"instance_id"`
	DueAt      *time.Time       `bun:"due_at"`
	Holder     string           `bun:"holder"`
	LeaseUntil *time.Time       `bun:"lease_until"`
	Fence      int64            `bun:"fence"`
	Failures   int              `bun:"failures"`
	Parked     bool             `bun:"parked"`
	// WokenFor is when somebody asked for the work while it was held.
	WokenFor *time.Time `bun:"woken_for"`
	// Tickets is how many jobs were handed out for it since it was last begun
	// or given back.
	Tickets int `bun:"tickets"`
}

// lease is the right to do a piece of work. It ends when it runs out unrenewed
// or when somebody with a higher fence takes over.
type lease struct {
	Duty  duty
	ID    string
	Fence int64
	// Holder claimed it, Until is when it ran out unless renewed.
	Holder string
	Until  time.Time
	// Again: there are jobs of earlier claims that nobody has begun.
	Again bool
	// Instance is the one that the work is for, to which what it reads is bound. It
	// is empty for what was claimed before leases told it.
	Instance actor.InstanceID
}

// isFresh reports whether the work may begin without a word: nobody else can be
// about to begin it, and so much of the lease is left that keep renews it before
// it runs out. Every write checks it. A lease that another process claimed lasts
// only while that one is alive.
func (s *Service) isFresh(l lease) bool {
	return !l.Again && l.Holder == s.holder && l.Until.Sub(s.clock.Now()) > s.config.Lease/2
}

// takeUp begins work that is not fresh, and gives the lease to do it under. A job
// that comes after the lease ran out and the work was claimed again does it all
// the same, unless another job has begun: else a queue that is slower than a
// lease lasts would hand the work out for ever and never do it.
func (s *Service) takeUp(ctx context.Context, l lease) (lease, error) {
	taken := lease{Duty: l.Duty, ID: l.ID, Instance: l.Instance, Holder: s.holder, Until: s.clock.Now().Add(s.config.Lease)}
	err := s.db.Write(ctx, waker, func(ctx context.Context, tx bun.Tx) error {
		err := tx.NewRaw(`UPDATE execution_work SET fence = fence + 1, holder = ?, lease_until = ?, tickets = 0
			WHERE kind = ? AND id = ? AND (fence = ? OR fence > ? AND tickets > 1) RETURNING fence`,
			s.holder, taken.Until, l.Duty, l.ID, l.Fence, l.Fence).Scan(ctx, &taken.Fence)
		if errors.Is(err, sql.ErrNoRows) {
			return errLeaseLost
		}
		if err != nil {
			return err
		}
		return s.live(ctx, tx)
	})
	return taken, err
}

// errLeaseLost says that the work is somebody else's by now.
var errLeaseLost = errors.New("the work was taken over")

var waker = actor.System("execution.wake")

// claimDue takes leases on work that is due and says when the next will be.
func (s *Service) claimDue(ctx context.Context) (claimed []lease, next time.Time, err error) {
	if err := s.keepOwn(ctx); err != nil {
		return nil, time.Time{}, err
	}
	now := s.clock.Now()
	next, err = s.nextDue(ctx)
	if err != nil || next.IsZero() || next.After(now) {
		return nil, next, err
	}
	room := s.crew.room(now)
	var due []work
	until := now.Add(s.config.Lease)
	err = s.db.Write(ctx, waker, func(ctx context.Context, tx bun.Tx) error {
		due = nil
		query := tx.NewSelect().Model((*work)(nil)).Column("kind", "id").
			Where("due_at <= ?", now).
			Where("lease_until IS NULL OR lease_until <= ? OR "+deadHolder, now, s.holder, now).
			OrderExpr("due_at").Limit(int64(min(claimBatch, max(room, 1))))
		if room == 0 {
			query.Where(notSteps)
		}
		err := tx.NewRaw(`WITH due AS MATERIALIZED (?)
			UPDATE execution_work SET fence = fence + 1, holder = ?, lease_until = ?, woken_for = NULL, tickets = tickets + 1
			WHERE (kind, id) IN (SELECT kind, id FROM due) RETURNING kind, id, instance_id, fence, due_at, tickets`,
			database.SkipLockedRows(query), s.holder, until).Scan(ctx, &due)
		if err != nil || len(due) == 0 {
			return err
		}
		return s.live(ctx, tx)
	})
	if err != nil {
		return nil, now, fmt.Errorf("claim due work: %w", err)
	}
	if len(due) > 0 {
		s.sign.claimed.Store(until.UnixNano())
	}
	slices.SortFunc(due, func(a, b work) int { return a.DueAt.Compare(*b.DueAt) })
	for _, w := range due {
		claimed = append(claimed, lease{w.Duty, w.ID, w.Fence, s.holder, until, w.Tickets > 1, w.InstanceID})
	}
	s.crew.promise(claimed)
	next, err = s.nextDue(ctx)
	return claimed, next, err
}

// take has this process do work that is being stored, as much as it has room
// for: the rows say so, and the leases are to be enqueued in the transaction that
// stores them. It spares finding and claiming what was just written. After a
// rollback the room stays taken until the leases would have run out.
func (s *Service) take(all []*work) []lease {
	if s.enqueueIn == nil {
		return nil
	}
	now := s.clock.Now()
	until := now.Add(s.config.Lease)
	leases := make([]lease, len(all))
	for i, w := range all {
		leases[i] = lease{Duty: w.Duty, ID: w.ID, Fence: 1, Holder: s.holder, Until: until, Instance: w.InstanceID}
	}
	taken := s.crew.takes(leases, now)
	for i := range taken {
		all[i].Fence, all[i].Holder, all[i].LeaseUntil, all[i].Tickets = 1, s.holder, &until, 1
	}
	if len(taken) > 0 {
		s.sign.claimed.Store(until.UnixNano())
	}
	return taken
}

const (
	// claimBatch bounds one transaction of claimDue.
	claimBatch = 512
	// notSteps is the condition on execution_work of a process that can take on no
	// more steps.
	notSteps = "kind <> 'step'"
)

// nextDue is when work is due that nobody alive holds and that this process can
// take on, or whose lease runs out; zero when there is none.
func (s *Service) nextDue(ctx context.Context) (next time.Time, err error) {
	var found bun.NullTime
	which := "due_at IS NOT NULL"
	if s.crew.room(s.clock.Now()) == 0 {
		which += " AND " + notSteps
	}
	err = s.db.Read(ctx, waker, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewRaw(`SELECT CASE WHEN lease_until > due_at AND NOT (`+deadHolder+`) THEN lease_until ELSE due_at END AS at
			FROM execution_work WHERE `+which+` ORDER BY at LIMIT 1`, s.holder, s.clock.Now()).Scan(ctx, &found)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("find next due work: %w", err)
	}
	return found.Time, nil
}

// hold checks the lease inside a transaction and keeps it until the commit.
func hold(ctx context.Context, tx bun.Tx, l lease) (*work, error) {
	found := new(work)
	err := database.LockRows(tx.NewSelect().Model(found).Where("kind = ? AND id = ?", l.Duty, l.ID)).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) || err == nil && found.Fence != l.Fence {
		return nil, errLeaseLost
	}
	if err != nil {
		return nil, fmt.Errorf("check lease: %w", err)
	}
	return found, nil
}

// renew makes the lease last from now.
func (s *Service) renew(ctx context.Context, l lease) error {
	until := s.clock.Now().Add(s.config.Lease)
	err := s.db.Write(ctx, waker, func(ctx context.Context, tx bun.Tx) error {
		updated, err := tx.NewUpdate().Model((*work)(nil)).Set("holder = ?, lease_until = ?", s.holder, until).
			Where("kind = ? AND id = ? AND fence = ?", l.Duty, l.ID, l.Fence).Exec(ctx)
		if err := oneRow(updated, err); err != nil {
			return err
		}
		return s.live(ctx, tx)
	})
	s.atWork.renewed(l, until, err)
	return err
}

// giveBack lets go of work that is held; it is due again at the given time, or
// when woken. Whoever asked for it meanwhile is heard: the holder may not have
// seen what they saw. The fence grows, so that a renewal under way cannot take
// it back.
func giveBack(ctx context.Context, tx bun.Tx, held *work, due *time.Time, failures int, parked bool) error {
	if held.WokenFor != nil {
		parked = false
		if due == nil || held.WokenFor.Before(*due) {
			due = held.WokenFor
		}
	}
	updated, err := tx.NewUpdate().Model((*work)(nil)).
		Set("holder = '', lease_until = NULL, fence = fence + 1, tickets = 0, due_at = ?, failures = ?, parked = ?, woken_for = NULL", due, failures, parked).
		Where("kind = ? AND id = ? AND fence = ?", held.Duty, held.ID, held.Fence).Exec(ctx)
	return oneRow(updated, err)
}

// oneRow turns an update of nothing into errLeaseLost.
func oneRow(updated sql.Result, err error) error {
	if err != nil {
		return err
	}
	n, err := updated.RowsAffected()
	if err == nil && n == 0 {
		err = errLeaseLost
	}
	return err
}

// wakeAt makes work due at the latest at the given time, creating it if need be.
func wakeAt(ctx context.Context, tx bun.Tx, kind duty, id string, instance actor.InstanceID, at time.Time) error {
	w := &work{Duty: kind, ID: id, InstanceID: instance, DueAt: &at}
	_, err := tx.NewInsert().Model(w).
		On("CONFLICT (kind, id) DO UPDATE").
		Set("due_at = CASE WHEN ?TableAlias.due_at < EXCLUDED.due_at THEN ?TableAlias.due_at ELSE EXCLUDED.due_at END, parked = FALSE").
		Set("woken_for = CASE WHEN ?TableAlias.lease_until IS NULL THEN NULL WHEN ?TableAlias.woken_for < EXCLUDED.due_at THEN ?TableAlias.woken_for ELSE EXCLUDED.due_at END").
		Exec(ctx)
	if err != nil {
		return fmt.Errorf("wake %s %s: %w", kind, id, err)
	}
	return nil
}
