package sso

import (
	"slices"
	"time"
)

// Identity is somebody as their provider knows them. Issuer and Subject
// together name them for good; the rest may change.
type Identity struct {
	Issuer  string
	Subject string
	Name    string // empty when the provider does not say
	Mail    string // empty when the provider does not say
	// Verified is whether the provider says that the address is theirs: nil when
	// it says nothing of it.
	Verified *bool
	// Methods are how the provider knows them, as in RFC 8176 (amr); often empty.
	Methods []string
	// AskedAt is when the provider last asked them who they are, to the second; zero when it does not say.
	AskedAt time.Time
}

// strong are the methods of RFC 8176 that mean a second factor, or one that
// holds both, such as a security key opened by a PIN.
var strong = []string{"mfa", "otp", "hwk", "swk", "sc", "pop"}

// TwoFactors reports whether the provider says that it asked for more than a password.
func (i Identity) TwoFactors() bool {
	return slices.ContainsFunc(i.Methods, func(method string) bool { return slices.Contains(strong, method) })
}

// Secrets bind one attempt to sign in to the browser that begins it.
type Secrets struct {
	State, Nonce, Verifier string
}
