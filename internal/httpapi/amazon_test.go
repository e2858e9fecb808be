package httpapi_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app/apptest"
)

type instanceList struct {
	Items []struct {
		ID, AmazonID, Name, Health, Type, Region string
		Version                                  int
		Client                                   struct{ ID, Name, Color string }
	}
}

// connect goes through the consent page as a person does.
func connect(t *testing.T, p *apptest.Program, browser *apptest.Caller, decision string) (location string) {
	t.Helper()
	var request struct{ ID, AuthorizeURL string }
	browser.Post(t, "/api/v1/connections", map[string]string{"region": "NA"}).Is(t, http.StatusCreated).Into(t, &request)
	require.True(t, strings.HasPrefix(request.AuthorizeURL, p.URL()+"/sandbox/ap/oa?"), request.AuthorizeURL)
	browser.Get(t, request.AuthorizeURL).Is(t, http.StatusOK)
	back := browser.Form(t, request.AuthorizeURL, url.Values{"decision": {decision}}).Is(t, http.StatusSeeOther).Header.Get("Location")
	require.True(t, strings.HasPrefix(back, p.URL()+"/oauth/callback?"), back)
	location = browser.Get(t, back).Is(t, http.StatusSeeOther).Header.Get("Location")
	if decision == "allow" {
		require.Equal(t, "/connections?connected="+request.ID, location)
	}
	return location
}

// discovered waits for the look around that a consent sets off.
func discovered(t *testing.T, caller *apptest.Caller) (list instanceList) {
	t.Helper()
	require.Eventually(t, func() bool {
		list = instanceList{}
		caller.Get(t, "/api/v1/instances").Is(t, http.StatusOK).Into(t, &list)
		return len(list.Items) >= 6
	}, 20*time.Second, 20*time.Millisecond)
	return list
}

func TestConnectingInTheBrowserFindsTheInstances(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		browser := p.SignedIn(t)
		connect(t, p, browser, "allow")
		list := discovered(t, browser)
		require.Equal(t, "healthy", list.Items[0].Health)

		var connections struct {
			Items []struct {
				State    string
				Accounts []struct{ Instances int }
			}
		}
		browser.Get(t, "/api/v1/connections").Is(t, http.StatusOK).Into(t, &connections)
		require.Equal(t, "healthy", connections.Items[0].State)
		require.GreaterOrEqual(t, len(connections.Items[0].Accounts), 2)
	})
}

func TestDenyingConsentSaysSo(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	browser := p.SignedIn(t)
	require.Equal(t, "/connections?error=connection.consent_denied", connect(t, p, browser, "deny"))
	require.Equal(t, "/connections?error=session.required",
		p.Browser(t).Get(t, "/oauth/callback?code=x&state=y").Header.Get("Location"))
	require.Equal(t, "/connections?error=connection.consent_invalid",
		browser.Get(t, "/oauth/callback?code=x&state=y").Header.Get("Location"))
}

func TestEditingClientsAndInstances(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		browser := p.SignedIn(t)
		connect(t, p, browser, "allow")
		first := discovered(t, browser).Items[0]

		var client struct {
			Name, Color string
			Version     int
		}
		path := "/api/v1/clients/" + first.Client.ID
		change := map[string]string{"name": "Renamed", "color": "#123abc"}
		answer := browser.Do(t, http.MethodPatch, path, change, "If-Match", `"1"`).Is(t, http.StatusOK)
		answer.Into(t, &client)
		require.Equal(t, "Renamed", client.Name)
		require.Equal(t, `"2"`, answer.Header.Get("ETag"))
		conflict := problemIn(t, browser.Do(t, http.MethodPatch, path, change, "If-Match", `"1"`), http.StatusConflict, "client.version_conflict")
		require.Equal(t, "Renamed", conflict.Details["currentName"])

		path = "/api/v1/instances/" + first.ID
		browser.Do(t, http.MethodPatch, path, map[string]string{"name": "Mine"}, "If-Match", `"1"`).Is(t, http.StatusOK)
		var changed struct {
			Name   string
			Client struct{ Name, Color string }
		}
		browser.Get(t, "/api/v1/instances/"+first.AmazonID).Is(t, http.StatusOK).Into(t, &changed)
		require.Equal(t, "Mine", changed.Name)
		require.Equal(t, "#123abc", changed.Client.Color)
		problemIn(t, browser.Get(t, "/api/v1/instances/nope"), http.StatusNotFound, "instance.not_found")
	})
}

func TestAnExecutionOnAPausedInstanceWaitsAndSaysWhy(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		browser := p.SignedIn(t)
		connect(t, p, browser, "allow")
		path := "/api/v1/instances/" + discovered(t, browser).Items[0].ID
		browser.Post(t, path+"/pause", nil).Is(t, http.StatusOK)
		type view struct {
			ID, State, Priority string
			Standing            *struct {
				Ahead    int
				PausedAt *time.Time
			}
		}
		var made, seen view
		browser.Post(t, "/api/v1/executions", map[string]any{
			"instanceId": discovered(t, browser).Items[0].ID, "sql": "SELECT 1", "priority": "backfill",
			"window": map[string]string{"from": "2026-01-01", "to": "2026-02-01", "zone": "UTC"},
		}).Is(t, http.StatusCreated).Into(t, &made)
		look := func() view {
			browser.Get(t, "/api/v1/executions/"+made.ID).Is(t, http.StatusOK).Into(t, &seen)
			return seen
		}
		require.Equal(t, "queued", look().State)
		require.Equal(t, "backfill", seen.Priority)
		require.NotNil(t, seen.Standing)
		require.Zero(t, seen.Standing.Ahead)
		require.NotNil(t, seen.Standing.PausedAt)

		browser.Post(t, path+"/resume", nil).Is(t, http.StatusOK)
		require.Eventually(t, func() bool { return look().State == "succeeded" }, 20*time.Second, 20*time.Millisecond)
		problemIn(t, browser.Post(t, "/api/v1/instances/nope/pause", nil), http.StatusNotFound, "instance.not_found")
	})
}
