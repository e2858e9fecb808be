package httpapi_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app/apptest"
)

func TestCostsAndBudgetsOverHTTP(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		problemIn(t, p.Browser(t).Get(t, "/api/v1/budgets"), http.StatusUnauthorized, "session.required")
		browser := p.SignedIn(t)
		connect(t, p, browser, "allow")
		id := discovered(t, browser).Items[0].ID
		card := map[string]any{"currency": "EUR", "perRun": 200, "perMinute": 0, "perGB": 0}
		rate := "/api/v1/instances/" + id + "/rate"
		browser.Do(t, http.MethodPut, rate, card, "If-Match", `"0"`).Is(t, http.StatusOK)
		problemIn(t, browser.Do(t, http.MethodPut, rate, card, "If-Match", `"0"`), http.StatusConflict, "rate.version_conflict")

		var clients struct{ Items []struct{ ID string } }
		browser.Get(t, "/api/v1/clients").Is(t, http.StatusOK).Into(t, &clients)
		hard := map[string]any{"currency": "EUR", "hard": 100}
		for _, client := range clients.Items {
			browser.Do(t, http.MethodPut, "/api/v1/budgets/client/"+client.ID, hard, "If-Match", `"0"`).Is(t, http.StatusOK)
		}
		refused := problemIn(t, browser.Post(t, "/api/v1/executions", map[string]any{
			"instanceId": id, "sql": "SELECT 1", "window": map[string]string{"preset": "last_7_days", "zone": "UTC"},
		}), http.StatusConflict, "budget.hard_limit")
		require.NotEmpty(t, refused.Next)
		require.EqualValues(t, 200, refused.Details["estimate"])
		require.EqualValues(t, 100, refused.Details["hard"])
		require.JSONEq(t, `{"items": []}`, string(browser.Get(t, "/api/v1/costs").Is(t, http.StatusOK).Body))

		first := "/api/v1/budgets/client/" + clients.Items[0].ID
		problemIn(t, browser.Do(t, http.MethodDelete, first, nil, "If-Match", `"9"`), http.StatusConflict, "budget.version_conflict")
		browser.Do(t, http.MethodDelete, first, nil, "If-Match", `"1"`).Is(t, http.StatusNoContent)
	})
}

func TestExecutionsAreFilteredByTheWordsOfTheAddress(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		browser := p.SignedIn(t)
		connect(t, p, browser, "allow")
		id := discovered(t, browser).Items[0].ID
		var made struct{ ID, Origin string }
		browser.Post(t, "/api/v1/executions", map[string]any{
			"instanceId": id, "sql": "SELECT COUNT(impressions) AS n FROM dsp_impressions",
			"window": map[string]string{"preset": "last_7_days", "zone": "UTC"},
		}).Is(t, http.StatusCreated).Into(t, &made)
		require.Equal(t, "interactive", made.Origin)
		var byProgram struct{ ID, Origin, RerunOf string }
		p.API(t).Post(t, "/api/v1/executions/"+made.ID+"/rerun", nil).Is(t, http.StatusCreated).Into(t, &byProgram)
		require.Equal(t, "api", byProgram.Origin)
		require.Equal(t, made.ID, byProgram.RerunOf)

		found := func(words string) int {
			var page struct{ Items []struct{ ID string } }
			browser.Get(t, "/api/v1/executions?"+words).Is(t, http.StatusOK).Into(t, &page)
			return len(page.Items)
		}
		require.Equal(t, 2, found("instance="+id+"&person=me&search=IMPRESSIONS&from=2020-01-01&zone=Europe/Berlin"))
		require.Equal(t, 0, found("to=2020-01-01"))
		require.Equal(t, 0, found("client=nobody"))
		require.Equal(t, 0, found("person=nobody"))
		const open = "state=queued&state=submitting&state=pending,running,collecting&state=waiting"
		require.Equal(t, 2, found(open+"&state=succeeded&state=failed"))
		require.Equal(t, 2, found(open+",succeeded,failed"))
		require.Equal(t, 0, found("state=cancelled"))
		problemIn(t, browser.Get(t, "/api/v1/executions?search=ab"), http.StatusUnprocessableEntity, "execution.search_too_short")
		problemIn(t, browser.Get(t, "/api/v1/executions?from=monday"), http.StatusUnprocessableEntity, "request.time_invalid")
		problemIn(t, browser.Get(t, "/api/v1/executions?from=2026-01-01&zone=Moon"), http.StatusUnprocessableEntity, "request.time_invalid")
	})
}
