package crash_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

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

	require.NoError(t, w.sandbox.call(t.Context(), http.MethodPost, "/admin/revoke", nil, nil))
	command := w.server.begin(t, w.runArgs(t, w.instances[0], "consent_command")...)
	command.says(t, "Amazon no longer accepts this connection. Connect Amazon again under Connections. The execution then goes on by itself.")
	waiting := moment{mark: "consent_command", id: executionIn(t, command), attempts: 2}
	require.Equal(t, "waiting", w.waitFor(t, waiting.id, "wants consent", wantsConsent).State)
	found := w.waitFor(t, running.id, "wants consent", wantsConsent)
	require.Equal(t, "running", found.State)
	require.Contains(t, found.Error.Next, "Connect Amazon again")
	instances, err := w.client.Instances(t.Context())
	require.NoError(t, err)
	for _, instance := range instances {
		require.Equal(t, "needs_reconnect", instance.Health)
		require.NotEmpty(t, instance.Trouble.Next)
	}

	w.server.run(t, "connect", "--sandbox")
	w.sandbox.advance(t, held)
	ended := command.end(t)
	require.Zero(t, ended.code, ended.stderr)
	w.succeeds(t, waiting)
	w.succeeds(t, running)
}
