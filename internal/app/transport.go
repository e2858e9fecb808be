package app

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/internal/config"
	"github.com/recomamp/recomamp/internal/egress"
	"github.com/recomamp/recomamp/internal/execution"
)

const connectTimeout = 5 * time.Second

// amazonClient carries all calls to Amazon. It never sends a submission late.
func amazonClient(c config.Amazon) *http.Client {
	return &http.Client{Transport: execution.SendGuard(&http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           dialer(c, egress.New(egress.Config{Timeout: connectTimeout})),
		TLSHandshakeTimeout:   5 * time.Second,
		ForceAttemptHTTP2:     true,
		MaxIdleConnsPerHost:   16,
		IdleConnTimeout:       90 * time.Second,
		ExpectContinueTimeout: time.Second,
	})}
}

// dialer keeps the hosts that results come from by default on the public
// internet: many people may give names below them an address. What the operator
// has set, which is also a proxy, is reached wherever it is.
func dialer(c config.Amazon, guard *egress.Guard) func(ctx context.Context, network, address string) (net.Conn, error) {
	plain := &net.Dialer{Timeout: connectTimeout, KeepAlive: 30 * time.Second}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		host, _, err := net.SplitHostPort(address)
		if err == nil && len(c.ResultHosts) == 0 && amc.IsLinkHost(amc.DefaultLinkHosts(), host) {
			return guard.DialContext(ctx, network, address)
		}
		return plain.DialContext(ctx, network, address)
	}
}
