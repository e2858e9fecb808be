package crash_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// sandbox is the admin interface of a sandbox.
type sandbox struct{ url string }

// waitForData waits until executions can run.
func (s sandbox) waitForData(t *testing.T) {
	t.Helper()
	until(t, "the sandbox has its data", func(ctx context.Context) (bool, error) {
		var status struct {
			Ready bool `json:"ready"`
		}
		err := s.call(ctx, http.MethodGet, "/admin/status", nil, &status)
		return status.Ready, err
	})
}

// match and action are the two halves of a fault rule.
type (
	match  map[string]any
	action map[string]any
)

// rule adds a fault rule, which lives as long as the sandbox's process.
func (s sandbox) rule(t *testing.T, m match, a action) {
	t.Helper()
	rule := map[string]any{"name": t.Name(), "match": m, "action": a}
	require.NoError(t, s.call(t.Context(), http.MethodPost, "/admin/faults", rule, nil))
}

// advance moves the sandbox's clock ahead.
func (s sandbox) advance(t *testing.T, d time.Duration) {
	t.Helper()
	require.NoError(t, s.call(t.Context(), http.MethodPost, "/admin/clock", map[string]any{"advanceSeconds": d.Seconds()}, nil))
}

// runs counts the runs the request log shows for a mark.
func (s sandbox) runs(t *testing.T, mark string) int {
	t.Helper()
	var log struct {
		Requests []struct {
			Path        string `json:"path"`
			Body        string `json:"body"`
			ExecutionID string `json:"executionId"`
		} `json:"requests"`
	}
	require.NoError(t, s.call(t.Context(), http.MethodGet, "/admin/requests?method=POST&limit=10000", nil, &log))
	ids := map[string]bool{}
	for _, request := range log.Requests {
		if strings.HasSuffix(request.Path, submissions) && strings.Contains(request.Body, mark) && request.ExecutionID != "" {
			ids[request.ExecutionID] = true
		}
	}
	return len(ids)
}

// submissions ends the path of a request that begins a run.
const submissions = "/workflowExecutions"

// sandboxRun is what the sandbox says of a run.
type sandboxRun struct {
	Status      string    `json:"status"`
	SQL         string    `json:"sqlQuery"`
	Created     time.Time `json:"createTime"`
	LastUpdated time.Time `json:"lastUpdatedTime"`
}

// find returns the run that carries the mark.
func (s sandbox) find(t *testing.T, mark string) sandboxRun {
	t.Helper()
	var all struct {
		Executions []sandboxRun `json:"executions"`
	}
	require.NoError(t, s.call(t.Context(), http.MethodGet, "/admin/executions", nil, &all))
	var found []sandboxRun
	for _, run := range all.Executions {
		if strings.Contains(run.SQL, mark) {
			found = append(found, run)
		}
	}
	require.Len(t, found, 1, "runs of %s", mark)
	return found[0]
}

// succeeded is the condition that the run that carries the mark has succeeded.
func (s sandbox) succeeded(t *testing.T, mark string) func(context.Context) (bool, error) {
	t.Helper()
	return func(context.Context) (bool, error) {
		run := s.find(t, mark)
		return run.Status == "SUCCEEDED", fmt.Errorf("it is %s", run.Status)
	}
}

func (s sandbox) call(ctx context.Context, method, path string, in, out any) error {
	content, err := json.Marshal(in)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, method, s.url+path, bytes.NewReader(content))
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
