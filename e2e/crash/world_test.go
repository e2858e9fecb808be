//go:build crash

package crash_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
)

const (
	ownerEmail = "owner@agency.example"
	adminToken = "crash-test-admin"
)

// world is a connected platform with a sandbox.
type world struct {
	server     *process
	sandbox    *process // nil when it is inside the server
	client     *apiclient.Client
	sandboxURL string
	instances  []string // Amazon's ids of the STANDARD instances
}

// newWorld starts a platform, connects it and waits until queries can run.
func newWorld(t *testing.T, sandboxApart bool) *world {
	t.Helper()
	w := &world{}
	dir := t.TempDir()
	env := []string{
		"RECOMAMP_DATA_DIR=" + dir,
		"RECOMAMP_OWNER_EMAIL=" + ownerEmail,
		"RECOMAMP_OWNER_PASSWORD=correct horse battery staple",
		"RECOMAMP_SANDBOX_PROFILE=demo",
		"RECOMAMP_SANDBOX_SCALE=0.1",
		"RECOMAMP_SANDBOX_ADMIN_TOKEN=" + adminToken,
		"RECOMAMP_LOG_LEVEL=warn",
	}
	if sandboxApart {
		own := t.TempDir()
		shareSandboxData(t, own)
		w.sandbox = newProcess(t, "sandbox", env, "--data-dir", own, "--profile", "demo", "--scale", "0.1")
		w.sandbox.start(t)
		w.sandboxURL = w.sandbox.url
		env = append(env, "RECOMAMP_SANDBOX_URL="+w.sandboxURL)
	} else {
		shareSandboxData(t, filepath.Join(dir, "sandbox"))
	}
	w.server = newProcess(t, "serve", env)
	w.server.start(t)
	if !sandboxApart {
		w.sandboxURL = w.server.url + "/sandbox"
	}

	token := command(t, env, "token", "create", "--email", ownerEmail, "--name", "crash")
	command(t, env, "connect", "--sandbox")
	client, err := apiclient.New(w.server.url, token)
	require.NoError(t, err)
	w.client = client
	w.waitForData(t)
	w.instances = w.standardInstances(t)
	return w
}

// shareSandboxData lets all sandboxes of this machine's tests use one copy of
// the data, which is made once and never changes.
func shareSandboxData(t *testing.T, sandboxDir string) {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	shared := filepath.Join(cache, "recomamp", "sandbox-data")
	require.NoError(t, os.MkdirAll(shared, 0o700))
	require.NoError(t, os.MkdirAll(sandboxDir, 0o700))
	require.NoError(t, os.Symlink(shared, filepath.Join(sandboxDir, "data")))
}

// waitForData waits until the sandbox has made its data.
func (w *world) waitForData(t *testing.T) {
	t.Helper()
	until(t, "the sandbox has its data", func(ctx context.Context) (bool, error) {
		var status struct {
			Ready bool `json:"ready"`
		}
		err := w.admin(ctx, http.MethodGet, "/admin/status", nil, &status)
		return status.Ready, err
	})
}

func (w *world) standardInstances(t *testing.T) []string {
	t.Helper()
	found, err := w.client.Instances(t.Context())
	require.NoError(t, err)
	var ids []string
	for _, instance := range found {
		if instance.Type == "STANDARD" {
			ids = append(ids, instance.AmazonID)
		}
	}
	return ids
}

// crash kills the server and starts it again.
func (w *world) crash(t *testing.T) {
	t.Helper()
	w.server.kill(t)
	w.server.start(t)
}

// submit starts an execution whose SQL holds the mark, so that it can be found
// in the sandbox's log.
func (w *world) submit(t *testing.T, instance, mark string) actor.ExecutionID {
	t.Helper()
	started, err := w.client.Submit(t.Context(), mark, apiclient.Submission{
		InstanceID: instance,
		SQL:        fmt.Sprintf("SELECT campaign, SUM(impressions) AS %s FROM dsp_impressions GROUP BY campaign", mark),
		Window:     httpapi.WindowChoice{Preset: "last_30_days", Zone: "America/New_York"},
	})
	require.NoError(t, err)
	return started.ID
}

// waitFor waits until the execution is in a state.
func (w *world) waitFor(t *testing.T, id actor.ExecutionID, state string) httpapi.Execution {
	t.Helper()
	var found httpapi.Execution
	until(t, "the execution is "+state, func(ctx context.Context) (bool, error) {
		var err error
		found, err = w.client.Execution(ctx, id)
		if err == nil && found.State != state {
			err = fmt.Errorf("it is %s: %+v", found.State, found.Error)
		}
		return err == nil, err
	})
	return found
}

// rule adds a fault rule to the sandbox.
func (w *world) rule(t *testing.T, match, action map[string]any) {
	t.Helper()
	rule := map[string]any{"name": "hold " + t.Name(), "match": match, "action": action}
	require.NoError(t, w.admin(t.Context(), http.MethodPost, "/admin/faults", rule, nil))
}

// runs counts the runs the sandbox's request log shows for a mark.
func (w *world) runs(t *testing.T, mark string) int {
	t.Helper()
	var log struct {
		Requests []struct {
			Method      string `json:"method"`
			Path        string `json:"path"`
			Body        string `json:"body"`
			ExecutionID string `json:"executionId"`
		} `json:"requests"`
	}
	require.NoError(t, w.admin(t.Context(), http.MethodGet, "/admin/requests?method=POST&limit=10000", nil, &log))
	ids := map[string]bool{}
	for _, request := range log.Requests {
		if strings.HasSuffix(request.Path, "/workflowExecutions") && strings.Contains(request.Body, mark) && request.ExecutionID != "" {
			ids[request.ExecutionID] = true
		}
	}
	return len(ids)
}

// admin calls the sandbox's own interface.
func (w *world) admin(ctx context.Context, method, path string, in, out any) error {
	content, err := json.Marshal(in)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, method, w.sandboxURL+path, bytes.NewReader(content))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+adminToken)
	request.Header.Set("Content-Type", "application/json")
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
