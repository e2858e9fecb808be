package amcsandbox

import (
	"context"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsandbox/internal/lifecycle"
	"github.com/recomamp/recomamp/amcsandbox/internal/store"
	"github.com/recomamp/recomamp/amcsandbox/synthetic"
)

// countingEngine counts how often it computes.
type countingEngine struct{ executed chan struct{} }

func (*countingEngine) Prepare(context.Context, time.Time, func(done, total int)) error { return nil }

func (*countingEngine) Compile(context.Context, Query) ([]Column, error) { return nil, nil }

func (e *countingEngine) Execute(_ context.Context, _ Query, w io.Writer) (Summary, error) {
	e.executed <- struct{}{}
	_, err := io.WriteString(w, "n\n1\n")
	return Summary{Rows: 1}, err
}

func (*countingEngine) Close() error { return nil }

func TestAnOutcomeThatIsStoredIsNotComputedAgain(t *testing.T) {
	t.Parallel()
	engine := &countingEngine{executed: make(chan struct{}, 8)}
	server := Start(t, func(c *Config) { c.Engine = engine })
	server.WaitReady(t)
	instance, at := synthetic.DefaultInstances()[0], server.Now()
	running := store.Execution{
		ID: "twice", InstanceID: instance.ID, AccountID: instance.Account.ID, Status: lifecycle.Running,
		CreatedAt: at, ReadyAt: at, StartedAt: at, RunTime: time.Hour, ExecutionRequest: store.ExecutionRequest{Workflow: []byte("{}"), TimeoutSeconds: 900},
	}
	require.NoError(t, server.store.Write(t.Context(), func(tx *store.Tx) error {
		if _, err := tx.AddExecution(running); err != nil {
			return err
		}
		return tx.SetExecutionState(running)
	}))

	stored := server.work.next()
	server.beginComputing(running)
	<-stored
	// This is what a reader does that looked before the outcome was stored.
	stored = server.work.next()
	server.beginComputing(running)
	<-stored
	require.Len(t, engine.executed, 1)
}
