package lwa

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/recomamp/recomamp/amcsandbox/internal/store"
)

// Scopes an application may ask for, and what each means to a person.
const (
	ScopeCampaigns = "advertising::campaign_management"
	ScopeAudiences = "advertising::audiences"
	ScopeLegacy    = "cpc_advertising:campaign_management"
	ScopeTest      = "advertising::test:create_account"
	ScopeProfile   = "profile"
)

var meanings = map[string]string{
	ScopeCampaigns: "See and run everything in your AMC instances: queries, schedules, results and audiences",
	ScopeAudiences: "Upload your own data and make audiences from it",
	ScopeLegacy:    "See and run everything in your AMC instances, under the name used before 2020",
	ScopeTest:      "Make advertising test accounts",
	ScopeProfile:   "See your name, your email address and the id of your account",
}

// App is the registered application.
type App struct {
	Name         string
	ClientID     string
	ClientSecret string
	// RedirectURLs are the allowed return addresses. One that points to the
	// machine itself (localhost, 127.0.0.1, ::1) without a port allows any port.
	RedirectURLs []string
}

func (a App) allows(redirectURI string) bool {
	if slices.Contains(a.RedirectURLs, redirectURI) {
		return true
	}
	asked, err := url.Parse(redirectURI)
	if err != nil || asked.Scheme != "http" || asked.User != nil || asked.Fragment != "" || !loopback(asked.Hostname()) {
		return false
	}
	port := asked.Port()
	asked.Host = strings.TrimSuffix(asked.Host, ":"+port)
	return port != "" && slices.Contains(a.RedirectURLs, asked.String())
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Config is what a Server works with.
type Config struct {
	Store *store.Store
	Now   func() time.Time
	App   App
	// AccessTokenLifetime and CodeLifetime decide when those expire.
	AccessTokenLifetime time.Duration
	CodeLifetime        time.Duration
	// RotateRefreshTokens makes every refresh give a new refresh token; the
	// old one works once more.
	RotateRefreshTokens bool
}

// Server answers the consent page, the token endpoint and who somebody is.
type Server struct{ Config }

// New returns a Server.
func New(config Config) *Server { return &Server{Config: config} }

// ErrUnauthenticated says that a bearer token is missing, unknown, expired,
// revoked or of another client.
var ErrUnauthenticated = errors.New("not authenticated")

// Authenticate finds the consent behind an Authorization header, of the client
// that is named besides, or returns ErrUnauthenticated.
func (s *Server) Authenticate(tx *store.Tx, authorization, clientID string) (store.Consent, error) {
	consent, err := s.consentOf(tx, authorization)
	if err == nil && consent.ClientID != clientID {
		return store.Consent{}, ErrUnauthenticated
	}
	return consent, err
}

// consentOf finds the consent behind an Authorization header, or returns
// ErrUnauthenticated.
func (s *Server) consentOf(tx *store.Tx, authorization string) (store.Consent, error) {
	scheme, token, _ := strings.Cut(authorization, " ")
	if !strings.EqualFold(scheme, "bearer") || token == "" {
		return store.Consent{}, ErrUnauthenticated
	}
	found, err := tx.Token(strings.TrimSpace(token))
	switch {
	case errors.Is(err, store.ErrNotFound):
		return store.Consent{}, ErrUnauthenticated
	case err != nil:
		return store.Consent{}, err
	case found.Kind != store.AccessToken || !s.Now().Before(found.ExpiresAt):
		return store.Consent{}, ErrUnauthenticated
	}
	consent, err := tx.Consent(found.ConsentID)
	if err != nil {
		return store.Consent{}, err
	}
	if !consent.RevokedAt.IsZero() {
		return store.Consent{}, ErrUnauthenticated
	}
	return consent, nil
}

// Connect consents as a person would and returns the refresh token.
func (s *Server) Connect(ctx context.Context, scopes ...string) (string, error) {
	if len(scopes) == 0 {
		scopes = []string{ScopeCampaigns}
	}
	var refresh string
	err := s.Store.Write(ctx, func(tx *store.Tx) error {
		id, err := tx.AddConsent(store.Consent{ClientID: s.App.ClientID, Scope: strings.Join(scopes, " "), GrantedAt: s.Now()})
		if err != nil {
			return err
		}
		refresh, err = s.addRefreshToken(tx, id)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("connect: %w", err)
	}
	return refresh, nil
}

func (s *Server) addRefreshToken(tx *store.Tx, consentID int64) (string, error) {
	text := "Atzr|" + secret(264)
	return text, tx.AddToken(text, store.Token{Kind: store.RefreshToken, ConsentID: consentID, UsesLeft: -1}, s.Now())
}

func (s *Server) addAccessToken(tx *store.Tx, consentID int64) (string, error) {
	text := "Atza|" + secret(276)
	return text, tx.AddToken(text, store.Token{
		Kind: store.AccessToken, ConsentID: consentID, ExpiresAt: s.Now().Add(s.AccessTokenLifetime), UsesLeft: -1,
	}, s.Now())
}

// secret is text of that many random bytes.
func secret(bytes int) string {
	raw := make([]byte, bytes)
	_, _ = rand.Read(raw) // never fails
	return base64.RawURLEncoding.EncodeToString(raw)
}

// Routes adds the consent page, the token endpoint and the profile to mux.
func (s *Server) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /ap/oa", s.showConsent)
	mux.HandleFunc("POST /ap/oa", s.decideConsent)
	mux.HandleFunc("POST /auth/o2/token", s.serveToken)
	mux.HandleFunc("GET /user/profile", s.serveProfile)
}
