package httpapi_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app"
	"github.com/recomamp/recomamp/internal/app/apptest"
)

func TestUnknownAddressesBelowAPIAreProblems(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	for _, caller := range []*apptest.Caller{p.Browser(t), p.API(t)} {
		for _, path := range []string{"/api/", "/api/v1/nothing", "/api/v2/instances"} {
			problemIn(t, caller.Get(t, path), http.StatusNotFound, "route.not_found")
		}
	}
}

func TestEveryOperationButTheFirstOnesWantsASignIn(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	var document struct {
		Paths map[string]map[string]struct {
			Security []map[string][]string `json:"security"`
		} `json:"paths"`
	}
	browser := p.Browser(t)
	browser.Get(t, "/api/openapi.json").Is(t, http.StatusOK).Into(t, &document)
	open := map[string]bool{}
	for path, operations := range document.Paths {
		for method, operation := range operations {
			name := strings.ToUpper(method) + " " + path
			if len(operation.Security) == 0 {
				open[name] = true
				continue
			}
			address := strings.NewReplacer("{id}", "x", "{number}", "1").Replace(path)
			answer := browser.Do(t, strings.ToUpper(method), address, map[string]any{}, "If-Match", `"1"`)
			// Bodies that do not fit are refused before; nothing may get further.
			require.Contains(t, []int{http.StatusUnauthorized, http.StatusUnprocessableEntity}, answer.Status, name)
		}
	}
	require.Equal(t, map[string]bool{
		"POST /api/v1/session": true, "POST /api/v1/session/code": true, "GET /api/v1/setup": true, "POST /api/v1/setup": true,
		"POST /api/v1/invitations/check": true, "POST /api/v1/invitations/accept": true,
		"GET /api/v1/sign-in-ways": true, "POST /api/v1/session/provider": true, "POST /api/v1/session/passkey": true, "POST /api/v1/session/passkey/question": true,
	}, open)
}

func TestChangesFromAnotherSiteAreRefused(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	browser := p.SignedIn(t)
	body := map[string]string{"name": "evil"}
	problemIn(t, browser.Post(t, "/api/v1/tokens", body, "Origin", "https://evil.example"), http.StatusForbidden, "request.cross_origin")
	problemIn(t, browser.Post(t, "/api/v1/tokens", body, "Sec-Fetch-Site", "cross-site"), http.StatusForbidden, "request.cross_origin")
	browser.Post(t, "/api/v1/tokens", body, "Origin", p.URL(), "Sec-Fetch-Site", "same-origin").Is(t, http.StatusCreated)
}

func TestWrongInputIsNamedFieldByField(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	api := p.API(t)
	got := problemIn(t, api.Post(t, "/api/v1/tokens", map[string]any{"name": "", "extra": 1}), http.StatusUnprocessableEntity, "request.invalid")
	var pointers []string
	for _, field := range got.Errors {
		pointers = append(pointers, field.Pointer)
	}
	require.ElementsMatch(t, []string{"/name", "/extra"}, pointers)
	require.NotEmpty(t, got.Next)
	problemIn(t, api.Get(t, "/api/v1/queries?limit=9999"), http.StatusUnprocessableEntity, "request.invalid")
	problemIn(t, api.Do(t, http.MethodPatch, "/api/v1/clients/x", map[string]any{}, "If-Match", "nonsense"),
		http.StatusUnprocessableEntity, "request.if_match_invalid")
}

func TestOfManyWrongPartsTheFirstAreNamed(t *testing.T) {
	t.Parallel()
	api := apptest.Start(t).API(t)
	wrong := make([]int, 5000) // each of which had to be an object, and they are too many
	got := problemIn(t, api.Post(t, "/api/v1/queries", map[string]any{"name": "q", "sql": "SELECT 1", "parameters": wrong}),
		http.StatusUnprocessableEntity, "request.invalid")
	require.Len(t, got.Errors, 100)
	require.Contains(t, got.Detail, "the first 100 of 5001 wrong parts")
}

func TestAnAnswerDoesNotRepeatMegabytes(t *testing.T) {
	t.Parallel()
	api := apptest.Start(t).API(t)
	for _, body := range []any{
		map[string]any{"name": "q", "sql": "SELECT 1", "instanceId": json.Number("1" + strings.Repeat("0", 500_000))},
		json.Number(strings.Repeat("9", 500_000)),
		map[string]any{"name": "q", strings.Repeat("ä", 250_000): 1},
		map[string]any{"name": "q", "sql": "SELECT 1", "instanceId": strings.Repeat("x", 500_000)},
	} {
		answer := api.Post(t, "/api/v1/queries", body)
		require.GreaterOrEqual(t, answer.Status, http.StatusBadRequest)
		require.Less(t, answer.Status, http.StatusInternalServerError)
		require.Less(t, len(answer.Body), 10_000)
		require.True(t, utf8.Valid(answer.Body))
	}
}

func TestHealthAndDescriptionNeedNoSignIn(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		browser := p.Browser(t)
		browser.Get(t, "/healthz").Is(t, http.StatusOK)
		browser.Get(t, "/readyz").Is(t, http.StatusOK)
		require.True(t, json.Valid(browser.Get(t, "/api/openapi.json").Is(t, http.StatusOK).Body))
	})
}

func TestTheWebAppIsServedWithCareAndCachedByName(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{
		"index.html":        {Data: []byte("<!doctype html>the app")},
		"assets/main-1a.js": {Data: []byte("code")},
		"favicon.svg":       {Data: []byte("<svg/>")},
	}
	p := apptest.Start(t, func(c *app.Config) { c.WebApp = files })
	browser := p.Browser(t)
	for _, path := range []string{"/", "/queries/some-id?tab=1", "/setup"} {
		page := browser.Get(t, path).Is(t, http.StatusOK)
		require.Contains(t, string(page.Body), "the app", path)
		require.Equal(t, "no-cache", page.Header.Get("Cache-Control"))
		require.Contains(t, page.Header.Get("Content-Security-Policy"), "frame-ancestors 'none'")
		require.NotContains(t, page.Header.Get("Content-Security-Policy"), "script-src 'self' 'unsafe-inline'")
		require.Equal(t, "nosniff", page.Header.Get("X-Content-Type-Options"))
	}
	elsewhere := strings.Replace(p.URL(), "localhost", "127.0.0.1", 1)
	moved := browser.Get(t, elsewhere+"/queries?tab=1").Is(t, http.StatusTemporaryRedirect)
	require.Equal(t, p.URL()+"/queries?tab=1", moved.Header.Get("Location"), "one name for one site, or sessions get lost")
	browser.Get(t, elsewhere+"/healthz").Is(t, http.StatusOK)
	asset := browser.Get(t, "/assets/main-1a.js").Is(t, http.StatusOK)
	require.Contains(t, asset.Header.Get("Cache-Control"), "immutable")
	require.Equal(t, "no-cache", browser.Get(t, "/favicon.svg").Is(t, http.StatusOK).Header.Get("Cache-Control"))
	browser.Get(t, "/assets/main-of-another-build.js").Is(t, http.StatusNotFound)
	require.Equal(t, "no-store", browser.Get(t, "/api/v1/setup").Header.Get("Cache-Control"))
}

func TestCallersCannotNameTheirOwnRequest(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	answer := p.Browser(t).Get(t, "/api/v1/session", "X-Request-Id", "mine")
	require.NotContains(t, answer.Header.Get("X-Request-Id"), "mine")
	require.Len(t, answer.Header.Get("X-Request-Id"), 36)
}
