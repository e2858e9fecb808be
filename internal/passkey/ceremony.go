package passkey

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/recomamp/recomamp/internal/fault"
)

var (
	// ErrRefused answers whatever is wrong with an answer, and an unknown key.
	ErrRefused = fault.New(fault.Unauthorized, "passkey.refused", "This passkey was not accepted.").
			WithNext("Try again, or sign in another way. A passkey counts at the address that it was made at, once its device has verified you.")
	// ErrCopied says that the counter of a key did not run on.
	ErrCopied = fault.New(fault.Unauthorized, "passkey.copied", "This passkey was not accepted: its device counts fewer uses than it had, so it may have been copied.").
			WithNext("Sign in another way, remove this passkey on the page “Your account”, and add a new one.")
)

// Asked is what a browser is asked, and what is kept until it has answered.
type Asked struct {
	Options json.RawMessage // for the browser: the form of PublicKeyCredential.parse…OptionsFromJSON
	Kept    []byte
}

// Register asks a browser to make a key for a holder, on a device that has none of
// theirs. Errors: ErrNoSite.
func (s *Site) Register(holder Holder) (Asked, error) {
	if s.party == nil {
		return Asked{}, ErrNoSite
	}
	h := holder.prepared()
	options, kept, err := s.party.BeginRegistration(h, webauthn.WithExclusions(webauthn.Credentials(h.credentials).CredentialDescriptors()))
	if err != nil {
		return Asked{}, fmt.Errorf("ask for a passkey: %w", err)
	}
	return asked(options.Response, kept)
}

// Registered takes a browser's answer to Register. Errors: ErrNoSite, ErrRefused.
func (s *Site) Registered(holder Holder, kept, answer []byte) (Key, error) {
	was, err := s.opened(kept)
	if err != nil {
		return Key{}, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return Key{}, refused(err)
	}
	made, err := s.party.CreateCredential(holder.prepared(), was, parsed)
	if err != nil {
		return Key{}, refused(err)
	}
	return keyOf(made), nil
}

// SignIn asks a browser to prove that it holds a key of a holder's, of anybody's
// when it is nil. Errors: ErrNoSite, ErrRefused for who has no key.
func (s *Site) SignIn(holder *Holder) (Asked, error) {
	if s.party == nil {
		return Asked{}, ErrNoSite
	}
	var options *protocol.CredentialAssertion
	var kept *webauthn.SessionData
	var err error
	switch {
	case holder == nil:
		options, kept, err = s.party.BeginDiscoverableLogin()
	case len(holder.Keys) == 0:
		return Asked{}, ErrRefused
	default:
		options, kept, err = s.party.BeginLogin(holder.prepared())
	}
	if err != nil {
		return Asked{}, fmt.Errorf("ask for a proof by passkey: %w", err)
	}
	return asked(options.Response, kept)
}

// Answer is what a browser answered to SignIn. Nothing of it is proven yet.
type Answer struct {
	CredentialID string // names the key that it says it used
	parsed       *protocol.ParsedCredentialAssertionData
}

// ReadAnswer reads a browser's answer to SignIn. Errors: ErrRefused.
func ReadAnswer(answer []byte) (Answer, error) {
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return Answer{}, refused(err)
	}
	return Answer{CredentialID: idOf(parsed.RawID), parsed: parsed}, nil
}

// Proven checks an answer against the holder of the key that it names, and gives
// the key with its new counter. Errors: ErrNoSite, ErrRefused, ErrCopied.
func (s *Site) Proven(holder Holder, kept []byte, answer Answer) (Key, error) {
	was, err := s.opened(kept)
	if err != nil {
		return Key{}, err
	}
	var used *webauthn.Credential
	if h := holder.prepared(); len(was.UserID) > 0 {
		used, err = s.party.ValidateLogin(h, was, answer.parsed)
	} else {
		_, used, err = s.party.ValidatePasskeyLogin(func([]byte, []byte) (webauthn.User, error) { return h, nil }, was, answer.parsed)
	}
	if err != nil {
		return Key{}, refused(err)
	}
	if used.Authenticator.CloneWarning {
		return Key{}, ErrCopied
	}
	return keyOf(used), nil
}

func asked(options any, session *webauthn.SessionData) (Asked, error) {
	shown, err := json.Marshal(options)
	if err != nil {
		return Asked{}, fmt.Errorf("write what a browser is asked: %w", err)
	}
	kept, err := json.Marshal(session)
	if err != nil {
		return Asked{}, fmt.Errorf("write what is kept of a passkey: %w", err)
	}
	return Asked{Options: shown, Kept: kept}, nil
}

// opened reads what was kept. Errors: ErrNoSite.
func (s *Site) opened(kept []byte) (was webauthn.SessionData, err error) {
	if s.party == nil {
		return was, ErrNoSite
	}
	if err := json.Unmarshal(kept, &was); err != nil {
		return was, fmt.Errorf("read what was kept of a passkey: %w", err)
	}
	return was, nil
}

// refused is ErrRefused with the library's reason, for the log.
func refused(err error) error {
	if known, ok := errors.AsType[*protocol.Error](err); ok {
		return ErrRefused.WithCause(fmt.Errorf("%s: %s", known.Details, known.DevInfo))
	}
	return ErrRefused.WithCause(err)
}
