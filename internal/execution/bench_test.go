package execution

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
)

// BenchmarkExecutionOverhead measures the time from the moment a run is
// SUCCEEDED at Amazon to the moment its rows can be read, with the default
// pace of asking, Amazon answering at once.
func BenchmarkExecutionOverhead(b *testing.B) {
	for name, config := range map[string]func(testing.TB) database.Config{
		"sqlite": databasetest.SQLiteConfig, "postgres": databasetest.PostgresConfig,
	} {
		b.Run(name, func(b *testing.B) {
			w := newWorld(b, config(b), Config{})
			w.amazon.lasts = 2 * time.Second
			p := w.start(b)
			var total time.Duration
			for b.Loop() {
				made, err := p.Create(b.Context(), w.owner, w.params())
				require.NoError(b, err)
				d := p.ended(b, w.owner, made.ID)
				require.Equal(b, Succeeded, d.State)
				runs := w.amazon.all()
				total += d.FinishedAt.Sub(runs[len(runs)-1].CreatedAt.Add(w.amazon.lasts))
			}
			b.ReportMetric(float64(total.Milliseconds())/float64(b.N), "overhead-ms/op")
		})
	}
}
