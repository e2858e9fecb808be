package execution

import (
	"context"
	"fmt"
	"hash/fnv"
	"log/slog"
	"math"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
)

// On PostgreSQL each process holds a lock of its own for as long as its session
// lasts. The system closes the session of a process that was killed, so that the
// others see at once that it is dead; silence (lifeSign) tells them later, and of
// a frozen one alone. A process that was only cut off says that it is alive with
// its next sign, and has lost its work, not doubled it.

// buryEvery is how often a process looks for others that died.
const buryEvery = 300 * time.Millisecond

// presenceKey is the lock of a holder: a number that nothing else locks, by all odds.
func presenceKey(holder string) int64 {
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(holder)) // never fails
	return int64(hash.Sum64() & math.MaxInt64)
}

// stayPresent holds the lock of this process until the context ends, and takes
// it again whenever the session was lost.
func (s *Service) stayPresent(ctx context.Context) {
	for ctx.Err() == nil {
		session, err := s.appear(ctx)
		if err == nil {
			_, err = session.WaitForNotification(ctx) // there is none: it ends with the session or the context
			s.leave(context.WithoutCancel(ctx), session)
		}
		if ctx.Err() != nil {
			return
		}
		s.logger.DebugContext(ctx, "the session that shows this process alive was lost", slog.Any("error", err))
		select {
		case <-ctx.Done():
		case <-time.After(buryEvery):
		}
	}
}

// appear takes the lock of this process in a session of its own.
func (s *Service) appear(ctx context.Context) (*pgx.Conn, error) {
	pooled, err := s.db.ListenPool().Acquire(ctx)
	if err != nil {
		return nil, fmt.Errorf("open a session: %w", err)
	}
	session := pooled.Hijack()
	key := presenceKey(s.holder)
	if _, err = session.Exec(ctx, "SELECT pg_advisory_lock($1)", key); err == nil {
		_, err = session.Exec(ctx, `INSERT INTO execution_process (holder, alive_until, presence_key, presence_server) VALUES ($1, $2, $3, pg_postmaster_start_time())
			ON CONFLICT (holder) DO UPDATE SET presence_key = EXCLUDED.presence_key, presence_server = EXCLUDED.presence_server`, s.holder, s.clock.Now(), key)
	}
	if err != nil {
		_ = session.Close(context.WithoutCancel(ctx))
		return nil, fmt.Errorf("show that this process is alive: %w", err)
	}
	return session, nil
}

// leave ends the session of a process that stops in good order: what it still
// works on is its own until it falls silent.
func (s *Service) leave(ctx context.Context, session *pgx.Conn) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	_, _ = session.Exec(ctx, "UPDATE execution_process SET presence_key = NULL WHERE holder = $1", s.holder) // it may be gone
	_ = session.Close(ctx)
}

// gone is the condition on execution_process that a process, another than who
// asks, had a session of this very server and has none any more. A restart or a
// failover ends all sessions and says nothing about anybody. It takes who asks
// and the time.
const gone = `holder <> ? AND alive_until >= ? AND presence_key IS NOT NULL AND presence_server = pg_postmaster_start_time() AND NOT ` + present

// present is the condition on execution_process that somebody holds its lock.
const present = `EXISTS (SELECT FROM pg_locks
	WHERE locktype = 'advisory' AND objsubid = 1 AND granted AND (classid::bigint << 32 | objid::bigint) = presence_key)`

// buryDead looks for processes that died until the context ends, at once and
// then often, and has their work taken over.
func (s *Service) buryDead(ctx context.Context) {
	clock.Repeat(ctx, buryEvery, func(ctx context.Context) {
		if err := s.bury(ctx); err != nil && ctx.Err() == nil {
			s.logger.DebugContext(ctx, "dead processes could not be looked for", slog.Any("error", err)) // their silence tells later
		}
	})
}

// bury ends the time for which dead processes count as alive.
func (s *Service) bury(ctx context.Context) error {
	now := s.clock.Now()
	var dead int
	err := s.db.Read(ctx, waker, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewRaw("SELECT count(*) FROM execution_process WHERE "+gone, s.holder, now).Scan(ctx, &dead)
	})
	if err != nil || dead == 0 {
		return err
	}
	return s.db.Write(ctx, waker, func(ctx context.Context, tx bun.Tx) error {
		database.AfterCommit(ctx, s.poke)
		_, err := tx.NewRaw("UPDATE execution_process SET alive_until = ? WHERE "+gone, now.Add(-time.Millisecond), s.holder, now).Exec(ctx)
		return err
	})
}
