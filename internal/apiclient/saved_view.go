package apiclient

import (
	"context"
	"net/http"
	"net/url"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/httpapi"
)

func savedViewPath(id actor.SavedViewID) string { return "/saved-views/" + url.PathEscape(string(id)) }

// SavedViews lists saved views to the end, those of a query or an instance only
// where one is named; the instance may be ours or Amazon's id.
func (c *Client) SavedViews(ctx context.Context, query actor.QueryID, instance string) (all []httpapi.SavedView, err error) {
	words := url.Values{"limit": {"200"}}
	for name, value := range map[string]string{"queryId": string(query), "instanceId": instance} {
		if value != "" {
			words.Set(name, value)
		}
	}
	for {
		var page httpapi.Page[httpapi.SavedView]
		if err := c.call(ctx, http.MethodGet, "/saved-views?"+words.Encode(), nil, nil, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
		if page.NextCursor == "" {
			return all, nil
		}
		words.Set("cursor", page.NextCursor)
	}
}

// SavedView returns one saved view.
func (c *Client) SavedView(ctx context.Context, id actor.SavedViewID) (httpapi.SavedView, error) {
	var found httpapi.SavedView
	err := c.call(ctx, http.MethodGet, savedViewPath(id), nil, nil, &found)
	return found, err
}

// FitSavedView says what a saved view is on the result of an execution.
func (c *Client) FitSavedView(ctx context.Context, id actor.SavedViewID, on actor.ExecutionID) (httpapi.FittedView, error) {
	var fitted httpapi.FittedView
	err := c.call(ctx, http.MethodGet, savedViewPath(id)+"/fit?"+url.Values{"executionId": {string(on)}}.Encode(), nil, nil, &fitted)
	return fitted, err
}

// RenameSavedView gives a saved view that is still at version another name.
func (c *Client) RenameSavedView(ctx context.Context, id actor.SavedViewID, version int, name string) (httpapi.SavedView, error) {
	var changed httpapi.SavedView
	err := c.call(ctx, http.MethodPatch, savedViewPath(id), onVersion(version), map[string]string{"name": name}, &changed)
	return changed, err
}

// DeleteSavedView puts a saved view away; RestoreSavedView brings it back.
func (c *Client) DeleteSavedView(ctx context.Context, id actor.SavedViewID) error {
	return c.call(ctx, http.MethodDelete, savedViewPath(id), nil, nil, nil)
}

// RestoreSavedView brings back what DeleteSavedView put away.
func (c *Client) RestoreSavedView(ctx context.Context, id actor.SavedViewID) (httpapi.SavedView, error) {
	var back httpapi.SavedView
	err := c.call(ctx, http.MethodPost, savedViewPath(id)+"/restore", nil, nil, &back)
	return back, err
}
