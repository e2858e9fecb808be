package httpapi_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app"
	"github.com/recomamp/recomamp/internal/app/apptest"
)

// served is the part of the OpenAPI document that requests are made from.
type served struct {
	Paths      map[string]map[string]servedOperation `json:"paths"`
	Components struct {
		Schemas map[string]schema `json:"schemas"`
	} `json:"components"`
}

type servedOperation struct {
	Parameters []struct {
		Name   string `json:"name"`
		In     string `json:"in"`
		Schema schema `json:"schema"`
	} `json:"parameters"`
	RequestBody *struct {
		Content map[string]struct {
			Schema schema `json:"schema"`
		} `json:"content"`
	} `json:"requestBody"`
}

type schema struct {
	Ref        string            `json:"$ref"`
	Type       any               `json:"type"`
	Enum       []any             `json:"enum"`
	Properties map[string]schema `json:"properties"`
	Items      *schema           `json:"items"`
	MinLength  int               `json:"minLength"`
	Minimum    float64           `json:"minimum"`
	Format     string            `json:"format"`
}

// target is a program under nonsense.
type target struct {
	program *apptest.Program
	log     *lines
	token   string // the owner's
	nobody  string // of a person who was given nothing
	served  served
	routes  []string // "GET /api/v1/…"
	ids     []string // of things that exist
}

func newTarget(t testing.TB, changes ...func(*app.Config)) *target {
	t.Helper()
	log := &lines{}
	p := apptest.Start(t, append(changes, func(c *app.Config) { c.Logger = log.logger() })...)
	_, err := app.ConnectSandbox(t.Context(), app.ConnectSandboxParams{Storage: p.Config.Storage, Amazon: p.Config.Amazon, Logger: p.Config.Logger})
	require.NoError(t, err)
	made := &target{program: p, log: log, token: p.Token(t)}
	api := p.API(t)
	api.Get(t, "/api/openapi.json").Is(t, http.StatusOK).Into(t, &made.served)
	for path, operations := range made.served.Paths {
		for method := range operations {
			made.routes = append(made.routes, strings.ToUpper(method)+" "+path)
		}
	}
	slices.Sort(made.routes)
	var instances instanceList
	api.Get(t, "/api/v1/instances").Is(t, http.StatusOK).Into(t, &instances)
	made.ids = append(made.ids, instances.Items[0].ID, instances.Items[0].Client.ID)
	on := instances.Items[0]
	api.Do(t, http.MethodPatch, "/api/v1/clients/"+on.Client.ID, map[string]string{"name": canary}, "If-Match", `"1"`).Is(t, http.StatusOK)
	var query struct{ ID string }
	api.Post(t, "/api/v1/queries", map[string]any{"name": canary, "sql": "SELECT '" + canary + "'", "instanceId": on.ID}).Is(t, http.StatusCreated).Into(t, &query)
	made.ids = append(made.ids, query.ID)
	made.nobody = newcomer(t, p)
	return made
}

// canary stands in what the person who was given nothing must not read.
const canary = "xqzcanary"

// newcomer gives a token of somebody who was invited and given nothing.
func newcomer(t testing.TB, p *apptest.Program) (token string) {
	t.Helper()
	var made struct{ Link, Secret string }
	p.API(t).Post(t, "/api/v1/invitations", map[string]any{"email": "mia@agency.example", "name": "Mia", "role": "member"}).Is(t, http.StatusCreated).Into(t, &made)
	link, err := url.Parse(made.Link)
	require.NoError(t, err)
	browser := p.Browser(t)
	accept := map[string]string{"token": strings.TrimPrefix(link.Fragment, "token="), "password": "correct horse battery"}
	browser.Post(t, "/api/v1/invitations/accept", accept).Is(t, http.StatusOK)
	browser.Post(t, "/api/v1/tokens", map[string]string{"name": "nonsense"}).Is(t, http.StatusCreated).Into(t, &made)
	require.NotEmpty(t, made.Secret)
	return made.Secret
}

// odd are texts that have broken programs before.
var odd = []string{
	"", " ", "0", "-1", "1e309", "NaN", "99999999999999999999999", "null", "true", "[]", "{}", "'", `"`, "' OR 1=1 --", "; DROP TABLE person",
	"../../etc/passwd", "..%2f..%2f", "%00", "\x00", "\x7f", "\xff\xfe", "\u202e", "😀", "é́", "<script>alert(1)</script>", "${jndi:ldap://x}", "{{7*7}}", "%s%n%x",
	"0001-01-01", "9999-12-31T23:59:59.999999999Z", "2026-02-30", "2026-13-01T00:00:00Z", "-292277022399-01-01T00:00:00Z", "Europe/Nowhere", "../UTC", "today-99999999999d",
	strings.Repeat("a", 5000), strings.Repeat("ä", 300), "00000000-0000-0000-0000-000000000000", "W/\"1\"", `"1"`, "eyJrIjoiLi4vIn0", "bearer x", "a,b,,c", "\r\nX-Injected: 1",
}

// leaks are what no answer may hold: words of the machine's inside.
var leaks = []string{".go:", "goroutine ", "SQLSTATE", "sql:", "sqlite", "pgx", "Go struct", "Go value", "runtime error", "panic"}

// folders are the beginnings of paths of a machine, which no answer tells either.
var folders = regexp.MustCompile(`/(home|root|tmp|usr|var)/`)

// request makes a malformed request of a route.
func (g *target) request(t testing.TB, rng *rand.Rand, route string) *http.Request {
	method, path, _ := strings.Cut(route, " ")
	operation := g.served.Paths[path][strings.ToLower(method)]
	query, headers := url.Values{}, http.Header{}
	for _, parameter := range operation.Parameters {
		value := g.text(rng)
		if parameter.In == "path" || rng.IntN(2) == 0 {
			if rng.IntN(3) == 0 {
				value = fmt.Sprint(g.fitting(rng, parameter.Schema, 0))
			}
		} else {
			continue
		}
		switch parameter.In {
		case "path":
			path = strings.Replace(path, "{"+parameter.Name+"}", cmp.Or(url.PathEscape(value), "%20"), 1)
		case "query":
			query.Add(parameter.Name, value)
		case "header":
			headers.Set(parameter.Name, printable(value))
		}
	}
	var body io.Reader
	if operation.RequestBody != nil || rng.IntN(10) == 0 {
		body = bytes.NewReader(g.body(rng, operation))
		headers.Set("Content-Type", pick(rng, "application/json", "application/json", "application/json", "application/json; charset=utf-8", "text/plain",
			"application/merge-patch+json", "application/json;", "multipart/form-data; boundary=x", printable(g.text(rng))))
	}
	for range rng.IntN(3) {
		headers.Set(pick(rng, "X-Http-Method-Override", "Range", "Accept", "Accept-Encoding", "If-None-Match", "Cookie", "X-Forwarded-For", "Forwarded", "Origin",
			"Expect", "Sec-Fetch-Site", "X-Request-Id", "Content-Encoding", "Te", "Idempotency-Key", "Last-Event-ID", "If-Match"), printable(g.text(rng)))
	}
	asked, err := http.NewRequestWithContext(t.Context(), method, g.program.Local(), body)
	require.NoError(t, err)
	asked.URL.Opaque = path // as it is, escapes and all
	asked.URL.RawQuery = query.Encode()
	if rng.IntN(10) == 0 {
		asked.URL.RawQuery += pick(rng, "&%zz", "&a=%ff", "&;", "&=&=", "&limit=1&limit=2", "&cursor=%00")
	}
	asked.Header = headers
	if headers.Get("Expect") != "" {
		headers.Del("Expect") // the client would wait for an answer that never comes
	}
	switch rng.IntN(12) {
	case 0: // nobody
	case 1:
		headers.Set("Authorization", printable(g.text(rng)))
	case 2, 3, 4:
		headers.Set("Authorization", "Bearer "+g.nobody)
	default:
		headers.Set("Authorization", "Bearer "+g.token)
	}
	g.trick(rng, asked)
	return asked
}

func pick(rng *rand.Rand, from ...string) string { return from[rng.IntN(len(from))] }

func (g *target) text(rng *rand.Rand) string {
	switch rng.IntN(6) {
	case 0:
		return pick(rng, g.ids...)
	case 1:
		raw := make([]byte, rng.IntN(40))
		for i := range raw {
			raw[i] = byte(rng.IntN(256))
		}
		return string(raw)
	default:
		return pick(rng, odd...)
	}
}

// printable is text as a header can hold it.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, text)
}

// body is one that fits the schema, but for a few places.
func (g *target) body(rng *rand.Rand, operation servedOperation) []byte {
	var fits any = map[string]any{}
	if operation.RequestBody != nil {
		fits = g.fitting(rng, operation.RequestBody.Content["application/json"].Schema, 0)
	}
	encoded, err := json.Marshal(g.spoiled(rng, fits))
	if err != nil {
		return nil
	}
	switch rng.IntN(12) {
	case 0:
		return encoded[:rng.IntN(len(encoded)+1)]
	case 1:
		return append(encoded, encoded...)
	case 2:
		return []byte(strings.Repeat(`{"a":[`, 5000))
	case 3:
		return bytes.Replace(encoded, []byte(`"`), []byte("\"\xff"), 1)
	case 4:
		return bytes.Replace(encoded, []byte(`:"`), []byte(`:"\u0000`), 1)
	case 5:
		return []byte(pick(rng, odd...))
	default:
		return encoded
	}
}

// fitting makes a value of the schema.
func (g *target) fitting(rng *rand.Rand, s schema, depth int) any {
	if s.Ref != "" {
		s = g.served.Components.Schemas[strings.TrimPrefix(s.Ref, "#/components/schemas/")]
	}
	if len(s.Enum) > 0 {
		return s.Enum[rng.IntN(len(s.Enum))]
	}
	kind, _ := s.Type.(string)
	switch kind {
	case "object":
		object := map[string]any{}
		for _, name := range slices.Sorted(maps.Keys(s.Properties)) { // a seed makes the same request each time
			if name == "$schema" || depth > 6 || rng.IntN(8) == 0 {
				continue
			}
			object[name] = g.fitting(rng, s.Properties[name], depth+1)
		}
		return object
	case "array":
		list := []any{}
		for range rng.IntN(3) {
			if s.Items != nil && depth < 6 {
				list = append(list, g.fitting(rng, *s.Items, depth+1))
			}
		}
		return list
	case "integer", "number":
		return []float64{s.Minimum, s.Minimum + 1, 7, 1e15, -1}[rng.IntN(5)]
	case "boolean":
		return rng.IntN(2) == 0
	case "string":
		switch s.Format {
		case "date-time":
			return pick(rng, "2026-10-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z")
		case "date":
			return pick(rng, "2026-10-01", "9999-12-31")
		}
		return pick(rng, append([]string{"Europe/Berlin", "2026-01-01", "2026-02-01", "SELECT 1", "06:30", "EUR", "#aabbcc", strings.Repeat("x", s.MinLength)}, g.ids...)...)
	default:
		return nil
	}
}

// spoiled changes some places of a value.
func (g *target) spoiled(rng *rand.Rand, value any) any {
	if rng.IntN(12) == 0 {
		return []any{nil, true, 1.5, -1e308, g.text(rng), []any{}, map[string]any{}, []any{nil}, strings.Repeat("y", 100_000), json.Number("1e400"), 1 << 53}[rng.IntN(11)]
	}
	switch v := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			v[name] = g.spoiled(rng, v[name])
		}
		if rng.IntN(12) == 0 {
			v[strings.ToValidUTF8(g.text(rng), "")] = g.text(rng)
		}
	case []any:
		for i := range v {
			v[i] = g.spoiled(rng, v[i])
		}
	case string:
		if rng.IntN(4) == 0 {
			return g.text(rng)
		}
	}
	return value
}

// patience is how long a request may take to be answered.
const patience = 40 * time.Second

// try sends a request and complains about every answer that no request should get.
func (g *target) try(t *testing.T, asked *http.Request) {
	t.Helper()
	told := fmt.Sprintf("%s %s?%s %q", asked.Method, asked.URL.Opaque, asked.URL.RawQuery, asked.Header)
	byNobody := asked.Header.Get("Authorization") == "Bearer "+g.nobody
	told = strings.NewReplacer(g.token, "the owner", g.nobody, "nobody").Replace(told)
	ctx, cancel := context.WithTimeout(asked.Context(), patience)
	defer cancel()
	response, err := http.DefaultTransport.RoundTrip(asked.WithContext(ctx))
	if err != nil {
		if asked.Body == nil || ctx.Err() != nil {
			t.Errorf("%s: no answer: %v", told, err)
		}
		return // the rest of a refused body was not taken
	}
	defer response.Body.Close()
	if response.Header.Get("Content-Type") == "text/event-stream" {
		return
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, 4<<20))
	if err != nil {
		t.Errorf("%s: answer broke off: %v", told, err)
	}
	if byNobody && bytes.Contains(bytes.ToLower(body), []byte(canary)) {
		t.Errorf("%s: who was given nothing is told of a client: %s", told, body)
	}
	switch {
	case response.StatusCode >= 500:
		t.Errorf("%s: %d %s", told, response.StatusCode, body)
	case response.StatusCode >= 400:
		var p problem
		if json.Unmarshal(body, &p) != nil || p.Code == "" || p.Detail == "" || p.RequestID != response.Header.Get("X-Request-Id") {
			t.Errorf("%s: %d is no problem: %.2000s", told, response.StatusCode, body)
		}
		if len(body) > 1<<20 {
			t.Errorf("%s: an answer of %d bytes", told, len(body))
		}
		for _, leak := range leaks {
			if bytes.Contains(body, []byte(leak)) {
				t.Errorf("%s: the answer tells %q: %s", told, leak, body)
			}
		}
		if folders.Match(body) {
			t.Errorf("%s: the answer tells a path: %s", told, body)
		}
	}
	if response.Header.Get("X-Injected") != "" {
		t.Errorf("%s: a header was injected", told)
	}
}

// sound complains about what the log tells.
func (g *target) sound(t *testing.T) {
	t.Helper()
	for line := range strings.Lines(g.log.String()) {
		if strings.Contains(line, `"msg":"leadership.Elector:`) {
			continue // a machine that is too busy holds up elections among workers; no request does
		}
		if strings.Contains(line, `"level":"ERROR"`) || strings.Contains(line, "panicked") {
			t.Error(line)
		}
		if strings.Contains(line, g.token) || strings.Contains(line, g.nobody) {
			t.Error("a line holds a token")
		}
	}
}

const nonsensePerRoute = 25

func TestEveryRouteWithstandsNonsense(t *testing.T) {
	t.Parallel()
	apptest.OnBoth(t, func(t *testing.T, on func(*app.Config)) {
		t.Helper()
		g := newTarget(t, on)
		require.Greater(t, len(g.routes), 100)
		rng := rand.New(rand.NewPCG(1, 2))
		for _, route := range g.routes {
			for range nonsensePerRoute {
				g.try(t, g.request(t, rng, route))
			}
		}
		g.sound(t)
		g.program.API(t).Get(t, "/readyz").Is(t, http.StatusOK)
	})
}

// What a route does not take ends at its bound, also without a length told.
func TestEveryRouteWithstandsFiftyMegabytes(t *testing.T) {
	t.Parallel()
	g := newTarget(t)
	for _, route := range g.routes {
		method, path, _ := strings.Cut(route, " ")
		if g.served.Paths[path][strings.ToLower(method)].RequestBody == nil {
			continue
		}
		rest := &endless{left: 50 << 20}
		asked, err := http.NewRequestWithContext(t.Context(), method, g.program.Local(), io.MultiReader(strings.NewReader(`{"a":"`), rest))
		require.NoError(t, err)
		asked.URL.Opaque = strings.NewReplacer("{id}", "x", "{subject}", "client", "{name}", "x", "{number}", "1").Replace(path)
		asked.Header = http.Header{"Authorization": {"Bearer " + g.token}, "Content-Type": {"application/json"}}
		response, err := http.DefaultTransport.RoundTrip(asked)
		if err == nil {
			response.Body.Close()
			require.Equal(t, http.StatusRequestEntityTooLarge, response.StatusCode, route)
		}
		require.Greater(t, rest.left, 30<<20, "%s took too much", route)
	}
	g.sound(t)
	g.program.API(t).Get(t, "/api/v1/session").Is(t, http.StatusOK)
}

// The long form: seeds choose routes and what is wrong with their requests.
func FuzzRoutes(f *testing.F) {
	for seed := range uint64(20) {
		f.Add(seed, []byte(nil))
	}
	f.Add(uint64(100), []byte(`{"name":"a","name":"b"}`))
	g := newTarget(f)
	f.Fuzz(func(t *testing.T, seed uint64, body []byte) {
		rng := rand.New(rand.NewPCG(seed, 0))
		route := g.routes[rng.IntN(len(g.routes))]
		method, path, _ := strings.Cut(route, " ")
		operation := g.served.Paths[path][strings.ToLower(method)]
		asked := g.request(t, rng, route)
		switch {
		case asked.Body == nil:
		case len(body) > 0:
			asked.Body, asked.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		case operation.RequestBody != nil && rng.IntN(50) == 0:
			body = g.large(rng, operation)
			asked.Body, asked.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		}
		g.try(t, asked)
		if t.Failed() {
			return
		}
		g.sound(t)
	})
}
