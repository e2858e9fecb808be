package result

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	_ "github.com/duckdb/duckdb-go/v2" // the driver
)

// limits bounds one DuckDB instance.
type limits struct {
	memoryMB, tempMB, threads int
	// folders are all it may touch; spill lies in the first.
	folders []string
}

// openEngine starts a DuckDB in memory that can reach its folders and nothing
// else, and whose settings cannot be changed any more.
func openEngine(ctx context.Context, l limits) (*sql.DB, error) {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return nil, fmt.Errorf("open DuckDB: %w", err)
	}
	quoted := make([]string, len(l.folders))
	for i, folder := range l.folders {
		quoted[i] = quote(folder + "/")
	}
	for _, setting := range []string{
		fmt.Sprintf("SET threads = %d", l.threads),
		fmt.Sprintf("SET memory_limit = '%dMB'", l.memoryMB),
		"SET temp_directory = " + quote(l.folders[0]+"/spill"),
		fmt.Sprintf("SET max_temp_directory_size = '%dMB'", l.tempMB),
		"SET parquet_metadata_cache = true", // a file of ours never changes
		"SET TimeZone = 'UTC'",
		"SET ieee_floating_point_ops = false", // a division by zero is NULL
		"SET allowed_directories = [" + strings.Join(quoted, ", ") + "]",
		"SET autoinstall_known_extensions = false",
		"SET autoload_known_extensions = false",
		"SET enable_external_access = false",
		"SET lock_configuration = true",
	} {
		if _, err := db.ExecContext(ctx, setting); err != nil {
			_ = db.Close()
			return nil, fmt.Errorf("set up DuckDB: %s: %w", setting, err)
		}
	}
	return db, nil
}

// quote makes a SQL string literal of a path of ours.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
