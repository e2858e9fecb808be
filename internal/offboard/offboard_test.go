package offboard_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/instance"
	"github.com/recomamp/recomamp/internal/offboard"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// process is one of those that off-board.
type process struct {
	*offboard.Service

	did     []string
	problem error // of the step tokens
	waits   bool  // the step runs is not done unless forced
}

func newProcess(db *database.DB, time *clock.Manual) *process {
	p := &process{Service: offboard.New(offboard.Dependencies{
		DB: db, Clock: time, Events: event.NewLog(time), Logger: slog.New(slog.DiscardHandler), Purge: func(actor.InstanceID) int { return 0 },
	})}
	step := func(name string, phase offboard.Phase, do func(offboard.Subject) (offboard.Progress, error)) {
		p.Register(offboard.Step{
			Name: name, Phase: phase, Title: name,
			Do: func(_ context.Context, of offboard.Subject) (offboard.Progress, error) {
				p.did = append(p.did, name)
				return do(of)
			},
			Undo: func(context.Context, offboard.Subject) error {
				p.did = append(p.did, "undo "+name)
				return nil
			},
		})
	}
	done := func(offboard.Subject) (offboard.Progress, error) { return offboard.Progress{Done: true}, nil }
	step("key", offboard.Destroy, done)
	step("runs", offboard.Stop, func(of offboard.Subject) (offboard.Progress, error) {
		if p.waits && !of.Forced {
			return offboard.Progress{Left: 2, Note: "Amazon has not answered."}, nil
		}
		return offboard.Progress{Done: true}, nil
	})
	step("tokens", offboard.Stop, func(offboard.Subject) (offboard.Progress, error) {
		return offboard.Progress{Done: p.problem == nil}, p.problem
	})
	return p
}

func on(t *testing.T, try func(t *testing.T, db *database.DB, time *clock.Manual, ada actor.Actor)) {
	t.Helper()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		require.NoError(t, db.Write(t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
			for _, statement := range []string{
				`INSERT INTO person (id, email, email_key, name, role, password_hash, created_at, updated_at) VALUES ('ada', 'a', 'a', 'Ada', 'owner', '', ?0, ?0)`,
				`INSERT INTO client (id, advertiser, name, color, version, created_at, updated_at) VALUES ('c1', 'Kestrel', 'Kestrel', 'teal', 1, ?0, ?0)`,
			} {
				if _, err := tx.NewRaw(statement, start).Exec(ctx); err != nil {
					return err
				}
			}
			return nil
		}))
		try(t, db, clock.NewManual(start), actor.Person("ada", "Ada", actor.Owner))
	})
}

func TestStepsAreTakenUpByAnyProcessAndGoOnWhereTheyWere(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, db *database.DB, time *clock.Manual, ada actor.Actor) {
		first := newProcess(db, time)
		first.problem = errors.New("it died")
		_, err := first.Begin(t.Context(), ada, "c1", offboard.BeginParams{Confirm: "Kestrel", Reason: "left", Grace: offboard.DefaultGrace})
		require.NoError(t, err)
		require.Error(t, first.Advance(t.Context()))
		require.Equal(t, []string{"runs", "tokens"}, first.did)
		seen, err := first.Get(t.Context(), ada, "c1")
		require.NoError(t, err)
		require.Equal(t, offboard.Stopping, seen.State)
		require.NotEmpty(t, seen.Steps[1].Problem)

		second := newProcess(db, time)
		require.NoError(t, second.Advance(t.Context()))
		require.Equal(t, []string{"tokens"}, second.did, "what is done is not done again, and nothing is destroyed in the grace time")
		seen, err = second.Get(t.Context(), ada, "c1")
		require.NoError(t, err)
		require.Equal(t, offboard.Stopped, seen.State)
		require.Empty(t, seen.Steps[1].Problem)

		time.Advance(offboard.DefaultGrace)
		require.NoError(t, second.Advance(t.Context()))
		require.Equal(t, []string{"tokens", "key"}, second.did)
		seen, err = second.Get(t.Context(), ada, "c1")
		require.NoError(t, err)
		require.Equal(t, offboard.Destroyed, seen.State)
		require.NoError(t, second.Advance(t.Context()))
		require.Len(t, second.did, 2)
		require.ErrorIs(t, second.TakeBack(t.Context(), ada, "c1"), offboard.ErrTooLate)
	})
}

func TestWhatIsWaitedForIsGivenUpWhenTheGraceTimeEnds(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, db *database.DB, time *clock.Manual, ada actor.Actor) {
		p := newProcess(db, time)
		p.waits = true
		_, err := p.Begin(t.Context(), ada, "c1", offboard.BeginParams{Confirm: "Kestrel", Reason: "left", Grace: offboard.DefaultGrace})
		require.NoError(t, err)
		require.NoError(t, p.Advance(t.Context()))
		require.NoError(t, p.Advance(t.Context()))
		require.Equal(t, []string{"runs", "runs"}, p.did)
		seen, err := p.Get(t.Context(), ada, "c1")
		require.NoError(t, err)
		require.Equal(t, 2, seen.Steps[0].Left)
		_, err = p.Hasten(t.Context(), ada, "c1", "Kestrel")
		require.NoError(t, err)
		require.NoError(t, p.Advance(t.Context()))
		require.Equal(t, []string{"runs", "runs", "runs", "tokens", "key"}, p.did)
	})
}

func TestTakingBackUndoesWhatWasStoppedAndStrangersFindNobodyToOffBoard(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, db *database.DB, time *clock.Manual, ada actor.Actor) {
		p := newProcess(db, time)
		good := offboard.BeginParams{Confirm: "Kestrel", Reason: "left", Grace: offboard.DefaultGrace}
		for change, want := range map[*offboard.BeginParams]error{
			{Confirm: "kestrel", Reason: "left"}:                                offboard.ErrConfirm,
			{Confirm: "Kestrel", Reason: " "}:                                   offboard.ErrReason,
			{Confirm: "Kestrel", Reason: "left", Grace: offboard.MaxGrace + 1}:  offboard.ErrGrace,
			{Confirm: "Kestrel", Reason: "left", Grace: -offboard.DefaultGrace}: offboard.ErrGrace,
		} {
			_, err := p.Begin(t.Context(), ada, "c1", *change)
			require.ErrorIs(t, err, want)
		}
		member := actor.Person("bo", "Bo", actor.Member)
		_, err := p.Begin(t.Context(), member, "c1", good)
		require.ErrorIs(t, err, instance.ErrClientNotFound)
		require.ErrorIs(t, p.TakeBack(t.Context(), ada, "c1"), offboard.ErrNotBegun)
		_, err = p.Begin(t.Context(), ada, "c1", good)
		require.NoError(t, err)
		require.NoError(t, p.Advance(t.Context()))
		require.NoError(t, p.TakeBack(t.Context(), ada, "c1"))
		require.Equal(t, []string{"runs", "tokens", "undo runs", "undo tokens"}, p.did)
		seen, err := p.Get(t.Context(), ada, "c1")
		require.NoError(t, err)
		require.Equal(t, offboard.Staying, seen.State)
		_, err = p.Begin(t.Context(), ada, "c1", good)
		require.NoError(t, err, "once more")
	})
}
