package process

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"slices"
	"sync"
	"syscall"
)

// Process is a server program. Its methods may be called from one goroutine at
// a time, apart from URL and Log.
type Process struct {
	words []string // before the subcommand
	args  []string
	env   []string
	url   string
	log   safeBuffer

	command *exec.Cmd
	ended   chan struct{}
}

// New prepares a subcommand that listens on a free port of its own, which it
// keeps through restarts. Program is the words before the subcommand: the path
// of the program, after that of one that starts it, if any.
func New(program, env []string, subcommand string, args ...string) (*Process, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	return &Process{
		words: program, env: env, url: "http://" + address,
		args: append([]string{subcommand, "--addr", address}, args...),
	}, nil
}

func freeAddress() (string, error) {
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	return listener.Addr().String(), listener.Close()
}

// URL is where the process answers.
func (p *Process) URL() string { return p.url }

// Log is all that it ever wrote.
func (p *Process) Log() string { return p.log.String() }

// Start runs the process until it has said its first line, which servers do
// once they answer.
func (p *Process) Start(ctx context.Context) error {
	line := slices.Concat(p.words, p.args)
	p.command = exec.CommandContext(context.WithoutCancel(ctx), line[0], line[1:]...)
	p.command.Env = append(os.Environ(), p.env...)
	p.command.Stderr = &p.log
	stdout, err := p.command.StdoutPipe()
	if err != nil {
		return fmt.Errorf("start %s: %w", p.args[0], err)
	}
	if err := p.command.Start(); err != nil {
		return fmt.Errorf("start %s: %w", p.args[0], err)
	}
	said, ended := make(chan struct{}, 1), make(chan struct{})
	p.ended = ended
	command := p.command
	go func() {
		defer close(ended)
		lines := bufio.NewScanner(io.TeeReader(stdout, &p.log))
		for lines.Scan() {
			select {
			case said <- struct{}{}:
			default: // it has said more
			}
		}
		_ = command.Wait() // a killed process ends with an error
	}()
	select {
	case <-said:
		return nil
	case <-ended:
		return fmt.Errorf("start %s: it ended: %s", p.args[0], p.Log())
	case <-ctx.Done():
		p.Kill()
		return fmt.Errorf("start %s: %w: %s", p.args[0], context.Cause(ctx), p.Log())
	}
}

// Kill ends the process as a power cut would and waits until it is gone. One
// that does not run is left alone.
func (p *Process) Kill() {
	if p.command == nil {
		return
	}
	if err := p.command.Process.Kill(); err == nil {
		<-p.ended
	}
	p.command = nil
}

// Freeze stops the process without it noticing; Thaw lets it go on.
func (p *Process) Freeze() error { return p.signal(syscall.SIGSTOP) }

// Thaw lets a frozen process go on.
func (p *Process) Thaw() error { return p.signal(syscall.SIGCONT) }

func (p *Process) signal(signal syscall.Signal) error {
	if p.command == nil {
		return nil
	}
	if err := p.command.Process.Signal(signal); err != nil {
		return fmt.Errorf("send %s to %s: %w", signal, p.args[0], err)
	}
	return nil
}

// safeBuffer is written by the process and read by the test.
type safeBuffer struct {
	mu      sync.Mutex
	content bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.content.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.content.String()
}
