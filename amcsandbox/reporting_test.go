package amcsandbox_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/amcsandbox"
	"github.com/recomamp/recomamp/amcsandbox/fault"
)

type fields = map[string]any

func inline(extra ...fields) fields {
	body := fields{"workflow": fields{"sqlQuery": "SELECT 1"}}
	for _, more := range extra {
		for key, value := range more {
			body[key] = value
		}
	}
	return body
}

func inlineRequest() amc.ExecutionRequest {
	return amc.ExecutionRequest{Workflow: &amc.Workflow{SQLQuery: "SELECT 1"}, Window: amc.Window{Type: "MOST_RECENT_DAY"}}
}

func reporting(path string) string { return "/amc/reporting/" + standard().ID + path }

func TestExecutionRequestsAreChecked(t *testing.T) {
	t.Parallel()
	server := amcsandbox.Start(t, withFake())
	caller := wireOf(t, server, standard())
	declared := fields{"workflow": fields{"sqlQuery": "SELECT 1", "inputParameters": []fields{
		{"name": "days", "dataType": "INTEGER", "columnType": "DIMENSION"},
		{"name": "asins", "dataType": fields{"type": "ARRAY", "elementDataType": "STRING"}, "defaultValue": []string{"a"}},
	}}}
	values := func(v fields) fields { return fields{"workflow": declared["workflow"], "parameterValues": v} }
	for _, c := range []struct {
		name   string
		body   any
		status int
		part   string
	}{
		{"inline", inline(), 200, "PENDING"},
		{"flags and numbers as text", inline(fields{"dryRun": "True", "ignoreDataGaps": "TRUE", "workflowExecutionTimeoutSeconds": "86400"}), 200, "86400"},
		{"nulls as absent", inline(fields{"timeWindowStart": nil, "parameterValues": nil}), 200, "PENDING"},
		{"unknown fields", inline(fields{"outputFormat": "CSV", "column_type": 1}), 200, "PENDING"},
		{"nothing", fields{}, 400, "Either a query or a SQL query must be specified"},
		{"empty workflow", fields{"workflow": fields{}}, 400, "Either a query or a SQL query must be specified"},
		{"top-level SQL", fields{"sqlQuery": "SELECT 1"}, 400, "Either a query or a SQL query must be specified"},
		{"both", inline(fields{"workflowId": "w"}), 400, "Only one of"},
		{"unknown workflow", fields{"workflowId": "nowhere"}, 400, "Workflow with ID nowhere does not exist."},
		{"not JSON", `{"workflow":`, 400, "not valid JSON"},
		{"array", `[]`, 400, "must not be a JSON array"},
		{"bad SQL", fields{"workflow": fields{"sqlQuery": "wrong"}}, 400, "because it was found to be invalid: SQL query was invalid"},
		{"long SQL", fields{"workflow": fields{"sqlQuery": strings.Repeat("x", 2<<20+1)}}, 400, "sqlQuery exceeded maximum allowed length of 2097152"},
		{"short timeout", inline(fields{"workflowExecutionTimeoutSeconds": 899}), 400, "workflowExecutionTimeoutSeconds"},
		{"long timeout", inline(fields{"workflowExecutionTimeoutSeconds": 86401}), 400, "workflowExecutionTimeoutSeconds"},
		{"explicit without bounds", inline(fields{"timeWindowType": "EXPLICIT"}), 400, "timeWindowStart"},
		{"unknown zone", inline(fields{"timeWindowTimeZone": "Nowhere"}), 400, "timeWindowTimeZone"},
		{"no privacy without synthetic data", inline(fields{"disableAggregationControls": true}), 400, "requireSyntheticData"},
		{"foreign advertiser", inline(fields{"advertisers": []fields{{"id": "1"}}}), 400, "Advertiser with ID 1"},
		{"missing value", values(nil), 400, "Parameter days has no default"},
		{"number as text", values(fields{"days": "7"}), 200, "PENDING"},
		{"not a number", values(fields{"days": "seven"}), 400, "parameter days"},
		{"scalar for an array", values(fields{"days": 7, "asins": "a,b"}), 400, "parameter asins"},
		{"undeclared value", values(fields{"days": 7, "weeks": 1}), 400, "Parameter weeks"},
	} {
		answer := caller.do(t, http.MethodPost, reporting("/workflowExecutions"), c.body)
		require.Equal(t, c.status, answer.status, "%s: %s", c.name, answer.body)
		require.Contains(t, answer.body, c.part, c.name)
	}
}

func TestExplicitWindowIsEchoedInBothForms(t *testing.T) {
	t.Parallel()
	server := amcsandbox.Start(t, withFake())
	answer := wireOf(t, server, standard()).do(t, http.MethodPost, reporting("/workflowExecutions"), inline(fields{
		"timeWindowType": "EXPLICIT", "timeWindowStart": "2025-05-01T00:00:00", "timeWindowEnd": "2025-05-08T00:00:00",
		"timeWindowTimeZone": "America/New_York",
	})).json(t)
	require.Equal(t, "2025-05-01T04:00:00Z", answer["timeWindowStart"])
	require.Equal(t, "2025-05-01T00:00:00", answer["timeWindowStartOriginal"])
	require.Equal(t, "2025-05-08T04:00:00Z", answer["timeWindowEnd"])
	require.Equal(t, "America/New_York", answer["timeWindowTimeZoneOriginal"])
}

func TestSavedWorkflowsAreCompiledKeptAndReplaced(t *testing.T) {
	t.Parallel()
	server := amcsandbox.Start(t, withFake())
	caller := wireOf(t, server, standard())
	path := reporting("/workflows")
	w := fields{"workflowId": "weekly-reach", "sqlQuery": "SELECT 1", "inputParameters": []fields{
		{"name": "a", "dataType": fields{"type": "ARRAY", "elementDataType": "STRING"}},
	}}
	created := caller.do(t, http.MethodPost, path, w)
	require.Equal(t, "{}", created.body)
	require.Equal(t, "application/octet-stream", created.header.Get("Content-Type"))
	again := caller.do(t, http.MethodPost, path, w)
	require.Equal(t, 400, again.status)
	require.Equal(t, "Workflow with ID weekly-reach already exists.", again.json(t)["details"])
	require.Contains(t, caller.do(t, http.MethodGet, path+"/weekly-reach", nil).body, `"elementNullable":false`)
	require.Equal(t, 400, caller.do(t, http.MethodPut, path+"/weekly-reach", fields{"workflowId": "other", "sqlQuery": "SELECT 1"}).status)
	require.Equal(t, 404, caller.do(t, http.MethodPut, path+"/other", fields{"workflowId": "other", "sqlQuery": "SELECT 1"}).status)
	require.Equal(t, 400, caller.do(t, http.MethodPut, path+"/weekly-reach", fields{"workflowId": "weekly-reach", "sqlQuery": "wrong"}).status)
	require.Equal(t, 400, caller.do(t, http.MethodPost, path, fields{"workflowId": "a b", "sqlQuery": "SELECT 1"}).status)

	require.Equal(t, 200, caller.do(t, http.MethodPost, reporting("/schedules"),
		fields{"scheduleId": "s", "workflowId": "weekly-reach", "aggregationPeriod": "Daily", "aggregationHourUtc": 3, "scheduleEnabled": false}).status)
	refused := caller.do(t, http.MethodDelete, path+"/weekly-reach", nil)
	require.Equal(t, 400, refused.status)
	require.Contains(t, refused.body, "schedule s")
	require.Equal(t, 200, caller.do(t, http.MethodDelete, reporting("/schedules/s"), nil).status)
	require.Equal(t, 200, caller.do(t, http.MethodDelete, path+"/weekly-reach", nil).status)
	require.Equal(t, 404, caller.do(t, http.MethodGet, path+"/weekly-reach", nil).status)
}

func TestListsNeedAFilterHideCancelledAndPage(t *testing.T) {
	t.Parallel()
	gate := make(chan struct{})
	server := amcsandbox.Start(t, func(c *amcsandbox.Config) {
		c.Engine, c.Options.ReadWait = &fakeEngine{gate: gate}, time.Millisecond
	})
	t.Cleanup(func() { close(gate) })
	server.WaitReady(t)
	instance := instanceOf(t, server, standard())
	var made []string
	for range 3 {
		e, err := instance.CreateExecution(t.Context(), inlineRequest())
		require.NoError(t, err)
		made = append(made, e.ID)
	}
	require.NoError(t, instance.CancelExecution(t.Context(), made[1]))
	requireDetails(t, instance.CancelExecution(t.Context(), made[1]), 400, "CANCELLED")

	caller := wireOf(t, server, standard())
	list := func(query string) answer {
		return caller.do(t, http.MethodGet, reporting("/workflowExecutions")+query, nil)
	}
	for _, query := range []string{"", "?minCreationTime=", "?minCreationTime=2025-05-01T00:00:00Z", "?minCreationTime=2025-05-01T00:00:00.000"} {
		require.Equal(t, "Must provide either workflowId or minCreationTime", list(query).json(t)["details"], query)
	}
	ids := func(answer answer) (ids []string) {
		for _, e := range answer.json(t)["executions"].([]any) { //nolint:forcetypeassert // fails the test as it should
			ids = append(ids, e.(map[string]any)["workflowExecutionId"].(string)) //nolint:forcetypeassert // as above
		}
		return ids
	}
	since := "?minCreationTime=2020-01-01T00:00:00"
	require.Equal(t, []string{made[2], made[0]}, ids(list(since)))
	require.Equal(t, made, ids(list(since+"&includeCancelled=true&sortAscending=true")))
	page := list(since + "&limit=1")
	require.Equal(t, []string{made[2]}, ids(page))
	next, _ := page.json(t)["nextToken"].(string)
	last := list(since + "&limit=1&nextToken=" + next)
	require.Equal(t, []string{made[0]}, ids(last))
	require.NotContains(t, last.body, "nextToken")

	_, err := instance.GetExecution(t.Context(), "00000000-0000-0000-0000-000000000000")
	requireDetails(t, err, 400, "Workflow execution with ID 00000000-0000-0000-0000-000000000000 does not exist.")
	_, err = instance.GetDownloadURLs(t.Context(), made[0])
	requireDetails(t, err, 404, "is unavailable for download.")
}

func TestTenRunAtOnceAndTheOthersWait(t *testing.T) {
	t.Parallel()
	gate := make(chan struct{})
	engine := &fakeEngine{gate: gate}
	server := amcsandbox.Start(t, func(c *amcsandbox.Config) { c.Engine, c.Options.ReadWait = engine, time.Millisecond })
	server.WaitReady(t)
	instance := instanceOf(t, server, standard())
	for range 12 {
		_, err := instance.CreateExecution(t.Context(), inlineRequest())
		require.NoError(t, err)
	}
	count := func() map[string]int {
		states := map[string]int{}
		since := amc.ListExecutionsParams{CreatedFrom: time.Unix(1, 0)}
		for _, e := range collect(t, instance.ListExecutions(t.Context(), since)) {
			states[string(e.Status)]++
		}
		return states
	}
	require.Equal(t, map[string]int{"RUNNING": 10, "PENDING": 2}, count())
	close(gate)
	require.Eventually(t, func() bool { return count()["SUCCEEDED"] == 12 }, 10*time.Second, 10*time.Millisecond)
	require.EqualValues(t, 12, engine.executed.Load())
}

func TestSandboxInstanceDemandsSyntheticData(t *testing.T) {
	t.Parallel()
	server := amcsandbox.Start(t, withFake())
	server.WaitReady(t)
	instance := instanceOf(t, server, sandboxed())
	for _, synthetic := range []bool{false, true} {
		created, err := instance.CreateExecution(t.Context(), amc.ExecutionRequest{
			Workflow: inlineRequest().Workflow, Window: inlineRequest().Window, RequireSyntheticData: synthetic,
		})
		require.NoError(t, err)
		done, err := instance.GetExecution(t.Context(), created.ID)
		require.NoError(t, err)
		if synthetic {
			require.Equal(t, "SUCCEEDED", string(done.Status))
			continue
		}
		require.Equal(t, "FAILED", string(done.Status))
		require.Contains(t, done.StatusReason, "requireSyntheticData")
	}
}

func TestARestartFindsExecutionsWhereTheClockPutsThem(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	demo := func(c *amcsandbox.Config) { c.Dir, c.Profile, c.Engine = dir, amcsandbox.Demo, &fakeEngine{} }
	first := amcsandbox.Start(t, demo)
	first.WaitReady(t)
	created, err := instanceOf(t, first, standard()).CreateExecution(t.Context(), inlineRequest())
	require.NoError(t, err)
	first.Advance(time.Minute)
	require.NoError(t, first.Close())

	engine := &fakeEngine{}
	second := amcsandbox.Start(t, demo, func(c *amcsandbox.Config) { c.Engine = engine })
	second.WaitReady(t)
	require.Equal(t, first.ClientSecret, second.ClientSecret)
	instance := instanceOf(t, second, standard())
	var done amc.Execution
	require.Eventually(t, func() bool {
		done, err = instance.GetExecution(t.Context(), created.ID)
		require.NoError(t, err)
		return done.Status.IsFinal()
	}, 10*time.Second, 10*time.Millisecond)
	require.Equal(t, "SUCCEEDED", string(done.Status))
	require.LessOrEqual(t, done.UpdatedAt.Sub(done.CreatedAt), 14*time.Second, "PENDING 1-3 s, RUNNING 2-10 s")
	require.LessOrEqual(t, engine.executed.Load(), int64(1))
	require.Len(t, collect(t, instance.ListExecutions(t.Context(), amc.ListExecutionsParams{CreatedFrom: time.Unix(1, 0)})), 1)
}

func TestLostAnswerStillMadeOneRun(t *testing.T) {
	t.Parallel()
	server := amcsandbox.Start(t, withFake(func(c *amcsandbox.Config) {
		c.AdminToken = "admin"
		c.Faults = []fault.Rule{{
			Match: fault.Match{Method: "POST", Route: "/workflowExecutions", Max: 1}, Action: fault.Action{Kind: fault.Timeout},
		}}
	}))
	caller := wireOf(t, server, standard())
	lost := caller.do(t, http.MethodPost, reporting("/workflowExecutions"), inline())
	require.Equal(t, http.StatusGatewayTimeout, lost.status)
	require.JSONEq(t, `{"message":"Endpoint request timed out"}`, lost.body)

	require.Equal(t, 401, caller.do(t, http.MethodGet, "/admin/requests", nil).status)
	admin := caller.with("Authorization", "Bearer admin")
	log := admin.do(t, http.MethodGet, "/admin/requests?method=POST&path=/amc/reporting/", nil).json(t)["requests"].([]any) //nolint:forcetypeassert // fails the test
	require.Len(t, log, 1)
	status := caller.with("Authorization", "").do(t, http.MethodGet, "/status", nil)
	require.Equal(t, http.StatusOK, status.status, "how far the data are is for everybody")
	require.Contains(t, status.json(t), "ready")
	require.NotContains(t, admin.do(t, http.MethodGet, "/admin/requests", nil).body, `"/status"`)
	line := log[0].(map[string]any) //nolint:forcetypeassert // fails the test
	require.Equal(t, "rule-1", line["fault"])
	require.NotEmpty(t, line["executionId"])
	executions := admin.do(t, http.MethodGet, "/admin/executions", nil).json(t)["executions"].([]any) //nolint:forcetypeassert // fails the test
	require.Len(t, executions, 1)
}

func TestSchedulesFireOncePerDueInstant(t *testing.T) {
	t.Parallel()
	server := amcsandbox.Start(t, withFake())
	server.WaitReady(t)
	instance := instanceOf(t, server, standard())
	require.NoError(t, instance.CreateWorkflow(t.Context(), amc.Workflow{ID: "w", SQLQuery: "SELECT 1"}))
	caller := wireOf(t, server, standard())
	require.Equal(t, 200, caller.do(t, http.MethodPost, reporting("/schedules"),
		fields{"scheduleId": "daily", "workflowId": "w", "aggregationPeriod": "Daily", "aggregationHourUtc": 3}).status)
	list := func() []amc.Execution {
		return collect(t, instance.ListExecutions(t.Context(), amc.ListExecutionsParams{WorkflowID: "w"}))
	}
	require.Empty(t, list())
	server.Advance(72 * time.Hour)
	fired := list()
	require.Len(t, fired, 3)
	for _, e := range fired {
		require.Equal(t, 3, e.CreatedAt.Hour())
		require.Equal(t, "SUCCEEDED", string(e.Status))
		require.Equal(t, 24*time.Hour, e.WindowEnd.Sub(e.WindowStart))
	}
	require.Len(t, list(), 3)
}

func TestLinksRefuseSignInAndTampering(t *testing.T) {
	t.Parallel()
	server := amcsandbox.Start(t, withFake(func(c *amcsandbox.Config) { c.Options.RowsPerFile = 2 }))
	server.WaitReady(t)
	instance := instanceOf(t, server, standard())
	created, err := instance.CreateExecution(t.Context(), inlineRequest())
	require.NoError(t, err)
	_, err = instance.GetExecution(t.Context(), created.ID)
	require.NoError(t, err)
	urls, err := instance.GetDownloadURLs(t.Context(), created.ID)
	require.NoError(t, err)
	require.Len(t, urls.Results, 2)
	client := clientOf(t, server)
	require.Equal(t, "n\n1\n2\n", read(t, client, urls.Results[0]))
	require.Equal(t, "n\n3\n", read(t, client, urls.Results[1]))

	link := strings.TrimPrefix(urls.Results[0], server.BaseURL)
	signed := wireOf(t, server, standard()).do(t, http.MethodGet, link, nil)
	require.Equal(t, 400, signed.status)
	require.Contains(t, signed.body, "<Code>InvalidArgument</Code>")
	forged := wire{server, http.Header{}}.do(t, http.MethodGet, strings.Replace(link, "part-1", "part-2", 1), nil)
	require.Equal(t, 403, forged.status)
	require.Contains(t, forged.body, "SignatureDoesNotMatch")
}

func FuzzExecutionRequest(f *testing.F) {
	f.Add([]byte(`{"workflow":{"sqlQuery":"SELECT 1","inputParameters":[{"name":"a","dataType":{"type":"ARRAY"}}]},"parameterValues":{"a":[1]}}`))
	f.Add([]byte(`{"workflowId":"w","timeWindowType":"EXPLICIT","timeWindowStart":"2025-05-01T00:00:00","timeWindowTimeZone":"x"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		server := fuzzServer(t)
		answer := wireOf(t, server, standard()).do(t, http.MethodPost, reporting("/workflowExecutions"), string(body))
		require.Less(t, answer.status, 500, answer.body)
	})
}

func fuzzServer(t *testing.T) *amcsandbox.Server {
	t.Helper()
	return amcsandbox.Start(t, withFake())
}
