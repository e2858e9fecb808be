package httpapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// largest is the longest body that a route is sent, in bytes.
const largest = 50 << 20

// trick changes the headers of a request in ways that readers of them disagree
// about. What HTTP forbids altogether is in TestHeaderTricks.
func (g *target) trick(rng *rand.Rand, asked *http.Request) {
	switch headers := asked.Header; rng.IntN(14) {
	case 0:
		asked.Host = pick(rng, "evil.example", "localhost", "127.0.0.1:1", "[::1]", "a..b", "xn--", strings.Repeat("a", 300), g.ids[0])
	case 1: // the same header twice
		name := pick(rng, "Authorization", "If-Match", "Content-Type", "Idempotency-Key", "Origin", "X-Forwarded-For", "Cookie", "X-Request-Id", "Accept")
		headers[name] = append(headers[name], printable(g.text(rng)), printable(g.text(rng)))
	case 2:
		headers.Set("Connection", pick(rng, "Authorization", "close, Content-Length", "keep-alive, X-Forwarded-For", "Upgrade"))
		headers.Set("Upgrade", pick(rng, "websocket", "h2c", "TLS/1.0"))
	case 3: // as a proxy would tell
		headers.Set("X-Forwarded-Proto", pick(rng, "https", "http", "https,http", "gopher"))
		headers.Set("X-Forwarded-Host", pick(rng, "evil.example", "evil.example, localhost", "\t"))
		headers.Set("X-Forwarded-For", strings.Repeat("1.2.3.4, ", rng.IntN(500))+"unknown")
		headers.Set("Forwarded", pick(rng, `for="[::1";proto=https`, "for=_x;host=evil.example", `for="`, ";;;", "for=1.2.3.4;for=5.6.7.8"))
	case 4: // long, below the bound of the server
		headers.Set(pick(rng, "Cookie", "If-Match", "Idempotency-Key", "Accept-Language", "Authorization", "Range"), strings.Repeat(pick(rng, "a", "a=b; ", `"1",`, "bytes=0-1,"), 3000))
	case 5: // many
		for i := range 200 {
			headers.Set(fmt.Sprintf("X-%d", i), "1")
		}
	case 6: // of a length that is not told
		if asked.Body != nil {
			asked.Body, asked.ContentLength = io.NopCloser(io.MultiReader(asked.Body)), -1
		}
	case 7:
		headers.Set("Range", pick(rng, "bytes=0-0", "bytes=-1", "bytes=9-1", "rows=1-2", "bytes=0-,0-,0-,0-"))
		headers.Set("If-None-Match", pick(rng, "*", `W/"1"`, `"1","2"`))
		headers.Set("If-Modified-Since", pick(rng, "Mon, 01 Jan 0001 00:00:00 GMT", "yesterday"))
	}
}

// large is a body of up to 50 MB that is JSON to its end: what the schema asks
// for, with one place blown up.
func (g *target) large(rng *rand.Rand, operation servedOperation) []byte {
	size := largest >> rng.IntN(8)
	filled := func(unit string) string { return strings.Repeat(unit, size/len(unit)) }
	blown := pick(rng, `"`+filled("x")+`"`, `"`+filled(`\u0000`)+`"`, `"`+filled("ä")+`"`, "["+filled("1,")+"1]", "["+filled("{},")+"{}]", "["+filled(`"",`)+`""]`,
		filled("[")+filled("]"), filled(" ")+"1", filled("9"), "1"+filled("0"), `{"a":`+filled(`{"a":`)+"1", "{"+filled(`"k":1,`)+`"z":1}`)
	fits, _ := g.fitting(rng, operation.RequestBody.Content["application/json"].Schema, 0).(map[string]any)
	names := make([]string, 0, len(fits))
	for name := range fits {
		names = append(names, name)
	}
	slices.Sort(names)
	if len(names) == 0 {
		return []byte(blown)
	}
	const here = "\u2603"
	fits[pick(rng, names...)] = here
	encoded, err := json.Marshal(fits)
	if err != nil {
		return []byte(blown)
	}
	return bytes.Replace(encoded, []byte(`"`+here+`"`), []byte(blown), 1)
}

// What a route does take is read to its end, and is an answer, not a fault.
func TestLargeBodiesAreAnswered(t *testing.T) {
	t.Parallel()
	g := newTarget(t)
	rng := rand.New(rand.NewPCG(3, 4))
	for _, route := range g.routes {
		method, path, _ := strings.Cut(route, " ")
		operation := g.served.Paths[path][strings.ToLower(method)]
		if operation.RequestBody == nil {
			continue
		}
		asked := g.request(t, rng, route)
		body := g.large(rng, operation)
		require.LessOrEqual(t, len(body), 3*largest)
		asked.Body, asked.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		asked.Header.Set("Content-Type", "application/json")
		asked.Header.Set("Authorization", "Bearer "+g.token)
		g.try(t, asked)
	}
	g.sound(t)
}
