package httpapi_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app"
	"github.com/recomamp/recomamp/internal/app/apptest"
)

// until sends requests until one is answered 429.
func until(t *testing.T, most int, send func() apptest.Answer) apptest.Answer {
	t.Helper()
	for range most {
		if answer := send(); answer.Status == http.StatusTooManyRequests {
			return answer
		}
	}
	t.Fatalf("%d requests were answered", most)
	return apptest.Answer{}
}

func TestWhoAsksTooOftenIsAskedToWait(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t, func(c *app.Config) { c.Site.APIRate = 2 })
	api := p.API(t)
	refused := until(t, 2000, func() apptest.Answer { return api.Get(t, "/api/v1/session") })
	problemIn(t, refused, http.StatusTooManyRequests, "request.too_many")
	require.NotEmpty(t, refused.Header.Get("Retry-After"))
	p.SignedIn(t).Get(t, "/api/v1/session").Is(t, http.StatusOK)

	stranger := p.Browser(t)
	for _, headers := range [][]string{nil, {"Authorization", "Bearer rcmp_GUESS"}} {
		refused = until(t, 20_000, func() apptest.Answer { return stranger.Get(t, "/api/v1/session", headers...) })
		problemIn(t, refused, http.StatusTooManyRequests, "request.too_many")
	}
	stranger.Get(t, "/healthz").Is(t, http.StatusOK)
}

func TestManyPeopleAtOneAddressCanSignInButNotEndlessly(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t, func(c *app.Config) { c.Site.APIRate = 200 })
	stranger := p.Browser(t)
	attempt := func() apptest.Answer {
		return stranger.Post(t, "/api/v1/setup", map[string]string{"token": "x", "name": "x", "email": "x@y.example", "password": "correct horse battery"})
	}
	for range 30 {
		attempt().Is(t, http.StatusConflict)
	}
	problemIn(t, until(t, 2000, attempt), http.StatusTooManyRequests, "request.too_many")
}

func TestBodiesAreBoundedByRoute(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	api := p.API(t)
	filled := func(bytes int) map[string]string { return map[string]string{"name": strings.Repeat("x", bytes)} }
	problemIn(t, p.Browser(t).Post(t, "/api/v1/session", filled(70<<10)), http.StatusRequestEntityTooLarge, "request.too_large")
	told := problemIn(t, api.Post(t, "/api/v1/tokens", filled(1<<20)), http.StatusRequestEntityTooLarge, "request.too_large")
	require.Contains(t, told.Detail, "1024 KiB")
	problemIn(t, api.Post(t, "/api/v1/executions", filled(2<<20)), http.StatusUnprocessableEntity, "request.invalid")
	problemIn(t, p.Browser(t).Post(t, "/api/v1/executions", filled(2<<20)), http.StatusUnauthorized, "session.required")
}

// A body without a length is stopped where its bound is, not at its end.
func TestBodiesWithoutALengthAreBounded(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	rest := &endless{left: 50 << 20}
	body := io.MultiReader(strings.NewReader(`{"name":"`), rest)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.URL()+"/api/v1/tokens", body)
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+p.Token(t))
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultTransport.RoundTrip(request)
	if err == nil { // else the connection was closed under what was still being sent
		response.Body.Close()
		require.Equal(t, http.StatusRequestEntityTooLarge, response.StatusCode)
	}
	require.Greater(t, rest.left, 40<<20, "most was never taken")
	p.API(t).Get(t, "/api/v1/session").Is(t, http.StatusOK)
}

// endless gives letters until it has given left.
type endless struct{ left int }

// Read implements io.Reader.
func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := copy(p, bytes.Repeat([]byte("x"), min(len(p), e.left)))
	e.left -= n
	return n, nil
}

func TestJSONIsReadInOneWayOnly(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	token := map[string]string{"Authorization": "Bearer " + p.Token(t)}
	post := func(body string, headers ...string) apptest.Answer {
		asked := request{path: "/api/v1/groups", body: body, headers: map[string]string{"Authorization": token["Authorization"]}}
		for i := 0; i+1 < len(headers); i += 2 {
			asked.headers[headers[i]] = headers[i+1]
		}
		answer, _ := asked.send(t, p)
		return answer
	}
	deep := `{"name":` + strings.Repeat("[", 1000) + `}`
	for body, pointer := range map[string]string{
		`{"name":"a","name":"b"}`:   "/name",
		`{"name":"a"} {"name":"b"}`: "",
		`{"name":"a\u0000"}`:        "/name",
		"{\"name\":\"\xff\"}":       "/name",
		`{"name":"\udc00"}`:         "/name",
		deep:                        "/name" + strings.Repeat("/0", 63),
		`{"name":`:                  "",
		`name=a`:                    "",
	} {
		told := problemIn(t, post(body), http.StatusBadRequest, "request.invalid")
		require.Len(t, told.Errors, 1, body)
		require.Equal(t, pointer, told.Errors[0].Pointer, body)
		require.NotEmpty(t, told.Errors[0].Message)
		require.NotEmpty(t, told.Next)
	}
	for body, pointer := range map[string]string{
		`{"name":"a","Name":"b"}`: "/Name",
		`{"NAME":"a"}`:            "/NAME",
		`{"name":"a","more":1}`:   "/more",
	} {
		told := problemIn(t, post(body), http.StatusUnprocessableEntity, "request.invalid")
		pointers := []string{}
		for _, field := range told.Errors {
			pointers = append(pointers, field.Pointer)
		}
		require.Contains(t, pointers, pointer, body)
	}
	problemIn(t, post(`{"name":"a"}`, "Content-Type", "text/plain"), http.StatusUnsupportedMediaType, "request.media_type")
	problemIn(t, post(`{"name":"a"}`, "Content-Type", "application/json; charset=utf-16"), http.StatusUnsupportedMediaType, "request.media_type")
	problemIn(t, post(`{"name":"a"}`, "Content-Encoding", "gzip"), http.StatusUnsupportedMediaType, "request.media_type")
	post(`{"name":"a"}`, "Content-Type", "application/json; charset=UTF-8").Is(t, http.StatusCreated)
}

func TestAddressesThatNoDatabaseHolds(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p *apptest.Program) {
		api := p.API(t)
		for address, pointer := range map[string]string{
			"/api/v1/queries/a%00b":          "path",
			"/api/v1/queries/%ff":            "path",
			"/api/v1/executions?query=%00":   "query.query",
			"/api/v1/executions?query=a%ff":  "query.query",
			"/api/v1/executions?query=%zz":   "query",
			"/api/v1/executions?query=a;b=c": "query",
		} {
			told := problemIn(t, api.Get(t, address), http.StatusUnprocessableEntity, "request.invalid")
			require.Equal(t, pointer, told.Errors[0].Pointer, address)
		}
		answer := api.Post(t, "/api/v1/tokens", map[string]string{"name": "x"}, "Idempotency-Key", "\xff\xfe")
		require.Less(t, answer.Status, 500, "%s", answer.Body)
		require.True(t, json.Valid(answer.Body))
	})
}
