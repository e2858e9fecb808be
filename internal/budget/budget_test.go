package budget

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
)

func TestAPriceHasThreeParts(t *testing.T) {
	t.Parallel()
	card := Rate{PerRun: 100, PerMinute: 7, PerGB: 300}
	require.EqualValues(t, 0, card.price(Usage{}))
	require.EqualValues(t, 107, card.price(Usage{Runs: 1, Computing: time.Second}))
	require.EqualValues(t, 200+2*7, card.price(Usage{Runs: 2, Computing: 61 * time.Second}))
	require.EqualValues(t, 100+450, card.price(Usage{Runs: 1, Bytes: 1_500_000_000}))
	require.EqualValues(t, 1, Rate{PerGB: 100}.price(Usage{Bytes: 5_000_000}), "half a unit is rounded up")
	require.EqualValues(t, maxAmount*64, Rate{PerGB: maxAmount}.price(Usage{Bytes: 64_000_000_000}))
}

func TestWithoutARateCardNothingIsCharged(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		_, err := f.Set(t.Context(), f.owner, Budget{ClientID: "c1", Currency: "EUR", Hard: of(0)})
		require.NoError(t, err)
		require.NoError(t, f.reserve("e1"))
		f.end("e1", Usage{Runs: 1})
		require.Zero(t, f.budget().Total())
	})
}

func TestAnEstimateIsReservedAndTheCostIsFixedOnce(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		f.card(100)
		_, err := f.Set(t.Context(), f.owner, Budget{QueryID: "q1", Currency: "EUR", Hard: of(1000)})
		require.NoError(t, err)
		require.NoError(t, f.reserve("e1"))
		require.Equal(t, Spending{Reserved: 100}, f.budget().Spending)
		f.end("e1", Usage{Runs: 3})
		f.end("e1", Usage{Runs: 9})
		standing := f.budget()
		require.Equal(t, Spending{Spent: 300}, standing.Spending)
		require.EqualValues(t, 930, *standing.Forecast, "ten of 31 days have passed")
		require.Equal(t, "Reach", standing.QueryName)

		require.NoError(t, f.reserve("e2"))
		require.Equal(t, Spending{Spent: 300, Reserved: 300}, f.budget().Spending, "the past of the query is its estimate")
		f.time.Advance(21 * 24 * time.Hour)
		standing = f.budget()
		require.Equal(t, "2026-04", standing.Month)
		require.Zero(t, standing.Total())
		require.Nil(t, standing.Forecast)
		past, err := f.Costs(t.Context(), f.owner, "2026-03", "UTC")
		require.NoError(t, err)
		require.Equal(t, []ClientCosts{{Spending: Spending{Spent: 300, Reserved: 300}, ClientID: "c1", ClientName: "Kestrel", Currency: "EUR", Executions: 2}}, past)
	})
}

func TestAHardLimitRefusesWhatWouldPassIt(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		f.card(100)
		_, err := f.Set(t.Context(), f.owner, Budget{ClientID: "c1", Currency: "EUR", Hard: of(250)})
		require.NoError(t, err)
		require.NoError(t, f.reserve("e1"))
		require.NoError(t, f.reserve("e2"))
		err = f.reserve("e3")
		require.ErrorIs(t, err, ErrSpent)
		refused := fault.Of(err)
		require.EqualValues(t, 250, refused.Details["hard"])
		require.EqualValues(t, 200, refused.Details["reserved"])
		require.EqualValues(t, 100, refused.Details["estimate"])
		require.NotEmpty(t, refused.Next)

		f.end("e1", Usage{}) // it never ran
		require.NoError(t, f.reserve("e3"))
	})
}

func TestManyAtOnceCannotShareTheLastUnit(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		f.card(100)
		_, err := f.Set(t.Context(), f.owner, Budget{ClientID: "c1", Currency: "EUR", Hard: of(500)})
		require.NoError(t, err)
		_, err = f.Set(t.Context(), f.owner, Budget{QueryID: "q1", Currency: "EUR", Hard: of(700)})
		require.NoError(t, err)
		var group sync.WaitGroup
		var passed, refused atomic.Int64
		for i := range 20 {
			group.Go(func() {
				switch err := f.reserve(actor.ExecutionID(fmt.Sprint("e", i))); {
				case err == nil:
					passed.Add(1)
				case errors.Is(err, ErrSpent):
					refused.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		group.Wait()
		require.EqualValues(t, 5, passed.Load())
		require.EqualValues(t, 15, refused.Load())
	})
}

func TestASoftLimitWarnsOnceAMonth(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		f.card(100)
		_, err := f.Set(t.Context(), f.owner, Budget{ClientID: "c1", Currency: "EUR", Soft: of(150), Hard: of(1000)})
		require.NoError(t, err)
		before := f.events(event.BudgetChanged)
		require.NoError(t, f.reserve("e1"))
		require.Equal(t, Within, f.budget().Level())
		f.end("e1", Usage{Runs: 2})
		require.Equal(t, OverSoft, f.budget().Level())
		require.NoError(t, f.reserve("e2"))
		require.Equal(t, before+1, f.events(event.BudgetChanged))
		require.Equal(t, "2026-03", f.budget().WarnedMonth)

		f.time.Advance(30 * 24 * time.Hour)
		require.NoError(t, f.reserve("e3"))
		require.Equal(t, before+2, f.events(event.BudgetChanged))
	})
}

func TestCurrenciesAreNeverMixed(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		f.card(100)
		_, err := f.Set(t.Context(), f.owner, Budget{ClientID: "c1", Currency: "USD", Hard: of(1000)})
		require.NoError(t, err)
		require.ErrorIs(t, f.reserve("e1"), ErrCurrency)
	})
}

func TestASoftBudgetInAnotherCurrencySaysWhatItDoesNotCount(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		f.card(100)
		_, err := f.Set(t.Context(), f.owner, Budget{ClientID: "c1", Currency: "USD", Soft: of(50)})
		require.NoError(t, err)
		require.Zero(t, f.budget().Uncounted)
		require.NoError(t, f.reserve("e1"))
		standing := f.budget()
		require.EqualValues(t, 1, standing.Uncounted)
		require.Zero(t, standing.Total())
		f.time.Advance(30 * 24 * time.Hour)
		require.Zero(t, f.budget().Uncounted, "of this month")
	})
}

func TestMonthsAreThoseOfTheZone(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		f.card(100)
		// In Auckland April has begun; in Los Angeles it will in 18 hours.
		f.time.Advance(time.Date(2026, 3, 31, 13, 0, 0, 0, time.UTC).Sub(start))
		require.NoError(t, f.reserve("e1"))
		far, err := f.Set(t.Context(), f.owner, Budget{ClientID: "c1", Currency: "EUR", Hard: of(1000), Zone: "Pacific/Auckland"})
		require.NoError(t, err)
		require.Equal(t, "2026-04", f.budget().Month)
		require.EqualValues(t, 100, f.budget().Reserved)
		far.Zone = "America/Los_Angeles"
		near, err := f.Set(t.Context(), f.owner, far)
		require.NoError(t, err)
		require.Equal(t, "2026-03", f.budget().Month)
		f.time.Advance(18 * time.Hour) // 00:00 there
		require.Equal(t, "2026-04", f.budget().Month)
		require.Zero(t, f.budget().Total())

		found, err := f.Costs(t.Context(), f.owner, "2026-04", "Pacific/Auckland")
		require.NoError(t, err)
		require.Len(t, found, 1)
		found, err = f.Costs(t.Context(), f.owner, "2026-04", "UTC")
		require.NoError(t, err)
		require.Empty(t, found)

		for _, wrong := range []string{"Europe/Nowhere", "Local"} {
			near.Zone = wrong
			_, err = f.Set(t.Context(), f.owner, near)
			require.ErrorIs(t, err, ErrZone)
		}
		near.Zone = ""
		set, err := f.Set(t.Context(), f.owner, near)
		require.NoError(t, err)
		require.Equal(t, "UTC", set.Zone)
	})
}

func TestWhatHasCostMoreThanExpectedCountsWhileItRuns(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		used := map[actor.ExecutionID]Usage{}
		f.soFar = func(_ context.Context, _ bun.Tx, ids []actor.ExecutionID, _ time.Time) (map[actor.ExecutionID]Usage, error) {
			for id := range used {
				require.Contains(t, ids, id)
			}
			return used, nil
		}
		f.card(100)
		_, err := f.Set(t.Context(), f.owner, Budget{ClientID: "c1", Currency: "EUR", Soft: of(250), Hard: of(500)})
		require.NoError(t, err)
		require.NoError(t, f.reserve("e1"))
		require.NoError(t, f.reserve("e2"))
		require.EqualValues(t, 200, f.budget().Reserved)
		used["e1"] = Usage{Runs: 4} // its retries
		require.EqualValues(t, 500, f.budget().Reserved)
		require.Equal(t, AtHard, f.budget().Level())
		err = f.reserve("e3")
		require.ErrorIs(t, err, ErrSpent)
		require.EqualValues(t, 500, fault.Of(err).Details["reserved"])
		used["e1"] = Usage{} // less than expected is no news
		require.NoError(t, f.reserve("e3"))
	})
}

func TestEditsCarryTheirVersion(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		b, err := f.Set(t.Context(), f.owner, Budget{ClientID: "c1", Currency: "EUR", Hard: of(1)})
		require.NoError(t, err)
		_, err = f.Set(t.Context(), f.owner, Budget{ClientID: "c1", Currency: "EUR", Hard: of(2)})
		require.ErrorIs(t, err, ErrConflict)
		b.Hard = of(3)
		changed, err := f.Set(t.Context(), f.owner, b)
		require.NoError(t, err)
		require.Equal(t, b.ID, changed.ID)
		require.Equal(t, 2, changed.Version)
		require.ErrorIs(t, f.Remove(t.Context(), f.owner, b), ErrConflict)
		require.NoError(t, f.Remove(t.Context(), f.owner, changed))

		f.card(1)
		_, err = f.SetRate(t.Context(), f.owner, Rate{InstanceID: "i1", Currency: "EUR"})
		require.ErrorIs(t, err, ErrRateConflict)
		_, err = f.SetRate(t.Context(), f.owner, Rate{InstanceID: "i1", Currency: "euro", Version: 1})
		require.ErrorIs(t, err, ErrRateInvalid)
		for _, wrong := range []Budget{
			{ClientID: "c1", Currency: "EUR"},
			{ClientID: "c1", Currency: "EUR", Soft: of(2), Hard: of(1)},
			{ClientID: "c1", Currency: "EUR", Hard: of(-1)},
			{ClientID: "c1", Currency: "€", Hard: of(1)},
		} {
			_, err := f.Set(t.Context(), f.owner, wrong)
			require.ErrorIs(t, err, ErrInvalid)
		}
		_, err = f.Set(t.Context(), f.owner, Budget{QueryID: "none", Currency: "EUR", Hard: of(1)})
		require.ErrorIs(t, err, ErrNotFound)
	})
}

func TestWhatAnInstanceCostIsItsPresentClients(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		f.card(100)
		require.NoError(t, f.reserve("e1"))
		f.write(func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.NewRaw(`INSERT INTO client (id, advertiser, name, color, version, created_at, updated_at) VALUES ('c2', 'Heron', 'Heron', 'teal', 1, ?0, ?0)`, start).Exec(ctx)
			return err
		})
		f.write(func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.NewRaw("UPDATE instance SET client_id = 'c2' WHERE id = 'i1'").Exec(ctx)
			return err
		})
		found, err := f.Costs(t.Context(), f.owner, "", "")
		require.NoError(t, err)
		require.Len(t, found, 1)
		require.Equal(t, "Heron", found[0].ClientName, "who sees the instance by now learns of no client it once had")
		require.Equal(t, actor.ClientID("c2"), found[0].ClientID)
		require.EqualValues(t, 1, found[0].Executions)
	})
}

func TestNobodyHasNoCosts(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		f.card(1)
		_, err := f.Set(t.Context(), f.owner, Budget{ClientID: "c1", Currency: "EUR", Hard: of(1)})
		require.NoError(t, err)
		var nobody actor.Actor
		budgets, err := f.Budgets(t.Context(), nobody)
		require.NoError(t, err)
		require.Empty(t, budgets)
		rates, err := f.Rates(t.Context(), nobody)
		require.NoError(t, err)
		require.Empty(t, rates)
		_, err = f.SetRate(t.Context(), nobody, Rate{InstanceID: "i1", Currency: "EUR", Version: 1})
		require.Error(t, err)
	})
}

func TestAnEditThatIsTriedAgainIsTheSameEdit(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		f.card(100)
		require.NoError(t, f.reserve("e1"))
		failures := 0
		f.soFar = func(context.Context, bun.Tx, []actor.ExecutionID, time.Time) (map[actor.ExecutionID]Usage, error) {
			if failures++; failures == 1 {
				return nil, database.ErrRetry
			}
			return map[actor.ExecutionID]Usage{}, nil
		}
		set, err := f.Set(t.Context(), f.owner, Budget{ClientID: "c1", Currency: "EUR", Hard: of(1000)})
		require.NoError(t, err)
		require.Equal(t, 1, set.Version)
		require.Greater(t, failures, 1)
	})
}
