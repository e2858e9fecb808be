package apiclient

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/httpapi"
)

// Instances returns all instances the token's owner may see.
func (c *Client) Instances(ctx context.Context) ([]httpapi.Instance, error) {
	var found httpapi.List[httpapi.Instance]
	err := c.call(ctx, http.MethodGet, "/instances", nil, nil, &found)
	return found.Items, err
}

// Connections returns the connections to Amazon, to owners.
func (c *Client) Connections(ctx context.Context) ([]httpapi.Connection, error) {
	var found httpapi.List[httpapi.Connection]
	err := c.call(ctx, http.MethodGet, "/connections", nil, nil, &found)
	return found.Items, err
}

// Discover looks for accounts and instances of a connection, and waits for the end.
func (c *Client) Discover(ctx context.Context, connection actor.ConnectionID) (found httpapi.Discovery, err error) {
	err = c.call(ctx, http.MethodPost, "/connections/"+url.PathEscape(string(connection))+"/discover", nil, nil, &found)
	return found, err
}

// Discoveries returns the newest discoveries, of one connection if it is named.
func (c *Client) Discoveries(ctx context.Context, connection actor.ConnectionID, most int) ([]httpapi.Discovery, error) {
	words := url.Values{"limit": {strconv.Itoa(most)}}
	if connection != "" {
		words.Set("connectionId", string(connection))
	}
	var found httpapi.List[httpapi.Discovery]
	err := c.call(ctx, http.MethodGet, "/discoveries?"+words.Encode(), nil, nil, &found)
	return found.Items, err
}

// Discovery returns one discovery with what it changed.
func (c *Client) Discovery(ctx context.Context, id actor.DiscoveryID) (found httpapi.DiscoveryDetail, err error) {
	err = c.call(ctx, http.MethodGet, "/discoveries/"+url.PathEscape(string(id)), nil, nil, &found)
	return found, err
}

// CancelDiscovery has a discovery end without a change.
func (c *Client) CancelDiscovery(ctx context.Context, id actor.DiscoveryID) (found httpapi.Discovery, err error) {
	err = c.call(ctx, http.MethodPost, "/discoveries/"+url.PathEscape(string(id))+"/cancel", nil, nil, &found)
	return found, err
}

// System tells what the server is and stands on.
func (c *Client) System(ctx context.Context) (httpapi.System, error) {
	var found httpapi.System
	err := c.call(ctx, http.MethodGet, "/system", nil, nil, &found)
	return found, err
}
