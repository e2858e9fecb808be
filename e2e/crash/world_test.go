package crash_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

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
	server *server
	// apart is the sandbox when it is a process of its own.
	apart   *server
	sandbox sandbox

	client    *apiclient.Client
	instances []string // Amazon's ids of the STANDARD instances
}

// place says how a world is set up. The zero place has the sandbox inside the
// server and everything on the machine's disk.
type place struct {
	apart bool
	enter []string // goes before the server and its commands
	dir   string   // data folder of the server; default: a folder of the test
	env   []string // more settings
}

// newWorld starts a platform, connects it and waits until queries can run.
func newWorld(t *testing.T, p place) *world {
	t.Helper()
	if p.dir == "" {
		p.dir = t.TempDir()
	}
	m := machine{enter: p.enter, env: append([]string{
		"RECOMAMP_DATA_DIR=" + p.dir,
		"RECOMAMP_OWNER_EMAIL=" + ownerEmail,
		"RECOMAMP_OWNER_PASSWORD=correct horse battery staple",
		"RECOMAMP_SANDBOX_PROFILE=instant",
		"RECOMAMP_SANDBOX_SCALE=0.1",
		"RECOMAMP_SANDBOX_ADMIN_TOKEN=" + adminToken,
		"RECOMAMP_LOG_LEVEL=warn",
		// The sandbox is known to have no gateway and a list without delay.
		"RECOMAMP_AMAZON_GATEWAY=1s",
		"RECOMAMP_AMAZON_VISIBILITY=1s",
	}, p.env...)}
	w := &world{}
	if p.apart {
		w.apart = newSandbox(t)
		w.apart.start(t)
		m.env = append(m.env, "RECOMAMP_SANDBOX_URL="+w.apart.url())
	} else {
		shareSandboxData(t, filepath.Join(p.dir, "sandbox"))
	}
	w.server = newServer(t, m, "serve")
	w.server.start(t)
	w.sandbox = sandbox{w.server.url() + "/sandbox"}
	if p.apart {
		w.sandbox = sandbox{w.apart.url()}
	}
	m.run(t, "connect", "--sandbox")
	w.server.env = append(w.server.env,
		"RECOMAMP_URL="+w.server.url(), "RECOMAMP_TOKEN="+m.run(t, "token", "create", "--email", ownerEmail, "--name", "crash"))
	client, err := apiclient.New(w.server.url(), w.token())
	require.NoError(t, err)
	w.client = client
	w.sandbox.waitForData(t)
	w.instances = w.standardInstances(t)
	return w
}

func (w *world) token() string {
	last := w.server.env[len(w.server.env)-1]
	return strings.TrimPrefix(last, "RECOMAMP_TOKEN=")
}

// newSandbox prepares a sandbox that is a process of its own.
func newSandbox(t *testing.T) *server {
	t.Helper()
	dir := t.TempDir()
	shareSandboxData(t, dir)
	m := machine{env: []string{"RECOMAMP_SANDBOX_ADMIN_TOKEN=" + adminToken}}
	return newServer(t, m, "sandbox", "--data-dir", dir, "--profile", "instant", "--scale", "0.1")
}

// shareSandboxData lets all sandboxes of this machine's tests use one copy of
// the data, which is made once and never changes.
func shareSandboxData(t *testing.T, sandboxDir string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(sandboxDir, 0o700))
	require.NoError(t, os.Symlink(sharedData(t), filepath.Join(sandboxDir, "data")))
}

func sharedData(t *testing.T) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	shared := filepath.Join(cache, "recomamp", "sandbox-data", "test-1-0.1")
	require.NoError(t, os.MkdirAll(shared, 0o700))
	return shared
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
	require.GreaterOrEqual(t, len(ids), 3)
	return ids
}

// query is SQL that holds the mark, so that its runs can be found in the
// sandbox's log, and that has rows on every instance.
func query(mark string) string {
	return fmt.Sprintf("SELECT campaign, SUM(impressions) AS %s FROM dsp_impressions GROUP BY campaign", mark)
}

// lastMonth is a window of which every instance has rows, in local dates.
func lastMonth() (from, to string) {
	now := time.Now().UTC()
	first := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	return first.AddDate(0, -1, 0).Format(time.DateOnly), first.Format(time.DateOnly)
}

// submission asks for a run of the marked query.
func submission(instance, mark string) apiclient.Submission {
	return apiclient.Submission{
		InstanceID: instance, SQL: query(mark),
		Window: httpapi.WindowChoice{Preset: "last_30_days", Zone: "America/New_York"},
	}
}

// submit starts an execution of the marked query.
func (w *world) submit(t *testing.T, instance, mark string) actor.ExecutionID {
	t.Helper()
	started, err := w.client.Submit(t.Context(), mark, submission(instance, mark))
	require.NoError(t, err)
	return started.ID
}

// waitFor waits until the execution is as the condition wants it.
func (w *world) waitFor(t *testing.T, id actor.ExecutionID, what string, condition func(httpapi.Execution) bool) httpapi.Execution {
	t.Helper()
	var found httpapi.Execution
	until(t, "the execution "+what, func(ctx context.Context) (bool, error) {
		var err error
		found, err = w.client.Execution(ctx, id)
		if err == nil && !condition(found) {
			err = fmt.Errorf("it is %s: %+v", found.State, found.Error)
		}
		return err == nil, err
	})
	return found
}

// waitForState waits until the execution is in a state.
func (w *world) waitForState(t *testing.T, id actor.ExecutionID, state string) httpapi.Execution {
	t.Helper()
	return w.waitFor(t, id, "is "+state, func(e httpapi.Execution) bool { return e.State == state })
}

// saysUnreachable reports whether the execution tells that Amazon is away.
func saysUnreachable(e httpapi.Execution) bool {
	return e.Error != nil && e.Error.Code == "amazon.unreachable"
}

// moment is an execution in the state in which something happens to it.
type moment struct {
	name  string
	mark  string
	state string
	// atAmazon is the state its run is held in, if one is.
	atAmazon string
	// attempts is how many submissions it takes; 0 is any number.
	attempts int
	id       actor.ExecutionID
}

// succeeds checks how an execution ended: with all its rows, and by one run.
func (w *world) succeeds(t *testing.T, m moment) httpapi.Execution {
	t.Helper()
	finished := w.waitForState(t, m.id, "succeeded")
	require.Equal(t, 1, w.sandbox.runs(t, m.mark), "%s: runs in the sandbox's request log", m.name)
	if m.attempts > 0 {
		require.Len(t, finished.Attempts, m.attempts, m.name)
	}
	require.Nil(t, finished.Error, m.name)
	ends := 0
	for _, event := range finished.Events {
		if event.State == "succeeded" {
			ends++
		}
	}
	require.Equal(t, 1, ends, "%s: the timeline reaches its end once", m.name)

	rows, err := w.client.Export(t.Context(), m.id, apiclient.ExportChoice{Format: "csv"}, nil)
	require.NoError(t, err)
	defer rows.Close()
	content, err := io.ReadAll(rows)
	require.NoError(t, err)
	require.NotNil(t, finished.RowCount)
	hasRows(t, string(content), m.mark, *finished.RowCount)
	return finished
}

// hasRows checks a CSV result of the marked query.
func hasRows(t *testing.T, content, mark string, count int64) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(content), "\n")
	require.Equal(t, "campaign,"+mark, strings.TrimSpace(lines[0]))
	require.Positive(t, count)
	require.EqualValues(t, count, len(lines)-1)
}
