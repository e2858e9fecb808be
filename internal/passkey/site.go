package passkey

import (
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/recomamp/recomamp/internal/fault"
)

// Lasts is how long a browser may take to answer.
const Lasts = 5 * time.Minute

// ErrNoSite says that browsers keep no passkeys for the address of the program.
var ErrNoSite = fault.New(fault.Conflict, "passkey.no_site", "Browsers keep no passkeys for the address of this program: it takes a host name, and https unless it is localhost.").
	WithNext("Whoever runs the program gives it a name and a certificate, and says the address in RECOMAMP_PUBLIC_URL.")

// Site is what passkeys are made for: the address that people reach the program by.
type Site struct {
	// Host is the name that passkeys are bound to; empty when the address can have none.
	Host string
	// Address is where they work, such as https://amp.agency.example.
	Address string

	party *webauthn.WebAuthn
}

// New returns the site at an address, such as https://amp.agency.example:8443.
func New(address string) (*Site, error) {
	parsed, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("read the address of the site: %w", err)
	}
	host := strings.ToLower(parsed.Hostname())
	if !mayHavePasskeys(parsed.Scheme, host) {
		return &Site{}, nil
	}
	origin := parsed.Scheme + "://" + strings.ToLower(parsed.Host)
	timeout := webauthn.TimeoutConfig{Timeout: Lasts, TimeoutUVD: Lasts} // Lasts is enforced by who keeps what was asked
	party, err := webauthn.New(&webauthn.Config{
		RPID: host, RPDisplayName: "RecomAMP", RPOrigins: []string{origin},
		AttestationPreference: protocol.PreferNoAttestation, // nothing is decided by the make of a device
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification: protocol.VerificationRequired,
		},
		Timeouts: webauthn.TimeoutsConfig{Login: timeout, Registration: timeout},
		// Password managers answer extensions that nobody has asked for.
		ExtensionsUnsolicitedOutputPolicy: protocol.UnsolicitedOutputPolicyIgnore,
	})
	if err != nil {
		return nil, fmt.Errorf("set up passkeys for %s: %w", host, err)
	}
	return &Site{Host: host, Address: origin, party: party}, nil
}

// mayHavePasskeys reports whether browsers keep passkeys for such an address.
func mayHavePasskeys(scheme, host string) bool {
	if host == "" || net.ParseIP(host) != nil {
		return false
	}
	return scheme == "https" || scheme == "http" && (host == "localhost" || strings.HasSuffix(host, ".localhost"))
}
