package apiclient

import (
	"context"
	"net/http"
	"net/url"

	"github.com/recomamp/recomamp/internal/httpapi"
)

// BeginSelfTest begins a self-test on the server. It tries a query on an instance;
// for "" on any of the sandbox's, and on none at Amazon.
func (c *Client) BeginSelfTest(ctx context.Context, key, instance string) (begun httpapi.SelfTest, err error) {
	wish := map[string]string{}
	if instance != "" {
		wish["instanceId"] = instance
	}
	err = c.call(ctx, http.MethodPost, "/self-tests", http.Header{"Idempotency-Key": {key}}, wish, &begun)
	return begun, err
}

// SelfTest tells how far a self-test is.
func (c *Client) SelfTest(ctx context.Context, id string) (found httpapi.SelfTest, err error) {
	err = c.call(ctx, http.MethodGet, "/self-tests/"+url.PathEscape(id), nil, nil, &found)
	return found, err
}
