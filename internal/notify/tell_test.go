package notify

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/courier"
	"github.com/recomamp/recomamp/internal/idempotency"
)

const hook = "https://hooks.example.com/hunter2"

var everything = ChannelChange{Name: "Ops", Address: hook, Active: true}

func (f *fixture) channelOf(c ChannelChange) Channel {
	f.t.Helper()
	made, err := f.CreateChannel(f.t.Context(), f.owner, c, idempotency.Key{})
	require.NoError(f.t, err)
	return made
}

// after lets time pass and sends what is due then.
func (f *fixture) after(d time.Duration) []carried {
	f.t.Helper()
	f.time.Advance(d)
	require.NoError(f.t, f.sweep(f.t.Context()))
	return f.post.taken()
}

func (f *fixture) titles(all []carried) (titles []string) {
	for _, c := range all {
		titles = append(titles, c.Title)
	}
	return titles
}

func TestWhatComesTogetherIsToldTogetherAndOnce(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		f.channelOf(everything)
		for n := range 7 {
			f.raise(paused(n))
			f.time.Advance(time.Second)
		}
		require.Empty(t, f.after(0), "the window is open")
		told := f.after(f.config.Window)
		require.Equal(t, []string{"7 schedules are paused"}, f.titles(told))
		require.Equal(t, "Amazon no longer accepts the connection.\n7 schedules: S0, S1, S2, S3, S4 and 2 more\nReconnect: https://recomamp.example/connections", told[0].Body)
		require.Equal(t, courier.Warning, told[0].Level)
		require.Contains(t, told[0].to, "hunter2")
		f.raise(paused(8))
		require.Empty(t, f.after(time.Hour), "one cause is told once a day")
		f.time.Advance(tellAgainAfter)
		f.raise(paused(9))
		require.Equal(t, []string{"9 schedules are paused"}, f.titles(f.after(time.Minute)))
	})
}

func TestAnUntoldNoticeThatIsResolvedIsNotTold(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		f.channelOf(everything)
		f.raise(paused(1))
		f.resolveCause("connection:c1")
		require.Empty(t, f.after(time.Hour))
	})
}

func TestAChannelHearsOfWhatItTakes(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		named := func(name string, takes Takes) {
			f.channelOf(ChannelChange{Name: name, Address: hook + "/" + name, Active: true, Takes: takes})
		}
		named("all", Takes{})
		named("urgent", Takes{Severities: []Severity{Urgent}})
		named("budgets", Takes{Kinds: []Kind{KindBudget, KindSchedule}})
		named("kestrel", Takes{Clients: []actor.ClientID{"kestrel"}})
		off := everything
		off.Name, off.Active = "off", false
		f.channelOf(off)
		listeners := func() (names []string) {
			for _, c := range f.after(time.Minute) {
				path, _, _ := strings.Cut(c.to, "?")
				names = append(names, path[strings.LastIndex(path, "/")+1:])
			}
			return names
		}
		r := paused(1)
		r.ClientID = "kestrel"
		f.raise(r)
		require.ElementsMatch(t, []string{"all", "budgets", "kestrel"}, listeners())
		f.raise(Raise{Kind: KindSystem, Severity: Urgent, Cause: "disk", Title: "The disk is full"})
		require.ElementsMatch(t, []string{"all", "urgent"}, listeners(), "what belongs to no client goes to channels for all")
		r.Cause, r.ClientID = "other", "heron"
		f.raise(r)
		require.ElementsMatch(t, []string{"all", "budgets"}, listeners())
		r.Cause, r.ClientID = "both", "kestrel"
		f.raise(r)
		r.ClientID, r.Subjects[0].ID = "heron", "2"
		f.raise(r)
		require.ElementsMatch(t, []string{"all", "budgets"}, listeners(), "of another client nothing is told, not even together with one's own")
	})
}

// A client's channel hears of the connection that its instances are reached by,
// and nothing of whom else it reaches.
func TestAClientsChannelHearsOfItsConnectionAndOfNoOtherClient(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		f.channelOf(ChannelChange{Name: "kestrel", Address: hook + "/kestrel", Active: true, Takes: Takes{Clients: []actor.ClientID{"kestrel"}}})
		f.channelOf(ChannelChange{Name: "wren", Address: hook + "/wren", Active: true, Takes: Takes{Clients: []actor.ClientID{"wren"}}})
		lost := Raise{
			Kind: KindConnection, Severity: Urgent, Cause: "connection:c1", Title: "Amazon no longer accepts the connection of Ada (NA)",
			Subjects: []Subject{
				{Kind: "connection", ID: "c1", Name: "Ada, NA"},
				{Kind: "instance", ID: "i1", Name: "Kestrel US", ClientID: "kestrel", InstanceID: "i1"},
				{Kind: "instance", ID: "i2", Name: "Heron US", ClientID: "heron", InstanceID: "i2"},
			},
		}
		f.raise(lost)
		sent := f.after(time.Minute)
		require.Len(t, sent, 1)
		require.Contains(t, sent[0].to, "kestrel")
		require.Contains(t, sent[0].Body, "Kestrel US")
		require.NotContains(t, sent[0].Body, "Heron")
	})
}

func TestQuietHoursHoldAndGather(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		quiet := everything
		quiet.Quiet = Quiet{From: "22:00", Until: "07:00", Zone: "Europe/Berlin"}
		f.channelOf(quiet)
		passing := quiet
		passing.Name, passing.Address, passing.Quiet.UrgentPasses = "pager", hook+"/pager", true
		f.channelOf(passing)
		f.time.Advance(12 * time.Hour) // midnight
		f.raise(paused(1))
		f.raise(Raise{Kind: KindBudget, Severity: Info, Cause: "budget:1", Title: "A budget is spent"})
		f.raise(Raise{Kind: KindRetention, Severity: Info, Cause: "retention:1", Title: "Gone by the morning"})
		f.raise(Raise{Kind: KindSystem, Severity: Urgent, Cause: "disk", Title: "The disk is full"})
		night := f.after(time.Minute)
		require.Equal(t, []string{"The disk is full"}, f.titles(night))
		require.Contains(t, night[0].to, "pager")
		f.resolveCause("retention:1")
		require.Empty(t, f.after(6*time.Hour+58*time.Minute))
		morning := f.after(time.Minute) // 07:00
		require.Len(t, morning, 2, "one message each")
		require.ElementsMatch(t, []string{"3 things need you", "2 things need you"}, f.titles(morning))
		for _, m := range morning {
			require.Contains(t, m.Body, "Warning: Schedule “S1” is paused\nAmazon no longer accepts")
			require.NotContains(t, m.Body, "Gone by the morning")
		}
	})
}

func failing(permanent bool, after time.Duration) func(courier.Address, courier.Message) error {
	return func(courier.Address, courier.Message) error {
		return &courier.Failure{Code: "status_503", Words: "The receiver answered 503.", Permanent: permanent, RetryAfter: after}
	}
}

func TestWhatFailsIsTriedAgainUntilTheCap(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		id := f.channelOf(everything).ID
		other := everything
		other.Name, other.Address, other.Kinds = "backup", hook+"/backup", []Kind{KindChannel}
		f.channelOf(other)
		f.post.answer = func(to courier.Address, m courier.Message) error {
			if strings.Contains(to.Secret(), "backup") {
				return nil
			}
			return failing(false, 0)(to, m)
		}
		f.raise(paused(1))
		ids := map[string]int{}
		for range tries {
			told := f.after(longWait + time.Second)
			require.Len(t, told, 1, "once each time")
			ids[told[0].ID]++
			f.raise(paused(1))
		}
		require.Len(t, ids, 1, "it is the same message")
		channel, err := f.Channel(t.Context(), f.owner, id)
		require.NoError(t, err)
		require.Equal(t, Failing, channel.State)
		require.Equal(t, "The receiver answered 503.", channel.Failure.Message)
		told := f.after(time.Minute)
		require.Equal(t, []string{"Notices do not reach the channel “Ops”"}, f.titles(told), "to the others, not to itself")
		require.Contains(t, told[0].to, "backup")

		f.post.answer = nil
		f.raise(Raise{Kind: KindBudget, Severity: Info, Cause: "budget:1", Title: "A budget is spent"})
		require.Equal(t, []string{"A budget is spent"}, f.titles(f.after(time.Minute)), "later ones are tried")
		channel, err = f.Channel(t.Context(), f.owner, id)
		require.NoError(t, err)
		require.Equal(t, Working, channel.State)
		require.Nil(t, channel.Failure)
		for _, n := range f.notices() {
			require.Equal(t, n.Kind == KindChannel, !n.ResolvedAt.IsZero(), n.Title)
		}
	})
}

func TestWhatCannotSucceedIsGivenUpAtOnce(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		id := f.channelOf(everything).ID
		f.post.answer = failing(true, 0)
		f.raise(paused(1))
		require.Len(t, f.after(time.Minute), 1)
		require.Empty(t, f.after(24*time.Hour))
		channel, err := f.Channel(t.Context(), f.owner, id)
		require.NoError(t, err)
		require.Equal(t, Failing, channel.State)
	})
}

func TestAChannelThatIsSwitchedOffIsLeftAlone(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		id := f.channelOf(everything).ID
		f.post.answer = failing(false, 0)
		f.raise(paused(1))
		require.Len(t, f.after(time.Minute), 1)
		f.raise(Raise{Kind: KindBudget, Severity: Info, Cause: "budget:1", Title: "A budget is spent"})
		off := everything
		off.Active = false
		_, err := f.UpdateChannel(t.Context(), f.owner, id, 1, off)
		require.NoError(t, err)
		require.Empty(t, f.after(2*longWait), "neither what was tried nor what was due")
		off.Active = true
		_, err = f.UpdateChannel(t.Context(), f.owner, id, 2, off)
		require.NoError(t, err)
		require.Empty(t, f.after(2*longWait))
	})
}

func TestAReceiverThatAsksForTimeGetsIt(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		f.channelOf(everything)
		f.post.answer = failing(false, 30*time.Minute)
		f.raise(paused(1))
		require.Len(t, f.after(time.Minute), 1)
		f.raise(Raise{Kind: KindBudget, Severity: Info, Cause: "budget:1", Title: "A budget is spent"})
		require.Empty(t, f.after(29*time.Minute))
		f.post.answer = nil
		require.Equal(t, []string{"Schedule “S1” is paused"}, f.titles(f.after(10 * time.Minute))[:1])
	})
}

// A process that dies between the receiver's answer and the commit leaves
// nobody knowing. The message is sent once more, when the lease has run out,
// under the same id.
func TestAProcessThatDiesWhileItSendsIsFollowedByOneMoreTry(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		id := f.channelOf(everything).ID
		f.raise(paused(1))
		f.time.Advance(time.Minute)
		dead, to, err := f.claim(t.Context(), id)
		require.NoError(t, err)
		require.NotNil(t, dead)
		require.Nil(t, f.send(t.Context(), to, dead.outgoing()), "it arrived, and then the process ended")
		first := f.post.taken()[0]

		require.Empty(t, f.after(f.config.Lease-time.Second), "the lease is still there")
		again := f.after(time.Second)
		require.Len(t, again, 1)
		require.Equal(t, first, again[0], "the same message under the same id")
		require.Empty(t, f.after(24*time.Hour), "and no more than that")

		require.NoError(t, f.record(t.Context(), to, dead, &courier.Failure{Code: "late", Permanent: true}), "the dead one comes back")
		channel, err := f.Channel(t.Context(), f.owner, id)
		require.NoError(t, err)
		require.Equal(t, Working, channel.State, "and changes nothing")
	})
}

func TestOfSeveralProcessesOneSends(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		id := f.channelOf(everything).ID
		other := *f.Service
		for n := range 5 {
			f.raise(Raise{Kind: KindBudget, Severity: Info, Cause: fmt.Sprint("budget:", n), Title: "A budget is spent"})
			f.time.Advance(time.Minute)
			var group sync.WaitGroup
			for _, process := range []*Service{f.Service, &other, f.Service, &other} {
				group.Go(func() {
					if err := process.tell(t.Context(), id); err != nil {
						t.Error(err)
					}
				})
			}
			group.Wait()
			require.Len(t, f.post.taken(), 1)
		}
	})
}

// The ledger has one row per notice, channel and episode, whatever happens.
func TestTheLedgerIsUnique(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		f.channelOf(everything)
		f.raise(paused(1))
		f.write(func(ctx context.Context, tx bun.Tx) error {
			var d delivery
			if err := tx.NewSelect().Model(&d).Scan(ctx); err != nil {
				return err
			}
			_, err := tx.NewInsert().Model(&d).On("CONFLICT DO NOTHING").Exec(ctx)
			return err
		})
		require.Len(t, f.after(time.Minute), 1)
	})
}

func TestPausesGrowAndAreBounded(t *testing.T) {
	t.Parallel()
	for tried := 1; tried < 80; tried++ {
		bound := min(firstWait<<min(tried-1, 20), longWait) + time.Second
		for range 20 {
			require.LessOrEqual(t, pause(tried, 0), bound)
			require.GreaterOrEqual(t, pause(tried, time.Minute), time.Minute)
		}
	}
}

func TestAnOpenNoticeIsNotToldAgainWhenItsMessageIsOld(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		f.channelOf(everything)
		f.raise(paused(1))
		require.Len(t, f.after(time.Minute), 1)
		require.Empty(t, f.after(keepFor+time.Minute))
		require.Empty(t, f.after(time.Minute))
		f.resolveCause("connection:c1")
		require.Empty(t, f.after(keepFor+time.Minute))
		messages := 0
		f.write(func(ctx context.Context, tx bun.Tx) error {
			return tx.NewRaw("SELECT COUNT(*) FROM message").Scan(ctx, &messages)
		})
		require.Zero(t, messages, "it is thrown away with the notice")
	})
}

func TestWhatTheOldAddressAnsweredIsNotHeldAgainstTheNewOne(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		made := f.channelOf(everything)
		f.post.answer = func(to courier.Address, _ courier.Message) error {
			if strings.Contains(to.Secret(), "corrected") {
				return nil
			}
			corrected := everything
			corrected.Address = hook + "/corrected"
			_, err := f.UpdateChannel(t.Context(), f.owner, made.ID, made.Version, corrected)
			require.NoError(t, err)
			return &courier.Failure{Code: "gone", Words: "There is nobody.", Permanent: true}
		}
		f.raise(paused(1))
		told := f.after(time.Minute)
		require.Len(t, told, 2)
		require.Contains(t, told[1].to, "corrected")
		now, err := f.Channel(t.Context(), f.owner, made.ID)
		require.NoError(t, err)
		require.Equal(t, Working, now.State)
		require.Nil(t, now.Failure)
		require.Len(t, f.notices(), 1, "none of the channel")
	})
}
