package reach_test

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/reach"
)

func TestTheWayOfARequest(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		peer    string
		host    string // default: the site's
		tls     bool
		headers map[string][]string
		address string
		safety  reach.Safety
	}{
		"plain from elsewhere":                 {peer: "203.0.113.9:5", address: "203.0.113.9", safety: reach.Exposed},
		"TLS to the program":                   {peer: "203.0.113.9:5", tls: true, address: "203.0.113.9", safety: reach.Secure},
		"on the machine":                       {peer: "127.0.0.1:5", host: "localhost:8484", address: "127.0.0.1", safety: reach.Local},
		"on the machine by IPv6":               {peer: "[::1]:5", host: "[::1]:8484", address: "::1", safety: reach.Local},
		"on the machine by another name":       {peer: "127.0.0.1:5", address: "127.0.0.1", safety: reach.Exposed},
		"another machine that says localhost":  {peer: "203.0.113.9:5", host: "localhost", address: "203.0.113.9", safety: reach.Exposed},
		"page from elsewhere on the machine":   {peer: "127.0.0.1:5", host: "127.0.0.1:8484", headers: map[string][]string{"Origin": {"https://recomamp.example"}}, address: "127.0.0.1", safety: reach.Exposed},
		"page of the machine":                  {peer: "127.0.0.1:5", host: "127.0.0.1:8484", headers: map[string][]string{"Origin": {"http://localhost:8484"}}, address: "127.0.0.1", safety: reach.Local},
		"proxy nobody told of on the machine":  {peer: "127.0.0.1:5", host: "localhost", headers: map[string][]string{"X-Forwarded-For": {"203.0.113.9"}}, address: "127.0.0.1", safety: reach.Exposed},
		"forged by a stranger":                 {peer: "203.0.113.9:5", headers: map[string][]string{"X-Forwarded-For": {"127.0.0.1"}, "X-Forwarded-Proto": {"https"}, "Forwarded": {"for=127.0.0.1;proto=https"}}, address: "203.0.113.9", safety: reach.Exposed},
		"near end of a trusted tunnel":         {peer: "10.0.0.2:5", host: "localhost:8484", address: "10.0.0.2", safety: reach.Local},
		"trusted proxy with TLS":               {peer: "10.0.0.2:5", headers: map[string][]string{"X-Forwarded-For": {"203.0.113.9"}, "X-Forwarded-Proto": {"https"}}, address: "203.0.113.9", safety: reach.Secure},
		"trusted proxy without TLS":            {peer: "10.0.0.2:5", headers: map[string][]string{"X-Forwarded-For": {"203.0.113.9"}, "X-Forwarded-Proto": {"http"}}, address: "203.0.113.9", safety: reach.Exposed},
		"what the asker wrote before":          {peer: "10.0.0.2:5", headers: map[string][]string{"X-Forwarded-For": {"198.51.100.1, 203.0.113.9"}}, address: "203.0.113.9"},
		"what the asker wrote on its own line": {peer: "10.0.0.2:5", headers: map[string][]string{"X-Forwarded-For": {"198.51.100.1", "203.0.113.9"}}, address: "203.0.113.9"},
		"chain of trusted proxies":             {peer: "10.0.0.2:5", headers: map[string][]string{"X-Forwarded-For": {"198.51.100.1, 203.0.113.9, 10.0.0.3:80"}}, address: "203.0.113.9"},
		"chain that begins inside":             {peer: "10.0.0.2:5", headers: map[string][]string{"X-Forwarded-For": {"10.0.0.9, 10.0.0.3"}}, address: "10.0.0.9"},
		"hop that is no address":               {peer: "10.0.0.2:5", headers: map[string][]string{"X-Forwarded-For": {"203.0.113.9, unknown"}}, address: "10.0.0.2"},
		"standard header":                      {peer: "10.0.0.2:5", headers: map[string][]string{"Forwarded": {`for=198.51.100.1, For="[2001:db8::1]:4711";Proto=https;by=10.0.0.2`}}, address: "2001:db8::1", safety: reach.Secure},
		"hidden in the standard header":        {peer: "10.0.0.2:5", headers: map[string][]string{"Forwarded": {"for=_secret;proto=http"}}, address: "10.0.0.2"},
		"both headers agree":                   {peer: "10.0.0.2:5", headers: map[string][]string{"X-Forwarded-For": {"203.0.113.9"}, "X-Forwarded-Proto": {"https"}, "Forwarded": {"for=203.0.113.9;proto=https"}}, address: "203.0.113.9", safety: reach.Secure},
		"both headers differ":                  {peer: "10.0.0.2:5", headers: map[string][]string{"X-Forwarded-For": {"203.0.113.9"}, "X-Forwarded-Proto": {"http"}, "Forwarded": {"for=198.51.100.1;proto=https"}}, address: "10.0.0.2", safety: reach.Exposed},
		"mapped address":                       {peer: "[::ffff:203.0.113.9]:5", address: "203.0.113.9"},
		"separator in quotes":                  {peer: "10.0.0.2:5", headers: map[string][]string{"Forwarded": {`for="a,b;c";proto=https`}}, address: "10.0.0.2", safety: reach.Secure},
		"no address at all":                    {peer: "@", address: "invalid IP"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			proxies, err := reach.ParseProxies([]string{" 10.0.0.0/29", "10.0.0.9", ""})
			require.NoError(t, err)
			r := httptest.NewRequest(http.MethodPost, "/", nil)
			r.RemoteAddr, r.Host = test.peer, "recomamp.example"
			if test.host != "" {
				r.Host = test.host
			}
			if test.tls {
				r.TLS = &tls.ConnectionState{}
			}
			for header, values := range test.headers {
				r.Header[header] = values
			}
			way := proxies.Way(r)
			require.Equal(t, test.address, way.Address.String())
			require.Equal(t, test.safety, way.Safety)
		})
	}
}

func TestProxiesThatAreNone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"proxy.internal", "10.0.0.0/99", "10.0.0"} {
		_, err := reach.ParseProxies([]string{text})
		require.ErrorContains(t, err, text)
	}
}

func TestIPv6CountsByItsNetwork(t *testing.T) {
	t.Parallel()
	key := func(text string) string { return reach.Way{Address: netip.MustParseAddr(text)}.Key() }
	require.Equal(t, key("2001:db8::1"), key("2001:db8::2"))
	require.NotEqual(t, key("2001:db8::1"), key("2001:db8:0:1::1"))
	require.NotEqual(t, key("203.0.113.9"), key("203.0.113.8"))
}

func TestWhatStrangersTellIsForgotten(t *testing.T) {
	t.Parallel()
	h := http.Header{"X-Forwarded-For": {"a"}, "X-Forwarded-Proto": {"https"}, "Forwarded": {"for=a"}, "X-Real-Ip": {"a"}, "Accept": {"x"}}
	reach.Forget(h)
	require.Equal(t, http.Header{"Accept": {"x"}}, h)
}

// Whatever headers say, a request from no trusted proxy has the address of its connection.
func FuzzForwarded(f *testing.F) {
	f.Add("203.0.113.9, 10.0.0.1", `for="[2001:db8::1]:1";proto=https`, "https")
	f.Add(`"`, `;;=,`, ",")
	proxies, err := reach.ParseProxies([]string{"10.0.0.0/8"})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, classic, standard, proto string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header = http.Header{"X-Forwarded-For": {classic}, "Forwarded": {standard}, "X-Forwarded-Proto": {proto}}
		r.RemoteAddr = "203.0.113.9:80"
		if way := proxies.Way(r); way.Address.String() != "203.0.113.9" || way.Safety != reach.Exposed || way.Trusted {
			t.Fatalf("a stranger was believed: %+v", way)
		}
		r.RemoteAddr = "10.0.0.1:80"
		if way := proxies.Way(r); !way.Address.IsValid() {
			t.Fatalf("no address: %+v", way)
		}
	})
}
