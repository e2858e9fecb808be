package result

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Files that DuckDB's COPY wrote, as every file was stored before, are read as
// they were: every physical type, NULL beside empty text, several row groups.
func TestFilesOfOlderVersionsAreRead(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	declared := []Declared{
		{Name: "text", Type: "STRING"},
		{Name: "whole", Type: "LONG"},
		{Name: "four", Type: "DECIMAL"},
		{Name: "nine", Type: "DECIMAL"},
		{Name: "eighteen", Type: "DECIMAL"},
		{Name: "wide", Type: "DECIMAL"},
		{Name: "double", Type: "DOUBLE"},
		{Name: "flag", Type: "BOOLEAN"},
		{Name: "day", Type: "DATE"},
		{Name: "at", Type: "TIMESTAMP"},
		{Name: "short", Type: "TIMESTAMP"},
	}
	var names []string
	for _, d := range declared {
		names = append(names, d.Name)
	}
	lines := []string{
		`"",-9223372036854775808,-99.99,-9999999.99,-9999999999999999.99,-99999999999999999999999999999999.25,-1.5,true,0001-01-01,0001-01-01T00:00:00.000Z,1969-12-31T23:59:59Z`,
		`,,,,,,,,,,`,
		`"a ""b"", c",0,0.05,0.10,0.01,0.5,3,false,9999-12-31,9999-12-31T23:59:59.999Z,2026-01-01T00:00:00Z`,
	}
	for i := range 6000 {
		lines = append(lines, fmt.Sprintf(`é%d,%d,%d.%02d,%d.25,%d.10,%d.125,%d.5,%t,2026-02-%02d,2026-02-03T04:05:06.%03dZ,2026-02-03T04:05:%02dZ`,
			i%900, i-3000, i%90, i%100, i*7, i*1000003, i*31, i, i%3 == 0, i%28+1, i%1000, i%60))
	}
	body := strings.Join(names, ",") + "\n" + strings.Join(lines, "\n") + "\n"
	now, err := b.ingest(t.Context(), declared, text(body))
	require.NoError(t, err)
	want := b.export(t, now, ExportParams{Format: CSV, Raw: true})

	dir := t.TempDir()
	db, err := openEngine(t.Context(), limits{memoryMB: 256, tempMB: 256, threads: 1, folders: []string{dir}})
	require.NoError(t, err)
	defer db.Close()
	from, to := filepath.Join(dir, "rows.csv"), filepath.Join(dir, "rows.parquet")
	require.NoError(t, os.WriteFile(from, []byte(strings.Join(lines, "\n")+"\n"), 0o600))
	var created, read, cast []string
	for i, c := range now.Columns {
		require.NotEqual(t, Text == c.Encoding.Kind, i > 0, c.Name)
		created = append(created, fmt.Sprintf("c%d %s", i, c.Encoding.physical()))
		read = append(read, fmt.Sprintf("'c%d': 'VARCHAR'", i))
		cast = append(cast, fmt.Sprintf("CAST(c%d AS %s)", i, c.Encoding.physical()))
	}
	for _, statement := range []string{
		"CREATE TABLE older (" + strings.Join(created, ", ") + ")",
		fmt.Sprintf("INSERT INTO older SELECT %s FROM read_csv(%s, columns = {%s}, auto_detect = false, header = false, delim = ',', quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false)",
			strings.Join(cast, ", "), quote(from), strings.Join(read, ", ")),
		fmt.Sprintf("COPY older TO %s (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 2048)", quote(to)),
	} {
		_, err := db.ExecContext(t.Context(), statement)
		require.NoError(t, err)
	}
	older := *now
	older.BlobKey += ".older"
	_, with, err := b.keys.Sealing(t.Context(), older.InstanceID)
	require.NoError(t, err)
	older.Bytes, older.Checksum, err = b.upload(t.Context(), &older, with, to)
	require.NoError(t, err)

	require.Equal(t, want, b.export(t, &older, ExportParams{Format: CSV, Raw: true}))
	expected, err := b.Page(t.Context(), now, 0, 6100)
	require.NoError(t, err)
	found, err := b.Page(t.Context(), &older, 0, 6100)
	require.NoError(t, err)
	require.Equal(t, cells(expected), cells(found))
	for _, format := range []Format{Parquet, JSON} {
		require.Equal(t, parsed(t, format, b.export(t, now, ExportParams{Format: format}), now.Columns), parsed(t, format, b.export(t, &older, ExportParams{Format: format}), older.Columns))
	}
}
