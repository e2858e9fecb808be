package audit_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
)

// What an entry adds to a transaction that writes anyway, and what it takes on disk.
func BenchmarkRecord(b *testing.B) {
	config := databasetest.SQLiteConfigIn(b, b.TempDir())
	db, err := database.Open(b.Context(), config)
	require.NoError(b, err)
	defer db.Close()
	before := size(b, config.Path)
	what := audit.What{
		Act: audit.GrantChanged, ID: string(actor.NewID[actor.GrantID]()), Name: "Ann Example", ClientID: actor.NewID[actor.ClientID](),
		Changes: audit.Changes{}.From("role", "viewer", "author").Is("reason", "holiday cover"),
	}
	ctx := audit.WithOrigin(b.Context(), audit.Origin{Address: "192.0.2.7", RequestID: actor.NewID[actor.RequestID]()})
	entries := 0
	for b.Loop() {
		err := db.Write(ctx, ann, func(ctx context.Context, tx bun.Tx) error {
			for range 100 {
				if err := audit.Record(ctx, tx, ann, clock.System{}.Now(), what); err != nil {
					return err
				}
			}
			return nil
		})
		require.NoError(b, err)
		entries += 100
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(entries), "µs/entry")
	require.NoError(b, db.Close())
	b.ReportMetric(float64(size(b, config.Path)-before)/float64(entries), "bytes/entry")
}

func size(b *testing.B, path string) (bytes int64) {
	files, err := filepath.Glob(path + "*")
	require.NoError(b, err)
	for _, file := range files {
		info, err := os.Stat(file)
		require.NoError(b, err)
		bytes += info.Size()
	}
	return bytes
}
