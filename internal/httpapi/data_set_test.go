package httpapi_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app/apptest"
)

// crmOrders is a data set as the API takes it.
func crmOrders() map[string]any {
	return map[string]any{"name": "crm_orders", "kind": "FACT", "eventTime": "order_dt", "columns": []map[string]any{
		{"name": "user_id", "type": "STRING"}, {"name": "order_dt", "type": "TIMESTAMP"},
		{"name": "revenue", "type": "DECIMAL(12,2)", "role": "METRIC"}, {"name": "store", "type": "STRING", "values": []string{"North", "South"}},
	}}
}

func TestDeclaredDataSetsAreTablesOfTheirInstance(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		problemIn(t, p.Browser(t).Post(t, "/api/v1/data-sets/read", map[string]any{"text": "{}"}), http.StatusUnauthorized, "session.required")
		browser := p.SignedIn(t)
		connect(t, p, browser, "allow")
		instances := discovered(t, browser).Items
		sets := "/api/v1/instances/" + instances[0].ID + "/data-sets"
		const sql = "SELECT store, SUM(revenue) AS revenue FROM crm_orders GROUP BY store"
		codes := func(instance string) []string {
			var checked struct {
				Diagnostics []struct{ Code string }
			}
			body := map[string]any{"sql": sql}
			if instance != "" {
				body["instanceId"] = instance
			}
			browser.Post(t, "/api/v1/sql/check", body).Is(t, http.StatusOK).Into(t, &checked)
			found := []string{}
			for _, d := range checked.Diagnostics {
				found = append(found, d.Code)
			}
			return found
		}
		require.Equal(t, []string{"unknown-table"}, codes(instances[0].ID))

		var made struct {
			Version int
			Columns []struct{ Name, Class string }
		}
		browser.Do(t, http.MethodPut, sets+"/crm_orders", crmOrders(), "If-Match", `"0"`).Is(t, http.StatusOK).Into(t, &made)
		require.Equal(t, 1, made.Version)
		require.Equal(t, "VERY_HIGH", made.Columns[0].Class)
		require.Empty(t, codes(instances[0].ID))
		require.Equal(t, []string{"unknown-table"}, codes(instances[1].ID), "another instance has none of it")
		require.Equal(t, []string{"unknown-table"}, codes(""))
		problemIn(t, browser.Post(t, "/api/v1/sql/check", map[string]any{"sql": sql, "instanceId": "nowhere"}), http.StatusNotFound, "instance.not_found")

		place := map[string]any{"sql": "SELECT o.sto FROM crm_orders o", "offset": len("SELECT o.sto"), "instanceId": instances[0].ID}
		require.Contains(t, string(browser.Post(t, "/api/v1/sql/complete", place).Is(t, http.StatusOK).Body), `"label":"store"`)
		require.Contains(t, string(browser.Post(t, "/api/v1/sql/hover", map[string]any{
			"sql": sql, "offset": len("SELECT store, SUM(rev"), "instanceId": instances[0].ID,
		}).Is(t, http.StatusOK).Body), "DECIMAL(12,2)")
		require.Contains(t, string(browser.Post(t, "/api/v1/sql/lineage", map[string]any{"sql": sql, "instanceId": instances[0].ID}).Is(t, http.StatusOK).Body), `"table":"crm_orders"`)

		var preview struct{ Problems []struct{ Code string } }
		run := map[string]any{"instanceId": instances[1].ID, "sql": sql, "window": map[string]string{"preset": "last_7_days", "zone": "UTC"}}
		browser.Post(t, "/api/v1/executions/preview", run).Is(t, http.StatusOK).Into(t, &preview)
		require.Equal(t, "unknown-table", preview.Problems[0].Code)
		run["instanceId"] = instances[0].ID
		browser.Post(t, "/api/v1/executions/preview", run).Is(t, http.StatusOK).Into(t, &preview)
		require.Empty(t, preview.Problems)

		problemIn(t, browser.Do(t, http.MethodPut, sets+"/crm_orders", crmOrders(), "If-Match", `"0"`), http.StatusConflict, "data_set.version_conflict")
		other := crmOrders()
		other["columns"] = []map[string]any{{"name": "order_dt", "type": "DATE"}, {"name": "shop", "type": "STRING"}}
		browser.Do(t, http.MethodPut, sets+"/crm_orders", other, "If-Match", `"1"`).Is(t, http.StatusOK)
		require.Equal(t, []string{"unknown-column", "unknown-column"}, codes(instances[0].ID)[:2], "an edit is seen at once")

		var sources struct {
			Items []struct {
				Name, Category, WindowColumn, Example string
				Uploaded, Declared                    bool
			}
		}
		browser.Get(t, "/api/v1/instances/"+instances[0].ID+"/data-sources").Is(t, http.StatusOK).Into(t, &sources)
		found := 0
		for _, source := range sources.Items {
			if source.Name == "crm_orders" {
				found++
				require.True(t, source.Uploaded && source.Declared)
				require.Equal(t, "order_dt", source.WindowColumn)
				require.Contains(t, source.Example, "FROM crm_orders")
			}
		}
		require.Equal(t, 1, found)

		problemIn(t, browser.Do(t, http.MethodDelete, sets+"/crm_orders", nil, "If-Match", `"1"`), http.StatusConflict, "data_set.version_conflict")
		browser.Do(t, http.MethodDelete, sets+"/CRM_orders", nil, "If-Match", `"2"`).Is(t, http.StatusNoContent)
		problemIn(t, browser.Do(t, http.MethodDelete, sets+"/crm_orders", nil, "If-Match", `"2"`), http.StatusNotFound, "data_set.not_found")
		require.Equal(t, []string{"unknown-table"}, codes(instances[0].ID))
		require.JSONEq(t, `{"items": []}`, string(browser.Get(t, sets).Is(t, http.StatusOK).Body))
	})
}

func TestFaultyDataSetsAreRefusedWithTheReason(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	browser := p.SignedIn(t)
	connect(t, p, browser, "allow")
	sets := "/api/v1/instances/" + discovered(t, browser).Items[0].ID + "/data-sets/"
	for name, c := range map[string]struct {
		at     string
		change map[string]any
		part   string
	}{
		"a table of Amazon's": {"dsp_clicks", map[string]any{"name": "dsp_clicks"}, "is a table of Amazon's"},
		"another name":        {"orders", nil, "must be orders"},
		"no event time":       {"crm_orders", map[string]any{"eventTime": "revenue"}, "is no column of type DATE or TIMESTAMP"},
		"unknown type":        {"crm_orders", map[string]any{"columns": []map[string]any{{"name": "a", "type": "GEO"}}}, "is not known"},
	} {
		body := crmOrders()
		for key, value := range c.change {
			body[key] = value
		}
		answer := browser.Do(t, http.MethodPut, sets+c.at, body, "If-Match", `"0"`).Is(t, http.StatusUnprocessableEntity)
		require.Contains(t, string(answer.Body), c.part, name)
	}
	problemIn(t, browser.Do(t, http.MethodPut, "/api/v1/instances/nowhere/data-sets/crm_orders", crmOrders(), "If-Match", `"0"`), http.StatusNotFound, "instance.not_found")
}

func TestDeclarationsAreReadFromText(t *testing.T) {
	t.Parallel()
	browser := apptest.Start(t).SignedIn(t)
	var read struct {
		Items []struct {
			Name, Kind, EventTime string
			Columns               []struct{ Name, Class, Type string }
		}
	}
	browser.Post(t, "/api/v1/data-sets/read", map[string]any{"text": `{"dataSet": {"dataSetId": "loyalty", "dataSetType": "FACT", "columns": [
		{"name": "email", "dataType": "STRING", "externalUserIdType": {"hashedPii": "EMAIL"}}, {"name": "joined", "dataType": "DATE"}]}}`}).
		Is(t, http.StatusOK).Into(t, &read)
	text, err := json.Marshal(read.Items)
	require.NoError(t, err)
	require.JSONEq(t, `[{"Name": "loyalty", "Kind": "FACT", "EventTime": "joined", "Columns": [
		{"Name": "joined", "Class": "LOW", "Type": "DATE"}, {"Name": "user_id", "Class": "VERY_HIGH", "Type": "STRING"},
		{"Name": "user_id_type", "Class": "LOW", "Type": "STRING"}]}]`, string(text))
	refused := problemIn(t, browser.Post(t, "/api/v1/data-sets/read", map[string]any{"text": `{"name": "x", "columns": [{"name": "a", "type": "GEO"}]}`}),
		http.StatusUnprocessableEntity, "data_set.invalid")
	require.Equal(t, "/text", refused.Errors[0].Pointer)
	require.Contains(t, refused.Errors[0].Message, "column a")
}

func TestAResultTellsTheUnitsOfItsMoney(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	browser := p.SignedIn(t)
	connect(t, p, browser, "allow")
	var made struct{ ID string }
	browser.Post(t, "/api/v1/executions", map[string]any{
		"instanceId": discovered(t, browser).Items[0].ID,
		"sql":        "SELECT campaign, SUM(spend) AS Cost, SUM(spend) / 100000000.0 AS cost_eur, SUM(impressions) AS impressions FROM sponsored_ads_traffic GROUP BY campaign",
		"window":     map[string]string{"preset": "last_30_days", "zone": "UTC"},
	}).Is(t, http.StatusCreated).Into(t, &made)
	waitFor(t, browser, made.ID, "succeeded")
	var result struct {
		Columns []struct{ Name, Unit string }
	}
	browser.Get(t, "/api/v1/executions/"+made.ID+"/result").Is(t, http.StatusOK).Into(t, &result)
	units := map[string]string{}
	for _, c := range result.Columns {
		units[c.Name] = c.Unit
	}
	require.Equal(t, map[string]string{"campaign": "", "cost": "microcents", "cost_eur": "currency", "impressions": ""}, units)
}
