package crash_test

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/e2e/process"
)

// machine is where the program runs: its settings, and a command that goes
// before the program, such as one that enters a mount namespace.
type machine struct {
	enter []string
	env   []string
}

// program is the words before a subcommand.
func (m machine) program(t *testing.T) []string {
	t.Helper()
	path, err := process.Binary()
	require.NoError(t, err)
	return append(slices.Clone(m.enter), path)
}

// command is a subcommand on its way.
type command struct {
	running        *exec.Cmd
	stdout, stderr lockedBuffer
}

// lockedBuffer is written by a process and read by the test.
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

// begin starts a subcommand, which ends with the test at the latest.
func (m machine) begin(t *testing.T, args ...string) *command {
	t.Helper()
	line := append(m.program(t), args...)
	c := &command{running: exec.CommandContext(t.Context(), line[0], line[1:]...)}
	c.running.Env = append(process.Environment(), m.env...)
	c.running.Stdout, c.running.Stderr = &c.stdout, &c.stderr
	require.NoError(t, c.running.Start())
	return c
}

// says waits until the subcommand has said something on standard error.
func (c *command) says(t *testing.T, text string) {
	t.Helper()
	until(t, "the command says "+text, func(context.Context) (bool, error) {
		said := c.stderr.String()
		return strings.Contains(said, text), fmt.Errorf("it said %s", said)
	})
}

// outcome is how a subcommand ended.
type outcome struct {
	code           int
	stdout, stderr string
}

// end waits for the end of a subcommand, however it ends.
func (c *command) end(t *testing.T) outcome {
	t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- c.running.Wait() }()
	select {
	case err := <-ended:
		require.NotNil(t, c.running.ProcessState, "%v", err)
	case <-after(t, patience):
		require.FailNow(t, "the command did not end", c.stderr.String())
	}
	return outcome{c.running.ProcessState.ExitCode(), strings.TrimSpace(c.stdout.String()), strings.TrimSpace(c.stderr.String())}
}

// try runs a subcommand to its end, however it ends.
func (m machine) try(t *testing.T, args ...string) outcome {
	t.Helper()
	return m.begin(t, args...).end(t)
}

// run runs a subcommand that must succeed and returns what it printed.
func (m machine) run(t *testing.T, args ...string) string {
	t.Helper()
	ended := m.try(t, args...)
	require.Zero(t, ended.code, "%s: %s", strings.Join(args, " "), ended.stderr)
	return ended.stdout
}
