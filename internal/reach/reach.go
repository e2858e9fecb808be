// Package reach tells how a request came to the program: from which network
// address, and whether somebody on the way could have read it.
//
// Both are facts of the connection, unless it comes from a proxy that the
// operator trusts by its address; then the proxy's headers X-Forwarded-For,
// X-Forwarded-Proto and Forwarded (RFC 7239) are believed. From anybody else
// these headers mean nothing: everyone can send them.
package reach

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// Safety says who could have read a request on its way.
type Safety int

const (
	// Exposed requests came in plain text over a network.
	Exposed Safety = iota
	// Local requests never left the machine.
	Local
	// Secure requests came by TLS, to the program or to a trusted proxy.
	Secure
)

// Way is how a request came.
type Way struct {
	// Address is that of whoever asks, behind all trusted proxies; the zero
	// address when it cannot be known.
	Address netip.Addr
	Safety  Safety
	// Trusted says that the request came from a trusted proxy.
	Trusted bool
}

// Key names the address for counting. IPv6 addresses count by their network of
// 64 bits, of which one customer has at least one.
func (w Way) Key() string {
	if w.Address.Is6() {
		if network, err := w.Address.Prefix(64); err == nil {
			return network.String()
		}
	}
	return w.Address.String()
}

// Proxies are the addresses of trusted proxies.
type Proxies []netip.Prefix

// ParseProxies reads networks (10.0.0.0/8) and single addresses.
func ParseProxies(list []string) (Proxies, error) {
	proxies := make(Proxies, 0, len(list))
	for _, text := range list {
		text = strings.TrimSpace(text)
		if text == "" {
			continue
		}
		if address, err := netip.ParseAddr(text); err == nil {
			address = address.Unmap().WithZone("")
			proxies = append(proxies, netip.PrefixFrom(address, address.BitLen()))
			continue
		}
		network, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("%q is neither a network such as 10.0.0.0/8 nor an address", text)
		}
		proxies = append(proxies, network.Masked())
	}
	return proxies, nil
}

func (p Proxies) contain(address netip.Addr) bool {
	for _, network := range p {
		if network.Contains(address) {
			return true
		}
	}
	return false
}

// Way tells how r came.
func (p Proxies) Way(r *http.Request) Way {
	peer := parseAddress(r.RemoteAddr)
	way := Way{Address: peer, Trusted: p.contain(peer)}
	told := forwarding(r.Header)
	if way.Trusted && told {
		way.Address = p.origin(peer, r.Header)
		if scheme(r.Header) == "https" {
			way.Safety = Secure
		}
		return way
	}
	switch {
	case r.TLS != nil:
		way.Safety = Secure
	// A trusted address that tells of nobody else is the near end of a tunnel,
	// such as the bridge of a container.
	case (peer.IsLoopback() || way.Trusted) && !told && isLoopback(r.Host) && fromLoopback(r.Header.Get("Origin")):
		way.Safety = Local
	}
	return way
}

// isLoopback reports whether host, with or without a port, is a name of the
// machine for itself.
func isLoopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback()
}

// fromLoopback reports whether a page of that origin came from the machine
// itself. A proxy nobody has told of may rewrite Host, but not Origin.
func fromLoopback(origin string) bool {
	if origin == "" {
		return true
	}
	parsed, err := url.Parse(origin)
	return err == nil && isLoopback(parsed.Host)
}

// parseAddress reads an address with or without a port; the zero address when
// it is none.
func parseAddress(text string) netip.Addr {
	text = strings.TrimSpace(text)
	if withPort, err := netip.ParseAddrPort(text); err == nil {
		return withPort.Addr().Unmap().WithZone("")
	}
	address, err := netip.ParseAddr(strings.Trim(text, "[]"))
	if err != nil {
		return netip.Addr{}
	}
	return address.Unmap().WithZone("")
}
