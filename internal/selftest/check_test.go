package selftest

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/fault"
)

func TestChecksAreDoneInTheirOrderAndEachIsTold(t *testing.T) {
	t.Parallel()
	checks := []Check{
		{Name: "one", Title: "One", Run: func(context.Context) Finding { return good("fine") }},
		{Name: "two", Title: "Two", Run: func(context.Context) Finding { panic("broken") }},
		{Name: "three", Title: "Three", Run: func(context.Context) Finding { return notApplicable("nothing") }},
	}
	var told [][]State
	outcomes, err := Run(t.Context(), checks, slog.New(slog.DiscardHandler), func(now []Outcome) error {
		var states []State
		for _, o := range now {
			states = append(states, o.State)
		}
		told = append(told, states)
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, [][]State{
		{Running, Waiting, Waiting}, {OK, Running, Waiting}, {OK, Failed, Running}, {OK, Failed, NotApplicable},
	}, told)
	require.Equal(t, Failed, Verdict(outcomes))
	require.Equal(t, "The check itself broke; the log of the server says how.", outcomes[1].Means)
}

func TestWhatCannotBeToldEndsTheChecks(t *testing.T) {
	t.Parallel()
	done := 0
	checks := slices.Repeat([]Check{{Run: func(context.Context) Finding { done++; return good("") }}}, 3)
	lost := errors.New("lost")
	_, err := Run(t.Context(), checks, slog.New(slog.DiscardHandler), func(now []Outcome) error {
		if now[1].State == Running {
			return lost
		}
		return nil
	})
	require.ErrorIs(t, err, lost)
	require.Equal(t, 1, done)
}

func TestACheckHasItsTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := Check{Within: time.Minute, Run: func(ctx context.Context) Finding {
			<-ctx.Done()
			return troubled(ctx, ctx.Err(), "It was waited for.", "Wait less.")
		}}
		outcomes, err := Run(t.Context(), []Check{slow}, slog.New(slog.DiscardHandler), func([]Outcome) error { return nil })
		require.NoError(t, err)
		require.Equal(t, Outcome{State: Failed, Means: "It was waited for. It took too long.", Next: "Wait less.", TookMS: 60_000}, outcomes[0])
	})
}

func TestAVerdictIsTheWorst(t *testing.T) {
	t.Parallel()
	of := func(states ...State) State {
		var outcomes []Outcome
		for _, s := range states {
			outcomes = append(outcomes, Outcome{State: s})
		}
		return Verdict(outcomes)
	}
	require.Equal(t, OK, of(OK, NotApplicable, Waiting))
	require.Equal(t, Warning, of(OK, Warning, OK))
	require.Equal(t, Failed, of(Failed, Warning))
	require.Equal(t, OK, of())
}

func TestTroubleIsToldInWordsForPeople(t *testing.T) {
	t.Parallel()
	known := fault.New(fault.Unavailable, "x.away", "It is away.").WithNext("Wait.").WithCause(errors.New("secret"))
	require.Equal(t, Finding{Failed, "No. It is away.", "Wait."}, troubled(t.Context(), known, "No.", "Look."))
	require.Equal(t, Finding{Failed, "No.", "Look."}, troubled(t.Context(), errors.New("secret"), "No.", "Look."))
}
