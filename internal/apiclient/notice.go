package apiclient

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/httpapi"
)

// NoticeFilter narrows a list of notices. Its words are those of the API.
type NoticeFilter struct {
	State      string
	Severities []string
	Kinds      []string
	Client     string
	Limit      int
}

// Notices lists what needs a person, newest first.
func (c *Client) Notices(ctx context.Context, f NoticeFilter) ([]httpapi.Notice, error) {
	words := url.Values{"severity": f.Severities, "kind": f.Kinds, "limit": {strconv.Itoa(f.Limit)}}
	if f.State != "" {
		words.Set("state", f.State)
	}
	if f.Client != "" {
		words.Set("client", f.Client)
	}
	var page httpapi.Page[httpapi.Notice]
	err := c.call(ctx, http.MethodGet, "/notices?"+words.Encode(), nil, nil, &page)
	return page.Items, err
}

// Channels lists where notices are told.
func (c *Client) Channels(ctx context.Context) ([]httpapi.Channel, error) {
	var list httpapi.List[httpapi.Channel]
	err := c.call(ctx, http.MethodGet, "/channels", nil, nil, &list)
	return list.Items, err
}

// AddChannel makes a channel. A repeated call with the same key makes one.
func (c *Client) AddChannel(ctx context.Context, key string, channel httpapi.ChannelChange) (httpapi.Channel, error) {
	var made httpapi.Channel
	err := c.call(ctx, http.MethodPost, "/channels", http.Header{"Idempotency-Key": {key}}, channel, &made)
	return made, err
}

// RemoveChannel forgets a channel that is still at version.
func (c *Client) RemoveChannel(ctx context.Context, id string, version int) error {
	return c.call(ctx, http.MethodDelete, "/channels/"+url.PathEscape(id), onVersion(version), nil, nil)
}

// TestChannel sends a test message now.
func (c *Client) TestChannel(ctx context.Context, id string) (httpapi.ChannelTest, error) {
	var tried httpapi.ChannelTest
	err := c.call(ctx, http.MethodPost, "/channels/"+url.PathEscape(id)+"/test", nil, nil, &tried)
	return tried, err
}

// TellOfExecution has the person be told when an execution ends, or not any more.
func (c *Client) TellOfExecution(ctx context.Context, id actor.ExecutionID, wanted bool) (httpapi.Tell, error) {
	return c.tell(ctx, "/executions/"+url.PathEscape(string(id)), wanted)
}

// TellOfOccurrence is TellOfExecution for an occurrence.
func (c *Client) TellOfOccurrence(ctx context.Context, id actor.OccurrenceID, wanted bool) (httpapi.Tell, error) {
	return c.tell(ctx, "/occurrences/"+url.PathEscape(string(id)), wanted)
}

func (c *Client) tell(ctx context.Context, path string, wanted bool) (told httpapi.Tell, err error) {
	method := http.MethodPut
	if !wanted {
		method = http.MethodDelete
	}
	err = c.call(ctx, method, path+"/tell", nil, nil, &told)
	return told, err
}
