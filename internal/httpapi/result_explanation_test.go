package httpapi_test

import (
	"net/http"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app/apptest"
)

type explained struct {
	Summary     []string
	RowCount    int64
	Suppression struct {
		Handling         string
		Rows, Suppressed int64
		Metrics          []struct {
			Column, Sum, Suppressed string
			Share                   float64
		}
		Withheld []struct {
			Column string
			Rows   int64
		}
		Reasons []struct {
			Text string
			Rows int64
			Most int64
		}
	}
	Columns []struct {
		Name, Unit, Class string
		Users             int
	}
	Empty []struct {
		Code, Text, Next string
		Known            bool
	}
	Made struct{ KeepSuppressed bool }
}

// The sandbox suppresses as AMC does: what it took away is told of as it is in the rows.
func TestSuppressedRowsOfTheSandboxAreExplained(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	browser := p.SignedIn(t)
	connect(t, p, browser, "allow")
	instance := discovered(t, browser).Items[0].ID
	run := func(sql string, keep bool) (string, explained) {
		var made struct{ ID string }
		browser.Post(t, "/api/v1/executions", map[string]any{
			"instanceId": instance, "sql": sql, "keepSuppressed": keep, "window": map[string]string{"preset": "last_30_days", "zone": "UTC"},
		}).Is(t, http.StatusCreated).Into(t, &made)
		waitFor(t, browser, made.ID, "succeeded")
		var told explained
		browser.Get(t, "/api/v1/executions/"+made.ID+"/explanation").Is(t, http.StatusOK).Into(t, &told)
		return made.ID, told
	}
	const sql = "SELECT postal_code, campaign, SUM(impressions) AS impressions, MAX(impression_date_utc) AS last_day, MAX(impression_date) AS last_local_day FROM dsp_impressions GROUP BY postal_code, campaign"
	id, kept := run(sql, true)
	require.Equal(t, "kept", kept.Suppression.Handling)
	require.True(t, kept.Made.KeepSuppressed)
	require.Positive(t, kept.Suppression.Suppressed)
	require.NotEmpty(t, kept.Suppression.Reasons)
	require.Contains(t, kept.Suppression.Reasons[0].Text, "users < ")
	require.Equal(t, "postal_code", kept.Suppression.Withheld[0].Column)
	var stored struct {
		Columns []struct{ Name, Clock, Mark string }
	}
	browser.Get(t, "/api/v1/executions/"+id+"/result").Is(t, http.StatusOK).Into(t, &stored)
	known := map[string]string{}
	for _, c := range stored.Columns {
		known[c.Name] = c.Clock + c.Mark
	}
	require.Equal(t, map[string]string{
		"postal_code": "", "campaign": "", "impressions": "", "last_day": "utc", "last_local_day": "advertiser",
		"suppressed": "suppressed", "suppressed_users": "suppressedUsers", "suppressed_reason": "suppressedReason",
	}, known)

	// The same, added up by hand.
	var rows struct{ Rows [][]*string }
	var shape struct{ Columns []struct{ Name string } }
	browser.Get(t, "/api/v1/executions/"+id+"/result").Is(t, http.StatusOK).Into(t, &shape)
	at := map[string]int{}
	for i, c := range shape.Columns {
		at[c.Name] = i
	}
	browser.Get(t, "/api/v1/executions/"+id+"/rows?limit=10000").Is(t, http.StatusOK).Into(t, &rows)
	total, suppressed, marked := 0, 0, int64(0)
	for _, row := range rows.Rows {
		n, err := strconv.Atoi(*row[at["impressions"]])
		require.NoError(t, err)
		total += n
		if *row[at["suppressed"]] == "true" {
			suppressed += n
			marked++
		}
	}
	require.Equal(t, marked, kept.Suppression.Suppressed)
	require.Equal(t, int64(len(rows.Rows)), kept.Suppression.Rows)
	require.Equal(t, strconv.Itoa(total), kept.Suppression.Metrics[0].Sum)
	require.Equal(t, strconv.Itoa(suppressed), kept.Suppression.Metrics[0].Suppressed)
	require.InDelta(t, float64(suppressed)/float64(total), kept.Suppression.Metrics[0].Share, 1e-9)

	_, removed := run(sql, false)
	require.Equal(t, "removed", removed.Suppression.Handling)
	require.Contains(t, removed.Summary[0], "fewer than 100 users, as postal_code asks for")

	_, empty := run("SELECT campaign, SUM(total_cost) AS cost FROM dsp_impressions WHERE campaign = 'none of these' GROUP BY campaign", false)
	require.Zero(t, empty.RowCount)
	found := map[string]bool{}
	for _, c := range empty.Empty {
		found[c.Code] = true
	}
	require.True(t, found["conditions"])
	require.True(t, found["threshold"])

	var again struct{ ID string }
	browser.Post(t, "/api/v1/executions/"+id+"/rerun", map[string]any{"keepSuppressed": false}).Is(t, http.StatusCreated).Into(t, &again)
	waitFor(t, browser, again.ID, "succeeded")
	browser.Get(t, "/api/v1/executions/"+again.ID+"/explanation").Is(t, http.StatusOK).Into(t, &removed)
	require.Equal(t, "removed", removed.Suppression.Handling)
	browser.Get(t, "/api/v1/executions/nothing/explanation").Is(t, http.StatusNotFound)
}
