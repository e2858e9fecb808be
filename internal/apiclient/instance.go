package apiclient

import (
	"context"
	"net/http"

	"github.com/recomamp/recomamp/internal/httpapi"
)

// Instances returns all instances the token's owner may see.
func (c *Client) Instances(ctx context.Context) ([]httpapi.Instance, error) {
	var found httpapi.List[httpapi.Instance]
	err := c.call(ctx, http.MethodGet, "/instances", nil, nil, &found)
	return found.Items, err
}

// System tells what the server is and stands on.
func (c *Client) System(ctx context.Context) (httpapi.System, error) {
	var found httpapi.System
	err := c.call(ctx, http.MethodGet, "/system", nil, nil, &found)
	return found, err
}
