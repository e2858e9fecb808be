package apiclient

import (
	"context"
	"net/http"
	"net/url"

	"github.com/recomamp/recomamp/internal/httpapi"
)

func offBoardingPath(id string) string { return "/clients/" + url.PathEscape(id) + "/off-boarding" }

// OffBoarding says how far a client has left, or what off-boarding it would do.
func (c *Client) OffBoarding(ctx context.Context, id string) (found httpapi.OffBoarding, err error) {
	err = c.call(ctx, http.MethodGet, offBoardingPath(id), nil, nil, &found)
	return found, err
}

// OffBoard is how to off-board a client.
type OffBoard struct {
	Confirm   string `json:"confirm"`
	Reason    string `json:"reason"`
	GraceDays int    `json:"graceDays"`
}

// BeginOffBoarding stops what runs for a client.
func (c *Client) BeginOffBoarding(ctx context.Context, id string, how OffBoard) (found httpapi.OffBoarding, err error) {
	err = c.call(ctx, http.MethodPost, offBoardingPath(id), nil, how, &found)
	return found, err
}

// HastenOffBoarding has the data of a client that leaves be destroyed now.
func (c *Client) HastenOffBoarding(ctx context.Context, id, confirm string) (found httpapi.OffBoarding, err error) {
	err = c.call(ctx, http.MethodPost, offBoardingPath(id)+"/destruction", nil, map[string]string{"confirm": confirm}, &found)
	return found, err
}

// TakeClientBack ends an off-boarding in its grace time.
func (c *Client) TakeClientBack(ctx context.Context, id string) (found httpapi.OffBoarding, err error) {
	err = c.call(ctx, http.MethodDelete, offBoardingPath(id), nil, nil, &found)
	return found, err
}
