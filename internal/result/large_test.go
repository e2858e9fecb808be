package result

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// generated is a Part of n rows made as it is read.
type generated struct{ rows int }

func (g generated) Open(context.Context) (io.ReadCloser, int64, error) {
	read, write := io.Pipe()
	go func() {
		var line bytes.Buffer
		line.WriteString("id,name,reach,spend,at\n")
		for i := range g.rows {
			fmt.Fprintf(&line, "%018d,campaign %d,%d,%d.%02d,2026-01-02T03:04:05.%03dZ\n", i, i%977, i*7, i, i%100, i%1000)
			if line.Len() > 1<<16 {
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

func residentBytes(tb testing.TB) int64 {
	tb.Helper()
	status, err := os.ReadFile("/proc/self/status")
	require.NoError(tb, err)
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	kb, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
	require.NoError(tb, err)
	return kb << 10
}

// peak watches the resident memory until stopped and gives what it grew by.
func peak(tb testing.TB) (stop func() int64) {
	tb.Helper()
	base := residentBytes(tb)
	var top atomic.Int64
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				top.Store(max(top.Load(), residentBytes(tb)))
			}
		}
	}()
	return func() int64 {
		cancel()
		<-done
		return top.Load() - base
	}
}

// A million rows come in and go out within bounded memory, and a page at the
// end costs no more than one at the start. Not parallel: it measures the process.
func TestAMillionRowsInBoundedMemory(t *testing.T) {
	const rows = 1_000_000
	b := setup(t, Config{})
	columns := []Declared{{Name: "id", Type: "STRING"}, {Name: "name", Type: "STRING"}, {Name: "reach", Type: "LONG"}, {Name: "spend", Type: "DECIMAL"}, {Name: "at", Type: "TIMESTAMP"}}
	stop := peak(t)
	began := time.Now()
	r, err := b.ingest(t.Context(), columns, generated{rows / 2}, generated{rows / 2})
	require.NoError(t, err)
	ingested := time.Since(began)
	require.EqualValues(t, rows, r.RowCount)

	for _, offset := range []int64{0, rows / 2, rows - 100} {
		began = time.Now()
		page, err := b.Page(t.Context(), r, offset, 100)
		require.NoError(t, err)
		require.Equal(t, fmt.Sprintf("%018d", offset%(rows/2)), *page[0][0])
		t.Logf("page at %d: %s", offset, time.Since(began))
	}
	began = time.Now()
	summary, err := b.Export(t.Context(), r, ExportParams{Format: CSV}, io.Discard)
	require.NoError(t, err)
	require.EqualValues(t, rows, summary.Rows)
	grown := stop()
	t.Logf("ingest %s (%d MiB), export %s, memory grew by %d MiB", ingested, r.ReceivedBytes>>20, time.Since(began), grown>>20)
	require.Less(t, grown, int64(256<<20))
}
