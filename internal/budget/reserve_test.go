package budget

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

func TestABatchFillsABudgetToItsLimit(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		f.card(100)
		_, err := f.Set(t.Context(), f.owner, Budget{ClientID: "c1", Currency: "EUR", Soft: of(150), Hard: of(350)})
		require.NoError(t, err)
		var batch []Subject
		for n := range 5 {
			what := f.what
			what.ExecutionID = actor.ExecutionID(fmt.Sprint("e", n))
			batch = append(batch, what)
		}
		batch[1].InstanceID = "free" // no rate card
		f.write(func(ctx context.Context, tx bun.Tx) error {
			refused, err := f.ReserveAll(ctx, tx, f.owner, batch)
			require.Len(t, refused, 1)
			require.ErrorIs(t, refused["e4"], ErrSpent)
			return err
		})
		require.Equal(t, Spending{Reserved: 300}, f.budget().Spending)
		require.Len(t, f.told(), 1)
	})
}

func TestBatchesInAnyOrderDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		f.card(100)
		f.write(func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.NewRaw(`INSERT INTO client (id, advertiser, name, color, version, created_at, updated_at) VALUES ('c2', 'Heron', 'Heron', 'teal', 1, ?0, ?0)`, start).Exec(ctx)
			return err
		})
		for _, b := range []Budget{{ClientID: "c1", Currency: "EUR", Hard: of(1e9)}, {QueryID: "q1", Currency: "EUR", Hard: of(1e9)}} {
			_, err := f.Set(t.Context(), f.owner, b)
			require.NoError(t, err)
		}
		var group sync.WaitGroup
		for n := range 12 {
			batch := []Subject{
				{ExecutionID: actor.ExecutionID(fmt.Sprint("a", n)), InstanceID: "i1", ClientID: "c1"},
				{ExecutionID: actor.ExecutionID(fmt.Sprint("b", n)), InstanceID: "i1", ClientID: "c2", QueryID: "q1"},
			}
			if n%2 == 1 {
				slices.Reverse(batch)
			}
			group.Go(func() {
				tries := 0
				err := f.db.Write(t.Context(), f.owner, func(ctx context.Context, tx bun.Tx) error {
					tries++
					_, err := f.ReserveAll(ctx, tx, f.owner, batch)
					return err
				})
				if err != nil || tries > 1 {
					t.Errorf("%d tries: %v", tries, err)
				}
			})
		}
		group.Wait()
	})
}
