package crash_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/e2e/process"
)

// patience bounds every wait, on a machine that is busy with other things too.
const patience = 3 * time.Minute

// binary builds the program once for all tests.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "recomamp-crash-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "recomamp")
	build := exec.Command("go", "build", "-o", path, "github.com/recomamp/recomamp/cmd/recomamp")
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build recomamp: %w\n%s", err, output)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := binary(); err == nil {
		os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

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
