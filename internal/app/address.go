package app

import (
	"net"
	"net/url"
	"strings"

	"github.com/recomamp/recomamp/internal/config"
)

// siteURL is the address people reach the program by when none is configured:
// localhost, unless it listens on one certain other address.
func siteURL(scheme string, listening net.Addr, asked string) string {
	host, port, err := net.SplitHostPort(listening.String())
	if err != nil {
		return scheme + "://" + listening.String()
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsLoopback() || ip.IsUnspecified() {
		return scheme + "://localhost:" + port
	}
	if name, _, err := net.SplitHostPort(asked); err == nil && name != "" {
		host = name
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}

// ownURL is the address by which the program reaches itself.
func ownURL(listening net.Addr) string {
	host, port, err := net.SplitHostPort(listening.String())
	if err != nil {
		return "http://" + listening.String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// unsafeWay says why nobody from elsewhere can sign in at the site's address;
// empty when they can, or when nobody is meant to come from elsewhere.
func unsafeWay(site string, settings config.Site) string {
	parsed, err := url.Parse(site)
	switch {
	case err != nil || settings.TLS() || len(settings.TrustedProxies) > 0:
		return ""
	case strings.EqualFold(parsed.Scheme, "https"):
		return "the public URL is https, and neither a certificate nor a trusted proxy is set"
	case parsed.Hostname() == "localhost":
		return ""
	default:
		return "the address is plain http"
	}
}
