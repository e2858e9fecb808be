package notify

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/event"
)

func TestWhatHasOneCauseIsOneNotice(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		for n := range 5 {
			f.raise(paused(n))
			f.time.Advance(time.Second)
		}
		f.raise(paused(3)) // again
		all := f.notices()
		require.Len(t, all, 1)
		require.Equal(t, 5, all[0].Count)
		require.Equal(t, "5 schedules are paused", all[0].Title)
		require.Equal(t, 1, all[0].Episode)
		require.Equal(t, start, all[0].FirstSeenAt)
		require.Equal(t, start.Add(5*time.Second), all[0].LastSeenAt)
		require.EqualValues(t, 6, f.eventCount(event.NoticeChanged))
	})
}

func TestTheMostSevereNamesTheNotice(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		f.raise(paused(1))
		root := Raise{
			Kind: KindConnection, Severity: Urgent, Cause: "connection:c1", Title: "Amazon no longer accepts the connection of Ada",
			Subjects: []Subject{{Kind: "connection", ID: "c1", Name: "Ada, NA"}},
		}
		f.raise(root)
		f.raise(paused(2))
		got := f.notices()[0]
		require.Equal(t, KindConnection, got.Kind)
		require.Equal(t, Urgent, got.Severity)
		require.Equal(t, root.Title, got.Title)
		require.Equal(t, 3, got.Count)
		require.Equal(t, 2, got.Episode, "getting worse is told anew")
	})
}

func TestAResolvedCauseComesBackAsAnotherNotice(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		f.resolveCause("connection:c1") // nothing to resolve
		f.raise(paused(1))
		f.time.Advance(time.Hour)
		f.resolveCause("connection:c1")
		f.resolveCause("connection:c1")
		f.raise(paused(2))
		all := f.notices()
		require.Len(t, all, 2)
		require.Equal(t, start.Add(time.Hour), all[0].ResolvedAt)
		require.Zero(t, all[1].ResolvedAt)
		require.Equal(t, 1, all[1].Count)
		require.EqualValues(t, 3, f.eventCount(event.NoticeChanged))
	})
}

func TestANoticeExistsIffItsActDoes(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		boom := errors.New("boom")
		err := f.db.Write(t.Context(), f.owner, func(ctx context.Context, tx bun.Tx) error {
			return errors.Join(f.Raise(ctx, tx, f.owner, paused(1)), boom)
		})
		require.ErrorIs(t, err, boom)
		require.Empty(t, f.notices())
		require.Zero(t, f.eventCount(event.NoticeChanged))
	})
}

func TestConcurrentRaisesOfOneCauseMeetInOneNotice(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		const many = 12
		var group sync.WaitGroup
		for n := range many {
			group.Go(func() {
				err := f.db.Write(t.Context(), f.owner, func(ctx context.Context, tx bun.Tx) error { return f.Raise(ctx, tx, f.owner, paused(n)) })
				if err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		all := f.notices()
		require.Len(t, all, 1)
		require.Equal(t, many, all[0].Count)
		require.Equal(t, "12 schedules are paused", all[0].Title)
	})
}

func TestANoticeOfSeveralClientsIsNobodysInParticular(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		one, other := paused(1), paused(2)
		one.ClientID, one.InstanceID, other.ClientID, other.InstanceID = "kestrel", "i1", "kestrel", "i2"
		f.raise(one)
		f.raise(other)
		require.EqualValues(t, "kestrel", f.notices()[0].ClientID)
		require.Empty(t, f.notices()[0].InstanceID)
		other.ClientID = "heron"
		f.raise(other)
		require.Empty(t, f.notices()[0].ClientID)
	})
}

func TestANoticeEndsByItself(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		r := paused(1)
		r.EndsAt = start.Add(time.Hour)
		f.raise(r)
		f.time.Advance(time.Hour - 1)
		require.NoError(t, f.sweep(t.Context()))
		require.Zero(t, f.notices()[0].ResolvedAt)
		f.time.Advance(time.Second)
		require.NoError(t, f.sweep(t.Context()))
		require.NotZero(t, f.notices()[0].ResolvedAt)
		f.time.Advance(keepFor + time.Second)
		require.NoError(t, f.sweep(t.Context()))
		require.Empty(t, f.notices(), "what is long settled is thrown away")
	})
}

func TestARaiseIsChecked(t *testing.T) {
	t.Parallel()
	require.NoError(t, paused(1).check())
	for _, spoil := range []func(*Raise){
		func(r *Raise) { r.Cause = "" },
		func(r *Raise) { r.Severity = "dire" },
		func(r *Raise) { r.Title = "" },
		func(r *Raise) { r.Next.Path = "https://elsewhere.example" },
		func(r *Raise) { r.Next.Path = "//elsewhere.example" },
	} {
		r := paused(1)
		spoil(&r)
		require.Error(t, r.check())
	}
}
