package main

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/recomamp/recomamp/amcsandbox/synthetic"
)

// measureSandbox times the generation of all default instances, against
// DuckDB only copying the finished files, and reads what memory it took.
func measureSandbox(ctx context.Context, _ config) ([]figure, error) {
	dir, err := os.MkdirTemp("", "recomamp-bench-")
	if err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	defer os.RemoveAll(dir)
	made, copied := filepath.Join(dir, "made"), filepath.Join(dir, "copied")

	began := time.Now()
	if err := synthetic.Generate(ctx, synthetic.Config{Dir: made, Now: time.Now()}); err != nil {
		return nil, fmt.Errorf("generate: %w", err)
	}
	generation := time.Since(began)
	var usage unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &usage); err != nil {
		return nil, fmt.Errorf("read memory: %w", err)
	}

	files, bytes, err := parquetFiles(made)
	if err != nil {
		return nil, err
	}
	began = time.Now()
	if err := copyParquet(ctx, files, copied); err != nil {
		return nil, err
	}
	return []figure{
		{name: "generate_default_instances", value: generation.Seconds(), unit: "s", baseline: "duckdb_copy_of_the_files", against: time.Since(began).Seconds()},
		{name: "peak_memory", value: float64(usage.Maxrss) / 1024, unit: "MiB"},
		{name: "disk", value: float64(bytes) / 1e6, unit: "MB"},
	}, nil
}

func parquetFiles(dir string) (files []string, bytes int64, err error) {
	err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".parquet" {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		files, bytes = append(files, path), bytes+info.Size()
		return nil
	})
	if err != nil {
		return nil, 0, fmt.Errorf("list what was generated: %w", err)
	}
	return files, bytes, nil
}

func copyParquet(ctx context.Context, files []string, into string) error {
	if err := os.MkdirAll(into, 0o700); err != nil {
		return fmt.Errorf("make folder of copies: %w", err)
	}
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return fmt.Errorf("open DuckDB: %w", err)
	}
	defer db.Close()
	quote := func(path string) string { return "'" + strings.ReplaceAll(path, "'", "''") + "'" }
	for i, file := range files {
		target := filepath.Join(into, fmt.Sprintf("%d.parquet", i))
		if _, err := db.ExecContext(ctx, "COPY (FROM read_parquet("+quote(file)+")) TO "+quote(target)+" (FORMAT parquet)"); err != nil {
			return fmt.Errorf("copy %s: %w", file, err)
		}
	}
	return nil
}
