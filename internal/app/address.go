package app

import (
	"net"
	"strings"
)

// siteURL is the address people reach the program by when none is configured:
// localhost, unless it listens on one certain other address.
func siteURL(listening net.Addr, asked string) string {
	host, port, err := net.SplitHostPort(listening.String())
	if err != nil {
		return "http://" + listening.String()
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsLoopback() || ip.IsUnspecified() {
		return "http://localhost:" + port
	}
	if name, _, err := net.SplitHostPort(asked); err == nil && name != "" {
		host = name
	}
	return "http://" + net.JoinHostPort(host, port)
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

func isHTTPS(address string) bool { return strings.HasPrefix(address, "https://") }
