package crash_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/httpapi"
)

// steps are those of an off-boarding, each with a change in the middle of it: where
// it takes several transactions, in a later one.
var steps = []struct {
	name string
	stuckPlace
}{
	{"schedules", stuckPlace{"UPDATE", "schedule", "NEW.pause_cause = 'off_boarding' AND NEW.name = 'Second'"}},
	{"executions", stuckPlace{"UPDATE", "execution", "NEW.state = 'cancelled'"}},
	{"connections", stuckPlace{"UPDATE", "instance", "NEW.connection_id IS NULL"}},
	{"key", stuckPlace{"UPDATE", "off_boarding", "NEW.destroyed_at IS NOT NULL"}},
	{"channels", stuckPlace{"DELETE", "channel", ""}},
	{"texts", stuckPlace{"UPDATE", "query_version", "NEW.sql = ''"}},
	{"grants", stuckPlace{"DELETE", "access_grant", ""}},
	{"caches", stuckPlace{"UPDATE", "off_boarding_step", "NEW.name = 'caches' AND NEW.done_at IS NOT NULL"}},
	{"files", stuckPlace{"UPDATE", "result", "NEW.blob_key = ''"}},
	{"database", stuckPlace{"UPDATE", "off_boarding_step", "NEW.name = 'database' AND NEW.done_at IS NOT NULL"}},
}

func TestServerKilledInEachStepOfAnOffBoarding_AnotherFinishesIt(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		w := newWorld(t, place{apart: true, dir: dir})
		w.killInEachStep(t, dir, stickSQLite(t, filepath.Join(dir, "recomamp.db")))
		w.server.kill()
		isWhole(t, dir)
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		dir, at := t.TempDir(), databasetest.PostgresConfig(t).URL
		w := newWorld(t, place{apart: true, dir: dir, env: []string{"RECOMAMP_DATABASE_URL=" + at}})
		w.killInEachStep(t, dir, stickPostgres(t, at))
	})
}

func (w *world) killInEachStep(t *testing.T, dir string, h *stuck) {
	t.Helper()
	leaver := w.plantLeaver(t)
	files := filepath.Join(dir, "results", string(leaver.ID), "*", "*")
	require.NotEmpty(t, glob(t, files))

	release := h.stick(t, steps[0].stuckPlace)
	_, err := w.client.BeginOffBoarding(t.Context(), string(leaver.Client.ID), apiclient.OffBoard{Confirm: leaver.Client.Name, Reason: "left"})
	require.NoError(t, err)
	for i, step := range steps {
		until(t, "the step "+step.name+" is in its middle", func(context.Context) (bool, error) { return h.isStuck(t), nil })
		w.server.kill()
		release()
		require.Equal(t, i, h.count(t, "SELECT count(*) FROM off_boarding_step WHERE done_at IS NOT NULL"), "the steps before %s are done, and no other", step.name)
		if i+1 < len(steps) {
			release = h.stick(t, steps[i+1].stuckPlace)
		}
		// A minute is over, after which another process takes the job up, and which copies are given.
		h.execute(t, "UPDATE river_job SET state = 'available' WHERE kind = 'offboard_step' AND state = 'running'")
		h.change(t, "UPDATE off_boarding SET destroyed_at = '2026-01-01T00:00:00Z' WHERE destroyed_at IS NOT NULL")
		w.server.start(t)
	}
	until(t, "the client has left", func(ctx context.Context) (bool, error) {
		found, err := w.client.OffBoarding(ctx, string(leaver.Client.ID))
		return err == nil && found.State == "destroyed", fmt.Errorf("%+v: %w", found, err)
	})
	require.Empty(t, glob(t, files))
	for act, times := range map[string]int{
		"client.off_boarded": 1, "client.destroyed": 1, "schedule.paused": 2, "schedule.deleted": 2, "execution.cancelled": 1, "grant.ended": 2, "channel.deleted": 1,
	} {
		require.Equal(t, times, h.count(t, "SELECT count(*) FROM audit_entry WHERE act = '"+act+"'"), "%s is written down once for each", act)
	}
	require.Zero(t, h.count(t, "SELECT count(*) FROM client_key WHERE keyset IS NOT NULL AND client_id = '"+string(leaver.Client.ID)+"'"))
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(pattern)
	require.NoError(t, err)
	return found
}

// plantLeaver gives a client of which other clients' connection takes care all that
// an off-boarding has to do with, and names its instance.
func (w *world) plantLeaver(t *testing.T) httpapi.Instance {
	t.Helper()
	instances, err := w.client.Instances(t.Context())
	require.NoError(t, err)
	var leaver httpapi.Instance
	for _, i := range instances {
		if i.AmazonID == w.instances[0] {
			leaver = i
		}
	}
	id := w.submit(t, w.instances[0], "kept")
	w.succeeds(t, moment{mark: "kept", id: id})
	query := w.post(t, "/queries", map[string]any{"name": "Reach", "sql": "SELECT 1 AS one", "instanceId": leaver.ID})
	for _, name := range []string{"First", "Second"} {
		w.post(t, "/schedules", map[string]any{
			"name": name, "clientId": leaver.Client.ID, "query": map[string]any{"id": query}, "targets": []map[string]any{{"instanceId": leaver.ID}},
			"window": map[string]string{"preset": "yesterday"}, "settle": "run",
			"rule": map[string]any{"frequency": "daily", "at": []string{"06:30"}, "zone": "UTC"},
		})
	}
	w.post(t, "/channels", map[string]any{"name": "Theirs", "address": "http://127.0.0.1:9/x", "clientIds": []any{leaver.Client.ID}})
	group := w.post(t, "/groups", map[string]string{"name": "Planners"})
	w.post(t, "/grants", map[string]any{"groupId": group, "clientId": leaver.Client.ID, "role": "viewer"})
	w.post(t, "/grants", map[string]any{"groupId": group, "instanceId": leaver.ID, "role": "runner"})
	w.sandbox.rule(t, match{"method": "POST", "route": submissions, "body": "open", "max": 1}, action{"kind": "hold", "state": "RUNNING", "delayMs": held.Milliseconds()})
	w.waitForState(t, w.submit(t, w.instances[0], "open"), "running")
	return leaver
}

// post makes something by a route that the command line has no use for.
func (w *world) post(t *testing.T, path string, body any) (id string) {
	t.Helper()
	content, err := json.Marshal(body)
	require.NoError(t, err)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.server.url()+"/api/v1"+path, bytes.NewReader(content))
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+w.token())
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	var made struct{ ID, Detail string }
	require.NoError(t, json.NewDecoder(response.Body).Decode(&made))
	require.Less(t, response.StatusCode, 300, "%s: %s", path, made.Detail)
	return made.ID
}
