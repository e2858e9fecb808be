// Package egress keeps calls to addresses that others chose from reaching what
// only this machine and its neighbours should reach.
//
// A Guard decides by the address a connection is about to be made to, after
// names were resolved and for every single connection. What a name resolved to
// before, or which redirect led there, plays no part, so a name that resolves
// differently the second time gains nothing.
package egress

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// RefusedError says that an address is not to be reached.
type RefusedError struct {
	Addr netip.Addr // the zero Addr when it could not even be read
	Why  string     // "a private address"
}

// Error implements error.
func (e *RefusedError) Error() string {
	return fmt.Sprintf("%s is %s, which this program keeps away from", e.Addr, e.Why)
}

// Config sets what a Guard lets through; the zero value is the strict one.
type Config struct {
	// AllowPrivate lets everything through: the operator trusts whoever types addresses.
	AllowPrivate bool
	Timeout      time.Duration // of making a connection; default 10 s
	Resolver     *net.Resolver // default: the machine's
}

// Guard makes connections. It is safe for concurrent use.
type Guard struct {
	config Config
	dialer *net.Dialer
}

// New returns a guard.
func New(config Config) *Guard {
	g := &Guard{config: config}
	g.dialer = &net.Dialer{
		Timeout: cmp.Or(config.Timeout, 10*time.Second), Resolver: config.Resolver, ControlContext: g.control,
	}
	return g
}

// DialContext connects to an address whose host may be a name.
func (g *Guard) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return g.dialer.DialContext(ctx, network, address)
}

// TLSDialer connects like the guard and speaks TLS.
func (g *Guard) TLSDialer(config *tls.Config) *tls.Dialer {
	return &tls.Dialer{NetDialer: g.dialer, Config: config}
}

// control is asked before each connection, with the resolved address.
func (g *Guard) control(_ context.Context, _, address string, _ syscall.RawConn) error {
	if g.config.AllowPrivate {
		return nil
	}
	resolved, err := netip.ParseAddrPort(address)
	if err != nil {
		return &RefusedError{Why: "no internet address"}
	}
	return Check(resolved.Addr())
}

// Client returns an HTTP client that connects through the guard. It asks no
// proxy, for a proxy would connect in its place, and follows no redirects: the
// answer that holds one is returned.
func (g *Guard) Client(timeout time.Duration) *http.Client {
	return &http.Client{
		Timeout: timeout,
		Transport: &http.Transport{
			DialContext:            g.DialContext,
			TLSHandshakeTimeout:    10 * time.Second,
			ResponseHeaderTimeout:  timeout,
			ForceAttemptHTTP2:      true,
			MaxIdleConns:           16,
			MaxIdleConnsPerHost:    2,
			IdleConnTimeout:        30 * time.Second,
			MaxResponseHeaderBytes: 64 << 10,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// IsRefused reports whether err is a guard's refusal.
func IsRefused(err error) bool {
	_, refused := errors.AsType[*RefusedError](err)
	return refused
}
