package httpapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app/apptest"
)

func TestDataSourcesOfAnInstance(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		browser := p.SignedIn(t)
		connect(t, p, browser, "allow")
		first := discovered(t, browser).Items[0]
		var sources struct {
			Stale bool
			Items []struct {
				Name, Category, Example string
				Columns                 []struct{ Name, Type, Class string }
			}
		}
		browser.Get(t, "/api/v1/instances/"+first.ID+"/data-sources").Is(t, http.StatusOK).Into(t, &sources)
		require.False(t, sources.Stale)
		require.NotEmpty(t, sources.Items)
		for _, source := range sources.Items {
			require.NotEmpty(t, source.Columns, source.Name)
			if !strings.HasSuffix(source.Name, "_for_audiences") {
				require.Contains(t, source.Example, source.Name)
			}
		}
	})
}

func TestDataSourcesOfAllInstances(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		problemIn(t, p.Browser(t).Get(t, "/api/v1/data-sources"), http.StatusUnauthorized, "session.required")
		browser := p.SignedIn(t)
		require.JSONEq(t, `{"items": [], "missing": [], "stale": false}`,
			string(browser.Get(t, "/api/v1/data-sources").Is(t, http.StatusOK).Body), "nothing before Amazon is connected")
		connect(t, p, browser, "allow")
		instances := discovered(t, browser).Items
		var all struct {
			FetchedAt string
			Items     []struct {
				Name, Example string
				Paid          bool
				Columns       []struct{ Name string }
				InstanceIDs   []string
			}
			Missing []struct {
				Instance struct{ ID string }
				Problem  struct{ Message string }
			}
		}
		browser.Get(t, "/api/v1/data-sources").Is(t, http.StatusOK).Into(t, &all)
		require.NotEmpty(t, all.FetchedAt)
		require.NotEmpty(t, all.Items)
		told := map[string]bool{}
		for _, missing := range all.Missing {
			require.NotEmpty(t, missing.Problem.Message)
			told[missing.Instance.ID] = true
		}
		names, rare := map[string]bool{}, 0
		for _, source := range all.Items {
			require.False(t, names[source.Name], "%s is there twice", source.Name)
			names[source.Name] = true
			require.NotEmpty(t, source.Columns, source.Name)
			require.NotEmpty(t, source.InstanceIDs, source.Name)
			for _, id := range source.InstanceIDs {
				told[id] = true
			}
			if source.Paid && len(source.InstanceIDs) < len(instances) {
				rare++
			}
		}
		require.Positive(t, rare, "what is paid for is not everywhere")
		for _, i := range instances {
			require.True(t, told[i.ID], "%s has neither tables nor a reason", i.Name)
		}
	})
}
