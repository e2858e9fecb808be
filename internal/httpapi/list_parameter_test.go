package httpapi_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app/apptest"
)

// listFilter is a parameter that takes several values of a few.
type listFilter struct {
	path, name string
	values     []string
}

// listFilters are those of all lists of the API, as it describes itself.
func listFilters(t *testing.T, browser *apptest.Caller) (all []listFilter) {
	t.Helper()
	var document struct {
		Paths map[string]map[string]struct {
			Parameters []struct {
				Name, In string
				Schema   struct {
					Type  any
					Items struct{ Enum []string }
				}
			}
		}
	}
	browser.Get(t, "/api/openapi.json").Is(t, http.StatusOK).Into(t, &document)
	for path, methods := range document.Paths {
		for _, p := range methods["get"].Parameters {
			if p.In == "query" && len(p.Schema.Items.Enum) > 1 {
				all = append(all, listFilter{strings.ReplaceAll(path, "{id}", "none"), p.Name, p.Schema.Items.Enum})
			}
		}
	}
	return all
}

func TestEveryListFilterTakesEachFormOfAList(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	browser := p.SignedIn(t)
	filters := listFilters(t, browser)
	names := map[string]bool{}
	for _, f := range filters {
		names[f.path+"?"+f.name] = true
		repeated := func(values ...string) string {
			return f.path + "?" + url.Values{f.name: values}.Encode()
		}
		commas := func(values ...string) string {
			return f.path + "?" + f.name + "=" + strings.Join(values, ",")
		}
		one, two := f.values[0], f.values[1]
		for _, good := range []string{repeated(one), repeated(one, two), commas(one, two), commas(one) + "&" + f.name + "=" + two, repeated("", one)} {
			require.NotEqual(t, http.StatusUnprocessableEntity, browser.Get(t, good).Status, good)
		}
		for _, bad := range []string{repeated("nonsense"), repeated(one, "nonsense"), commas(one, "nonsense"), commas(one, ""), commas(`["` + one + `"]`)} {
			found := problemIn(t, browser.Get(t, bad), http.StatusUnprocessableEntity, "request.invalid")
			require.NotEmpty(t, found.Errors, bad)
			require.Contains(t, found.Errors[0].Pointer, f.name, bad)
			require.Contains(t, found.Errors[0].Message, one, "it names what can be asked for")
		}
	}
	for _, known := range []string{"/api/v1/executions?state", "/api/v1/notices?severity", "/api/v1/notices?kind", "/api/v1/occurrences?state"} {
		require.Contains(t, names, known)
	}
}
