package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/recomamp/recomamp/e2e/process"
	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/cluster"
)

const (
	ownerEmail = "owner@agency.example"
	adminToken = "chaos-admin"
	// startWithin bounds the start of a process on a busy machine.
	startWithin = time.Minute
	// visibility is how long the sandbox hides a new run from its list.
	visibility = 2 * time.Second
)

// world is everything that runs during a trial.
type world struct {
	trial
	dir       string
	cluster   *cluster.Cluster // nil with SQLite
	database  database.Config
	env       []string
	sandbox   *process.Process
	servers   []*process.Process
	clients   []*apiclient.Client // one per server
	instances []string            // Amazon's ids
}

// newWorld starts the sandbox and the servers, connected and with their data.
func newWorld(ctx context.Context, t trial) (_ *world, err error) {
	w := &world{trial: t}
	defer func() {
		if err != nil {
			w.close()
		}
	}()
	if w.dir, err = os.MkdirTemp("", "recomamp-chaos-"); err != nil {
		return nil, err
	}
	w.env = []string{
		"RECOMAMP_OWNER_EMAIL=" + ownerEmail, "RECOMAMP_OWNER_PASSWORD=correct horse battery staple", "RECOMAMP_LOG_LEVEL=error", "RECOMAMP_API_RATE=0",
		"RECOMAMP_DATA_DIR=" + filepath.Join(w.dir, "data"),
	}
	for name, d := range map[string]time.Duration{"GATEWAY": t.Gateway, "VISIBILITY": t.Visibility} {
		if d > 0 {
			w.env = append(w.env, "RECOMAMP_AMAZON_"+name+"="+d.String())
		}
	}
	w.env = append(w.env, fmt.Sprint("RECOMAMP_WORKERS=", t.Workers), fmt.Sprint("RECOMAMP_AMAZON_SLOTS=", t.Slots), fmt.Sprint("RECOMAMP_AMAZON_ACCOUNT_SLOTS=", t.AccountSlots))
	switch t.Database {
	case "sqlite":
		w.database = database.Config{Path: filepath.Join(w.dir, "data", "recomamp.db")}
	case "postgres":
		if w.cluster, err = cluster.Start(); err != nil {
			return nil, err
		}
		w.database = database.Config{URL: w.cluster.URL()}
		w.env = append(w.env, "RECOMAMP_DATABASE_URL="+w.cluster.URL(), fmt.Sprint("RECOMAMP_DATABASE_CONNECTIONS=", t.Connections))
	default:
		return nil, fmt.Errorf("database must be postgres or sqlite, not %q", t.Database)
	}
	if err := w.startSandbox(ctx); err != nil {
		return nil, err
	}
	return w, w.startServers(ctx)
}

func (w *world) startSandbox(ctx context.Context) (err error) {
	dir := filepath.Join(w.dir, "sandbox")
	if err := shareSandboxData(dir); err != nil {
		return err
	}
	w.sandbox, err = process.New([]string{w.Binary}, []string{"RECOMAMP_SANDBOX_ADMIN_TOKEN=" + adminToken}, "sandbox",
		"--data-dir", dir, "--profile", "demo", "--scale", "0.1", "--visibility-delay", visibility.String())
	if err != nil {
		return err
	}
	if err := w.start(ctx, w.sandbox); err != nil {
		return err
	}
	w.env = append(w.env, "RECOMAMP_SANDBOX_URL="+w.sandbox.URL())
	return nil
}

// shareSandboxData lets trials on one machine use one copy of the data, which
// is made once and never changes.
func shareSandboxData(dir string) error {
	cache, err := os.UserCacheDir()
	if err != nil {
		return err
	}
	shared := filepath.Join(cache, "recomamp", "sandbox-data")
	return errors.Join(os.MkdirAll(shared, 0o700), os.MkdirAll(dir, 0o700), os.Symlink(shared, filepath.Join(dir, "data")))
}

// startServers starts the first server alone, for it makes the tables. All
// share the data folder, for it holds the keys and the results.
func (w *world) startServers(ctx context.Context) error {
	var token string
	for i := range w.Processes {
		server, err := process.New([]string{w.Binary}, w.env, "serve")
		if err != nil {
			return err
		}
		w.servers = append(w.servers, server)
		if err := w.start(ctx, server); err != nil {
			return err
		}
		if i == 0 {
			if token, err = w.connect(ctx); err != nil {
				return err
			}
		}
		client, err := apiclient.New(server.URL(), token)
		if err != nil {
			return err
		}
		w.clients = append(w.clients, client)
	}
	found, err := w.clients[0].Instances(ctx)
	if err != nil {
		return err
	}
	for _, instance := range found {
		w.instances = append(w.instances, instance.AmazonID)
	}
	return w.waitForData(ctx)
}

func (w *world) connect(ctx context.Context) (token string, err error) {
	if _, err := w.command(ctx, "connect", "--sandbox"); err != nil {
		return "", err
	}
	return w.command(ctx, "token", "create", "--email", ownerEmail, "--name", "chaos")
}

// command runs a subcommand to its end and returns what it printed.
func (w *world) command(ctx context.Context, args ...string) (string, error) {
	command := exec.CommandContext(ctx, w.Binary, args...)
	command.Env = append(process.Environment(), w.env...)
	output, err := command.Output()
	if failed, ok := errors.AsType[*exec.ExitError](err); ok {
		return "", fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, failed.Stderr)
	}
	return strings.TrimSpace(string(output)), err
}

func (w *world) start(ctx context.Context, p *process.Process) error {
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	return p.Start(ctx)
}

func (w *world) waitForData(ctx context.Context) error {
	return until(ctx, 2*time.Minute, "the sandbox has its data", func() (bool, error) {
		var status struct {
			Ready bool `json:"ready"`
		}
		err := w.admin(ctx, http.MethodGet, "/admin/status", nil, &status)
		return status.Ready, err
	})
}

// admin calls the sandbox's own interface.
func (w *world) admin(ctx context.Context, method, path string, in, out any) error {
	content, err := json.Marshal(in)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, method, w.sandbox.URL()+path, strings.NewReader(string(content)))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+adminToken)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode > 299 {
		return fmt.Errorf("%s %s: %s", method, path, response.Status)
	}
	if out == nil {
		return nil
	}
	return json.NewDecoder(response.Body).Decode(out)
}

// logServers shows what the servers said last.
func (w *world) logServers() {
	const most = 8 << 10
	for i, server := range w.servers {
		text := server.Log()
		w.Log("server %d said: …%s", i, text[max(0, len(text)-most):])
	}
}

// close ends everything and removes its files.
func (w *world) close() {
	for _, server := range w.servers {
		server.Kill()
	}
	if w.sandbox != nil {
		w.sandbox.Kill()
	}
	if w.cluster != nil {
		_ = w.cluster.Stop() // it dies with us at the latest
	}
	_ = os.RemoveAll(w.dir)
}

// until looks often until the condition is met.
func until(ctx context.Context, patience time.Duration, what string, met func() (bool, error)) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	ticker := time.NewTicker(200 * time.Millisecond)
	defer ticker.Stop()
	for {
		ok, err := met()
		if ok {
			return nil
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("waited in vain until %s", what), err)
		}
	}
}
