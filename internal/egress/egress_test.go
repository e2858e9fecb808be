package egress_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/egress"
	"github.com/recomamp/recomamp/internal/egress/egresstest"
)

func TestOnlyThePublicInternetIsReached(t *testing.T) {
	t.Parallel()
	for address, refused := range map[string]bool{
		"8.8.8.8": false, "1.1.1.1": false, "172.15.255.255": false, "172.32.0.1": false, "100.63.255.255": false, "100.128.0.1": false,
		"11.0.0.1": false, "192.167.255.255": false, "198.20.0.1": false, "223.255.255.255": false,
		"2606:4700::1111": false, "2a00:1450::1": false, "::ffff:8.8.8.8": false,

		"0.0.0.0": true, "0.1.2.3": true, "127.0.0.1": true, "127.255.255.254": true,
		"10.0.0.1": true, "172.16.0.1": true, "172.31.255.255": true, "192.168.1.1": true,
		"169.254.169.254": true, "100.64.0.1": true, "100.127.255.255": true,
		"192.0.0.170": true, "192.0.2.1": true, "198.18.0.1": true, "198.51.100.7": true, "203.0.113.9": true,
		"224.0.0.1": true, "239.255.255.250": true, "240.0.0.1": true, "255.255.255.255": true,
		"::": true, "::1": true, "fe80::1": true, "fe80::1%eth0": true, "fc00::1": true, "fd00:ec2::254": true, "ff02::1": true, "fec0::1": true,
		"::ffff:127.0.0.1": true, "::ffff:10.0.0.1": true, "::ffff:169.254.169.254": true, "::127.0.0.1": true, "::10.0.0.1": true,
		"64:ff9b::7f00:1": true, "64:ff9b:1::1": true, "2002:7f00:1::": true, "2001:0:53aa:64c:0:0:80ff:fffe": true, "2001:db8::1": true, "100::1": true,
	} {
		err := egress.Check(netip.MustParseAddr(address))
		require.Equal(t, refused, err != nil, "%s: %v", address, err)
		require.Equal(t, refused, egress.IsRefused(err))
	}
	require.Error(t, egress.Check(netip.Addr{}))
}

func receiver(t *testing.T, handle http.HandlerFunc) (*httptest.Server, *atomic.Int32) {
	t.Helper()
	var calls atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		handle(w, r)
	}))
	t.Cleanup(server.Close)
	return server, &calls
}

func post(t *testing.T, g *egress.Guard, url string) (*http.Response, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader("secret"))
	require.NoError(t, err)
	answer, err := g.Client(5 * time.Second).Do(request)
	if err == nil {
		t.Cleanup(func() { require.NoError(t, answer.Body.Close()) })
	}
	return answer, err
}

func TestLoopbackIsReachedOnlyWhenTheOperatorAllowsIt(t *testing.T) {
	t.Parallel()
	server, calls := receiver(t, func(http.ResponseWriter, *http.Request) {})
	port := server.Listener.Addr().(*net.TCPAddr).AddrPort().Port()
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "0x7f.1", "127.1"} {
		_, err := post(t, egress.New(egress.Config{}), "http://"+net.JoinHostPort(strings.Trim(host, "[]"), decimal(port)))
		require.Error(t, err, host)
	}
	require.Zero(t, calls.Load())
	_, err := post(t, egress.New(egress.Config{AllowPrivate: true}), server.URL)
	require.NoError(t, err)
	require.EqualValues(t, 1, calls.Load())
}

func decimal(port uint16) string {
	return netip.AddrPortFrom(netip.IPv4Unspecified(), port).String()[len("0.0.0.0:"):]
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	inner, reached := receiver(t, func(http.ResponseWriter, *http.Request) {})
	for _, status := range []int{http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		outer, _ := receiver(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, inner.URL, status) })
		answer, err := post(t, egress.New(egress.Config{AllowPrivate: true}), outer.URL)
		require.NoError(t, err)
		require.Equal(t, status, answer.StatusCode)
	}
	require.Zero(t, reached.Load())
}

func TestANameThatResolvesAnewGainsNothing(t *testing.T) {
	t.Parallel()
	server, calls := receiver(t, func(http.ResponseWriter, *http.Request) {})
	port := decimal(server.Listener.Addr().(*net.TCPAddr).AddrPort().Port())
	resolver, asked := egresstest.Resolver(t, "8.8.8.8", "127.0.0.1")
	found, err := resolver.LookupNetIP(t.Context(), "ip4", "hooks.example.test")
	require.NoError(t, err)
	require.NoError(t, egress.Check(found[0]), "the first look is harmless")
	_, err = post(t, egress.New(egress.Config{Resolver: resolver}), "http://hooks.example.test:"+port)
	require.True(t, egress.IsRefused(err), "%v", err)
	require.EqualValues(t, 2, asked.Load())
	require.Zero(t, calls.Load())
	_, err = post(t, egress.New(egress.Config{Resolver: resolver, AllowPrivate: true}), "http://hooks.example.test:"+port)
	require.NoError(t, err, "the name server leads to the receiver")
	require.EqualValues(t, 1, calls.Load())
}

func TestAProxyIsNotAsked(t *testing.T) {
	proxy, asked := receiver(t, func(http.ResponseWriter, *http.Request) {})
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("HTTPS_PROXY", proxy.URL)
	resolver, _ := egresstest.Resolver(t, "10.0.0.1")
	_, err := post(t, egress.New(egress.Config{Resolver: resolver}), "http://hooks.example.test/")
	require.True(t, egress.IsRefused(err), "%v", err)
	require.Zero(t, asked.Load())
}
