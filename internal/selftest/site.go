package selftest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net/url"
	"time"

	"github.com/recomamp/recomamp/internal/config"
)

// certificateSoon is how long before its end a certificate should be renewed.
const certificateSoon = 14 * 24 * time.Hour

func checkSite(site config.Site, address string, now func() time.Time) Check {
	return Check{Name: "address", Title: "Address, https and proxies", Run: func(context.Context) Finding {
		parsed, err := url.Parse(address)
		if err != nil {
			return failed("Set RECOMAMP_PUBLIC_URL to the address people use.", "The program's address cannot be read.")
		}
		if found, bad := judgeProxies(site); bad {
			return found
		}
		switch {
		case site.TLS():
			return checkCertificate(site, parsed.Hostname(), now())
		case parsed.Scheme == "https" && len(site.TrustedProxies) > 0:
			return good("People come by %s; a trusted proxy does https.", address)
		case parsed.Scheme == "https":
			return failed("Set RECOMAMP_TRUSTED_PROXIES to the proxy's address, or give the program a certificate.",
				"The public address is %s, and neither a certificate nor a trusted proxy is set: nobody can sign in from elsewhere.", address)
		case parsed.Hostname() == "localhost":
			return good("The program is for this machine alone, at %s. For people on other machines it takes https: see docs/operations.md, HTTPS and proxies.", address)
		default:
			return failed("Set RECOMAMP_PUBLIC_URL to the https address of the proxy.", "The public address %s is plain http: nobody can sign in from elsewhere.", address)
		}
	}}
}

// judgeProxies finds proxies that are everybody.
func judgeProxies(site config.Site) (Finding, bool) {
	proxies, err := site.Proxies()
	if err != nil {
		return failed("Correct RECOMAMP_TRUSTED_PROXIES.", "The trusted proxies cannot be read."), true
	}
	for _, network := range proxies {
		if network.Bits() < 7 {
			return failed("List only the proxy's own address in RECOMAMP_TRUSTED_PROXIES.",
				"The trusted network %s is so wide that strangers are believed where they say they come from: limits of sign-in attempts and the audit log go by that.", network), true
		}
	}
	return Finding{}, false
}

func checkCertificate(site config.Site, host string, now time.Time) Finding {
	const renew = "Renew the certificate; its files are read again by themselves."
	pair, err := tls.LoadX509KeyPair(site.TLSCert, site.TLSKey)
	if err != nil {
		return failed("Check RECOMAMP_TLS_CERT and RECOMAMP_TLS_KEY, and that the program may read the files.",
			"The certificate or its key cannot be read; the one before stays in use until the program ends.")
	}
	leaf, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		return failed(renew, "The certificate cannot be read.")
	}
	until := leaf.NotAfter.UTC().Format("2 Jan 2006, 15:04 UTC")
	switch {
	case now.After(leaf.NotAfter):
		return failed(renew, "The certificate has ended on %s: browsers refuse the program.", until)
	case now.Before(leaf.NotBefore):
		return failed("Check the clock of this machine, or wait.", "The certificate is not good before %s.", leaf.NotBefore.UTC().Format("2 Jan 2006, 15:04 UTC"))
	case leaf.VerifyHostname(host) != nil:
		return failed("Get a certificate for that name, or set RECOMAMP_PUBLIC_URL to one that it is for.", "The certificate is not for %s, the name people use.", host)
	case leaf.NotAfter.Sub(now) < certificateSoon:
		return warning(renew, "The certificate ends on %s.", until)
	default:
		return good("The certificate is for %s and good until %s.", host, until)
	}
}
