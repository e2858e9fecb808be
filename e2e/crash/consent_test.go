package crash_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
)

// wantsConsent reports whether the execution tells that Amazon has to be
// connected again.
func wantsConsent(e httpapi.Execution) bool {
	return e.Error != nil && e.Error.Class == "needs_reconnect"
}

func TestConsentRevoked_ExecutionsWaitSayWhyAndGoOnAfterReconnecting(t *testing.T) {
	t.Parallel()
	w := newWorld(t, place{})
	running := moment{mark: "consent_running", attempts: 1}
	w.sandbox.rule(t, match{"method": "POST", "route": submissions, "body": running.mark},
		action{"kind": "hold", "state": "RUNNING", "delayMs": held.Milliseconds()})
	running.id = w.submit(t, w.instances[0], running.mark)
	w.waitForState(t, running.id, "running")

	schedules := []string{w.scheduled(t, "consent_first"), w.scheduled(t, "consent_second")}

	require.NoError(t, w.sandbox.call(t.Context(), http.MethodPost, "/admin/revoke", nil, nil))
	command := w.server.begin(t, w.runArgs(t, w.instances[0], "consent_command")...)
	command.says(t, "Amazon no longer accepts this connection. An owner connects Amazon again under Connections. The execution then goes on by itself.")
	waiting := moment{mark: "consent_command", id: executionIn(t, command), attempts: 2}
	require.Equal(t, "waiting", w.waitFor(t, waiting.id, "wants consent", wantsConsent).State)
	found := w.waitFor(t, running.id, "wants consent", wantsConsent)
	require.Equal(t, "running", found.State)
	require.Contains(t, found.Error.Next, "connects Amazon again")
	instances, err := w.client.Instances(t.Context())
	require.NoError(t, err)
	for _, instance := range instances {
		require.Equal(t, "needs_reconnect", instance.Health)
		require.NotEmpty(t, instance.Trouble.Next)
	}

	for _, id := range schedules {
		w.schedule(t, id, "is paused", func(s httpapi.Schedule) bool {
			return s.State == "paused" && s.Pause != nil && s.Pause.Cause == "connection"
		})
	}
	require.Len(t, w.openNotices(t), 1, "one for all that the connection serves")

	w.server.run(t, "connect", "--sandbox")
	for _, id := range schedules {
		w.schedule(t, id, "goes on", func(s httpapi.Schedule) bool { return s.State == "active" })
	}
	require.Empty(t, w.openNotices(t))
	w.sandbox.advance(t, held)
	ended := command.end(t)
	require.Zero(t, ended.code, ended.stderr)
	w.succeeds(t, waiting)
	w.succeeds(t, running)
}

// scheduled makes a schedule and has it run, which Amazon holds.
func (w *world) scheduled(t *testing.T, mark string) (id string) {
	t.Helper()
	w.sandbox.rule(t, match{"method": "POST", "route": submissions, "body": mark}, action{"kind": "hold", "state": "RUNNING", "delayMs": held.Milliseconds()})
	instances, err := w.client.Instances(t.Context())
	require.NoError(t, err)
	on := slices.IndexFunc(instances, func(i httpapi.Instance) bool { return i.AmazonID == w.instances[1] })
	of := w.post(t, "/queries", map[string]any{"name": mark, "sql": query(mark)})
	id = w.post(t, "/schedules", map[string]any{
		"name": mark, "query": map[string]any{"id": of}, "targets": []map[string]any{{"instanceId": instances[on].ID}},
		"window": map[string]string{"preset": "last_30_days", "zone": "America/New_York"}, "settle": "run",
		"rule": map[string]any{"frequency": "daily", "at": []string{"06:30"}, "zone": "UTC"},
	})
	w.post(t, "/schedules/"+id+"/run", map[string]any{})
	until(t, "the schedule's run is open at Amazon", func(ctx context.Context) (bool, error) {
		running, err := w.client.Executions(ctx, apiclient.ExecutionFilter{States: []string{"running"}, Search: mark})
		return err == nil && len(running.Items) == 1, err
	})
	return id
}

// schedule waits until a schedule is as the condition wants it.
func (w *world) schedule(t *testing.T, id, what string, condition func(httpapi.Schedule) bool) {
	t.Helper()
	until(t, "the schedule "+what, func(ctx context.Context) (bool, error) {
		found, err := w.client.Schedule(ctx, actor.ScheduleID(id))
		return err == nil && condition(found), fmt.Errorf("it is %s, %+v: %w", found.State, found.Pause, err)
	})
}

// openNotices are those that wait for somebody.
func (w *world) openNotices(t *testing.T) []httpapi.Notice {
	t.Helper()
	found, err := w.client.Notices(t.Context(), apiclient.NoticeFilter{State: "open", Limit: 100})
	require.NoError(t, err)
	return found
}
