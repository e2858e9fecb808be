package amc_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amc"
)

const executionsPath = "/amc/reporting/" + instanceID + "/workflowExecutions"

func TestCreateExecution_SendsLocalBoundsAndReadsTheFlatAnswer(t *testing.T) {
	t.Parallel()
	server := serveFile(t, http.StatusOK, "execution_created.json")

	got, err := instanceOf(t, server).CreateExecution(t.Context(), amc.ExecutionRequest{
		Workflow: &amc.Workflow{
			SQLQuery: "SELECT campaign,\n  COUNT(DISTINCT user_id) AS reach -- people\nFROM dsp_impressions GROUP BY campaign",
			InputParameters: []amc.Parameter{
				{Name: "campaigns", DataType: amc.ArrayOf(amc.ScalarString)},
				{Name: "floor", DataType: amc.TypeOf(amc.ScalarLong), Default: 5},
			},
		},
		Window:          explicitWindow(t),
		ParameterValues: map[string]any{"campaigns": []string{"a", "b"}, "floor": 9007199254740993},
		Timeout:         30 * time.Minute,
	})
	require.NoError(t, err)

	require.Equal(t, executionID, got.ID)
	require.Equal(t, amc.ExecutionPending, got.Status)
	require.False(t, got.Status.IsFinal())
	require.True(t, got.IsAdHoc())
	require.Equal(t, time.Date(2025, 5, 1, 4, 0, 0, 0, time.UTC), got.WindowStart)
	require.Equal(t, "2025-05-08T00:00:00", got.OriginalEnd)
	require.Equal(t, 6*time.Hour, got.Timeout)
	require.Equal(t, json.Number("9007199254740993"), got.ParameterValues["floor"], "numbers beyond 2^53 are not rounded")
	require.Equal(t, "RID0123456789ABCDEFG", got.RequestID)

	requests := server.got()
	require.Len(t, requests, 1)
	require.Equal(t, http.MethodPost, requests[0].Method)
	require.Equal(t, executionsPath, requests[0].Path)
	require.Equal(t, "application/json", requests[0].Header.Get("Content-Type"))
	require.Equal(t, "Bearer "+accessToken, requests[0].Header.Get("Authorization"))
	require.Equal(t, accountID, requests[0].Header.Get("Amazon-Advertising-API-AdvertiserId"))
	require.Equal(t, marketplace, requests[0].Header.Get("Amazon-Advertising-API-MarketplaceId"))
	require.Equal(t, clientID, requests[0].Header.Get("Amazon-Advertising-API-ClientId"))
	require.JSONEq(t, `{
		"workflow": {
			"sqlQuery": "SELECT campaign,\n  COUNT(DISTINCT user_id) AS reach -- people\nFROM dsp_impressions GROUP BY campaign",
			"inputParameters": [
				{"name": "campaigns", "dataType": {"type": "ARRAY", "elementDataType": "STRING"}},
				{"name": "floor", "dataType": "LONG", "defaultValue": 5}
			]
		},
		"timeWindowType": "EXPLICIT",
		"timeWindowStart": "2025-05-01T00:00:00",
		"timeWindowEnd": "2025-05-08T00:00:00",
		"timeWindowTimeZone": "America/New_York",
		"parameterValues": {"campaigns": ["a", "b"], "floor": 9007199254740993},
		"workflowExecutionTimeoutSeconds": 1800
	}`, requests[0].Body)
}

func TestCreateExecution_OfASavedWorkflowWithARelativeWindow(t *testing.T) {
	t.Parallel()
	server := serveFile(t, http.StatusOK, "execution_created.json")

	_, err := instanceOf(t, server).CreateExecution(t.Context(), amc.ExecutionRequest{
		WorkflowID:           "weekly-reach",
		Window:               amc.Window{Type: amc.WindowPreviousMonth, Zone: "Europe/Berlin", Start: amc.LocalDate(2025, 1, 1)},
		RequireSyntheticData: true,
		Advertisers:          []amc.AdvertiserReference{{ID: "590000000000000017", Type: amc.AdvertiserDisplay}},
	})
	require.NoError(t, err)
	require.JSONEq(t, `{
		"workflowId": "weekly-reach",
		"timeWindowType": "PREVIOUS_MONTH",
		"timeWindowTimeZone": "Europe/Berlin",
		"requireSyntheticData": true,
		"advertisers": [{"id": "590000000000000017", "type": "DISPLAY"}]
	}`, server.got()[0].Body, "a relative window has no bounds")
}

func TestCreateExecution_RefusesWhatContradictsItselfWithoutACall(t *testing.T) {
	t.Parallel()
	server := serveFile(t, http.StatusOK, "execution_created.json")
	instance := instanceOf(t, server)
	window := explicitWindow(t)
	for name, request := range map[string]amc.ExecutionRequest{
		"neither saved nor ad hoc": {Window: window},
		"both saved and ad hoc":    {WorkflowID: "w", Workflow: &amc.Workflow{}, Window: window},
		"no window":                {WorkflowID: "w"},
		"bound missing":            {WorkflowID: "w", Window: amc.ExplicitWindow(window.Start, amc.LocalTime{}, "UTC")},
		"end before start":         {WorkflowID: "w", Window: amc.ExplicitWindow(window.End, window.Start, "UTC")},
		"empty window":             {WorkflowID: "w", Window: amc.ExplicitWindow(window.Start, window.Start, "UTC")},
	} {
		_, err := instance.CreateExecution(t.Context(), request)
		require.ErrorIs(t, err, amc.ErrInvalidRequest, name)
	}
	require.Empty(t, server.got())
}

func TestGetExecution_ReadsFlatAndWrappedAlike(t *testing.T) {
	t.Parallel()
	flat := fixture(t, "execution_finished.json")
	var read []amc.Execution
	for _, body := range []string{string(flat), fmt.Sprintf(`{"workflowExecution":%s}`, flat)} {
		server := serve(t, answerWith(http.StatusOK, body))
		got, err := instanceOf(t, server).GetExecution(t.Context(), executionID)
		require.NoError(t, err)
		require.Equal(t, executionsPath+"/"+executionID, server.got()[0].Path)
		read = append(read, got)
	}
	require.Equal(t, read[0], read[1])

	got := read[0]
	require.Equal(t, amc.ExecutionSucceeded, got.Status)
	require.True(t, got.Status.IsFinal())
	require.False(t, got.IsAdHoc())
	require.Equal(t, 61*time.Second, got.ComputeTime)
	require.Equal(t, 6*time.Hour, got.Timeout, "an integer sent as a string")
	require.True(t, got.RequireSyntheticData, "a boolean sent as a string")
	require.False(t, got.DisableAggregationControls)
	require.Empty(t, got.OutputS3URI, "N/A means none")
	require.Equal(t, time.Date(2025, 6, 2, 14, 5, 13, 640e6, time.UTC), got.ValidatedAt)
	require.Equal(t, "LONG", got.OutputColumns[1].DataType.String())
	require.Equal(t, amc.ColumnMetric, got.OutputColumns[1].ColumnType)
	require.Equal(t, 38, *got.OutputColumns[2].Precision)
}

func TestGetExecution_KeepsAnUnknownStatus(t *testing.T) {
	t.Parallel()
	server := serve(t, answerWith(http.StatusOK, `{"workflowExecutionId":"x","status":"THAWING"}`))
	got, err := instanceOf(t, server).GetExecution(t.Context(), "x")
	require.NoError(t, err)
	require.Equal(t, amc.ExecutionStatus("THAWING"), got.Status)
	require.False(t, got.Status.IsKnown())
	require.False(t, got.Status.IsFinal())
}

func TestExecutionStatus_FinalOnes(t *testing.T) {
	t.Parallel()
	for status, final := range map[amc.ExecutionStatus]bool{
		amc.ExecutionPending: false, amc.ExecutionRunning: false, amc.ExecutionPublishing: false,
		amc.ExecutionSucceeded: true, amc.ExecutionFailed: true, amc.ExecutionCancelled: true, amc.ExecutionRejected: true,
	} {
		require.Equal(t, final, status.IsFinal(), status)
		require.True(t, status.IsKnown(), status)
	}
}

func TestExecution_PrivacyRefusalIsTold(t *testing.T) {
	t.Parallel()
	reason := `Execution "x" of workflow "y" could not be run because too many workflows have already been run against the same input data sources in the same or overlapping time windows.`
	for status, refusal := range map[amc.ExecutionStatus]bool{
		amc.ExecutionFailed: true, amc.ExecutionRejected: true, amc.ExecutionRunning: false,
	} {
		execution := amc.Execution{Status: status, StatusReason: reason}
		require.Equal(t, refusal, execution.IsPrivacyRefusal(), status)
	}
	other := amc.Execution{Status: amc.ExecutionFailed, StatusReason: "SQL query was invalid"}
	require.False(t, other.IsPrivacyRefusal())
}

func TestListExecutions_AsksForCancelledOnesInUTCWithoutOffset(t *testing.T) {
	t.Parallel()
	server := serve(t, answerWith(http.StatusOK, `{"executions":[{"workflowExecutionId":"a","status":"RUNNING"},{"workflowExecutionId":"b","status":"CANCELLED"}]}`))
	zone := time.FixedZone("", 2*3600)

	all, err := collect(instanceOf(t, server).ListExecutions(t.Context(), amc.ListExecutionsParams{
		CreatedFrom:     time.Date(2025, 6, 2, 14, 5, 11, 999, zone),
		CreatedTo:       time.Date(2025, 6, 3, 0, 0, 0, 0, zone),
		IncludeWorkflow: true,
		OldestFirst:     true,
	}))
	require.NoError(t, err)
	require.Len(t, all, 2)
	require.Equal(t, "includeCancelled=true&includeWorkflow=true&limit=100&maxCreationTime=2025-06-02T22%3A00%3A00"+
		"&minCreationTime=2025-06-02T12%3A05%3A11&sortAscending=true", server.got()[0].Query)
}

func TestListExecutions_NeedsAWorkflowOrATime(t *testing.T) {
	t.Parallel()
	server := serve(t, answerWith(http.StatusOK, `{}`))
	_, err := collect(instanceOf(t, server).ListExecutions(t.Context(), amc.ListExecutionsParams{}))
	require.ErrorIs(t, err, amc.ErrInvalidRequest)
	require.Empty(t, server.got())
}

func TestCancelExecution_SendsOnlyTheStatus(t *testing.T) {
	t.Parallel()
	server := serve(t, answerWith(http.StatusOK, ""))
	require.NoError(t, instanceOf(t, server).CancelExecution(t.Context(), executionID))
	request := server.got()[0]
	require.Equal(t, http.MethodPut, request.Method)
	require.Equal(t, executionsPath+"/"+executionID, request.Path)
	require.JSONEq(t, `{"status":"CANCELLED"}`, request.Body)
}

func TestGetDownloadURLs_HidesLinksWhenPrinted(t *testing.T) {
	t.Parallel()
	server := serveFile(t, http.StatusOK, "download_urls.json")
	links, err := instanceOf(t, server).GetDownloadURLs(t.Context(), executionID)
	require.NoError(t, err)
	require.Len(t, links.Results, 2)
	require.Len(t, links.Metadata, 1)
	require.Equal(t, executionsPath+"/"+executionID+"/downloadUrls", server.got()[0].Path)
	require.NotContains(t, fmt.Sprintf("%v %+v %#v %s", links, links, links, links), "secret")
}
