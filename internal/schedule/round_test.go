package schedule

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/query"
)

// stuck are executions that take forever to be asked to stop.
type stuck struct {
	Executions

	once   sync.Once
	asked  chan struct{} // closed when one is asked
	stored chan struct{} // one for each time that some were made durable
}

func (s *stuck) Cancel(ctx context.Context, _ actor.Actor, _ actor.ExecutionID) (*execution.Detail, error) {
	s.once.Do(func() { close(s.asked) })
	<-ctx.Done()
	return nil, context.Cause(ctx)
}

func (s *stuck) StoreAll(ctx context.Context, tx bun.Tx, a actor.Actor, all []*execution.Prepared) (map[actor.ExecutionID]error, error) {
	if len(all) > 0 {
		database.AfterCommit(ctx, func() { s.stored <- struct{}{} })
	}
	return s.Executions.StoreAll(ctx, tx, a, all)
}

// A look at a backfill whose schedule is gone hangs; a schedule fires all the same.
func TestALookThatHangsDelaysNoFiring(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		gone, b := f.weekly(2)
		due := f.create(func(c *Content) { c.Name = "Due" })
		require.NoError(t, f.delete(t.Context(), f.owner, gone.ID, gone.Version))
		f.finishOne(b.Cells[0].OccurrenceID, b.Cells[0].ExecutionID, execution.Succeeded, "")
		hanging := &stuck{Executions: f.Service.executions, asked: make(chan struct{}), stored: make(chan struct{}, 10)}
		f.Service.executions = hanging
		f.Start(t.Context())
		defer f.Stop()
		<-hanging.asked
		f.time.Advance(time.Minute)
		f.poke()
		<-hanging.stored
		require.Equal(t, Running, f.last(due.ID).State)
	})
}

// broken are executions of which those of one query cannot be made.
type broken struct {
	Executions

	query actor.QueryID
}

func (b *broken) Prepare(o execution.Order) (*execution.Prepared, error) {
	if o.QueryID == b.query {
		panic("an order that cannot be read")
	}
	return b.Executions.Prepare(o)
}

// What waits for its data and cannot be begun then is set aside, and told of
// once; the others begin.
func TestWhatCannotBeginHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		working := f.executions
		bad, badBackfill := f.weekly(1)
		made, err := query.New(query.Dependencies{DB: f.db, Clock: f.time, Events: event.NewLog(f.time)}).
			Create(t.Context(), f.owner, query.Content{Name: "Other", SQL: "SELECT campaign FROM t"}, idempotency.Key{})
		require.NoError(t, err)
		waits := func(c *Content) { c.Rule, c.Settle = every("1 12 10 3 *"), SettleWait }
		broken1 := f.create(waits)
		good := f.create(func(c *Content) {
			waits(c)
			c.QueryID = made.ID
		})
		f.advance(time.Minute)
		f.Service.executions = &broken{Executions: working, query: f.query}
		f.finishOne(badBackfill.Cells[0].OccurrenceID, badBackfill.Cells[0].ExecutionID, execution.Succeeded, "")
		f.time.Advance(48 * time.Hour)
		for range 8 { // it is tried again, later and later
			f.time.Advance(2 * time.Minute)
			_, err = f.Turn(t.Context())
			require.ErrorContains(t, err, "an order that cannot be read")
		}
		require.Equal(t, Running, f.last(good.ID).State)
		require.Equal(t, Waiting, f.last(broken1.ID).State)
		require.Contains(t, f.notices.kinds(), "broken")
		next, err := f.Turn(t.Context())
		require.NoError(t, err, "what failed is set aside")
		require.True(t, next.After(f.time.Now()))

		f.Service.executions = working
		f.advance(2 * time.Hour)
		require.Equal(t, Running, f.last(broken1.ID).State)
		require.Equal(t, 1, f.backfill(badBackfill.ID).Progress.Open, bad.Name)
	})
}

// While a machine is suspended no timer of it runs, and its clock has jumped when
// it wakes. What became due meanwhile is accounted for at the next look-around.
func TestAMachineThatWasSuspendedFiresOnceItWakes(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		const hours = 8
		s := f.create(nil)
		watched := &stuck{Executions: f.Service.executions, asked: make(chan struct{}), stored: make(chan struct{}, 10)}
		f.Service.executions, f.config.LookAround = watched, 10*time.Millisecond
		f.Start(t.Context())
		defer f.Stop()
		f.time.Advance(hours * time.Hour) // and nobody pokes
		<-watched.stored
		f.accounted(s.ID, start, hours*60)
		require.Equal(t, Running, f.last(s.ID).State)
	})
}

func TestWhatNobodyMovesOnInLineIsFound(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(func(c *Content) { c.Overlap = OverlapQueue })
		f.advance(30 * time.Second)
		f.advance(time.Minute)
		f.advance(time.Minute)
		require.NoError(t, f.Watch(t.Context()))
		require.Equal(t, []string{"12:01 running", "12:02 waiting queued", "12:03 waiting queued"}, told(f.ledger(s.ID)))
		f.exec("UPDATE occurrence SET state = 'succeeded', finished_at = created_at WHERE id = ?", f.ledger(s.ID)[0].ID) // and nobody looked
		require.NoError(t, f.Watch(t.Context()))
		require.Equal(t, []string{"12:01 succeeded", "12:02 running", "12:03 waiting queued"}, told(f.ledger(s.ID)))
	})
}
