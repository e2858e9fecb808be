package crash_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
)

// mistake is something wrong with what a person asks for.
type mistake struct {
	sql, instance, from, to, zone string

	// told is what every surface has to say, and next what they say to do.
	told, next string
	// check is what `sql check` says; empty when it sees nothing wrong.
	check string
	// offline is what `sql run` says, with its exit code.
	offline     string
	offlineCode int
	// status is that of the API's answer; 0 when the execution fails later.
	status int
	field  string
}

// Whoever makes a mistake reads what it is, where, and what to do about it: in
// the API's answer or on the execution, from `recomamp run`, from `sql check`
// and from `sql run`.
func TestMistakes_AreToldWithTheirPlaceAndTheNextStep(t *testing.T) {
	t.Parallel()
	w := newWorld(t, place{})
	for name, m := range map[string]mistake{
		"unknown table": {
			sql:  "SELECT campaign\nFROM dsp_impresions\nGROUP BY 1",
			told: "Amazon could not compile the query: line 2, column 6: Object 'dsp_impresions' not found",
			next: "Correct the SQL", check: "2:6: error: Object 'dsp_impresions' not found",
			offline: "2:6: error: Object 'dsp_impresions' not found", offlineCode: 1,
		},
		"unknown column": {
			sql:  "SELECT campaignn, SUM(impressions) AS n FROM dsp_impressions GROUP BY 1",
			told: "Amazon could not compile the query: line 1, column 8: Column 'campaignn' not found",
			next: "Correct the SQL", check: "1:8: error: Column 'campaignn' not found in dsp_impressions. Did you mean campaign?",
			offline: "1:8: error: Column 'campaignn' not found", offlineCode: 1,
		},
		"syntax": {
			sql:  "SELECT campaign, SUM(impressions AS n FROM dsp_impressions GROUP BY 1",
			told: "Amazon could not compile the query: Encountered AS at line 1, column 34. The ( of line 1, column 21 is not closed before AS; add a )",
			next: "Correct the SQL", check: "1:34: error: The ( of line 1, column 21 is not closed",
			offline: "1:34: error: The ( of line 1, column 21 is not closed", offlineCode: 1,
		},
		"nothing": {
			sql: " \n", told: "There is nothing to run.", next: "Name a saved query, or send SQL.",
			status: http.StatusUnprocessableEntity, field: "/sql",
			check: "error: There is no query here; begin with SELECT or WITH.", offline: "error: There is no query here; begin with SELECT or WITH.", offlineCode: 1,
		},
		"end before start": {
			from: "2026-03-01", to: "2026-02-01",
			told: "The window does not end after its start, so it would read nothing.", next: "Choose an end after the start",
			status: http.StatusUnprocessableEntity, field: "/window/to",
			offline: "The window does not end after its start, so it would read nothing. --to must be after the start. Choose an end after the start", offlineCode: 2,
		},
		"no date": {
			from: "2026-02-31", to: "2026-03-01", told: "This is not a date or local date-time.", next: "Write 2026-05-01 or 2026-05-01T06:00:00",
			status: http.StatusUnprocessableEntity, field: "/window/from",
			offline: "This is not a date or local date-time. --from must look like 2026-05-01 or 2026-05-01T06:00:00. Write", offlineCode: 2,
		},
		"unknown zone": {
			zone: "Europe/Atlantis", told: "This is not a known time zone.", next: "Choose an IANA zone such as Europe/Berlin.",
			status: http.StatusUnprocessableEntity, field: "/window/zone",
			offline: "This is not a known time zone. --zone is unknown. Choose an IANA zone", offlineCode: 2,
		},
		"unknown instance": {
			instance: "amcnothere0", told: "There is no such instance.", next: "Look under Instances",
			status:  http.StatusNotFound,
			offline: "the sandbox has no instance amcnothere0; it has\n  " + w.instances[0], offlineCode: 2,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := m.complete(w.instances[0])
			m.byAPI(t, w)
			m.byCommands(t, w)
		})
	}
}

// complete fills in what is not wrong.
func (m mistake) complete(instance string) mistake {
	from, to := lastMonth()
	for field, value := range map[*string]string{
		&m.sql: query("mistake"), &m.instance: instance, &m.from: from, &m.to: to, &m.zone: "America/New_York",
	} {
		if *field == "" {
			*field = value
		}
	}
	return m
}

func (m mistake) byAPI(t *testing.T, w *world) {
	t.Helper()
	started, err := w.client.Submit(t.Context(), t.Name(), apiclient.Submission{
		InstanceID: m.instance, SQL: m.sql, Window: httpapi.WindowChoice{From: m.from, To: m.to, Zone: m.zone},
	})
	if m.status == 0 {
		require.NoError(t, err)
		failed := w.waitForState(t, started.ID, "failed")
		require.Equal(t, "permanent", failed.Error.Class)
		require.Contains(t, failed.Error.Message, m.told)
		require.Contains(t, failed.Error.Next, m.next)
		return
	}
	var problem *apiclient.Problem
	require.ErrorAs(t, err, &problem)
	require.Equal(t, m.status, problem.Status)
	require.Equal(t, m.told, problem.Detail)
	require.Contains(t, problem.Next, m.next)
	if m.field != "" {
		require.Equal(t, m.field, problem.Errors[0].Pointer)
		require.NotEmpty(t, problem.Errors[0].Message)
	}
}

func (m mistake) byCommands(t *testing.T, w *world) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "query.sql")
	require.NoError(t, os.WriteFile(file, []byte(m.sql), 0o600))
	window := []string{"--instance", m.instance, "--from", m.from, "--to", m.to, "--zone", m.zone, file}

	ran := w.server.try(t, append([]string{"run"}, window...)...)
	require.Equal(t, 1, ran.code, ran.stderr)
	require.Contains(t, ran.stderr, m.told)
	require.Contains(t, ran.stderr, m.next)
	require.Empty(t, ran.stdout)

	checked := w.server.try(t, "sql", "check", file)
	require.Contains(t, checked.stdout, m.check)
	require.Equal(t, m.check != "", checked.code == 1, "%d: %s", checked.code, checked.stdout)

	offline := w.server.try(t, append([]string{"sql", "run", "--scale", "0.1", "--data-dir", sharedData(t)}, window...)...)
	require.Equal(t, m.offlineCode, offline.code, offline.stderr)
	require.Contains(t, offline.stderr, m.offline)
	require.Empty(t, offline.stdout)
}
