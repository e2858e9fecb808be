package amc

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
)

// maxRedirects bounds how often a download is led on: S3 sends a reader of a
// young bucket to its region.
const maxRedirects = 5

// DefaultLinkHosts are the hosts where Amazon keeps files.
func DefaultLinkHosts() []string { return []string{"*.amazonaws.com"} }

// LinkRefusedError says that a link leads where no result is fetched from. It
// holds the host and nothing else of the link.
type LinkRefusedError struct {
	Host string // with its port, if the link names one
	Why  string // "no host of results", "not over https"
}

// Error implements error.
func (e *LinkRefusedError) Error() string {
	return fmt.Sprintf("link to %q is refused: %s", e.Host, e.Why)
}

// linkPolicy says where links may lead.
type linkPolicy struct {
	own   *url.URL // the API's own address
	hosts []string // patterns, in small letters
}

// newLinkPolicy reads patterns; see Config.LinkHosts.
func newLinkPolicy(own *url.URL, hosts []string) (linkPolicy, error) {
	made := linkPolicy{own: own}
	for _, host := range hosts {
		if err := CheckLinkHost(host); err != nil {
			return linkPolicy{}, err
		}
		made.hosts = append(made.hosts, strings.ToLower(strings.TrimSpace(host)))
	}
	return made, nil
}

// CheckLinkHost tells what is wrong with a pattern of Config.LinkHosts.
func CheckLinkHost(pattern string) error {
	bare := strings.TrimSpace(pattern)
	if _, err := path.Match(bare, "x"); err != nil || bare == "" || strings.ContainsAny(bare, "/@?# ") {
		return fmt.Errorf("amc: %q is no host of links, such as files.example.com or *.example.com", pattern)
	}
	return nil
}

// check returns a *LinkRefusedError for an address that is not to be followed.
func (p linkPolicy) check(link *url.URL) error {
	refused := func(why string) error { return &LinkRefusedError{Host: link.Host, Why: why} }
	switch {
	case link.User != nil:
		return refused("it names a user")
	case link.Scheme == p.own.Scheme && strings.EqualFold(authority(link), authority(p.own)):
		return nil
	case link.Scheme != "https":
		return refused("not over https")
	case !IsLinkHost(p.hosts, link.Host):
		return refused("no host of results")
	}
	return nil
}

// follow is check for redirects.
func (p linkPolicy) follow(next *http.Request, before []*http.Request) error {
	if len(before) >= maxRedirects {
		return errors.New("too many redirects")
	}
	return p.check(next.URL)
}

// IsLinkHost reports whether a host is one of the patterns, which are those of
// Config.LinkHosts. Without a port in a pattern only https's own counts.
func IsLinkHost(patterns []string, host string) bool {
	bare := strings.ToLower(strings.TrimSuffix(host, ":443"))
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		found, err := path.Match(pattern, bare)
		return err == nil && found
	})
}

// authority is the host of an address with its port.
func authority(address *url.URL) string {
	return address.Hostname() + ":" + cmp.Or(address.Port(), map[string]string{"https": "443", "http": "80"}[address.Scheme])
}
