package sso

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"
)

// scopeProfile admits to who somebody is: the id of their account, name and address.
const scopeProfile = "profile"

// AmazonSettings name a Login with Amazon and the app that we are there.
type AmazonSettings struct {
	Issuer       string // names this Amazon in identities
	AuthorizeURL string // consent page, for a browser
	TokenURL     string
	ProfileURL   string // tells whose an access token is
	ClientID     string
	ClientSecret string
	RedirectURL  string // where Amazon sends browsers back to
}

// Amazon asks Login with Amazon. It is safe for concurrent use.
type Amazon struct{ http *http.Client }

// NewAmazon returns an Amazon that makes its calls by a client.
func NewAmazon(client *http.Client) *Amazon { return &Amazon{careful(client)} }

// With is Login with Amazon by its settings.
func (a *Amazon) With(s AmazonSettings) Provider { return amazon{a.http, s} }

type amazon struct {
	http     *http.Client
	settings AmazonSettings
}

func (p amazon) app() *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.settings.ClientID, ClientSecret: p.settings.ClientSecret, RedirectURL: p.settings.RedirectURL, Scopes: []string{scopeProfile},
		Endpoint: oauth2.Endpoint{AuthURL: p.settings.AuthorizeURL, TokenURL: p.settings.TokenURL, AuthStyle: oauth2.AuthStyleInParams},
	}
}

// Begin implements Provider. Amazon cannot be asked to ask anew.
func (p amazon) Begin(_ context.Context, secrets Secrets, _ bool) (string, error) {
	return p.app().AuthCodeURL(secrets.State, oauth2.S256ChallengeOption(secrets.Verifier)), nil
}

// Complete implements Provider. It does not say when Amazon last asked the person,
// nor by what: Amazon does not tell. Errors: ErrDenied, ErrAnswer, ErrClient, ErrAway.
func (p amazon) Complete(ctx context.Context, query url.Values, secrets Secrets) (Identity, error) {
	code, err := codeOf(query)
	if err != nil {
		return Identity{}, err
	}
	ctx, cancel := context.WithTimeout(context.WithValue(ctx, oauth2.HTTPClient, p.http), callTimeout)
	defer cancel()
	token, err := p.app().Exchange(ctx, code, oauth2.VerifierOption(secrets.Verifier))
	if err != nil {
		return Identity{}, problem(err)
	}
	return p.profile(ctx, token.AccessToken)
}

// profile asks whose an access token is.
func (p amazon) profile(ctx context.Context, token string) (Identity, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.settings.ProfileURL, nil)
	if err != nil {
		return Identity{}, fmt.Errorf("ask for a profile: %w", unaddressed(err))
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Accept", "application/json")
	response, err := p.http.Do(request)
	if err != nil {
		return Identity{}, problem(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		cause := fmt.Errorf("the profile answered %d", response.StatusCode)
		if response.StatusCode == http.StatusBadRequest || response.StatusCode == http.StatusUnauthorized || response.StatusCode == http.StatusForbidden {
			return Identity{}, ErrAnswer.WithCause(cause)
		}
		return Identity{}, ErrAway.WithCause(cause)
	}
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		return Identity{}, problem(err)
	}
	var told struct {
		UserID string `json:"user_id"`
		Email  string `json:"email"`
		Name   string `json:"name"`
	}
	if json.Unmarshal(raw, &told) != nil {
		return Identity{}, ErrAway.WithCause(errors.New("the profile is no JSON of the expected form"))
	}
	if told.UserID == "" || len(told.UserID) > 255 {
		return Identity{}, ErrAnswer.WithCause(errors.New("the profile names nobody"))
	}
	return Identity{Issuer: p.settings.Issuer, Subject: told.UserID, Name: strings.TrimSpace(told.Name), Mail: strings.TrimSpace(told.Email)}, nil
}

// Test implements Provider. Errors: ErrAway, ErrClient.
func (p amazon) Test(ctx context.Context) (Report, error) {
	return knows(ctx, p.http, p.app(), Report{AuthorizeURL: p.settings.AuthorizeURL, PKCE: true})
}
