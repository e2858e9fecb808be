//go:build crash

package crash_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// patience bounds every wait; a held-up submission alone takes a minute to settle.
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
	name string
	args []string
	env  []string
	url  string

	command *exec.Cmd
	ended   chan struct{}
	log     lockedBuffer
}

// lockedBuffer is written by the process and read by the test.
type lockedBuffer struct {
	mu      sync.Mutex
	content bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.content.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.content.String()
}

// newProcess prepares a server on a port of its own, which it keeps through
// restarts. It ends with the test, and its log is shown if the test failed.
func newProcess(t *testing.T, name string, env []string, args ...string) *process {
	t.Helper()
	address := freeAddress(t)
	p := &process{name: name, args: append([]string{name, "--addr", address}, args...), env: env}
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
	path, err := binary()
	require.NoError(t, err)
	p.command = exec.CommandContext(context.WithoutCancel(t.Context()), path, p.args...)
	p.command.Env = append(os.Environ(), p.env...)
	p.command.Stderr = &p.log
	stdout, err := p.command.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, p.command.Start())

	answers := make(chan string, 1)
	p.ended = make(chan struct{})
	go func() {
		defer close(p.ended)
		lines := bufio.NewScanner(io.TeeReader(stdout, &p.log))
		for lines.Scan() {
			if found := addressLine.FindString(lines.Text()); found != "" && !strings.Contains(lines.Text(), "/setup") {
				select {
				case answers <- found:
				default: // it says so once more
				}
			}
		}
		_ = p.command.Wait() // a killed process ends with an error
	}()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	select {
	case p.url = <-answers:
	case <-p.ended:
		require.FailNow(t, p.name+" ended", p.log.String())
	case <-deadline.C:
		require.FailNow(t, p.name+" did not say where it answers", p.log.String())
	}
}

// kill ends the process as a power cut would, and waits until it is gone.
func (p *process) kill(t *testing.T) {
	t.Helper()
	if p.command == nil {
		return
	}
	if err := p.command.Process.Kill(); err == nil {
		<-p.ended
	}
	p.command = nil
}

// command runs a subcommand to its end and returns what it printed.
func command(t *testing.T, env []string, args ...string) string {
	t.Helper()
	path, err := binary()
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	run := exec.CommandContext(ctx, path, args...)
	run.Env = append(os.Environ(), env...)
	var complaints bytes.Buffer
	run.Stderr = &complaints
	output, err := run.Output()
	require.NoError(t, err, "%s: %s", strings.Join(args, " "), complaints.String())
	return strings.TrimSpace(string(output))
}

// until waits for a condition by looking often.
func until(t *testing.T, what string, condition func(ctx context.Context) (bool, error)) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	ticker := time.NewTicker(20 * time.Millisecond)
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
