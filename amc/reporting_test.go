package amc_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amc"
)

func TestDataSources_ReadColumnsTagsAndChannels(t *testing.T) {
	t.Parallel()
	server := serveFile(t, 200, "data_sources.json")
	sources, err := collect(instanceOf(t, server).ListDataSources(t.Context()))
	require.NoError(t, err)
	require.Len(t, sources, 1)
	require.Equal(t, "dsp_impressions", sources[0].ID)
	require.Equal(t, amc.TypeOf(amc.ScalarLong), sources[0].Columns[0].DataType)
	require.Zero(t, sources[0].Columns[1].DataType, "Amazon may leave the type out")
	require.Equal(t, amc.ArrayOf(amc.ScalarString), sources[0].Columns[2].DataType)
	require.Equal(t, "NEW", sources[0].Tags[0].Type)
	require.True(t, sources[0].Channels[0].Available)
	require.False(t, sources[0].Channels[1].Available)
}

func TestGetDataSource_FlatAndWrapped(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"dataSourceId":"sandbox.dsp_clicks","columns":null}`,
		`{"dataSource":{"dataSourceId":"sandbox.dsp_clicks","columns":[]}}`,
	} {
		server := serve(t, answerWith(200, body))
		source, err := instanceOf(t, server).GetDataSource(t.Context(), "sandbox.dsp_clicks")
		require.NoError(t, err)
		require.Equal(t, "sandbox.dsp_clicks", source.ID)
		require.Empty(t, source.Columns)
	}
}

func TestWorkflows_ReadSQLAndTheOlderForm(t *testing.T) {
	t.Parallel()
	server := serveFile(t, 200, "workflows.json")
	workflows, err := collect(instanceOf(t, server).ListWorkflows(t.Context()))
	require.NoError(t, err)
	require.Len(t, workflows, 2)
	saved := workflows[0]
	require.Equal(t, amc.ArrayOf(amc.ScalarLong), saved.InputParameters[0].DataType)
	require.Equal(t, []any{json.Number("9007199254740993")}, saved.InputParameters[0].Default)
	require.Equal(t, ";", saved.OutputFormat.Separator)
	require.Equal(t, amc.RemoveValues, saved.PrivacyFilteringBehavior)
	require.Empty(t, workflows[1].SQLQuery)
	require.JSONEq(t, `{"operations":[{"type":"Select"},{"type":"Aggregate"}]}`, string(workflows[1].Query))
}

func TestWorkflow_SurvivesItsOwnRoundTrip(t *testing.T) {
	t.Parallel()
	var sent amc.Workflow
	require.NoError(t, json.Unmarshal([]byte(`{
		"workflowId":"w","sqlQuery":"SELECT 1","filteredReasonColumn":"why","distinctUserCountColumn":"n",
		"inputParameters":[{"name":"d","dataType":"DATE","defaultValue":"2025-05-01"},{"name":"b","dataType":"BOOLEAN","defaultValue":false}],
		"outputColumns":[{"name":"x","columnType":"METRIC","dataType":"DECIMAL","dataTypePrecision":10,"dataTypeScale":0}]}`), &sent))
	content, err := json.Marshal(sent)
	require.NoError(t, err)
	require.JSONEq(t, `{
		"workflowId":"w","sqlQuery":"SELECT 1","filteredReasonColumn":"why","distinctUserCountColumn":"n",
		"inputParameters":[{"name":"d","dataType":"DATE","defaultValue":"2025-05-01"},{"name":"b","dataType":"BOOLEAN","defaultValue":false}],
		"outputColumns":[{"name":"x","columnType":"METRIC","dataType":"DECIMAL","dataTypePrecision":10,"dataTypeScale":0}]}`, string(content))
}

func TestWorkflow_CreateUpdateDeleteTakeAnyEmptyAnswer(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{}`, ``} {
		server := serve(t, answerWith(200, body))
		instance := instanceOf(t, server)
		workflow := amc.Workflow{ID: "weekly-reach", SQLQuery: "SELECT 1 AS one FROM dsp_clicks"}
		require.NoError(t, instance.CreateWorkflow(t.Context(), workflow))
		require.NoError(t, instance.UpdateWorkflow(t.Context(), workflow))
		require.NoError(t, instance.DeleteWorkflow(t.Context(), workflow.ID))

		requests := server.got()
		require.Equal(t, "/amc/reporting/"+instanceID+"/workflows", requests[0].Path)
		require.Equal(t, "/amc/reporting/"+instanceID+"/workflows/weekly-reach", requests[1].Path)
		require.Equal(t, requests[0].Body, requests[1].Body, "an update is a full replacement")
		require.Equal(t, http.MethodDelete, requests[2].Method)
	}
}

func TestSchedules_CreateGetUpdateDelete(t *testing.T) {
	t.Parallel()
	server := serveFile(t, 200, "schedules.json")
	instance := instanceOf(t, server)
	schedules, err := collect(instance.ListSchedules(t.Context()))
	require.NoError(t, err)
	monday := amc.Schedule{ID: "mondays", WorkflowID: "weekly-reach", Period: amc.Weekly, StartDay: "Monday", HourUTC: 7, Enabled: true}
	require.Equal(t, []amc.Schedule{monday}, schedules)

	monday.Enabled, monday.HourUTC = false, 0
	require.NoError(t, instance.CreateSchedule(t.Context(), monday))
	require.NoError(t, instance.UpdateSchedule(t.Context(), monday))
	require.NoError(t, instance.DeleteSchedule(t.Context(), monday.ID))
	requests := server.got()
	require.JSONEq(t, `{"scheduleId":"mondays","workflowId":"weekly-reach","aggregationPeriod":"Weekly",
		"aggregationStartDay":"Monday","aggregationHourUtc":0,"scheduleEnabled":false}`, requests[1].Body, "midnight and off are said")
	require.Equal(t, "/amc/reporting/"+instanceID+"/schedules/mondays", requests[2].Path)
	require.Equal(t, "marketplaceId="+marketplace, requests[3].Query)
}

func TestGetSchedule_FlatAndWrapped(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"scheduleId":"s","scheduleEnabled":"True"}`, `{"schedule":{"scheduleId":"s","scheduleEnabled":true}}`} {
		server := serve(t, answerWith(200, body))
		schedule, err := instanceOf(t, server).GetSchedule(t.Context(), "s")
		require.NoError(t, err)
		require.True(t, schedule.Enabled)
	}
}

func TestLocalTime_IsWrittenWithoutSuffixAndReadsNone(t *testing.T) {
	t.Parallel()
	parsed, err := amc.ParseLocalTime("2025-05-01T06:30:00")
	require.NoError(t, err)
	require.Equal(t, "2025-05-01T06:30:00", parsed.String())
	day, err := amc.ParseLocalTime("2025-05-01")
	require.NoError(t, err)
	require.True(t, day.Before(parsed))
	for _, bad := range []string{"", "2025-05-01T00:00:00Z", "2025-05-01T00:00:00+02:00", "2025-05-01T00:00:00.5", "2025-02-30", "May"} {
		_, err := amc.ParseLocalTime(bad)
		require.Error(t, err, bad)
	}
	require.Empty(t, amc.LocalTime{}.String())
}
