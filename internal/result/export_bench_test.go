package result

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// wide is a Part of n rows of 20 columns, made as it is read.
type wide struct{ rows int }

var wideColumns = func() []Declared {
	var columns []Declared
	for i, kind := range []string{
		"STRING", "STRING", "STRING", "STRING", "STRING", "STRING", "LONG", "LONG", "LONG", "LONG",
		"LONG", "DECIMAL", "DECIMAL", "DECIMAL", "DOUBLE", "DOUBLE", "DATE", "TIMESTAMP", "BOOLEAN", "LONG",
	} {
		columns = append(columns, Declared{Name: fmt.Sprintf("column_%d", i), Type: kind})
	}
	return columns
}()

func (g wide) Open(context.Context) (io.ReadCloser, int64, error) {
	read, write := io.Pipe()
	go func() {
		var line bytes.Buffer
		for i, c := range wideColumns {
			if i > 0 {
				line.WriteByte(',')
			}
			line.WriteString(c.Name)
		}
		line.WriteByte('\n')
		for i := range g.rows {
			fmt.Fprintf(&line, "%018d,campaign %d,\"ad group, %d\",DE,%s,line item %d,%d,%d,%d,%d,%d,%d.%02d,%d.%02d,%d.5,%d.25,0.%d1,2026-01-%02d,2026-01-02T03:04:05.%03dZ,true,%d\n",
				i, i%977, i%31, []string{"DISPLAY", "VIDEO", "AUDIO"}[i%3], i%10007, i*7, i%1000, i%13, i*31, -i, i%9999, i%100, i%77, i%100, i, i%1000, i%900, i%28+1, i%1000, i%5)
			if line.Len() > 1<<18 {
				if _, err := line.WriteTo(write); err != nil {
					return
				}
			}
		}
		_, _ = line.WriteTo(write) // a reader that is gone needs no more
		write.Close()
	}()
	return read, -1, nil
}

// BenchmarkExport prints, for each format, how long the whole takes, and for
// CSV the share of the speed with which DuckDB alone copies the same file.
func BenchmarkExport(b *testing.B) {
	rows := 10_000_000
	if testing.Short() {
		rows = 1_000_000
	}
	s := setup(b, Config{})
	r, err := s.ingest(b.Context(), wideColumns, wide{rows})
	require.NoError(b, err)
	for _, format := range Formats {
		b.Run(string(format), func(b *testing.B) {
			grown := peak(b)
			var ours, alone time.Duration
			for b.Loop() {
				began := time.Now()
				summary, err := s.Export(b.Context(), r, ExportParams{Format: format}, io.Discard)
				require.NoError(b, err)
				require.EqualValues(b, rows, summary.Rows)
				ours += time.Since(began)
				b.SetBytes(summary.Bytes)
				if format == CSV {
					alone += copyAlone(b, s, r)
				}
			}
			b.ReportMetric(float64(grown())/(1<<20), "MiB-grown")
			b.ReportMetric(float64(rows)*float64(b.N)/ours.Seconds(), "rows/s")
			if alone > 0 {
				b.ReportMetric(alone.Seconds()/ours.Seconds(), "ratio")
				b.ReportMetric(alone.Seconds()/float64(b.N), "alone-s/op")
			}
		})
	}
}

// copyAlone has DuckDB copy the stored file to a CSV file, with the same limits.
func copyAlone(b *testing.B, s bundle, r *Result) time.Duration {
	b.Helper()
	dir := b.TempDir()
	path, release, err := s.local(b.Context(), r)
	require.NoError(b, err)
	defer release()
	engine, err := openEngine(b.Context(), s.limits(dir, s.cache.dir))
	require.NoError(b, err)
	defer engine.Close()
	out := filepath.Join(dir, "alone.csv")
	began := time.Now()
	_, err = engine.ExecContext(b.Context(), fmt.Sprintf("COPY (SELECT * FROM read_parquet(%s)) TO %s (FORMAT csv)", quote(path), quote(out)))
	took := time.Since(began)
	require.NoError(b, err)
	require.NoError(b, os.Remove(out))
	return took
}
