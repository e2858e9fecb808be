package lwa

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// ScopeCampaignManagement admits to AMC administration, reporting and
// rule-based audiences.
const ScopeCampaignManagement = "advertising::campaign_management"

// ScopeAudiences admits to advertiser data upload and advertiser audiences.
const ScopeAudiences = "advertising::audiences"

// Config describes an app registered with Login with Amazon. The two
// addresses, the id and the secret are required.
type Config struct {
	AuthorizeURL string // consent page, for a browser
	TokenURL     string
	ClientID     string
	ClientSecret string
	RedirectURL  string // must equal one of the app's allowed return addresses

	// Scopes default to ScopeCampaignManagement.
	Scopes []string
	// HTTPClient makes the calls; its redirect policy and timeout are not used.
	HTTPClient *http.Client
	// Timeout bounds one call. Default 30 s.
	Timeout time.Duration
	// Now is the clock. Default: the system's.
	Now func() time.Time
}

// String leaves the secret out.
func (c Config) String() string {
	return fmt.Sprintf("lwa app %s at %s", c.ClientID, c.TokenURL)
}

// GoString is String.
func (c Config) GoString() string { return c.String() }

// Client talks to Login with Amazon for one app. It is safe for concurrent use.
type Client struct {
	app     oauth2.Config
	http    *http.Client
	timeout time.Duration
	now     func() time.Time
}

// New checks config and returns a Client. It makes no call.
func New(config Config) (*Client, error) {
	for name, address := range map[string]string{"AuthorizeURL": config.AuthorizeURL, "TokenURL": config.TokenURL} {
		parsed, err := url.Parse(address)
		if err != nil || parsed.Host == "" || (parsed.Scheme != "https" && parsed.Scheme != "http") {
			return nil, fmt.Errorf("lwa: %s is not an http or https address", name)
		}
	}
	if config.ClientID == "" || config.ClientSecret == "" {
		return nil, errors.New("lwa: ClientID and ClientSecret must be set")
	}
	if len(config.Scopes) == 0 {
		config.Scopes = []string{ScopeCampaignManagement}
	}
	if config.Timeout <= 0 {
		config.Timeout = 30 * time.Second
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	caller := http.Client{}
	if config.HTTPClient != nil {
		caller = *config.HTTPClient
	}
	caller.Timeout = 0
	// A redirect would carry the client secret to wherever it points.
	caller.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

	return &Client{
		app: oauth2.Config{
			ClientID:     config.ClientID,
			ClientSecret: config.ClientSecret,
			Endpoint: oauth2.Endpoint{
				AuthURL:   config.AuthorizeURL,
				TokenURL:  config.TokenURL,
				AuthStyle: oauth2.AuthStyleInParams,
			},
			RedirectURL: config.RedirectURL,
			Scopes:      config.Scopes,
		},
		http:    &caller,
		timeout: config.Timeout,
		now:     config.Now,
	}, nil
}

// String leaves the secret out.
func (c *Client) String() string {
	return fmt.Sprintf("lwa client %s at %s", c.app.ClientID, c.app.Endpoint.TokenURL)
}

// GoString is String.
func (c *Client) GoString() string { return c.String() }

// ClientID is the app's public id, which every Amazon Ads call names too.
func (c *Client) ClientID() string { return c.app.ClientID }

// NewState makes an unguessable state for one consent. Keep it with the
// browser's session and compare it when the browser comes back.
func NewState() string { return rand.Text() }

// NewVerifier makes the PKCE secret of one consent. Keep it on the server; only
// its digest goes through the browser.
func NewVerifier() string { return oauth2.GenerateVerifier() }

// AuthorizeURL is the consent page to send the browser to.
func (c *Client) AuthorizeURL(state, verifier string) string {
	return c.app.AuthCodeURL(state, oauth2.S256ChallengeOption(verifier))
}

// Exchange turns the code of a consent into tokens. A code works once and for
// five minutes; an outworn one is an Error that NeedsReconnect.
func (c *Client) Exchange(ctx context.Context, code, verifier string) (Token, error) {
	ctx, cancel := c.context(ctx)
	defer cancel()
	got, err := c.app.Exchange(ctx, code, oauth2.VerifierOption(verifier))
	if err != nil {
		return Token{}, c.failure(ctx, "exchange authorization code", err)
	}
	return c.token(got), nil
}

// Refresh gets a new access token. The result keeps the given refresh token
// when the answer names no other.
func (c *Client) Refresh(ctx context.Context, refreshToken string) (Token, error) {
	if strings.TrimSpace(refreshToken) == "" {
		return Token{}, ErrNoToken
	}
	ctx, cancel := c.context(ctx)
	defer cancel()
	got, err := c.app.TokenSource(ctx, &oauth2.Token{RefreshToken: refreshToken}).Token()
	if err != nil {
		return Token{}, c.failure(ctx, "refresh access token", err)
	}
	return c.token(got), nil
}

// context bounds a call and tells oauth2 which HTTP client to use.
func (c *Client) context(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithValue(ctx, oauth2.HTTPClient, c.http), c.timeout)
}

// defaultLifetime is what Amazon documents, for an answer that does not say.
const defaultLifetime = time.Hour

func (c *Client) token(got *oauth2.Token) Token {
	lifetime := time.Duration(got.ExpiresIn) * time.Second
	if lifetime <= 0 {
		lifetime = defaultLifetime
	}
	return Token{Access: got.AccessToken, Refresh: got.RefreshToken, Expiry: c.now().Add(lifetime).UTC()}
}
