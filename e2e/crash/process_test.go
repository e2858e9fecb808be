package crash_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/e2e/process"
)

// patience bounds every wait, on a machine that is busy with other things too.
const patience = 3 * time.Minute

func TestMain(m *testing.M) { process.Main(m) }

// server is a server program that can be killed and started again.
type server struct {
	machine

	process *process.Process
}

// newServer prepares a server on a port of its own. It ends with the test, and
// its log is shown if the test failed.
func newServer(t *testing.T, m machine, name string, args ...string) *server {
	t.Helper()
	p, err := process.New(m.program(t), m.env, name, args...)
	require.NoError(t, err)
	t.Cleanup(func() {
		p.Kill()
		if t.Failed() {
			t.Logf("log of %s:\n%s", name, p.Log())
		}
	})
	return &server{machine: m, process: p}
}

// start runs the server until it answers.
func (s *server) start(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	require.NoError(t, s.process.Start(ctx))
}

// kill ends the server as a power cut would, and waits until it is gone.
func (s *server) kill() { s.process.Kill() }

func (s *server) url() string { return s.process.URL() }

// after ends a wait that lasts too long.
func after(t *testing.T, d time.Duration) <-chan time.Time {
	t.Helper()
	timer := time.NewTimer(d)
	t.Cleanup(func() { timer.Stop() })
	return timer.C
}

// until waits for a condition by looking often.
func until(t *testing.T, what string, condition func(ctx context.Context) (bool, error)) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	for {
		met, err := condition(ctx)
		if met {
			return
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			require.FailNow(t, "waited in vain until "+what, "%v", err)
		}
	}
}
