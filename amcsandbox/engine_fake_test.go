package amcsandbox_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"time"

	"github.com/recomamp/recomamp/amcsandbox"
)

// fakeEngine answers every query with three rows and counts how often. SQL
// that holds the word wrong does not compile.
type fakeEngine struct {
	executed atomic.Int64
	// gate, when set, holds queries back until it is closed.
	gate chan struct{}
}

func (*fakeEngine) Prepare(_ context.Context, _ time.Time, progress func(done, total int)) error {
	progress(1, 1)
	return nil
}

func (*fakeEngine) Compile(_ context.Context, query amcsandbox.Query) ([]amcsandbox.Column, error) {
	if strings.Contains(query.SQL, "wrong") {
		return nil, &amcsandbox.QueryError{Reason: "SQL query was invalid: From line 1, column 1 to line 1, column 5: Object 'wrong' not found"}
	}
	return []amcsandbox.Column{{Name: "n", DataType: "LONG", ColumnType: "METRIC"}}, nil
}

func (f *fakeEngine) Execute(ctx context.Context, query amcsandbox.Query, w io.Writer) (amcsandbox.Summary, error) {
	f.executed.Add(1)
	if f.gate != nil {
		select {
		case <-f.gate:
		case <-ctx.Done():
			return amcsandbox.Summary{}, ctx.Err()
		}
	}
	_, err := fmt.Fprintf(w, "n\n1\n2\n3\n")
	return amcsandbox.Summary{Rows: 3}, err
}

func (*fakeEngine) Close() error { return nil }

// withFake takes the real engine out where rows do not matter.
func withFake(changes ...func(*amcsandbox.Config)) func(*amcsandbox.Config) {
	return func(c *amcsandbox.Config) {
		c.Engine = &fakeEngine{}
		for _, change := range changes {
			change(c)
		}
	}
}
