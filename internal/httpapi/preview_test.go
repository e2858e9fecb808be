package httpapi_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app/apptest"
)

func TestPreviewTellsWhatAmazonWouldBeSent(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		browser := p.SignedIn(t)
		connect(t, p, browser, "allow")
		first := discovered(t, browser).Items[0]
		ask := map[string]any{
			"instanceId":      first.ID,
			"sql":             "SELECT DISTINCT campaign FROM {{table}} WHERE campaign_id = CUSTOM_PARAMETER('id')",
			"parameters":      []map[string]any{{"name": "id", "type": "LONG", "array": false}},
			"placeholders":    []map[string]any{{"name": "table", "type": "identifier"}},
			"parameterValues": map[string]any{"id": "9007199254740993", "table": "dsp_clicks"},
			"window":          map[string]any{"from": "2026-01-01", "to": "2026-02-01", "zone": "Europe/Berlin"},
		}
		require.JSONEq(t, `{
			"sql": "SELECT DISTINCT campaign FROM dsp_clicks WHERE campaign_id = CUSTOM_PARAMETER('id')",
			"parameters": [
				{"name": "id", "type": "LONG", "value": "9007199254740993"},
				{"name": "recomamp_attempt", "type": "STRING"}
			],
			"window": {
				"start": "2025-12-31T23:00:00Z", "end": "2026-01-31T23:00:00Z", "zone": "Europe/Berlin",
				"localStart": "2026-01-01T00:00:00", "localEnd": "2026-02-01T00:00:00",
				"settlesAt": "2026-02-02T23:00:00Z", "settled": true
			},
			"timeoutSeconds": 21600, "syntheticData": false, "problems": []
		}`, string(browser.Post(t, "/api/v1/executions/preview", ask).Is(t, http.StatusOK).Body))

		delete(ask, "parameterValues")
		refused := problemIn(t, browser.Post(t, "/api/v1/executions/preview", ask), http.StatusUnprocessableEntity, "execution.parameters_invalid")
		require.Len(t, refused.Errors, 2)
		problemIn(t, p.Browser(t).Post(t, "/api/v1/executions/preview", ask), http.StatusUnauthorized, "session.required")
	})
}

func TestUsualTimeOfAQueryThatHasNotRun(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		browser := p.SignedIn(t)
		connect(t, p, browser, "allow")
		first := discovered(t, browser).Items[0]
		var saved struct{ ID string }
		browser.Post(t, "/api/v1/queries", map[string]any{"name": "Reach", "sql": "SELECT 1", "parameters": []any{}}).
			Is(t, http.StatusCreated).Into(t, &saved)
		require.JSONEq(t, `{"runs": 0}`,
			string(browser.Get(t, "/api/v1/queries/"+saved.ID+"/usual-time?instanceId="+first.ID).Is(t, http.StatusOK).Body))
		problemIn(t, browser.Get(t, "/api/v1/queries/nowhere/usual-time?instanceId="+first.ID), http.StatusNotFound, "query.not_found")
	})
}
