package amc

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// TokenSource gives access tokens for one connection.
// The lwa package has one that refreshes; StaticToken is one for tools.
type TokenSource interface {
	// Token returns an access token that is good for at least one call.
	Token(ctx context.Context) (string, error)
	// Renew is called when Amazon refused the given token. It returns another
	// one, or the same when there is no better one to be had. Many callers may
	// be refused at once; they should share one renewal.
	Renew(ctx context.Context, refused string) (string, error)
}

// StaticToken is a TokenSource that only knows one access token.
type StaticToken string

// Token returns the token.
func (t StaticToken) Token(context.Context) (string, error) { return string(t), nil }

// Renew returns the token as it is.
func (t StaticToken) Renew(context.Context, string) (string, error) { return string(t), nil }

// String hides the token.
func (StaticToken) String() string { return redacted }

// GoString hides the token.
func (StaticToken) GoString() string { return redacted }

// Config says where and how a Client calls. BaseURL or Region, ClientID and
// TokenSource are required; everything else has a default.
type Config struct {
	// Region picks the default host; BaseURL overrides it. A path in BaseURL
	// is kept in front of AMC's own paths.
	Region  Region
	BaseURL string
	// ClientID is the Login with Amazon client id the tokens were made for.
	ClientID    string
	TokenSource TokenSource

	// HTTPClient is used for all calls; its CheckRedirect and Timeout are not.
	HTTPClient *http.Client
	// Timeout bounds one try of one API call. Default one minute.
	Timeout time.Duration
	// StallTimeout ends a download that receives no byte for so long. Default one minute.
	StallTimeout time.Duration
	Retry        Retry
	UserAgent    string
	// LinkHosts are where links to results may lead, besides the API's own
	// address: hosts over https, with a port unless it is 443. A * stands for
	// any part of a name. Default: DefaultLinkHosts.
	LinkHosts []string
	// Logger receives one debug record per call with Amazon's request id. Default: none.
	Logger *slog.Logger

	// Now and Sleep are the clock. Defaults: the system's.
	Now   func() time.Time
	Sleep func(context.Context, time.Duration) error
}

// Client calls AMC for one connection. Keep it as long as the connection:
// it remembers when a refused token was last renewed.
type Client struct {
	config     Config
	base       string
	api        *http.Client
	downloader *http.Client
	links      linkPolicy
	// forbiddenRenewal is when a 403 last led to a renewal, in Unix nanoseconds.
	forbiddenRenewal atomic.Int64
}

// New checks config and returns a Client. It makes no call.
func New(config Config) (*Client, error) {
	config = config.withDefaults()
	base, err := url.Parse(config.BaseURL)
	switch {
	case config.BaseURL == "":
		return nil, errors.New("amc: neither Region nor BaseURL is set")
	case err != nil || base.Host == "" || (base.Scheme != "https" && base.Scheme != "http"):
		return nil, errors.New("amc: BaseURL is not an http or https address")
	case base.RawQuery != "" || base.Fragment != "" || base.User != nil:
		return nil, errors.New("amc: BaseURL must hold no user, query or fragment")
	case config.ClientID == "":
		return nil, errors.New("amc: ClientID is not set")
	case config.TokenSource == nil:
		return nil, errors.New("amc: TokenSource is not set")
	}

	links, err := newLinkPolicy(base, config.LinkHosts)
	if err != nil {
		return nil, err
	}

	// Go forwards our own headers to wherever a redirect points, so an API
	// redirect is an answer to report, not to follow.
	api := *config.HTTPClient
	api.Timeout = 0
	api.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	downloader := *config.HTTPClient
	downloader.Timeout = 0
	downloader.CheckRedirect = links.follow

	return &Client{
		config:     config,
		base:       strings.TrimRight(base.String(), "/"),
		api:        &api,
		downloader: &downloader,
		links:      links,
	}, nil
}

func (c Config) withDefaults() Config {
	if c.BaseURL == "" {
		c.BaseURL = c.Region.Hosts().API
	}
	if c.HTTPClient == nil {
		c.HTTPClient = defaultHTTPClient()
	}
	if c.Timeout <= 0 {
		c.Timeout = time.Minute
	}
	if c.StallTimeout <= 0 {
		c.StallTimeout = time.Minute
	}
	c.Retry = c.Retry.withDefaults()
	if c.UserAgent == "" {
		c.UserAgent = "recomamp-amc"
	}
	if c.LinkHosts == nil {
		c.LinkHosts = DefaultLinkHosts()
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Sleep == nil {
		c.Sleep = sleep
	}
	return c
}

func defaultHTTPClient() *http.Client {
	return &http.Client{Transport: &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout:   5 * time.Second,
		ForceAttemptHTTP2:     true,
		MaxIdleConnsPerHost:   16,
		IdleConnTimeout:       90 * time.Second,
		ExpectContinueTimeout: time.Second,
	}}
}

// String names the host and nothing else.
func (c *Client) String() string { return fmt.Sprintf("amc client of %s", c.base) }

// GoString is String, so that no verb prints the configuration.
func (c *Client) GoString() string { return c.String() }

// Account binds calls to one AMC account. accountID has the form ENTITY…;
// a profile id is something else and is refused by Amazon with 403.
func (c *Client) Account(accountID, marketplaceID string) *AccountClient {
	return &AccountClient{client: c, accountID: accountID, marketplaceID: marketplaceID}
}

// AccountClient makes calls for one AMC account.
type AccountClient struct {
	client                   *Client
	accountID, marketplaceID string
}

// Instance binds calls to one instance of the account. It makes no call.
func (a *AccountClient) Instance(instanceID string) *InstanceClient {
	return &InstanceClient{account: a, instanceID: instanceID}
}

// InstanceClient makes calls for one AMC instance.
type InstanceClient struct {
	account    *AccountClient
	instanceID string
}

// InstanceID returns the instance the calls are for.
func (i *InstanceClient) InstanceID() string { return i.instanceID }
