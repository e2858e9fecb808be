package execution

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/result"
)

// addInstance makes one more instance of the same account, with an Amazon of its own.
func (m *sim) addInstance() (actor.InstanceID, *fakeAmazon) {
	m.t.Helper()
	id := actor.NewID[actor.InstanceID]()
	copyInstance(m.t, m.db, m.instance, id)
	amazon := newFake(m.time)
	m.instances.known[id] = Instance{ID: id, Account: m.instances.known[m.instance].Account}
	m.instances.amazon[id] = amazon
	return id, amazon
}

// copyInstance makes one more instance like another.
func copyInstance(tb testing.TB, db *database.DB, from, id actor.InstanceID) {
	tb.Helper()
	require.NoError(tb, db.Write(tb.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`INSERT INTO instance (id, amazon_id, client_id, amazon_account, marketplace_id, region, name, amazon_name,
			type, creation_status, version, seen_at, created_at, updated_at)
			SELECT ?, ?, client_id, amazon_account, marketplace_id, region, 'Kestrel DE', amazon_name,
			type, creation_status, version, seen_at, created_at, updated_at FROM instance WHERE id = ?`, id, id, from).Exec(ctx)
		return err
	}))
}

func (m *sim) createWith(change func(p *CreateParams)) actor.ExecutionID {
	m.t.Helper()
	p := m.params()
	change(&p)
	made, err := m.Create(m.t.Context(), m.owner, p)
	require.NoError(m.t, err)
	return made.ID
}

func (m *sim) allFinal(ids []actor.ExecutionID) bool {
	for _, id := range ids {
		if !m.get(id).State.IsFinal() {
			return false
		}
	}
	return true
}

func TestInstancesOfAnAccountShareItsSlots(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.config.Slots, m.config.AccountSlots = 2, 3
		second, other := m.addInstance()
		var ids []actor.ExecutionID
		for range 4 {
			ids = append(ids, m.create(), m.createWith(func(p *CreateParams) { p.InstanceID = second }))
		}
		together := 0
		m.until("all ended", func() bool {
			open := m.amazon.open() + other.open()
			require.LessOrEqual(t, open, 3)
			require.LessOrEqual(t, max(m.amazon.open(), other.open()), 2)
			together = max(together, open)
			return m.allFinal(ids)
		})
		require.Equal(t, 3, together, "all of the account's slots are used")
		m.quiet()
	})
}

func TestSlotsGoToPeopleInFrontOfAScreenFirst(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.config.Slots = 1
		first := m.create()
		m.untilState(first, Pending)
		var ids []actor.ExecutionID
		for _, priority := range []Priority{Backfill, Scheduled, Interactive} {
			ids = append(ids, m.createWith(func(p *CreateParams) { p.Priority = priority }))
		}
		m.until("all ended", func() bool { return m.allFinal(ids) })
		require.True(t, m.get(ids[2]).SubmittedAt.Before(*m.get(ids[1]).SubmittedAt))
		require.True(t, m.get(ids[1]).SubmittedAt.Before(*m.get(ids[0]).SubmittedAt))
		m.quiet()
	})
}

func TestAPausedInstanceBeginsNothingNew(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		running := m.create()
		m.untilState(running, Pending)
		require.NoError(t, m.Pause(t.Context(), m.owner, m.instance))
		require.NoError(t, m.Pause(t.Context(), m.owner, m.instance))
		paused, err := m.Paused(t.Context(), m.owner)
		require.NoError(t, err)
		require.Contains(t, paused, m.instance)

		held := m.create()
		require.Equal(t, Succeeded, m.untilFinal(running).State, "what runs goes on")
		for m.turn() { //nolint:revive // until nothing will ever be due
		}
		require.Equal(t, Queued, m.get(held).State)
		require.Equal(t, 1, m.amazon.counted("create"))

		require.NoError(t, m.Resume(t.Context(), m.owner, m.instance))
		require.Equal(t, Succeeded, m.untilFinal(held).State)
		m.quiet()

		nowhere := actor.NewID[actor.InstanceID]()
		require.Error(t, m.Pause(t.Context(), m.owner, nowhere))
	})
}

func TestRunsBegunElsewhereTakeSlots(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.config.Slots = 3
		m.amazon.begunElsewhere(2, 10*time.Minute)
		ids := []actor.ExecutionID{m.create()} // its poll finds out about the others
		m.untilState(ids[0], Running)
		for range 4 {
			ids = append(ids, m.create())
		}
		begun := m.time.Now()
		m.until("all ended", func() bool {
			require.LessOrEqual(t, m.amazon.openNow(), 3)
			return m.allFinal(ids)
		})
		require.Less(t, m.time.Now().Sub(begun), 10*time.Minute, "the slot that is left is used")
	})
}

func TestSlotsAreFoundFreeOnceRunsBegunElsewhereHaveEnded(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.config.Slots = 2
		first := m.create()
		m.untilState(first, Running)
		m.amazon.begunElsewhere(2, 5*time.Minute)
		m.time.Advance(censusEvery)
		m.untilFinal(first)
		held := m.create()
		m.until("the others have ended", func() bool {
			open := m.amazon.openNow()
			require.LessOrEqual(t, open, 2)
			return open == 0 || m.get(held).State != Queued
		})
		require.Equal(t, Succeeded, m.untilFinal(held).State)
		m.quiet()
	})
}

func TestWhoWaitsLearnsHowItStands(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.config.Slots = 1
		m.amazon.lasts = time.Minute
		m.untilFinal(m.create()) // from which the others are estimated
		running := m.create()
		m.untilState(running, Pending)
		ids := []actor.ExecutionID{m.create(), m.create(), m.createWith(func(p *CreateParams) { p.Priority = Backfill })}
		m.turn() // none finds a free slot

		now := m.time.Now()
		for ahead, id := range ids {
			standing, err := m.Standing(t.Context(), m.owner, &m.get(id).Execution)
			require.NoError(t, err)
			require.Equal(t, ahead, standing.Ahead)
			require.WithinDuration(t, now.Add(time.Duration(ahead+1)*time.Minute), *standing.StartAt, 20*time.Second)
		}
		none, err := m.Standing(t.Context(), m.owner, &m.get(running).Execution)
		require.NoError(t, err)
		require.Nil(t, none)

		require.NoError(t, m.Pause(t.Context(), m.owner, m.instance))
		standing, err := m.Standing(t.Context(), m.owner, &m.get(ids[0]).Execution)
		require.NoError(t, err)
		require.NotNil(t, standing.PausedAt)
		require.Nil(t, standing.StartAt)
	})
}

func TestStandingKnowsTheLimitOfTheAccount(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.config.Slots, m.config.AccountSlots = 2, 2
		m.amazon.lasts = time.Minute
		m.untilFinal(m.create()) // from which the others are estimated
		other, elsewhere := m.addInstance()
		elsewhere.lasts = time.Minute
		on := func() actor.ExecutionID {
			return m.createWith(func(p *CreateParams) { p.InstanceID = other })
		}
		for range 2 { // take all slots of the account
			m.untilState(on(), Pending)
		}
		before, own := on(), m.create() // its own instance has nothing to do
		m.turn()
		now := m.time.Now()
		standing, err := m.Standing(t.Context(), m.owner, &m.get(own).Execution)
		require.NoError(t, err)
		require.True(t, standing.AccountFull)
		require.Zero(t, standing.Ahead)
		require.NotNil(t, standing.StartAt)
		require.WithinDuration(t, now.Add(time.Minute), *standing.StartAt, 25*time.Second)
		require.Equal(t, Succeeded, m.untilFinal(own).State)
		m.untilFinal(before)
		m.quiet()
	})
}

func (m *sim) workOf(id actor.ExecutionID) (w work) {
	m.t.Helper()
	require.NoError(m.t, m.db.Read(m.t.Context(), m.owner, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().Model(&w).Where("kind = ? AND id = ?", stepDuty, id).Scan(ctx)
	}))
	return w
}

func TestAFreeSlotGoesToTheNextWhenTheFirstGivesUp(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.config.Slots = 1
		m.untilState(m.create(), Pending)
		first, second := m.create(), m.create()
		m.until("both are parked", func() bool { return m.workOf(first).Parked && m.workOf(second).Parked })
		m.until("the first is woken", func() bool { return m.workOf(first).DueAt != nil })
		_, err := m.Cancel(t.Context(), m.owner, first)
		require.NoError(t, err)
		require.Equal(t, Succeeded, m.untilFinal(second).State)
		m.quiet()
	})
}

func TestSlotsOfAnAccountThatAreFreedTogetherAreAllUsed(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.config.Slots, m.config.AccountSlots = 2, 4
		on := []actor.InstanceID{m.instance}
		for range 3 {
			id, _ := m.addInstance()
			on = append(on, id)
		}
		var ids []actor.ExecutionID
		begin := func(instances ...actor.InstanceID) {
			for _, id := range instances {
				for range 2 {
					ids = append(ids, m.createWith(func(p *CreateParams) { p.InstanceID = id }))
				}
			}
		}
		begin(on[0], on[1])
		m.until("all slots are held", func() bool {
			held := 0
			for _, id := range ids {
				if m.get(id).State == Pending {
					held++
				}
			}
			return held == 4
		})
		begin(on[2], on[3])
		m.until("all ended", func() bool { return m.allFinal(ids) })
		m.quiet()
	})
}

func TestACountThatNobodyRenewsBlocksNobodyForEver(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.config.Slots, m.config.AccountSlots = 2, 2
		second, _ := m.addInstance()
		m.amazon.begunElsewhere(2, 3*time.Minute)
		m.amazon.onDownload = func(int) error { return result.ErrDiskFull }
		m.untilState(m.create(), Waiting)
		held := m.createWith(func(p *CreateParams) { p.InstanceID = second })
		m.until("the other instance is served", func() bool { return m.get(held).State == Succeeded })
	})
}

func TestTheSweepFindsWorkThatIsDueAtNoTime(t *testing.T) {
	t.Parallel()
	for _, state := range []State{Queued, Submitting, Pending, Running, Collecting, Waiting} {
		t.Run(string(state), func(t *testing.T) {
			t.Parallel()
			simulate(t, func(t *testing.T, m *sim) {
				if state == Waiting {
					m.amazon.onDownload = times(1, errBoom)
				}
				if state == Submitting {
					m.amazon.afterCreate = func(int, amc.Execution) error { return lost(http.MethodPost) }
				}
				id := m.create()
				m.until("it is there", func() bool {
					d := m.get(id)
					return d.State == state && (state != Submitting || len(m.amazon.all()) == 1)
				})
				require.NoError(t, m.db.Write(t.Context(), m.owner, func(ctx context.Context, tx bun.Tx) error {
					_, err := tx.NewUpdate().Model((*work)(nil)).Set("due_at = NULL").Where("TRUE").Exec(ctx)
					return err
				}))
				require.False(t, m.turn())
				require.NoError(t, m.sweep(t.Context()))
				require.Equal(t, Succeeded, m.untilFinal(id).State)
				require.Len(t, m.amazon.all(), 1)
			})
		})
	}
}

func TestTheSweepFindsWhoWasForgotten(t *testing.T) {
	t.Parallel()
	simulate(t, func(t *testing.T, m *sim) {
		m.config.Slots = 1
		first := m.create()
		m.untilState(first, Pending)
		forgotten := m.create()
		m.until("it is parked", func() bool { return m.workOf(forgotten).Parked })
		m.config.Slots = 2 // as if a slot had become free without anybody telling
		require.NoError(t, m.sweep(t.Context()))
		require.NotNil(t, m.workOf(forgotten).DueAt)
		m.untilFinal(forgotten)
	})
}

// begunElsewhere adds runs that carry no mark and end by the clock.
func (f *fakeAmazon) begunElsewhere(n int, lasts time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for range n {
		f.runs = append(f.runs, &fakeRun{
			Execution: amc.Execution{ID: "elsewhere", Status: amc.ExecutionRunning, CreatedAt: f.clock.Now()}, lasts: lasts,
		})
	}
}
