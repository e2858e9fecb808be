package notify

import (
	"context"
	"encoding/base64"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/courier"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/seal"
)

func TestChannelsAreCheckedAndCarryTheirVersion(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		for pointer, c := range map[string]ChannelChange{
			"/name":       {Name: " ", Address: hook},
			"/address":    {Name: "x", Address: "hunter2"},
			"/severities": {Name: "x", Address: hook, Takes: Takes{Severities: []Severity{"dire"}}},
			"/kinds":      {Name: "x", Address: hook, Takes: Takes{Kinds: []Kind{"weather"}}},
			"/quiet/zone": {Name: "x", Address: hook, Quiet: Quiet{From: "22:00", Until: "07:00", Zone: "Moon"}},
		} {
			_, err := f.CreateChannel(ctx, f.owner, c, idempotency.Key{})
			require.Equal(t, fault.Invalid, fault.KindOf(err), pointer)
			require.Equal(t, pointer, fault.Of(err).Fields[0].Pointer)
			require.NotContains(t, fmt.Sprint(err, fault.Of(err).Fields), "hunter2")
		}
		made := f.channelOf(everything)
		require.Equal(t, "hooks.example.com/•••", made.Address)
		require.Equal(t, Untried, made.State)
		again := everything
		again.Name = "OPS"
		_, err := f.CreateChannel(ctx, f.owner, again, idempotency.Key{})
		require.ErrorIs(t, err, ErrChannelName)

		change := everything
		change.Name, change.Address, change.Kinds = "Night", "", []Kind{KindBudget}
		_, err = f.UpdateChannel(ctx, f.owner, made.ID, 7, change)
		require.ErrorIs(t, err, ErrChannelConflict)
		changed, err := f.UpdateChannel(ctx, f.owner, made.ID, 1, change)
		require.NoError(t, err)
		require.Equal(t, 2, changed.Version)
		require.Equal(t, []Kind{KindBudget}, changed.Kinds)
		require.Equal(t, made.Address, changed.Address, "an address that is not given stays")
		all, err := f.Channels(ctx, f.owner)
		require.NoError(t, err)
		require.Equal(t, []Channel{changed}, all)

		nobody := actor.Actor{}
		all, err = f.Channels(ctx, nobody)
		require.NoError(t, err)
		require.Empty(t, all)
		_, err = f.UpdateChannel(ctx, nobody, made.ID, 2, change)
		require.ErrorIs(t, err, ErrChannelNotFound)
		_, err = f.Test(ctx, nobody, made.ID)
		require.ErrorIs(t, err, ErrChannelNotFound)
		require.ErrorIs(t, f.DeleteChannel(ctx, nobody, made.ID, 2), ErrChannelNotFound)
		require.ErrorIs(t, f.DeleteChannel(ctx, f.owner, made.ID, 1), ErrChannelConflict)
		require.NoError(t, f.DeleteChannel(ctx, f.owner, made.ID, 2))
		require.ErrorIs(t, f.DeleteChannel(ctx, f.owner, made.ID, 2), ErrChannelNotFound)
	})
}

func TestATestSaysWhatHappened(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		quiet := everything
		quiet.Quiet, quiet.Kinds = Quiet{From: "00:00", Until: "23:59", Zone: "UTC"}, []Kind{KindBudget}
		id := f.channelOf(quiet).ID
		tried, err := f.Test(t.Context(), f.owner, id)
		require.NoError(t, err)
		require.True(t, tried.Arrived)
		require.Len(t, f.post.taken(), 1, "whatever the channel takes and however quiet it is")
		f.post.answer = failing(true, 0)
		tried, err = f.Test(t.Context(), f.owner, id)
		require.NoError(t, err)
		require.False(t, tried.Arrived)
		require.Equal(t, "channel.status_503", tried.Problem.Code)
		channel, err := f.Channel(t.Context(), f.owner, id)
		require.NoError(t, err)
		require.Equal(t, "The receiver answered 503.", channel.Failure.Message)
		require.Equal(t, Failing, channel.State)
		require.Empty(t, f.notices(), "who tests sees it")
	})
}

// Somebody corrects the address while the old one is still tried.
func TestATestOfAnOldAddressSaysNothingOfTheNewOne(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		made := f.channelOf(everything)
		f.post.answer = func(to courier.Address, m courier.Message) error {
			corrected := everything
			corrected.Address = hook + "/new"
			_, err := f.UpdateChannel(t.Context(), f.owner, made.ID, made.Version, corrected)
			require.NoError(t, err)
			return failing(true, 0)(to, m)
		}
		tried, err := f.Test(t.Context(), f.owner, made.ID)
		require.NoError(t, err)
		require.False(t, tried.Arrived)
		channel, err := f.Channel(t.Context(), f.owner, made.ID)
		require.NoError(t, err)
		require.Equal(t, Untried, channel.State)
		require.Nil(t, channel.Failure)
	})
}

// The database holds an address only sealed, and for its own row.
func TestAddressesAreSealed(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		made := f.channelOf(everything)
		var row channelRow
		f.write(func(ctx context.Context, tx bun.Tx) error { return tx.NewSelect().Model(&row).Scan(ctx) })
		require.NotContains(t, string(row.Address), "hunter2")
		require.NotContains(t, fmt.Sprintf("%+v", made), "hunter2")
		row.ID = "elsewhere"
		require.Equal(t, "keys_missing", f.send(t.Context(), &row, courier.Message{}).Code)
		fresh, err := seal.Generate()
		require.NoError(t, err)
		other := f.process(f.db, base64.StdEncoding.EncodeToString(fresh))
		tried, err := other.Test(t.Context(), f.owner, made.ID)
		require.NoError(t, err)
		require.Equal(t, "channel.keys_missing", tried.Problem.Code)
	})
}

func TestEveryoneReadsForThemselves(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		ctx, bob := t.Context(), actor.Person("bob", "Bob", actor.Owner)
		f.raise(paused(1))
		f.raise(Raise{Kind: KindSystem, Severity: Urgent, Cause: "disk", Title: "The disk is full"})
		id := f.notices()[0].ID
		counts := func(a actor.Actor) Counts {
			c, err := f.Count(ctx, a)
			require.NoError(t, err)
			return c
		}
		require.Equal(t, Counts{Open: 2, Unread: 2, Worst: Urgent}, counts(f.owner))
		require.NoError(t, f.SetRead(ctx, f.owner, id, true))
		require.NoError(t, f.SetRead(ctx, f.owner, id, true))
		require.Equal(t, Counts{Open: 2, Unread: 1, Worst: Urgent}, counts(f.owner))
		require.Equal(t, 2, counts(bob).Unread)
		read, err := f.ReadAll(ctx, f.owner)
		require.NoError(t, err)
		require.Equal(t, 1, read)
		require.Equal(t, Counts{Open: 2}, counts(f.owner))
		require.NoError(t, f.SetRead(ctx, f.owner, id, false))
		require.Equal(t, 1, counts(f.owner).Unread)
		require.NoError(t, f.SetRead(ctx, f.owner, id, true))
		f.time.Advance(tellAgainAfter)
		f.raise(paused(2))
		require.Equal(t, 1, counts(f.owner).Unread, "what is told anew is unread")

		require.Equal(t, Counts{}, counts(actor.Actor{}))
		require.ErrorIs(t, f.SetRead(ctx, actor.Actor{}, id, true), ErrNotFound)
		require.ErrorIs(t, f.Settle(ctx, actor.Actor{}, id), ErrNotFound)
		require.NoError(t, f.Settle(ctx, bob, id))
		require.NoError(t, f.Settle(ctx, f.owner, id))
		settled, err := f.Notice(ctx, f.owner, id)
		require.NoError(t, err)
		require.EqualValues(t, "bob", settled.ResolvedBy)
		require.Equal(t, 1, counts(f.owner).Open)
	})
}

func TestNoticesAreListedByTheirFilters(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		for n := range 5 {
			r := paused(n)
			r.Cause = fmt.Sprint("schedule:", n)
			if n%2 == 0 {
				r.Severity, r.Kind, r.ClientID, r.Subjects[0].ClientID = Urgent, KindBudget, "heron", "heron"
			}
			f.raise(r)
			f.time.Advance(time.Second)
		}
		f.resolveCause("schedule:0")
		found := func(filter Filter) (titles []string) {
			list, err := f.List(t.Context(), f.owner, filter, 3)
			require.NoError(t, err)
			for _, n := range list {
				require.Len(t, n.Subjects, 1)
				titles = append(titles, n.Subjects[0].Name)
			}
			return titles
		}
		require.Equal(t, []string{"S4", "S3", "S2"}, found(Filter{}))
		third := f.notices()[2].ID
		require.Equal(t, []string{"S1", "S0"}, found(Filter{Before: &third}))
		require.Equal(t, []string{"S0"}, found(Filter{State: Resolved}))
		require.Equal(t, []string{"S4", "S2"}, found(Filter{State: Open, Severities: []Severity{Urgent}}))
		require.Equal(t, []string{"S3", "S1"}, found(Filter{Kinds: []Kind{KindSchedule}}))
		require.Equal(t, []string{"S4", "S2", "S0"}, found(Filter{ClientID: "heron"}))
		require.NoError(t, f.SetRead(t.Context(), f.owner, f.notices()[4].ID, true))
		require.Equal(t, []string{"S3", "S2", "S1"}, found(Filter{State: Unread}))
	})
}
