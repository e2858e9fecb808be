package selftest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

const (
	signEvery = 5 * time.Second
	// silence is after how long without a sign a self-test counts as interrupted.
	silence = 30 * time.Second
	// kept is how many self-tests are kept.
	kept = 20
)

// Progress says how far a self-test is.
type Progress string

// How far a self-test is.
const (
	Under       Progress = "running"
	Done        Progress = "done"
	Interrupted Progress = "interrupted" // its process has ended
)

// Test is one self-test with its outcomes in the order of the checks.
type Test struct {
	ID         actor.SelfTestID
	PersonID   actor.PersonID
	PersonName string
	Host       string // the machine that runs it
	Progress   Progress
	Verdict    State // of what is done so far
	Outcomes   []Outcome
	StartedAt  time.Time
	EndedAt    time.Time // zero before
}

type row struct {
	bun.BaseModel `bun:"table:self_test,alias:self_test"`

	ID        actor.SelfTestID `bun:"id,pk"`
	PersonID  actor.PersonID   `bun:"person_id,nullzero"`
	Host      string           `bun:"host"`
	Outcomes  []Outcome        `bun:"outcomes,type:text"`
	Verdict   State            `bun:"verdict"`
	StartedAt time.Time        `bun:"started_at"`
	AliveAt   time.Time        `bun:"alive_at"`
	EndedAt   time.Time        `bun:"ended_at,nullzero"`
	WorkedAt  time.Time        `bun:"worked_at,nullzero"`

	PersonName string `bun:"person_name,scanonly"`
}

func (r row) test(now time.Time) Test {
	t := Test{
		ID: r.ID, PersonID: r.PersonID, PersonName: r.PersonName, Host: r.Host, Progress: Under,
		Verdict: Verdict(r.Outcomes), Outcomes: r.Outcomes, StartedAt: r.StartedAt, EndedAt: r.EndedAt,
	}
	switch {
	case !r.EndedAt.IsZero():
		t.Progress = Done
	case now.Sub(r.AliveAt) > silence:
		t.Progress, t.EndedAt = Interrupted, r.AliveAt
	}
	return t
}

func selected(tx bun.Tx, rows any) *bun.SelectQuery {
	return tx.NewSelect().Model(rows).ColumnExpr("self_test.*").ColumnExpr("COALESCE(person.name, '') AS person_name").
		Join("LEFT JOIN person ON person.id = self_test.person_id")
}

func (s *Service) find(ctx context.Context, a actor.Actor, id actor.SelfTestID) (found row, err error) {
	err = s.DB.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		return selected(tx, &found).Where("self_test.id = ?", id).Scan(ctx)
	})
	if errors.Is(err, sql.ErrNoRows) || err == nil && !a.SeesAll() {
		return row{}, ErrNotFound
	}
	if err != nil {
		return row{}, fmt.Errorf("read self-test %s: %w", id, err)
	}
	return found, nil
}

// noneRuns is ErrRuns while a self-test is under way.
func noneRuns(ctx context.Context, tx bun.Tx, now time.Time) error {
	if database.DialectOf(tx) == database.PostgreSQL { // SQLite has one writer anyway
		if _, err := tx.ExecContext(ctx, "LOCK TABLE self_test IN SHARE ROW EXCLUSIVE MODE"); err != nil {
			return fmt.Errorf("begin a self-test: %w", err)
		}
	}
	runs, err := tx.NewSelect().Model((*row)(nil)).Where("ended_at IS NULL AND alive_at > ?", now.Add(-silence)).Exists(ctx)
	if err != nil {
		return fmt.Errorf("look for a self-test that runs: %w", err)
	}
	if runs {
		return ErrRuns
	}
	return nil
}

// insert stores a new self-test and forgets the oldest ones.
func (r row) insert(ctx context.Context, tx bun.Tx) error {
	if _, err := tx.NewInsert().Model(&r).Exec(ctx); err != nil {
		return fmt.Errorf("begin a self-test: %w", err)
	}
	_, err := tx.NewRaw("DELETE FROM self_test WHERE id NOT IN (SELECT id FROM self_test ORDER BY started_at DESC, id DESC LIMIT ?)", kept).Exec(ctx)
	if err != nil {
		return fmt.Errorf("forget old self-tests: %w", err)
	}
	return nil
}

// keep stores how far a self-test is; ended is zero until it is done.
func (s *Service) keep(ctx context.Context, id actor.SelfTestID, outcomes []Outcome, ended time.Time) error {
	r := row{ID: id, Outcomes: outcomes, Verdict: Verdict(outcomes), AliveAt: s.Clock.Now(), EndedAt: ended}
	err := s.DB.Write(ctx, tester, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewUpdate().Model(&r).Column("outcomes", "verdict", "alive_at", "ended_at").WherePK().Exec(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("keep self-test %s: %w", id, err)
	}
	return nil
}

// sign says that a self-test goes on.
func (s *Service) sign(ctx context.Context, id actor.SelfTestID) error {
	return s.DB.Write(ctx, tester, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewUpdate().Model((*row)(nil)).Set("alive_at = ?", s.Clock.Now()).Where("id = ?", id).Exec(ctx)
		return err
	})
}
