package synthetic

import (
	"context"
	"database/sql"
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql/catalog"
)

// BenchmarkGenerate makes all default instances at the default scale and
// reports what they take on disk.
func BenchmarkGenerate(b *testing.B) {
	var bytes int64
	for b.Loop() {
		dir := b.TempDir()
		require.NoError(b, Generate(context.Background(), Config{Dir: dir, Now: present()}))
		bytes = 0
		require.NoError(b, filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			info, err := entry.Info()
			bytes += info.Size()
			return err
		}))
	}
	b.ReportMetric(float64(bytes)/1e6, "MB/disk")
}

// BenchmarkWarmStart is what a second start pays for data that are there.
func BenchmarkWarmStart(b *testing.B) {
	config := Config{Dir: b.TempDir(), Now: present(), Scale: 0.02, Instances: []Instance{german()}}
	require.NoError(b, Generate(context.Background(), config))
	for b.Loop() {
		require.NoError(b, Generate(context.Background(), config))
	}
}

// BenchmarkRelation counts the impressions of a week by campaign and day.
func BenchmarkRelation(b *testing.B) {
	dir, err := common()
	require.NoError(b, err)
	store, err := NewStore(dir, []Instance{rich()})
	require.NoError(b, err)
	db, err := sql.Open("duckdb", "")
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, db.Close()) })
	table, _ := catalog.Default().Table("dsp_impressions")
	for b.Loop() {
		relation, err := store.Relation(rich().ID, table, present().AddDate(0, 0, -7), present())
		require.NoError(b, err)
		var groups int
		require.NoError(b, db.QueryRow("SELECT count(*) FROM (SELECT campaign, impression_date, sum(total_cost), count(DISTINCT user_id) FROM "+relation+" GROUP BY ALL)").Scan(&groups))
		require.Positive(b, groups)
	}
}
