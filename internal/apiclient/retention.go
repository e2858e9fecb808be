package apiclient

import (
	"context"
	"net/http"
	"net/url"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/httpapi"
)

// RetentionRules lists how long results are kept.
func (c *Client) RetentionRules(ctx context.Context) ([]httpapi.RetentionRule, error) {
	var list httpapi.List[httpapi.RetentionRule]
	err := c.call(ctx, http.MethodGet, "/retention-rules", nil, nil, &list)
	return list.Items, err
}

// SetRetentionRule replaces the rule of a client or instance that is still at version.
func (c *Client) SetRetentionRule(ctx context.Context, subject, id string, version int, change httpapi.RetentionChange) (httpapi.RetentionRule, error) {
	var set httpapi.RetentionRule
	err := c.call(ctx, http.MethodPut, retentionPath(subject, id), onVersion(version), change, &set)
	return set, err
}

// RemoveRetentionRule ends the rule of a client or instance that is still at version.
func (c *Client) RemoveRetentionRule(ctx context.Context, subject, id string, version int) error {
	return c.call(ctx, http.MethodDelete, retentionPath(subject, id), onVersion(version), nil, nil)
}

// LeavingResults lists results that will be dropped, the first to go first.
func (c *Client) LeavingResults(ctx context.Context) ([]httpapi.LeavingResult, error) {
	var list httpapi.List[httpapi.LeavingResult]
	err := c.call(ctx, http.MethodGet, "/leaving-results?limit=1000", nil, nil, &list)
	return list.Items, err
}

// Pin keeps the rows of an execution for good; Unpin leaves them to the rules.
func (c *Client) Pin(ctx context.Context, id actor.ExecutionID) error {
	return c.call(ctx, http.MethodPut, executionPath(id)+"/pin", nil, nil, nil)
}

// Unpin undoes Pin.
func (c *Client) Unpin(ctx context.Context, id actor.ExecutionID) error {
	return c.call(ctx, http.MethodDelete, executionPath(id)+"/pin", nil, nil, nil)
}

func retentionPath(subject, id string) string {
	return "/retention-rules/" + url.PathEscape(subject) + "/" + url.PathEscape(id)
}
