package amcsandbox

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsandbox/internal/lifecycle"
	"github.com/recomamp/recomamp/amcsandbox/internal/store"
	"github.com/recomamp/recomamp/amcsandbox/synthetic"
)

// countingEngine counts how often it computes.
type countingEngine struct {
	executed chan struct{}
	// failure ends the first computing.
	failure error
}

func (*countingEngine) Prepare(context.Context, time.Time, func(done, total int)) error { return nil }

func (*countingEngine) Compile(context.Context, Query) ([]Column, error) { return nil, nil }

func (e *countingEngine) Execute(_ context.Context, _ Query, w io.Writer) (Summary, error) {
	e.executed <- struct{}{}
	if len(e.executed) == 1 && e.failure != nil {
		return Summary{}, e.failure
	}
	_, err := io.WriteString(w, "n\n1\n")
	return Summary{Rows: 1}, err
}

func (*countingEngine) Close() error { return nil }

func TestAnExecutionOutlastsAFullDisk(t *testing.T) {
	t.Parallel()
	full := fmt.Errorf("write result file: %w", &fs.PathError{Op: "write", Path: "part-1.csv", Err: syscall.ENOSPC})
	engine := &countingEngine{executed: make(chan struct{}, 8), failure: full}
	server := Start(t, func(c *Config) { c.Engine = engine })
	server.WaitReady(t)
	running := addRunning(t, server, 0)
	for {
		stored := server.work.next()
		server.work.wake()
		var now store.Execution
		require.NoError(t, server.store.Read(t.Context(), func(tx *store.Tx) (err error) {
			now, err = tx.Execution(running.InstanceID, running.ID)
			return err
		}))
		require.NotEqual(t, lifecycle.Failed, now.Status, now.Outcome.Reason)
		if now.Status == lifecycle.Succeeded {
			break
		}
		select {
		case <-stored:
		case <-time.After(shortestPause): // the loop writes the end down a moment later
		}
	}
	require.Len(t, engine.executed, 2)
}

func TestAnOutcomeThatIsStoredIsNotComputedAgain(t *testing.T) {
	t.Parallel()
	engine := &countingEngine{executed: make(chan struct{}, 8)}
	server := Start(t, func(c *Config) { c.Engine = engine })
	server.WaitReady(t)
	running := addRunning(t, server, time.Hour)

	stored := server.work.next()
	server.beginComputing(running)
	<-stored
	// This is what a reader does that looked before the outcome was stored.
	stored = server.work.next()
	server.beginComputing(running)
	<-stored
	require.Len(t, engine.executed, 1)
}

// addRunning makes an execution that has begun to run just now.
func addRunning(t *testing.T, server *Server, runTime time.Duration) store.Execution {
	t.Helper()
	instance, at := synthetic.DefaultInstances()[0], server.Now()
	running := store.Execution{
		ID: "running", InstanceID: instance.ID, AccountID: instance.Account.ID, Status: lifecycle.Running,
		CreatedAt: at, ReadyAt: at, StartedAt: at, RunTime: runTime, ExecutionRequest: store.ExecutionRequest{Workflow: []byte("{}"), TimeoutSeconds: 900},
	}
	require.NoError(t, server.store.Write(t.Context(), func(tx *store.Tx) error {
		if _, err := tx.AddExecution(running); err != nil {
			return err
		}
		return tx.SetExecutionState(running)
	}))
	return running
}
