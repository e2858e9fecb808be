package apiclient

import (
	"context"
	"net/http"

	"github.com/recomamp/recomamp/internal/httpapi"
)

// SingleSignOn is what an owner says about the sign-in provider. A nil secret
// leaves the one that is stored.
type SingleSignOn struct {
	httpapi.SingleSignOnTerms

	ClientSecret *string `json:"clientSecret,omitempty"`
}

// SingleSignOn returns how people sign in with the provider.
func (c *Client) SingleSignOn(ctx context.Context) (found httpapi.SingleSignOn, err error) {
	err = c.call(ctx, http.MethodGet, "/single-sign-on", nil, nil, &found)
	return found, err
}

// SetSingleSignOn says how people sign in with the provider.
func (c *Client) SetSingleSignOn(ctx context.Context, wanted SingleSignOn) (found httpapi.SingleSignOn, err error) {
	err = c.call(ctx, http.MethodPut, "/single-sign-on", nil, wanted, &found)
	return found, err
}

// TestSingleSignOn asks the provider whether it knows the program.
func (c *Client) TestSingleSignOn(ctx context.Context) (report httpapi.SingleSignOnReport, err error) {
	err = c.call(ctx, http.MethodPost, "/single-sign-on/test", nil, nil, &report)
	return report, err
}
