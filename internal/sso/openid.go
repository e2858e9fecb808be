package sso

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// OpenIDSettings name an OpenID provider and how we are known there.
type OpenIDSettings struct {
	Issuer       string
	ClientID     string
	ClientSecret string // empty for a public client
	Scopes       []string
	MailClaim    string // which claim is the address; "email" when empty
	RedirectURL  string // where the provider sends browsers back to
}

// keepFor is how long what a provider publishes about itself is believed.
const keepFor = 15 * time.Minute

// OpenID asks OpenID providers. It is safe for concurrent use.
type OpenID struct {
	http *http.Client
	now  func() time.Time

	mu    sync.Mutex
	known map[string]published
}

type published struct {
	provider *oidc.Provider
	at       time.Time
}

// NewOpenID returns an OpenID that calls providers by a client, whose
// transport decides what may be reached.
func NewOpenID(client *http.Client, now func() time.Time) *OpenID {
	return &OpenID{http: careful(client), now: now, known: map[string]published{}}
}

// find reads what a provider publishes about itself.
func (o *OpenID) find(ctx context.Context, issuer string, anew bool) (*oidc.Provider, error) {
	o.mu.Lock()
	found, ok := o.known[issuer]
	o.mu.Unlock()
	if ok && !anew && o.now().Sub(found.at) < keepFor {
		return found.provider, nil
	}
	provider, err := oidc.NewProvider(oidc.ClientContext(ctx, o.http), issuer)
	if err != nil {
		return nil, discoveryProblem(err)
	}
	if wrong := o.check(provider); wrong != nil {
		return nil, ErrIssuer.WithCause(wrong)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.known) >= 16 { // settings were tried out; the organisation has one
		clear(o.known)
	}
	o.known[issuer] = published{provider, o.now()}
	return provider, nil
}

// discoveryProblem is problem for a discovery: an answer that is none is the
// fault of the issuer that was typed.
func discoveryProblem(err error) error {
	var network *url.Error
	if errors.As(err, &network) || errors.Is(err, context.DeadlineExceeded) {
		return problem(err)
	}
	if strings.HasPrefix(err.Error(), "5") { // the status it answered with
		return ErrAway.WithCause(errors.New("discovery answered " + short(err.Error())))
	}
	return ErrIssuer.WithCause(errors.New("discovery: " + short(err.Error())))
}

// check refuses a provider whose endpoints a secret should not be sent to.
func (o *OpenID) check(provider *oidc.Provider) error {
	endpoint := provider.Endpoint()
	for name, address := range map[string]string{"authorization": endpoint.AuthURL, "token": endpoint.TokenURL} {
		parsed, err := url.Parse(address)
		if err != nil || parsed.Host == "" || parsed.Scheme != "https" && !loopback(parsed) {
			return fmt.Errorf("its %s endpoint is no https address", name)
		}
	}
	return nil
}

// loopback reports whether an address stays on the machine, where there is
// nobody on the way.
func loopback(address *url.URL) bool {
	return address.Scheme == "http" && slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, address.Hostname())
}

// CheckIssuer says what is wrong with an issuer as it was typed; empty when nothing is.
func CheckIssuer(issuer string) string {
	parsed, err := url.Parse(issuer)
	switch {
	case err != nil || parsed.Host == "" || parsed.User != nil || parsed.RawQuery != "" || parsed.Fragment != "":
		return "must be an address such as https://login.example.com, without a query"
	case parsed.Scheme != "https" && !loopback(parsed):
		return "must begin with https://"
	default:
		return ""
	}
}

func (s OpenIDSettings) app(provider *oidc.Provider) *oauth2.Config {
	scopes := []string{oidc.ScopeOpenID}
	for _, scope := range s.Scopes {
		if scope != oidc.ScopeOpenID {
			scopes = append(scopes, scope)
		}
	}
	return &oauth2.Config{
		ClientID: s.ClientID, ClientSecret: s.ClientSecret, Endpoint: provider.Endpoint(), RedirectURL: s.RedirectURL, Scopes: scopes,
	}
}

// longestSession is for how long a session of the provider's is enough to sign in.
// Asking for it at all has the provider say since when it has it.
const longestSession = 30 * 24 * time.Hour

// Begin returns the address at the provider to send the browser to. Anew has it ask
// for the person, whatever session it still has of them. Errors: ErrAway,
// ErrUnreachable, ErrIssuer.
func (o *OpenID) Begin(ctx context.Context, s OpenIDSettings, secrets Secrets, anew bool) (string, error) {
	provider, err := o.find(ctx, s.Issuer, false)
	if err != nil {
		return "", err
	}
	options := []oauth2.AuthCodeOption{oidc.Nonce(secrets.Nonce), oauth2.S256ChallengeOption(secrets.Verifier)}
	if anew {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	} else {
		options = append(options, oauth2.SetAuthURLParam("max_age", strconv.Itoa(int(longestSession/time.Second))))
	}
	return s.app(provider).AuthCodeURL(secrets.State, options...), nil
}

// Complete takes the query with which the provider sent the browser back, and
// returns who it is. State has been checked by then. Errors: ErrDenied, ErrAnswer,
// ErrClient, ErrAway, ErrUnreachable, ErrIssuer.
func (o *OpenID) Complete(ctx context.Context, s OpenIDSettings, query url.Values, secrets Secrets) (Identity, error) {
	provider, err := o.find(ctx, s.Issuer, false)
	if err != nil {
		return Identity{}, err
	}
	if err := checkSender(provider, s.Issuer, query); err != nil {
		return Identity{}, ErrAnswer.WithCause(err)
	}
	code, err := codeOf(query)
	if err != nil {
		return Identity{}, err
	}
	ctx = oidc.ClientContext(ctx, o.http)
	token, err := s.app(provider).Exchange(ctx, code, oauth2.VerifierOption(secrets.Verifier))
	if err != nil {
		return Identity{}, problem(err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return Identity{}, ErrAnswer.WithCause(errors.New("the answer holds no ID token"))
	}
	verified, err := provider.VerifierContext(ctx, &oidc.Config{ClientID: s.ClientID, Now: o.now}).Verify(ctx, raw)
	if err != nil {
		return Identity{}, tokenProblem(err)
	}
	var read claims
	if err := verified.Claims(&read); err != nil {
		return Identity{}, ErrAnswer.WithCause(errors.New("the claims of the ID token cannot be read"))
	}
	if err := checkToken(verified, read, s.ClientID, secrets.Nonce, o.now()); err != nil {
		return Identity{}, ErrAnswer.WithCause(err)
	}
	who := read.identity(s)
	if read.AskedAt > 0 {
		who.AskedAt = time.Unix(int64(read.AskedAt), 0).UTC()
	}
	if who.Mail == "" || who.Verified == nil { // many tell it only when asked
		o.complete(ctx, provider, token, s, &who)
	}
	return who, nil
}

// tokenProblem is what an ID token that was not taken comes to. The library tells
// keys that could not be read from a signature that is wrong by its words only.
func tokenProblem(err error) error {
	if strings.Contains(err.Error(), "fetching keys") {
		return ErrAway.WithCause(errors.New("the keys of the provider could not be read"))
	}
	return ErrAnswer.WithCause(fmt.Errorf("check ID token: %w", err))
}

// checkToken checks what the library leaves to us.
func checkToken(token *oidc.IDToken, read claims, clientID, nonce string, now time.Time) error {
	switch {
	case subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(nonce)) != 1:
		return errors.New("the ID token is of another attempt")
	case token.Subject == "" || len(token.Subject) > 255:
		return errors.New("the ID token names nobody")
	case len(token.Audience) > 1 && read.Party != clientID, read.Party != "" && read.Party != clientID:
		return errors.New("the ID token was made for another application")
	case token.IssuedAt.After(now.Add(5 * time.Minute)):
		return errors.New("the ID token is from the future")
	default:
		return nil
	}
}

// checkSender holds an answer to the provider that was asked (RFC 9207).
func checkSender(provider *oidc.Provider, issuer string, query url.Values) error {
	var told struct {
		Names bool `json:"authorization_response_iss_parameter_supported"`
	}
	if err := provider.Claims(&told); err != nil {
		return errors.New("what the provider publishes cannot be read")
	}
	if sender := query.Get("iss"); sender != issuer && (sender != "" || told.Names) {
		return errors.New("the answer is of another provider")
	}
	return nil
}

// codeOf reads the code of an answer. Errors: ErrDenied, ErrAway, ErrAnswer.
func codeOf(query url.Values) (string, error) {
	if refusal := query.Get("error"); refusal != "" {
		cause := errors.New("the provider answered " + short(refusal))
		if refusal == "server_error" || refusal == "temporarily_unavailable" {
			return "", ErrAway.WithCause(cause)
		}
		return "", ErrDenied.WithCause(cause)
	}
	code := query.Get("code")
	if code == "" {
		return "", ErrAnswer.WithCause(errors.New("the answer holds no code"))
	}
	return code, nil
}

// complete adds to an identity what the provider tells only when it is asked.
// What it does not tell is missing: that is decided on later.
func (o *OpenID) complete(ctx context.Context, provider *oidc.Provider, token *oauth2.Token, s OpenIDSettings, who *Identity) {
	if provider.UserInfoEndpoint() == "" {
		return
	}
	info, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil || info.Subject != who.Subject {
		return
	}
	var read claims
	if info.Claims(&read) != nil {
		return
	}
	more := read.identity(s)
	if who.Mail == "" || who.Mail == more.Mail {
		who.Mail, who.Verified = more.Mail, more.Verified
	}
	if who.Name == "" {
		who.Name = more.Name
	}
}

// claims are what a token, or an answer about a person, says.
type claims struct {
	Party    string   `json:"azp"`
	Methods  []string `json:"amr"`
	Issuer   string   `json:"iss"`
	Subject  string   `json:"sub"`
	Name     string   `json:"name"`
	Verified *truth   `json:"email_verified"`
	AskedAt  float64  `json:"auth_time"`

	all map[string]json.RawMessage
}

// UnmarshalJSON implements json.Unmarshaler. A claim of another type than ours
// counts as missing: providers differ.
func (c *claims) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &c.all); err != nil {
		return err
	}
	for name, into := range map[string]any{
		"azp": &c.Party, "amr": &c.Methods, "iss": &c.Issuer, "sub": &c.Subject, "name": &c.Name, "email_verified": &c.Verified, "auth_time": &c.AskedAt,
	} {
		if raw, told := c.all[name]; told {
			_ = json.Unmarshal(raw, into)
		}
	}
	return nil
}

func (c *claims) identity(s OpenIDSettings) Identity {
	name := s.MailClaim
	if name == "" {
		name = "email"
	}
	who := Identity{Issuer: s.Issuer, Subject: c.Subject, Name: strings.TrimSpace(c.Name), Methods: c.Methods}
	_ = json.Unmarshal(c.all[name], &who.Mail) // another type than a text is no address
	who.Mail = strings.TrimSpace(who.Mail)
	if c.Verified != nil {
		verified := bool(*c.Verified) && name == "email"
		if verified || !bool(*c.Verified) {
			who.Verified = &verified
		}
	}
	return who
}

// truth is a JSON boolean, which some providers write as a text.
type truth bool

// UnmarshalJSON implements json.Unmarshaler.
func (t *truth) UnmarshalJSON(data []byte) error {
	*t = truth(strings.Trim(string(data), `"`) == "true")
	return nil
}
