package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"

	driver "github.com/duckdb/duckdb-go/v2"
)

// brokenOptimizers fail in DuckDB 1.5: the first on ROW_NUMBER() … = 1 over some
// joins, a common way to find a last touch.
const brokenOptimizers = "top_n_window_elimination"

// doubtfulOptimizers are all that a query can do without in reasonable time.
const doubtfulOptimizers = "top_n_window_elimination,window_self_join,join_elimination,common_subplan,common_subexpressions,common_aggregate," +
	"late_materialization,sum_rewriter,cte_filter_pusher,cte_inlining,statistics_propagation,compressed_materialization,duplicate_groups," +
	"reorder_filter,sampling_pushdown,join_filter_pushdown,row_group_pruner,limit_pushdown,top_n,column_lifetime,regex_range"

// openDuckDB starts a DuckDB in memory that can do what queries need and nothing else.
func openDuckDB(config Config, withoutOptimizers string) (*sql.DB, error) {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return nil, fmt.Errorf("open DuckDB: %w", err)
	}
	ctx := context.Background()
	if err := registerPatterns(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := lock(ctx, db, config, withoutOptimizers); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	db.SetMaxOpenConns(config.Concurrent)
	db.SetMaxIdleConns(config.Concurrent)
	return db, nil
}

// lock takes from DuckDB all it does not need. The order matters: once
// external access is off, folders can no longer be allowed.
func lock(ctx context.Context, db *sql.DB, config Config, withoutOptimizers string) error {
	dir, err := filepath.Abs(config.Dir)
	if err != nil {
		return fmt.Errorf("find data folder: %w", err)
	}
	for _, setting := range []string{
		"GLOBAL TimeZone = 'UTC'",
		"GLOBAL disabled_optimizers = " + quote(withoutOptimizers),
		fmt.Sprintf("threads = %d", config.Threads),
		"memory_limit = " + quote(config.MemoryLimit),
		"temp_directory = " + quote(config.TempDir),
		"max_temp_directory_size = " + quote(config.MaxTempSize),
		"allowed_directories = [" + quote(dir+string(filepath.Separator)) + "]",
		"autoinstall_known_extensions = false",
		"autoload_known_extensions = false",
		"enable_external_access = false",
		"lock_configuration = true",
	} {
		if _, err := db.ExecContext(ctx, "SET "+setting); err != nil {
			return fmt.Errorf("lock DuckDB: set %s: %w", setting, err)
		}
	}
	return nil
}

// query runs a statement. One that DuckDB fails on by a fault of its own, which
// so far have been faults of its optimizers, is run again with fewer of them.
func (e *Engine) query(ctx context.Context, statement string) (*sql.Rows, error) {
	rows, err := e.db.QueryContext(ctx, statement)
	if !isInternal(err) {
		return rows, err
	}
	e.config.Logger.WarnContext(ctx, "DuckDB failed, running with fewer optimizers", slog.Any("error", err))
	db, opening := e.cautious()
	if opening != nil {
		return nil, errors.Join(err, opening)
	}
	return db.QueryContext(ctx, statement)
}

func isInternal(err error) bool {
	problem, ok := errors.AsType[*driver.Error](err)
	return ok && (problem.Type == driver.ErrorTypeInternal || problem.Type == driver.ErrorTypeFatal)
}

func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
