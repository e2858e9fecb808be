package apiclient

import (
	"context"
	"net/http"

	"github.com/recomamp/recomamp/internal/httpapi"
)

// AmazonSignIn is what an owner says about sign-in with Amazon. A nil secret leaves
// the one that is stored.
type AmazonSignIn struct {
	httpapi.AmazonSignInTerms

	ClientSecret *string `json:"clientSecret,omitempty"`
}

// AmazonSignIn returns how people sign in with Amazon.
func (c *Client) AmazonSignIn(ctx context.Context) (found httpapi.AmazonSignIn, err error) {
	err = c.call(ctx, http.MethodGet, "/amazon-sign-in", nil, nil, &found)
	return found, err
}

// SetAmazonSignIn says how people sign in with Amazon.
func (c *Client) SetAmazonSignIn(ctx context.Context, wanted AmazonSignIn) (found httpapi.AmazonSignIn, err error) {
	err = c.call(ctx, http.MethodPut, "/amazon-sign-in", nil, wanted, &found)
	return found, err
}

// TestAmazonSignIn asks Amazon whether it knows the app that is set.
func (c *Client) TestAmazonSignIn(ctx context.Context) (report httpapi.SingleSignOnReport, err error) {
	err = c.call(ctx, http.MethodPost, "/amazon-sign-in/test", nil, nil, &report)
	return report, err
}
