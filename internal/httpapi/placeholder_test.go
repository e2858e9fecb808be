package httpapi_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app/apptest"
)

func TestASavedQueryAsksForItsPlaceholdersAndRunsWithThem(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		browser := p.SignedIn(t)
		connect(t, p, browser, "allow")
		instance := discovered(t, browser).Items[0].ID
		// VALUES make the rows, so that what comes back is what was given.
		type placeholder = map[string]any
		var query struct {
			ID           string
			Placeholders []placeholder
		}
		declared := []placeholder{
			{"name": "rows", "type": "rows", "label": "Words", "columns": []placeholder{{"name": "n", "type": "number"}, {"name": "word", "type": "string"}}},
			{"name": "least", "type": "number", "default": 1},
		}
		browser.Post(t, "/api/v1/queries", map[string]any{
			"name": "Words", "placeholders": declared,
			"sql": "WITH v (n, word) AS (VALUES {{rows}}) SELECT n, word FROM v WHERE n >= {{least}} AND word LIKE {{like}}",
		}).Is(t, http.StatusCreated).Into(t, &query)
		require.Len(t, query.Placeholders, 2)
		require.Equal(t, "Words", query.Placeholders[0]["label"])

		run := func(values map[string]any) apptest.Answer {
			return browser.Post(t, "/api/v1/executions", map[string]any{
				"instanceId": instance, "queryId": query.ID, "parameterValues": values,
				"window": map[string]string{"from": "2026-02-01", "to": "2026-03-01", "zone": "UTC"},
			})
		}
		refused := problemIn(t, run(map[string]any{"rows": [][]any{{1, "a"}, {"x", "b"}}}), http.StatusUnprocessableEntity, "execution.parameters_invalid")
		require.Len(t, refused.Errors, 2)
		require.Equal(t, "/parameterValues/rows/1/0", refused.Errors[0].Pointer)
		require.Equal(t, `"x" is no number`, refused.Errors[0].Message)
		require.Equal(t, "/parameterValues/like", refused.Errors[1].Pointer)

		hostile := []string{"it's", `"; DROP TABLE x; --`, "' OR '1'='1", `\`, "/* {{least}} */", "a%b_c", "é🎉\u2028", "''", "$$", "line\nbreak"}
		rows := [][]any{{0, "left out"}}
		for i, word := range hostile {
			rows = append(rows, []any{i + 1, word})
		}
		var made struct {
			ID, State, SQL  string
			Placeholders    []placeholder
			ParameterValues map[string]any
		}
		run(map[string]any{"rows": rows, "like": "%"}).Is(t, http.StatusCreated).Into(t, &made)
		require.Contains(t, made.SQL, "{{rows}}")
		require.Len(t, made.Placeholders, 3, "the one nobody declared is noted")
		require.Empty(t, made.ParameterValues)
		var sent struct {
			SQL               string
			PlaceholderValues map[string]any
		}
		browser.Get(t, "/api/v1/executions/"+made.ID+"/sql").Is(t, http.StatusOK).Into(t, &sent)
		require.NotContains(t, strings.ReplaceAll(sent.SQL, "'/* {{least}} */'", ""), "{{")
		require.Contains(t, sent.SQL, "(1, 'it''s')")
		require.Equal(t, "%", sent.PlaceholderValues["like"])
		require.EqualValues(t, 1, sent.PlaceholderValues["least"])

		waitFor(t, browser, made.ID, "succeeded")
		answer := browser.Get(t, "/api/v1/executions/"+made.ID+"/export?format=csv").Is(t, http.StatusOK)
		read, err := csv.NewReader(strings.NewReader(string(answer.Body))).ReadAll()
		require.NoError(t, err)
		got := map[string]string{}
		for _, row := range read[1:] {
			got[row[0]] = row[1]
		}
		require.Len(t, got, len(hostile))
		for i, word := range hostile {
			require.Contains(t, []string{word, "'" + word}, got[fmt.Sprint(i+1)], "an export may guard a spreadsheet")
		}
	})
}

// seen is an execution as it goes on.
type seenExecution struct {
	State string
	Error *struct{ Code, Next string }
}

func waitFor(t *testing.T, browser *apptest.Caller, id, state string) (seen seenExecution) {
	t.Helper()
	require.Eventually(t, func() bool {
		seen = seenExecution{}
		browser.Get(t, "/api/v1/executions/"+id).Is(t, http.StatusOK).Into(t, &seen)
		return seen.State == "failed" || seen.State == "succeeded"
	}, time.Minute, 50*time.Millisecond)
	require.Equal(t, state, seen.State, "%+v", seen.Error)
	return seen
}

// The platform takes long lists, and so does the sandbox.
func TestSixtyThousandValuesAreFilledInAndSent(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	browser := p.SignedIn(t)
	connect(t, p, browser, "allow")
	ids := make([]string, 60_000)
	for i := range ids {
		ids[i] = fmt.Sprintf("5900000000%08d", i)
	}
	var made struct{ ID string }
	instance := discovered(t, browser).Items[0].ID
	began := time.Now()
	browser.Post(t, "/api/v1/executions", map[string]any{
		"instanceId": instance, "parameterValues": map[string]any{"ids": ids},
		"sql":    "SELECT COUNT(impressions) AS n FROM dsp_impressions WHERE campaign_id_string NOT IN ({{ids}})",
		"window": map[string]string{"from": "2026-02-01", "to": "2026-03-01", "zone": "UTC"},
	}).Is(t, http.StatusCreated).Into(t, &made)
	t.Logf("accepted in %v", time.Since(began))
	waitFor(t, browser, made.ID, "succeeded")
	var sent struct{ SQL string }
	browser.Get(t, "/api/v1/executions/"+made.ID+"/sql").Is(t, http.StatusOK).Into(t, &sent)
	require.Contains(t, sent.SQL, "'590000000000059999')")
}

func TestChecksOfferDeclarationsForPlaceholders(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	var checked struct {
		Diagnostics []struct {
			Severity, Code, Hint string
		}
		Placeholders []struct {
			Name     string
			Declared bool
			Proposal map[string]any
			Ranges   []map[string]int
		}
	}
	p.SignedIn(t).Post(t, "/api/v1/sql/check", map[string]any{
		"sql":          "SELECT campaign, SUM(impressions) AS n FROM dsp_impressions WHERE campaign_id IN ({{ids}}) AND campaign LIKE {{like}} GROUP BY 1",
		"placeholders": []string{"like"},
	}).Is(t, http.StatusOK).Into(t, &checked)
	require.Len(t, checked.Placeholders, 2)
	require.Equal(t, map[string]any{"name": "ids", "type": "list", "items": "number"}, checked.Placeholders[0].Proposal)
	require.True(t, checked.Placeholders[1].Declared)
	require.Nil(t, checked.Placeholders[1].Proposal)
	require.Equal(t, map[string]int{"line": 1, "column": 83, "endLine": 1, "endColumn": 90}, checked.Placeholders[0].Ranges[0])
	require.Len(t, checked.Diagnostics, 1)
	require.Equal(t, []string{"info", "unfilled-placeholder"}, []string{checked.Diagnostics[0].Severity, checked.Diagnostics[0].Code})
	require.Contains(t, checked.Diagnostics[0].Hint, "It takes a list of values")
}
