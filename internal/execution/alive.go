package execution

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/database"
)

// lifeSign says that a holder of leases is alive. A lease bounds how long one
// piece of work may be silent; this finds out much sooner that the whole process
// has died or was frozen. A process without leases says nothing.
type lifeSign struct {
	bun.BaseModel `bun:"table:execution_process"`

	Holder     string    `bun:"holder,pk"`
	AliveUntil time.Time `bun:"alive_until"`
}

// sign of life of this process.
type sign struct {
	working atomic.Int64 // pieces of work under way
	claimed atomic.Int64 // when the newest claim runs out, in nanoseconds since 1970
	given   atomic.Int64 // when it was last given, likewise
}

// holdsLeases reports whether the process works, or has claimed work whose jobs
// may still wait for a worker.
func (s *Service) holdsLeases() bool {
	return s.sign.working.Load() > 0 || s.clock.Now().UnixNano() < s.sign.claimed.Load()
}

// deadHolder is the condition on execution_work that its holder, another than
// who asks, is known to have died or to be frozen at a time. Who asks is alive,
// however long it was silent. It takes who asks and the time.
const deadHolder = `(holder <> ? AND holder IN (SELECT holder FROM execution_process WHERE alive_until < ?))`

// live says in a transaction that takes or keeps leases that this process is
// alive, unless it has just said so. It comes after the lock on the work: one that
// claims and one that renews the same would else wait for each other.
func (s *Service) live(ctx context.Context, tx bun.Tx) error {
	now := s.clock.Now()
	since := now.Sub(time.Unix(0, s.sign.given.Load()))
	if since >= 0 && since < s.config.Alive/signsPerAlive {
		return nil
	}
	p := &lifeSign{Holder: s.holder, AliveUntil: now.Add(s.config.Alive)}
	_, err := tx.NewInsert().Model(p).On("CONFLICT (holder) DO UPDATE").Set("alive_until = EXCLUDED.alive_until").Exec(ctx)
	if err != nil {
		return fmt.Errorf("say that this process is alive: %w", err)
	}
	database.AfterCommit(ctx, func() { s.sign.given.Store(now.UnixNano()) })
	return nil
}

// signsPerAlive is how many signs of life may be lost but one.
const signsPerAlive = 4

// stayAlive gives signs of life while the process holds leases, until the
// context ends. It has a loop of its own, so that nothing holds it up.
func (s *Service) stayAlive(ctx context.Context) {
	ticker := time.NewTicker(s.config.Alive / signsPerAlive)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if !s.holdsLeases() {
			continue
		}
		if err := s.db.Write(ctx, waker, s.live); err != nil && ctx.Err() == nil {
			s.logger.DebugContext(ctx, "no sign of life could be given", slog.Any("error", err)) // the leases last longer
		}
	}
}

// forgetDead drops the signs of processes that ended so long ago that every
// lease of theirs has run out.
func (s *Service) forgetDead(ctx context.Context) error {
	return s.db.Write(ctx, waker, func(ctx context.Context, tx bun.Tx) error {
		long := s.clock.Now().Add(-max(time.Minute, 10*s.config.Lease))
		query := tx.NewDelete().Model((*lifeSign)(nil)).Where("alive_until < ?", long)
		if s.db.Dialect() == database.PostgreSQL {
			query.Where("presence_key IS NULL OR NOT " + present) // one that has had nothing to do is there all the same
		}
		_, err := query.Exec(ctx)
		return err
	})
}
