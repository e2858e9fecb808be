package egress

import "net/netip"

// span is a part of the address space and what it is for.
type span struct {
	prefix netip.Prefix
	why    string
}

// refused are the parts of the address space that are not the public internet,
// from IANA's registries of special-purpose addresses.
var refused = spans(map[string]string{
	"0.0.0.0/8":       "an address of this machine",
	"10.0.0.0/8":      "a private address",
	"100.64.0.0/10":   "an address inside a provider's network",
	"127.0.0.0/8":     "a loopback address",
	"169.254.0.0/16":  "a link-local address",
	"172.16.0.0/12":   "a private address",
	"192.0.0.0/24":    "a reserved address",
	"192.0.2.0/24":    "an address for documentation",
	"192.31.196.0/24": "a reserved address",
	"192.52.193.0/24": "a reserved address",
	"192.88.99.0/24":  "a reserved address",
	"192.168.0.0/16":  "a private address",
	"192.175.48.0/24": "a reserved address",
	"198.18.0.0/15":   "an address for measurements",
	"198.51.100.0/24": "an address for documentation",
	"203.0.113.0/24":  "an address for documentation",
	"224.0.0.0/4":     "a multicast address",
	"240.0.0.0/4":     "a reserved address",

	// Of IPv6 only 2000::/3 is public, and not all of it; see Check.
	"2001::/23":         "a reserved address", // Teredo, benchmarks, ORCHID
	"2001:db8::/32":     "an address for documentation",
	"2002::/16":         "an address that stands for another", // 6to4
	"2620:4f:8000::/48": "a reserved address",
	"3fff::/20":         "an address for documentation",
})

func spans(all map[string]string) []span {
	made := make([]span, 0, len(all))
	for prefix, why := range all {
		made = append(made, span{netip.MustParsePrefix(prefix), why})
	}
	return made
}

var publicIPv6 = netip.MustParsePrefix("2000::/3")

// Check returns a *RefusedError for an address that is not on the public
// internet. An IPv4 address in an IPv6 one is judged as what it is.
func Check(addr netip.Addr) error {
	bare := addr.Unmap().WithZone("")
	if !bare.IsValid() {
		return &RefusedError{Addr: addr, Why: "no internet address"}
	}
	for _, s := range refused {
		if s.prefix.Contains(bare) {
			return &RefusedError{Addr: addr, Why: s.why}
		}
	}
	if bare.Is6() && !publicIPv6.Contains(bare) {
		return &RefusedError{Addr: addr, Why: kindOfIPv6(bare)}
	}
	return nil
}

// kindOfIPv6 says what an IPv6 address outside of the public part is.
func kindOfIPv6(addr netip.Addr) string {
	switch {
	case addr.IsLoopback():
		return "a loopback address"
	case addr.IsUnspecified():
		return "an address of this machine"
	case addr.IsPrivate():
		return "a private address"
	case addr.IsLinkLocalUnicast():
		return "a link-local address"
	case addr.IsMulticast():
		return "a multicast address"
	default:
		return "a reserved address" // NAT64 among them, which stands for an IPv4 address
	}
}
