package notify

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/idempotency"
)

var (
	bob     = actor.Person("bob", "Bob", actor.Owner)
	openYet = func(context.Context, bun.Tx) (*Ended, error) { return nil, nil } //nolint:nilnil // it has not ended
	reach   = Ended{Kind: ExecutionEnds, ID: "e1", Name: "Reach", Outcome: "succeeded", Well: true, Path: "/executions/e1"}
)

func (f *fixture) end(e Ended) {
	f.t.Helper()
	f.write(func(ctx context.Context, tx bun.Tx) error { return f.End(ctx, tx, f.owner, e) })
}

func (f *fixture) noticesOf(a actor.Actor) (titles []string) {
	f.t.Helper()
	all, err := f.List(f.t.Context(), a, Filter{State: Open}, 100)
	require.NoError(f.t, err)
	for _, n := range all {
		titles = append(titles, n.Title)
	}
	return titles
}

func TestWhoWishesItIsToldOnceAndNobodyElse(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		f.channelOf(everything)
		f.channelOf(ChannelChange{Name: "Ada", Address: hook + "/ada", Active: true, Mine: true})
		_, err := f.CreateChannel(ctx, bob, ChannelChange{Name: "Bob", Address: hook + "/bob", Active: true, Mine: true}, idempotency.Key{})
		require.NoError(t, err)
		for range 2 {
			require.NoError(t, f.TellWhenDone(ctx, f.owner, ExecutionEnds, "e1", true, openYet))
		}
		wished, err := f.IsWished(ctx, f.owner, ExecutionEnds, "e1")
		require.NoError(t, err)
		require.True(t, wished)
		f.end(Ended{Kind: OccurrenceEnds, ID: "e1", Name: "Another", Outcome: "succeeded"})
		require.Empty(t, f.noticesOf(f.owner))
		f.end(reach)
		f.end(reach)
		require.Equal(t, []string{"Reach succeeded"}, f.noticesOf(f.owner))
		require.Empty(t, f.noticesOf(bob))
		count, err := f.Count(ctx, bob)
		require.NoError(t, err)
		require.Zero(t, count.Open)
		sent := f.after(time.Minute)
		require.Len(t, sent, 1)
		require.Contains(t, sent[0].to, "/ada")
		wished, err = f.IsWished(ctx, f.owner, ExecutionEnds, "e1")
		require.NoError(t, err)
		require.False(t, wished)
		require.Empty(t, f.after(wishFor), "it goes by itself")
		require.Empty(t, f.noticesOf(f.owner))
	})
}

func TestAWishMayBeTakenBackOrComeTooLate(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		require.NoError(t, f.TellWhenDone(ctx, f.owner, ExecutionEnds, "e1", true, openYet))
		require.NoError(t, f.TellWhenDone(ctx, f.owner, ExecutionEnds, "e1", false, openYet))
		f.end(reach)
		require.Empty(t, f.noticesOf(f.owner))
		failed := reach
		failed.Outcome, failed.Well = "failed", false
		require.NoError(t, f.TellWhenDone(ctx, f.owner, ExecutionEnds, "e1", true, func(context.Context, bun.Tx) (*Ended, error) { return &failed, nil }))
		require.Equal(t, []string{"Reach failed"}, f.noticesOf(f.owner), "it had ended")
		boom := errors.New("boom")
		require.ErrorIs(t, f.TellWhenDone(ctx, f.owner, ExecutionEnds, "e2", true, func(context.Context, bun.Tx) (*Ended, error) { return nil, boom }), boom)
		require.ErrorIs(t, f.TellWhenDone(ctx, actor.System("test"), ExecutionEnds, "e1", true, openYet), ErrNobody)
	})
}

func TestAChannelOfOnesOwnIsSeenByNobodyElse(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		mine := f.channelOf(ChannelChange{Name: "Ada", Address: hook, Active: true, Mine: true})
		require.Equal(t, f.owner.PersonID, mine.PersonID)
		all, err := f.Channels(ctx, bob)
		require.NoError(t, err)
		require.Empty(t, all)
		_, err = f.Test(ctx, bob, mine.ID)
		require.ErrorIs(t, err, ErrChannelNotFound)
		require.ErrorIs(t, f.DeleteChannel(ctx, bob, mine.ID, 1), ErrChannelNotFound)
		f.raise(paused(1))
		require.Empty(t, f.after(time.Minute), "what is for all goes to channels for all")
	})
}
