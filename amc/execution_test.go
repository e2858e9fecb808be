package amc_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amc"
)

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
	require.Equal(t, time.Date(2025, 5, 1, 4, 0, 0, 0, time.UTC), got.WindowStart)
	require.Equal(t, "2025-05-08T00:00:00", got.OriginalEnd)
	require.Equal(t, 6*time.Hour, got.Timeout)
	require.Equal(t, json.Number("9007199254740993"), got.ParameterValues["floor"])
	require.Equal(t, "RID0123456789ABCDEFG", got.RequestID)

	requests := server.got()
	require.Len(t, requests, 1)
	require.Equal(t, http.MethodPost, requests[0].Method)
	require.Equal(t, "/amc/reporting/"+instanceID+"/workflowExecutions", requests[0].Path)
	require.Equal(t, "Bearer "+accessToken, requests[0].Header.Get("Authorization"))
	require.Equal(t, accountID, requests[0].Header.Get("Amazon-Advertising-API-AdvertiserId"))
	require.Equal(t, marketplace, requests[0].Header.Get("Amazon-Advertising-API-MarketplaceId"))
	require.Equal(t, "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef", requests[0].Header.Get("Amazon-Advertising-API-ClientId"))
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
