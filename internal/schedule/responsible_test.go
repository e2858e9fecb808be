package schedule

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/window"
)

// rights are what people may do in a test.
type rights map[actor.PersonID]actor.Actor

// give lets a person have a role on instances. The time of reading is the
// database's beginning, so that no end of a grant matters.
func (f *fixture) give(people rights, name string, rank actor.Rank, on ...actor.InstanceID) actor.Actor {
	f.t.Helper()
	id := actor.PersonID(name)
	if _, known := people[id]; !known {
		f.exec(`INSERT INTO person (id, email, email_key, name, role, password_hash, created_at, updated_at)
			VALUES (?0, ?0, ?0, ?0, 'member', 'x', ?1, ?1)`, id, start)
	}
	f.exec("DELETE FROM instance_access WHERE person_id = ?", id)
	a := actor.Person(id, name, actor.Member).With(&actor.Access{
		At: start.Add(-time.Hour), Instances: map[actor.InstanceID]actor.Place{}, Clients: map[actor.ClientID]actor.Rank{},
	})
	for _, instance := range on {
		a.Access.Instances[instance] = actor.Place{ClientID: f.client, Rank: rank}
		f.exec("INSERT INTO instance_access (person_id, instance_id, client_id, rank, until) VALUES (?, ?, ?, ?, ?)",
			id, instance, f.client, rank, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC))
	}
	people[id], people[f.owner.PersonID] = a, f.owner
	f.actors = func(_ context.Context, _ bun.Tx, ids []actor.PersonID) (map[actor.PersonID]actor.Actor, error) {
		found := map[actor.PersonID]actor.Actor{}
		for _, id := range ids {
			if a, ok := people[id]; ok {
				found[id] = a
			}
		}
		return found, nil
	}
	return a
}

func TestAScheduleStopsWhenItsResponsiblePersonLosesTheRightToRunIt(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		people := rights{}
		f.give(people, "ann", actor.Runner, f.instances...)
		made := f.create(func(c *Content) {
			c.Targets, c.ResponsibleID = []Target{{InstanceID: f.instances[0]}, {InstanceID: f.instances[1]}}, "ann"
		})
		f.advance(time.Minute)
		require.Equal(t, []string{"12:01 running"}, told(f.ledger(made.ID)))

		f.give(people, "ann", actor.Runner, f.instances[0])
		f.advance(time.Minute)
		require.Equal(t, []string{"12:01 running", "12:02 skipped responsible_lost_access"}, told(f.ledger(made.ID)), "nothing is lost")
		stopped := f.get(made.ID)
		require.Equal(t, ByAccess, stopped.Pause.Cause)
		require.NotEmpty(t, stopped.Pause.Next)
		require.Equal(t, []string{"paused"}, f.notices.kinds())
		f.advance(3 * time.Minute)
		require.Equal(t, []string{"paused"}, f.notices.kinds(), "it is told once")

		f.give(people, "ann", actor.Runner, f.instances...)
		_, err := f.Resume(t.Context(), f.owner, made.ID)
		require.NoError(t, err)
		require.Equal(t, []string{"12:01 running", "12:02 skipped responsible_lost_access", "12:03-12:05 skipped responsible_lost_access (3)"}, told(f.ledger(made.ID))[:3])
		f.advance(time.Minute)
		require.Equal(t, "12:06 running", told(f.ledger(made.ID))[3])
	})
}

func TestAnotherResponsiblePersonHasTheScheduleGoOn(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		people := rights{}
		f.give(people, "ann", actor.Runner, f.instances...)
		made := f.create(func(c *Content) { c.ResponsibleID = "ann" })
		f.exec("UPDATE person SET disabled_at = ? WHERE id = 'ann'", f.time.Now())
		delete(people, "ann")
		f.advance(time.Minute)
		require.Equal(t, ByAccess, f.get(made.ID).Pause.Cause)
		_, err := f.Save(t.Context(), f.owner, made.ID, made.Version, f.content())
		require.NoError(t, err)
		require.Equal(t, Active, f.get(made.ID).State)
	})
}

// A schedule that takes the newest text runs what others write, with the rights
// of who is responsible: who wrote it must be trusted there themselves.
func TestAScheduleStopsBeforeItRunsATextThatNobodyVouchesFor(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		people := rights{}
		f.give(people, "eve", actor.Runner, f.instances...)
		f.give(people, "ann", actor.Manager, f.instances...)
		made := f.create(func(c *Content) { c.ResponsibleID = "ann" })
		pinned := f.create(func(c *Content) { c.Name, c.ResponsibleID, c.QueryVersion = "Pinned", "ann", 1 })
		f.advance(time.Minute)
		require.Equal(t, []string{"12:01 running"}, told(f.ledger(made.ID)))

		f.exec("UPDATE query_version SET created_by = 'eve'") // as she may anywhere, for it is shared
		f.advance(time.Minute)
		require.Equal(t, []string{"12:01 running", "12:02 skipped query_not_trusted"}, told(f.ledger(made.ID)))
		require.Equal(t, []string{"12:01 running", "12:02 running"}, told(f.ledger(pinned.ID)), "ann named that text")
		stopped := f.get(made.ID)
		require.Equal(t, ByAccess, stopped.Pause.Cause)
		require.Equal(t, reasonUntrusted.Message, stopped.Pause.Message)
		require.Equal(t, []string{"paused"}, f.notices.kinds())
		f.advance(time.Minute)
		require.Equal(t, []string{"paused"}, f.notices.kinds(), "it is told once")
		ran, err := f.Run(t.Context(), f.owner, made.ID, RunParams{})
		require.NoError(t, err)
		require.Equal(t, "query_not_trusted", ran.Cells[0].Refused.Code, "nor by hand")

		_, err = f.Save(t.Context(), f.owner, made.ID, f.get(made.ID).Version, f.content())
		require.Equal(t, "/query/version", fault.Of(err).Fields[0].Pointer)
		named := f.content()
		named.QueryVersion = 1
		_, err = f.Save(t.Context(), f.owner, made.ID, f.get(made.ID).Version, named)
		require.NoError(t, err)
		f.advance(time.Minute)
		all := told(f.ledger(made.ID))
		require.Equal(t, "12:03 skipped query_not_trusted", all[2])
		require.Equal(t, "12:04 running", all[len(all)-1])
	})
}

func TestAWaitingOccurrenceOfATextThatNobodyVouchesForIsSkipped(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		people := rights{}
		f.give(people, "eve", actor.Runner, f.instances...)
		made := f.create(func(c *Content) {
			c.Rule, c.Settle, c.Window = every("1 12 10 * *"), SettleWait, window.Spec{Preset: window.Yesterday}
		})
		f.advance(time.Minute)
		require.Equal(t, Waiting, f.last(made.ID).State)
		f.exec("UPDATE query_version SET created_by = 'eve'")
		f.advance(72 * time.Hour)
		last := f.last(made.ID)
		require.Equal(t, Skipped, last.State)
		require.Equal(t, "query_not_trusted", last.Reason.Code)
	})
}

func TestSavingASchedulePausedForAccessResolvesItsNotice(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		people := rights{}
		f.give(people, "ann", actor.Runner, f.instances...)
		made := f.create(func(c *Content) { c.ResponsibleID = "ann" })
		f.give(people, "ann", actor.Viewer, f.instances...)
		f.advance(time.Minute)
		require.Equal(t, ByAccess, f.get(made.ID).Pause.Cause)
		require.Empty(t, f.notices.resolved)
		_, err := f.Save(t.Context(), f.owner, made.ID, made.Version, f.content())
		require.NoError(t, err)
		require.Equal(t, []string{cause(made.ID)}, f.notices.resolved)
	})
}

func TestSchedulesAreHandedOver(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		people := rights{}
		f.give(people, "ann", actor.Runner, f.instances...)
		made := f.create(func(c *Content) { c.ResponsibleID = "ann" })
		handOver := func(to actor.PersonID) (handed, left int) {
			require.NoError(t, f.db.Write(t.Context(), f.owner, func(ctx context.Context, tx bun.Tx) (err error) {
				handed, left, err = f.HandOver(ctx, tx, f.owner, "ann", to)
				return err
			}))
			return handed, left
		}
		all, takes, err := f.HeldBy(t.Context(), f.owner, "ann", "")
		require.NoError(t, err)
		require.Equal(t, [2]int{1, 0}, [2]int{all, takes})
		_, left := handOver("")
		require.Equal(t, 1, left)
		still := f.get(made.ID)
		require.Equal(t, ByAccess, still.Pause.Cause, "it stands still at once, not when it is due")
		require.Contains(t, still.Pause.Message, "ann, who is responsible for it")
		require.Equal(t, []string{string(NoticePaused)}, f.notices.kinds())
		_, left = handOver("")
		require.Equal(t, 1, left)
		require.Len(t, f.notices.kinds(), 1, "it is told once")

		_, takes, err = f.HeldBy(t.Context(), f.owner, "ann", f.owner.PersonID)
		require.NoError(t, err)
		require.Equal(t, 1, takes)
		handed, _ := handOver(f.owner.PersonID)
		require.Equal(t, 1, handed)
		require.Equal(t, []string{cause(made.ID)}, f.notices.resolved)
		now := f.get(made.ID)
		require.Equal(t, Active, now.State, "somebody is responsible again")
		require.False(t, now.NextAt.IsZero())
		require.Equal(t, f.owner.PersonID, now.ResponsibleID)
		require.Equal(t, made.Version+1, now.Version)
		versions, err := f.Versions(t.Context(), f.owner, made.ID)
		require.NoError(t, err)
		require.Equal(t, now.Content, versions[0].Content, "it is an edit like any other")
	})
}

func TestNoScheduleIsHandedToWhoMayNotRunIt(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		people := rights{}
		f.give(people, "ann", actor.Runner, f.instances...)
		f.give(people, "ben", actor.Runner, f.instances[0])
		one := f.create(func(c *Content) {
			c.Name, c.Targets, c.ResponsibleID = "one", []Target{{InstanceID: f.instances[0]}}, "ann"
		})
		both := f.create(func(c *Content) {
			c.Name, c.Targets, c.ResponsibleID = "both", []Target{{InstanceID: f.instances[0]}, {InstanceID: f.instances[1]}}, "ann"
		})
		require.NoError(t, f.db.Write(t.Context(), f.owner, func(ctx context.Context, tx bun.Tx) error {
			handed, left, err := f.HandOver(ctx, tx, f.owner, "ann", "ben")
			require.Equal(t, 1, handed)
			require.Equal(t, 1, left)
			return err
		}))
		require.EqualValues(t, "ben", f.get(one.ID).ResponsibleID)
		require.EqualValues(t, "ann", f.get(both.ID).ResponsibleID)
		require.Equal(t, Active, f.get(one.ID).State)
		require.Equal(t, ByAccess, f.get(both.ID).Pause.Cause)
	})
}

func TestAScheduleOfSeveralInstancesIsSeenInPartAndChangedWhole(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		people := rights{}
		whole := f.give(people, "whole", actor.Manager, f.instances...)
		part := f.give(people, "part", actor.Administrator, f.instances[0])
		runner := f.give(people, "runner", actor.Runner, f.instances...)
		outside := f.give(people, "outside", actor.Administrator)
		made := f.create(func(c *Content) { c.Targets = []Target{{InstanceID: f.instances[0]}, {InstanceID: f.instances[1]}} })
		f.advance(time.Minute)

		seen, err := f.Get(t.Context(), part, made.ID)
		require.NoError(t, err)
		require.Len(t, seen.Targets, 1)
		require.Equal(t, 1, seen.Hidden)
		require.Len(t, seen.Last.Cells, 1)
		require.Equal(t, 1, seen.Last.Hidden)
		calendar, err := f.Calendar(t.Context(), part, CalendarFilter{From: f.time.Now(), Until: f.time.Now().Add(2 * time.Minute)})
		require.NoError(t, err)
		require.Equal(t, 1, calendar.Entries[0].Executions, "of those that may be seen")
		versions, err := f.Versions(t.Context(), part, made.ID)
		require.NoError(t, err)
		require.Len(t, versions[0].Targets, 1)
		require.Equal(t, f.instances[0], versions[0].Targets[0].InstanceID)
		require.Equal(t, 1, versions[0].Hidden)

		_, err = f.Get(t.Context(), outside, made.ID)
		require.ErrorIs(t, err, ErrNotFound)
		_, err = f.Run(t.Context(), outside, made.ID, RunParams{})
		require.ErrorIs(t, err, ErrNotFound)
		for _, a := range []actor.Actor{part, runner} {
			_, err = f.Pause(t.Context(), a, made.ID, "")
			require.ErrorIs(t, err, access.ErrForbidden)
			_, err = f.Run(t.Context(), a, made.ID, RunParams{})
			require.ErrorIs(t, err, access.ErrForbidden)
			_, err = f.StartBackfill(t.Context(), a, made.ID, BackfillParams{From: "2026-03-01", To: "2026-03-02"})
			require.ErrorIs(t, err, access.ErrForbidden)
			require.ErrorIs(t, f.Delete(t.Context(), a, made.ID, made.Version), access.ErrForbidden)
		}
		_, err = f.Pause(t.Context(), whole, made.ID, "")
		require.NoError(t, err)
	})
}

func TestNobodyIsMadeResponsibleWhoMayNotRunIt(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		people := rights{}
		f.give(people, "ann", actor.Viewer, f.instances...)
		content := f.content()
		content.ResponsibleID = "ann"
		_, err := f.Create(t.Context(), f.owner, content, idempotency.Key{})
		require.Equal(t, "/responsibleId", fault.Of(err).Fields[0].Pointer)
	})
}
