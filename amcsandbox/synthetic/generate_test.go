package synthetic

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/recomamp/recomamp/amcsql/catalog"
)

// tiny is a configuration that is quick to generate.
func tiny(t *testing.T) Config {
	t.Helper()
	return Config{Dir: t.TempDir(), Now: present(), Scale: 0.02, Instances: []Instance{german()}}
}

// checksum digests all rows of a table, whatever their order.
func (r reader) checksum(instance Instance, name string, from, to time.Time) string {
	r.t.Helper()
	var sum string
	require.NoError(r.t, r.db.QueryRow("SELECT count(*) || '/' || coalesce(bit_xor(hash(x)), 0)::VARCHAR FROM "+r.between(instance, name, from, to)+" x").Scan(&sum))
	return sum
}

func TestSameSeedGivesSameRowsWhateverTheThreads(t *testing.T) {
	t.Parallel()
	one, many, other := tiny(t), tiny(t), tiny(t)
	one.Threads, many.Threads, other.Seed = 1, 4, 7
	for _, config := range []Config{one, many, other} {
		config.Scale = 0.02
		require.NoError(t, Generate(context.Background(), config))
	}
	a, b, c := readIn(t, one.Dir, german()), readIn(t, many.Dir, german()), readIn(t, other.Dir, german())
	for _, table := range german().Tables(catalog.Default()) {
		if strings.HasSuffix(table.Name, "_segments") { // Repeats of other tables' rows.
			continue
		}
		sum := a.checksum(german(), table.Name, time.Time{}, time.Time{})
		require.Equal(t, sum, b.checksum(german(), table.Name, time.Time{}, time.Time{}), table.Name)
		require.NotEqual(t, sum, c.checksum(german(), table.Name, time.Time{}, time.Time{}), table.Name)
	}
}

func TestLaterGenerationKeepsTheRowsOfSharedDays(t *testing.T) {
	t.Parallel()
	early, late := tiny(t), tiny(t)
	late.Now = early.Now.AddDate(0, 0, 9)
	require.NoError(t, Generate(context.Background(), early))
	require.NoError(t, Generate(context.Background(), late))
	a, b := readIn(t, early.Dir, german()), readIn(t, late.Dir, german())
	from, to := present().AddDate(0, -11, 0), present()
	for _, name := range []string{"dsp_impressions", "dsp_clicks", "sponsored_ads_traffic", "conversions_all", "conversions", "amazon_attributed_events_by_conversion_time"} {
		require.Equal(t, a.checksum(german(), name, from, to), b.checksum(german(), name, from, to), name)
	}
}

func TestSecondCallDoesNothingUntilTheHorizonNears(t *testing.T) {
	t.Parallel()
	config := tiny(t)
	require.NoError(t, Generate(context.Background(), config))
	first, err := os.Stat(filepath.Join(config.Dir, currentFile))
	require.NoError(t, err)

	config.Now = config.Now.AddDate(0, 0, Horizon-3)
	steps := [][2]int{}
	config.Progress = func(done, total int) { steps = append(steps, [2]int{done, total}) }
	require.NoError(t, Generate(context.Background(), config))
	again, err := os.Stat(filepath.Join(config.Dir, currentFile))
	require.NoError(t, err)
	require.Equal(t, first.ModTime(), again.ModTime())
	require.Equal(t, [][2]int{{stepsPerInstance(), stepsPerInstance()}}, steps)

	store, err := NewStore(config.Dir, config.Instances)
	require.NoError(t, err)
	_, before := store.Range()
	config.Now = config.Now.AddDate(0, 0, 3)
	require.NoError(t, Generate(context.Background(), config))
	_, after := store.Range()
	require.Equal(t, before.AddDate(0, 0, Horizon), after, "an open store sees the new generation")
	require.True(t, store.Ready(german().ID))
}

func TestOldGenerationServesUntilTheNextOneAfterIt(t *testing.T) {
	t.Parallel()
	config := tiny(t)
	config.Scale = 0.02
	folders := func() (names []string) {
		entries, err := os.ReadDir(config.Dir)
		require.NoError(t, err)
		for _, entry := range entries {
			if strings.HasPrefix(entry.Name(), generationPrefix) {
				names = append(names, entry.Name())
			}
		}
		return names
	}
	for range 3 {
		require.NoError(t, Generate(context.Background(), config))
		config.Now = config.Now.AddDate(0, 1, 0)
	}
	require.Len(t, folders(), 2)
}

func TestConcurrentGeneratorsShareTheWork(t *testing.T) {
	t.Parallel()
	config := tiny(t)
	var group errgroup.Group
	for range 3 {
		group.Go(func() error { return Generate(context.Background(), config) })
	}
	require.NoError(t, group.Wait())
	r := readIn(t, config.Dir, german())
	require.True(t, r.store.Ready(german().ID))
	requireClean(t, config.Dir)
}

func TestCancellingLeavesNothingHalfMadeAndTheNextCallFinishes(t *testing.T) {
	t.Parallel()
	config := tiny(t)
	config.Instances = []Instance{german(), DefaultInstances()[5]}
	for stop := 1; stop < 2*stepsPerInstance(); stop += 5 {
		ctx, cancel := context.WithCancelCause(context.Background())
		halt := fmt.Errorf("stop at step %d", stop)
		config.Progress = func(done, _ int) {
			if done >= stop {
				cancel(halt)
			}
		}
		err := Generate(ctx, config)
		cancel(nil)
		if err == nil { // The last steps may all be done before the cancellation is seen.
			break
		}
		requireClean(t, config.Dir)
		store, err := NewStore(config.Dir, config.Instances)
		require.NoError(t, err)
		for _, instance := range config.Instances {
			table, _ := catalog.Default().Table("conversions")
			if _, err := store.Relation(instance.ID, table, time.Time{}, time.Time{}); err != nil {
				require.ErrorIs(t, err, ErrNotReady)
			}
		}
	}
	config.Progress = nil
	require.NoError(t, Generate(context.Background(), config))
	r := readIn(t, config.Dir, config.Instances...)
	for _, instance := range config.Instances {
		require.Positive(t, r.number(instance, "SELECT count(*) FROM %s", "conversions"))
	}
}

// requireClean checks that no unfinished folder lies about.
func requireClean(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, entry := range entries {
		require.False(t, strings.HasPrefix(entry.Name(), temporaryPrefix), entry.Name())
	}
}

func TestLeftoversOfAKilledProcessAreSwept(t *testing.T) {
	t.Parallel()
	config := tiny(t)
	config.Scale = 0.02
	rubbish := filepath.Join(config.Dir, temporaryPrefix+german().ID)
	require.NoError(t, os.MkdirAll(rubbish, 0o750))
	require.NoError(t, os.WriteFile(filepath.Join(rubbish, "imp.parquet"), []byte("half"), 0o600))
	require.NoError(t, Generate(context.Background(), config))
	requireClean(t, config.Dir)
}

func TestProgressCountsUpToItsTotal(t *testing.T) {
	t.Parallel()
	config := tiny(t)
	config.Scale = 0.02
	var seen []int
	total := 0
	config.Progress = func(done, all int) { seen, total = append(seen, done), all }
	require.NoError(t, Generate(context.Background(), config))
	require.IsIncreasing(t, seen)
	require.Equal(t, total, seen[len(seen)-1])
}

func TestConfigIsChecked(t *testing.T) {
	t.Parallel()
	for _, config := range []Config{{}, {Dir: t.TempDir()}, {Dir: t.TempDir(), Now: present(), Scale: 101}, {Dir: t.TempDir(), Now: present(), Scale: -1}} {
		require.Error(t, Generate(context.Background(), config))
	}
	badZone := german()
	badZone.TimeZone = "Mars/Olympus"
	require.ErrorContains(t, Generate(context.Background(), Config{Dir: t.TempDir(), Now: present(), Instances: []Instance{badZone}}), "Mars/Olympus")
}

func TestStoreTellsWhatIsMissing(t *testing.T) {
	t.Parallel()
	store, err := NewStore(t.TempDir(), []Instance{german()})
	require.NoError(t, err)
	table, _ := catalog.Default().Table("conversions")
	retail, _ := catalog.Default().Table("amazon_retail_purchases")
	require.True(t, store.Has(german().ID, table))
	require.False(t, store.Has(german().ID, retail))
	require.False(t, store.Ready(german().ID))
	_, err = store.Relation(german().ID, table, time.Time{}, time.Time{})
	require.ErrorIs(t, err, ErrNoData)
	_, err = store.Relation(german().ID, retail, time.Time{}, time.Time{})
	require.ErrorIs(t, err, ErrNoTable)
	_, err = store.Relation("amcnobody00", table, time.Time{}, time.Time{})
	require.ErrorIs(t, err, ErrNoTable)
	_, end := store.Range()
	require.True(t, end.IsZero())
	_, err = Open(store.Dir())
	require.ErrorIs(t, err, ErrNoData)
}
