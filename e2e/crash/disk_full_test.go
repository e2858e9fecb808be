package crash_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/disktest"
	"github.com/recomamp/recomamp/internal/httpapi"
)

// waitsForDisk reports whether the execution tells that the disk is full, and
// what to do.
func waitsForDisk(e httpapi.Execution) bool {
	return e.Error != nil && e.Error.Code == "execution.disk_full" && e.Error.Next != ""
}

func TestResultsOnAFullDisk_TheExecutionWaitsForRoomAndIsNotRunAgain(t *testing.T) {
	t.Parallel()
	disk := disktest.New(t, 1<<20)
	results := url.URL{Scheme: "file", Path: disk.Inside + "/results", RawQuery: "create_dir=true&no_tmp_dir=true&metadata=skip"}
	w := newWorld(t, place{enter: disk.Enter, env: []string{"RECOMAMP_BLOB_URL=" + results.String()}})
	disk.Fill(t, 0)

	command := w.server.begin(t, w.runArgs(t, w.instances[0], "full_results")...)
	command.says(t, "There is no disk space to store the result. Free disk space on the server.")
	id := executionIn(t, command)
	waiting := w.waitForState(t, id, "waiting")
	require.True(t, waitsForDisk(waiting), "%+v", waiting.Error)
	require.Equal(t, "outage", waiting.Error.Class)
	require.Contains(t, waiting.Error.Next, "Amazon is not asked to run it again")
	require.NotNil(t, waiting.Retry)

	disk.Empty(t)
	ended := command.end(t)
	require.Zero(t, ended.code, ended.stderr)
	finished := w.succeeds(t, moment{mark: "full_results", id: id, attempts: 1})
	hasRows(t, ended.stdout, "full_results", *finished.RowCount)
}

func TestEverythingOnAFullDisk_NothingAcknowledgedIsLost(t *testing.T) {
	t.Parallel()
	disk := disktest.New(t, 96<<20)
	w := newWorld(t, place{apart: true, enter: disk.Enter, dir: disk.Inside + "/data"})
	instance := w.instances[0]
	acknowledged := []moment{{mark: "full_running", attempts: 1}, {mark: "full_collecting", attempts: 1}}
	running, collecting := &acknowledged[0], &acknowledged[1]
	w.sandbox.rule(t, match{"method": "POST", "route": submissions, "body": running.mark},
		action{"kind": "hold", "state": "RUNNING", "delayMs": held.Milliseconds()})
	running.id = w.submit(t, instance, running.mark)
	w.waitForState(t, running.id, "running")

	disk.Fill(t, 32<<20) // less than is kept free for the database
	collecting.id = w.submit(t, instance, collecting.mark)
	w.waitFor(t, collecting.id, "waits for the disk", waitsForDisk)

	disk.Fill(t, 0)
	acknowledged = append(acknowledged, w.submitUntilRefused(t, w.instances[1])...)
	w.waitFor(t, running.id, "stands still and says why", waitsForDisk)
	command := w.server.begin(t, w.runArgs(t, instance, "full_command")...)
	command.says(t, "The server's disk is full, so nothing was changed. Free disk space on the server, then try again.")

	w.server.kill()
	refused := w.server.try(t, "serve", "--addr", strings.TrimPrefix(w.server.url(), "http://"))
	require.Equal(t, 1, refused.code, refused.stdout)
	require.Contains(t, refused.stderr, "The server's disk is full")
	require.Contains(t, refused.stderr, "Free disk space on the server")
	disk.Empty(t)
	w.server.start(t)

	ended := command.end(t)
	require.Zero(t, ended.code, ended.stderr)
	acknowledged = append(acknowledged, moment{mark: "full_command", id: executionIn(t, command), attempts: 1})
	w.sandbox.advance(t, held)
	for _, m := range acknowledged {
		w.succeeds(t, m)
	}
	w.server.kill()
	isWhole(t, filepath.Join(disk.Path, "data"))
}

// submitUntilRefused submits until the database has used up what the disk had
// set apart for it, and returns what was acknowledged.
func (w *world) submitUntilRefused(t *testing.T, instance string) (acknowledged []moment) {
	t.Helper()
	for i := range 200 {
		mark := fmt.Sprintf("full_%03d", i)
		started, err := w.client.Submit(t.Context(), mark, submission(instance, mark))
		if err == nil {
			acknowledged = append(acknowledged, moment{mark: mark, id: started.ID})
			continue
		}
		var problem *apiclient.Problem
		require.ErrorAs(t, err, &problem)
		require.Equal(t, http.StatusServiceUnavailable, problem.Status)
		require.Equal(t, "database.full", problem.Code)
		require.Contains(t, problem.Detail, "disk is full")
		require.NotEmpty(t, problem.Next)
		return acknowledged
	}
	require.Fail(t, "the disk never filled up")
	return nil
}

// runArgs are the arguments of `recomamp run` for the marked query.
func (w *world) runArgs(t *testing.T, instance, mark string) []string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "query.sql")
	require.NoError(t, os.WriteFile(file, []byte(query(mark)), 0o600))
	from, to := lastMonth()
	return []string{"run", "--instance", instance, "--from", from, "--to", to, "--zone", "America/New_York", file}
}

var executionName = regexp.MustCompile(`execution (\S+) on `)

// executionIn is the execution that a command tells of.
func executionIn(t *testing.T, c *command) actor.ExecutionID {
	t.Helper()
	found := executionName.FindStringSubmatch(c.stderr.String())
	require.NotNil(t, found, c.stderr.String())
	return actor.ExecutionID(found[1])
}

// isWhole checks a copy of the database of a killed server: SQLite does not
// open one behind the links of /proc.
func isWhole(t *testing.T, dataDir string) {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "recomamp.db")
	for _, suffix := range []string{"", "-wal"} {
		content, err := os.ReadFile(filepath.Join(dataDir, "recomamp.db"+suffix))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(copied+suffix, content, 0o600))
	}
	db, err := database.Open(t.Context(), database.Config{Path: copied})
	require.NoError(t, err)
	defer db.Close()
	var verdict string
	require.NoError(t, db.SQL().QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&verdict))
	require.Equal(t, "ok", verdict)
}
