package reach

import (
	"net/http"
	"net/netip"
	"strings"
)

// Headers that proxies tell of a request by.
var headers = []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port", "X-Real-Ip"}

// mostHops bounds how far back a chain of proxies is followed.
const mostHops = 32

// Forget removes what proxies tell from the headers of a request that did not
// come from a trusted one, so that nothing behind believes it.
func Forget(h http.Header) {
	for _, name := range headers {
		h.Del(name)
	}
}

func forwarding(h http.Header) bool {
	for _, name := range headers {
		if len(h.Values(name)) > 0 {
			return true
		}
	}
	return false
}

// origin is the last address that no trusted proxy has, going back from peer.
// A proxy knows one of the two headers and hands the other on as it came: when
// they tell different things, neither is believed.
func (p Proxies) origin(peer netip.Addr, h http.Header) netip.Addr {
	var classic, standard []netip.Addr
	for _, hop := range elements(h.Values("X-Forwarded-For")) {
		classic = append(classic, parseAddress(hop))
	}
	for _, element := range elements(h.Values("Forwarded")) {
		standard = append(standard, parseAddress(parameter(element, "for")))
	}
	switch {
	case len(classic) == 0:
		return p.walk(peer, standard)
	case len(standard) == 0:
		return p.walk(peer, classic)
	}
	if found := p.walk(peer, classic); found == p.walk(peer, standard) {
		return found
	}
	return peer
}

// walk goes back over hops, of which the last is the nearest, for as long as
// they are trusted. A hop that is hidden or is no address ends it.
func (p Proxies) walk(peer netip.Addr, hops []netip.Addr) netip.Addr {
	found := peer
	for i := len(hops) - 1; i >= 0 && i >= len(hops)-mostHops; i-- {
		if !hops[i].IsValid() {
			return found
		}
		found = hops[i]
		if !p.contain(found) {
			return found
		}
	}
	return found
}

// scheme is what the nearest proxy was asked by; empty when the two headers
// differ, or neither says.
func scheme(h http.Header) string {
	var classic, standard string
	if told := elements(h.Values("X-Forwarded-Proto")); len(told) > 0 {
		classic = strings.ToLower(told[len(told)-1])
	}
	if told := elements(h.Values("Forwarded")); len(told) > 0 {
		standard = strings.ToLower(parameter(told[len(told)-1], "proto"))
	}
	if classic != "" && standard != "" && classic != standard {
		return ""
	}
	return classic + strings.TrimPrefix(standard, classic)
}

// elements are the parts of a list header that may be repeated.
func elements(values []string) []string {
	var all []string
	for _, value := range values {
		for _, element := range splitQuoted(value, ',') {
			all = append(all, strings.TrimSpace(element))
		}
	}
	return all
}

// parameter is the value of name in one element of Forwarded, without quotes.
func parameter(element, name string) string {
	for _, pair := range splitQuoted(element, ';') {
		key, value, found := strings.Cut(pair, "=")
		if found && strings.EqualFold(strings.TrimSpace(key), name) {
			return strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return ""
}

// splitQuoted splits at separators that do not stand in quotes.
func splitQuoted(text string, separator byte) []string {
	var parts []string
	begin, quoted := 0, false
	for i := range len(text) {
		switch {
		case text[i] == '"':
			quoted = !quoted
		case text[i] == separator && !quoted:
			parts = append(parts, text[begin:i])
			begin = i + 1
		}
	}
	return append(parts, text[begin:])
}
