package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/google/uuid"

	"github.com/recomamp/recomamp/internal/apiclient"
)

// program is a running `recomamp serve`.
type program struct {
	command *exec.Cmd
	url     string
	api     *apiclient.Client // acts as the owner
}

const ownerEmail = "bench@agency.test"

var address = regexp.MustCompile(`http://localhost:\d+`)

// start runs the program on a free port and returns once /readyz answers 200.
func start(ctx context.Context, binary, dataDir string, env ...string) (*program, error) {
	command := exec.CommandContext(ctx, binary, "serve", "--addr", "127.0.0.1:0", "--data-dir", dataDir)
	command.Env = append(os.Environ(), env...)
	command.Env = append(command.Env, "RECOMAMP_API_RATE=0", "RECOMAMP_OWNER_EMAIL="+ownerEmail, "RECOMAMP_OWNER_PASSWORD="+uuid.NewString())
	out, err := command.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("pipe output: %w", err)
	}
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", binary, err)
	}
	p := &program{command: command}
	lines := bufio.NewScanner(out)
	for p.url == "" && lines.Scan() {
		p.url = address.FindString(lines.Text())
	}
	if p.url == "" {
		p.stop()
		return nil, fmt.Errorf("%s printed no address", binary)
	}
	go io.Copy(io.Discard, out) //nolint:errcheck // drained until the process ends
	return p, p.waitReady(ctx)
}

// signIn makes a token for the owner.
func (p *program) signIn(ctx context.Context, binary, dataDir string) error {
	token, err := exec.CommandContext(ctx, binary, "token", "create", "--email", ownerEmail, "--name", "bench", "--data-dir", dataDir).Output()
	if err != nil {
		return fmt.Errorf("create token: %w", err)
	}
	p.api, err = apiclient.New(p.url, strings.TrimSpace(string(token)))
	return err
}

// waitSandbox returns once the sandbox inside has its data.
func (p *program) waitSandbox(ctx context.Context) error {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		system, err := p.api.System(ctx)
		if err != nil {
			return fmt.Errorf("ask for the sandbox: %w", err)
		}
		if system.Sandbox.Ready {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

func (p *program) waitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url+"/readyz", nil)
		if err != nil {
			return fmt.Errorf("ask /readyz: %w", err)
		}
		if answer, err := http.DefaultClient.Do(request); err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for /readyz: %w", ctx.Err())
		case <-tick.C:
		}
	}
}

// stop ends the program as an operator would, and waits for it.
func (p *program) stop() {
	_ = p.command.Process.Signal(syscall.SIGTERM)
	_ = p.command.Wait()
}

// residentMegabytes is the memory the process holds now.
func (p *program) residentMegabytes() (float64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.command.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("read memory: %w", err)
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kilobytes, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			if err != nil {
				return 0, fmt.Errorf("read memory: %w", err)
			}
			return kilobytes / 1024, nil
		}
	}
	return 0, fmt.Errorf("no VmRSS for process %d", p.command.Process.Pid)
}
