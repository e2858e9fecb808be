package crash_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
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

// process is a server that can be killed and started again.
type process struct {
	machine

	args []string
	url  string

	running *exec.Cmd
	ended   chan struct{}
	log     lockedBuffer
}

// newProcess prepares a server on a port of its own, which it keeps through
// restarts. It ends with the test, and its log is shown if the test failed.
func newProcess(t *testing.T, m machine, name string, args ...string) *process {
	t.Helper()
	p := &process{machine: m, args: append([]string{name, "--addr", freeAddress(t)}, args...)}
	t.Cleanup(func() {
		p.kill(t)
		if t.Failed() {
			t.Logf("log of %s:\n%s", name, p.log.String())
		}
	})
	return p
}

// freeAddress finds a port that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return listener.Addr().String()
}

var addressLine = regexp.MustCompile(`http://[^\s/]+:\d+`)

// start runs the process until it has printed its address.
func (p *process) start(t *testing.T) {
	t.Helper()
	p.running = p.command(context.WithoutCancel(t.Context()), t, p.args...)
	p.running.Stderr = &p.log
	stdout, err := p.running.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, p.running.Start())

	answers := make(chan string, 1)
	ended := make(chan struct{})
	p.ended = ended
	go func(running *exec.Cmd) {
		defer close(ended)
		lines := bufio.NewScanner(io.TeeReader(stdout, &p.log))
		for lines.Scan() {
			if found := addressLine.FindString(lines.Text()); found != "" {
				select {
				case answers <- found:
				default: // it says so once more
				}
			}
		}
		_ = running.Wait() // a killed process ends with an error
	}(p.running)
	select {
	case p.url = <-answers:
	case <-p.ended:
		require.FailNow(t, p.args[0]+" ended", p.log.String())
	case <-after(t, patience):
		require.FailNow(t, p.args[0]+" did not say where it answers", p.log.String())
	}
}

// kill ends the process as a power cut would, and waits until it is gone.
func (p *process) kill(t *testing.T) {
	t.Helper()
	if p.running == nil {
		return
	}
	if err := p.running.Process.Kill(); err == nil {
		<-p.ended
	}
	p.running = nil
}

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
