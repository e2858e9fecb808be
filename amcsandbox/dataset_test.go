package amcsandbox_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/amcsandbox"
)

func TestDataSetsOfAnInstanceAreItsTables(t *testing.T) {
	t.Parallel()
	server := amcsandbox.Start(t, withFake())
	caller := wireOf(t, server, standard())
	instance := instanceOf(t, server, standard())
	orders := fields{"dataSetId": "crm_orders", "dataSetType": "FACT", "columns": []fields{
		{"name": "email", "dataType": "STRING", "externalUserIdType": fields{"hashedPii": "EMAIL"}},
		{"name": "order_dt", "dataType": "TIMESTAMP", "isMainEventTime": true},
		{"name": "revenue", "dataType": "DECIMAL(12,2)", "columnType": "METRIC"},
	}}
	require.NoError(t, instance.PutDataSet(t.Context(), "crm_orders", orders))
	orders["columns"] = append(orders["columns"].([]fields), fields{"name": "store", "dataType": "STRING"})
	require.NoError(t, instance.PutDataSet(t.Context(), "crm_orders", orders), "again replaces")
	require.NoError(t, instance.PutDataSet(t.Context(), "stores", fields{"dataSetId": "stores", "columns": []fields{{"name": "store", "dataType": "STRING"}}}))

	sets, err := instance.ListDataSets(t.Context())
	require.NoError(t, err)
	require.Len(t, sets, 2)
	require.Equal(t, "crm_orders", sets[0].ID)
	require.Contains(t, string(sets[0].Description), `"store"`)

	uploaded := map[string]int{}
	for _, source := range collect(t, instance.ListDataSources(t.Context())) {
		if source.Provider == "ADVERTISER_DATA_UPLOAD" {
			uploaded[source.ID] = len(source.Columns)
		}
	}
	require.Equal(t, map[string]int{"crm_orders": 5, "stores": 1}, uploaded, "user_id and user_id_type stand for the identities")

	path := "/amc/advertiserData/" + standard().ID + "/dataSets"
	for _, c := range []struct {
		name, method, path string
		body               any
		status             int
		part               string
	}{
		{"twice", http.MethodPost, path, fields{"dataSet": orders}, 400, "already exists"},
		{"a name of Amazon's", http.MethodPost, path, fields{"dataSetId": "dsp_clicks", "columns": []fields{{"name": "a", "dataType": "STRING"}}}, 400, "is there twice"},
		{"no columns", http.MethodPost, path, fields{"dataSetId": "empty"}, 400, "has no columns"},
		{"unknown type", http.MethodPost, path, fields{"dataSetId": "x", "columns": []fields{{"name": "a", "dataType": "GEO"}}}, 400, "is not known"},
		{"another id", http.MethodPut, path + "/stores", orders, 400, "differs"},
		{"get", http.MethodGet, path + "/stores", nil, 200, `"dataSetId":"stores"`},
		{"page", http.MethodPost, path + "/list", fields{"maxResults": 1}, 200, "nextToken"},
		{"bad page", http.MethodPost, path + "/list", fields{"nextToken": "!"}, 400, "nextToken is invalid"},
		{"get of none", http.MethodGet, path + "/nowhere", nil, 404, "does not exist"},
		{"wrong method", http.MethodDelete, path, nil, 405, "not allowed"},
	} {
		answer := caller.do(t, c.method, c.path, c.body)
		require.Equal(t, c.status, answer.status, "%s: %s", c.name, answer.body)
		require.Contains(t, answer.body, c.part, c.name)
	}

	require.NoError(t, instance.DeleteDataSet(t.Context(), "stores"))
	sets, err = instance.ListDataSets(t.Context())
	require.NoError(t, err)
	require.Len(t, sets, 1)
}

func TestQueriesReadTheDataSetsOfTheirInstance(t *testing.T) {
	t.Parallel()
	server := amcsandbox.Start(t)
	server.WaitReady(t)
	instance := instanceOf(t, server, standard())
	request := amc.ExecutionRequest{
		Workflow: &amc.Workflow{SQLQuery: "SELECT o.store, COUNT(DISTINCT o.user_id) AS buyers FROM crm_orders o JOIN dsp_impressions i ON o.user_id = i.user_id GROUP BY o.store"},
		Window:   lastMonth(server),
	}
	_, err := instance.CreateExecution(t.Context(), request)
	require.ErrorContains(t, err, "Object 'crm_orders' not found", "nobody has made it")
	require.NoError(t, instance.PutDataSet(t.Context(), "crm_orders", fields{"dataSetId": "crm_orders", "dataSetType": "DIMENSION", "columns": []fields{
		{"name": "user_id", "dataType": "STRING"}, {"name": "store", "dataType": "STRING"},
	}}))
	created, err := instance.CreateExecution(t.Context(), request)
	require.NoError(t, err)
	done, err := instance.GetExecution(t.Context(), created.ID)
	require.NoError(t, err)
	require.Equal(t, "SUCCEEDED", string(done.Status), done.StatusReason)
	urls, err := instance.GetDownloadURLs(t.Context(), created.ID)
	require.NoError(t, err)
	require.Regexp(t, `^store,buyers\nstore [A-E],\d+\n`, read(t, clientOf(t, server), urls.Results[0]))

	_, err = instanceOf(t, server, sandboxed()).CreateExecution(t.Context(), amc.ExecutionRequest{
		Workflow: request.Workflow, Window: request.Window, RequireSyntheticData: true,
	})
	require.ErrorContains(t, err, "Object 'crm_orders' not found", "another instance has none of it")
}
