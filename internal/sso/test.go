package sso

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"slices"

	"golang.org/x/oauth2"
)

// Report is what a test of a provider found.
type Report struct {
	AuthorizeURL string // the page that browsers are sent to
	PKCE         bool   // the provider says that it holds codes to the browser
	// ClientKnown: the provider took client id and secret for right. When it did
	// not say, Unsure is true.
	ClientKnown, Unsure bool
}

// Test asks a provider for what it publishes, and whether it knows us, without
// anybody signing in: it sends a code that is made up, with our secret and with
// one that is made up as well. A provider that answers both alike looks at the code
// first and tells nothing of the secret. Errors: ErrAway, ErrUnreachable, ErrIssuer,
// ErrClient.
func (o *OpenID) Test(ctx context.Context, s OpenIDSettings) (Report, error) {
	provider, err := o.find(ctx, s.Issuer, true)
	if err != nil {
		return Report{}, err
	}
	var told struct {
		Methods []string `json:"code_challenge_methods_supported"`
	}
	if err := provider.Claims(&told); err != nil {
		return Report{}, ErrIssuer.WithCause(errors.New("what the provider publishes cannot be read"))
	}
	return knows(ctx, o.http, s.app(provider), Report{AuthorizeURL: provider.Endpoint().AuthURL, PKCE: slices.Contains(told.Methods, "S256")})
}

// knows finds whether a token endpoint knows an app, and adds it to a report.
func knows(ctx context.Context, client *http.Client, app *oauth2.Config, report Report) (Report, error) {
	if err := knock(ctx, client, app); err != nil {
		return Report{}, err
	}
	stranger := *app
	stranger.ClientSecret = rand.Text()
	err := knock(ctx, client, &stranger)
	if err != nil && !errors.Is(err, ErrClient) {
		return Report{}, err
	}
	report.ClientKnown, report.Unsure = err != nil, err == nil
	return report, nil
}

// knock sends a code that is made up. Nil means that this is all that the provider
// found wrong with it.
func knock(ctx context.Context, client *http.Client, app *oauth2.Config) error {
	_, err := app.Exchange(context.WithValue(ctx, oauth2.HTTPClient, client), rand.Text(), oauth2.VerifierOption(oauth2.GenerateVerifier()))
	if err == nil { // whoever takes a code that nobody made is no provider
		return ErrIssuer.WithCause(errors.New("the token endpoint takes any code"))
	}
	if refusal, answered := errors.AsType[*oauth2.RetrieveError](err); answered {
		why := refused(refusal)
		if errors.Is(why, ErrClient) || refusal.Response.StatusCode >= http.StatusInternalServerError {
			return why
		}
		return nil
	}
	return problem(err)
}
