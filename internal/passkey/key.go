package passkey

import (
	"encoding/base64"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// Key is the public half of a passkey, as it is stored.
type Key struct {
	CredentialID string // base64url, without padding
	PublicKey    []byte // COSE
	// Counter counts the uses, where the device counts them; 0 for most that are synced.
	Counter    uint32
	Transports string // with a space between
	// Synced: it may be on several devices of the person, by their account with the maker.
	Synced bool
}

// Holder is a person with their keys.
type Holder struct {
	Handle      string // names the person for good, and tells nothing of them
	Mail, Name  string // shown by the browser
	Keys        []Key
	credentials []webauthn.Credential
}

func (h *Holder) prepared() *Holder {
	h.credentials = make([]webauthn.Credential, len(h.Keys))
	for i, key := range h.Keys {
		h.credentials[i] = key.credential()
	}
	return h
}

// WebAuthnID implements webauthn.User.
func (h *Holder) WebAuthnID() []byte { return []byte(h.Handle) }

// WebAuthnName implements webauthn.User.
func (h *Holder) WebAuthnName() string { return h.Mail }

// WebAuthnDisplayName implements webauthn.User.
func (h *Holder) WebAuthnDisplayName() string { return h.Name }

// WebAuthnCredentials implements webauthn.User.
func (h *Holder) WebAuthnCredentials() []webauthn.Credential { return h.credentials }

var _ webauthn.User = (*Holder)(nil)

func idOf(credential []byte) string { return base64.RawURLEncoding.EncodeToString(credential) }

func keyOf(c *webauthn.Credential) Key {
	transports := make([]string, len(c.Transport))
	for i, transport := range c.Transport {
		transports[i] = string(transport)
	}
	return Key{
		CredentialID: idOf(c.ID), PublicKey: c.PublicKey, Counter: c.Authenticator.SignCount,
		Transports: strings.Join(transports, " "), Synced: c.Flags.BackupEligible,
	}
}

func (k Key) credential() webauthn.Credential {
	id, _ := base64.RawURLEncoding.DecodeString(k.CredentialID) // was made by idOf
	c := webauthn.Credential{
		ID: id, PublicKey: k.PublicKey,
		Flags:         webauthn.CredentialFlags{UserVerified: true, BackupEligible: k.Synced},
		Authenticator: webauthn.Authenticator{SignCount: k.Counter},
	}
	for _, transport := range strings.Fields(k.Transports) {
		c.Transport = append(c.Transport, protocol.AuthenticatorTransport(transport))
	}
	return c
}
