package execution

import (
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
)

// Processes die without warning while a fifth of Amazon's answers go wrong:
// every execution still ends with its rows, by exactly one run of its own, and
// the instance never has more open runs than slots.
func TestNothingDoublesOrIsLostWhileProcessesDie(t *testing.T) {
	t.Parallel()
	databasetest.Configs(t, func(t *testing.T, config database.Config) {
		const executions, deaths = 40, 6
		settings := impatient()
		settings.Slots = 8
		w := newWorld(t, config, settings)
		w.amazon.lasts = 300 * time.Millisecond
		w.amazon.visibility = 150 * time.Millisecond
		calm := spoilACallInFive(w.amazon)

		var ids []actor.ExecutionID
		p := w.start(t)
		for range executions {
			made, err := p.Create(t.Context(), w.owner, w.params())
			require.NoError(t, err)
			ids = append(ids, made.ID)
		}
		overruns := watchOpen(t, w.amazon, settings.Slots)
		for range deaths {
			before := countFinal(t, p.db, w.owner)
			deadline := time.Now().Add(1500 * time.Millisecond)
			for time.Now().Before(deadline) && countFinal(t, p.db, w.owner) < before+executions/(2*deaths) {
				<-time.After(20 * time.Millisecond)
			}
			p.kill()
			p = w.start(t)
		}
		calm()
		runs := map[string]int{} // by mark
		for _, id := range ids {
			d := p.ended(t, w.owner, id)
			require.Equal(t, Succeeded, d.State, d.Problem)
			accepted := 0
			for _, a := range d.Attempts {
				runs[string(a.ID)] = 0
				if a.Outcome == Accepted {
					accepted++
				}
			}
			require.Equal(t, 1, accepted)
			_, _, err := p.Result(t.Context(), w.owner, id)
			require.NoError(t, err)
		}
		for _, run := range w.amazon.all() {
			_, ours := runs[markOf(run)]
			require.True(t, ours)
			runs[markOf(run)]++
		}
		require.Len(t, w.amazon.all(), executions)
		require.Zero(t, overruns())
	})
}

// spoilACallInFive makes calls fail before or after their work until told to stop.
func spoilACallInFive(f *fakeAmazon) (calm func()) {
	var over atomic.Bool
	spoil := func(method string) error {
		if over.Load() || rand.IntN(10) != 0 {
			return nil
		}
		switch rand.IntN(4) {
		case 0:
			return answered(method, 429, "")
		case 1:
			return answered(method, 500, "")
		case 2:
			return answered(method, 504, "Endpoint request timed out")
		default:
			return lost(method)
		}
	}
	f.beforeCreate = func(int) error { return spoil(http.MethodPost) }
	f.afterCreate = func(int, amc.Execution) error {
		err := spoil(http.MethodPost)
		if failure, ok := err.(*amc.Error); ok && failure.Throttled() { //nolint:errorlint // made above
			return nil // 429 promises that no work was done
		}
		return err
	}
	read := func(int) error {
		if err := spoil(http.MethodGet); err != nil {
			return err
		}
		return spoil(http.MethodGet)
	}
	f.onList, f.onLinks, f.onDownload = read, read, read
	return func() { over.Store(true) }
}

// watchOpen counts the moments with more open runs than the limit.
func watchOpen(t *testing.T, f *fakeAmazon, limit int) (overruns func() int) {
	t.Helper()
	stop, done, n := make(chan struct{}), make(chan struct{}), 0
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
			}
			if f.openNow() > limit {
				n++
			}
		}
	}()
	return func() int {
		close(stop)
		<-done
		return n
	}
}
