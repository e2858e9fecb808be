package apiclient

import (
	"context"
	"net/http"
	"net/url"

	"github.com/recomamp/recomamp/internal/approval"
	"github.com/recomamp/recomamp/internal/httpapi"
)

// Approvals lists what waits for a second person, or is approved and not done
// yet; with all, also what is over. It gives the newest 200.
func (c *Client) Approvals(ctx context.Context, all bool) ([]httpapi.Approval, error) {
	words := url.Values{"limit": {"200"}}
	if !all {
		words.Set("open", "true")
	}
	var page httpapi.Page[httpapi.Approval]
	err := c.call(ctx, http.MethodGet, "/approvals?"+words.Encode(), nil, nil, &page)
	return page.Items, err
}

// Approve lets whoever asked do it.
func (c *Client) Approve(ctx context.Context, id, reason string) (done httpapi.Approval, err error) {
	err = c.call(ctx, http.MethodPost, "/approvals/"+url.PathEscape(id)+"/approve", nil, map[string]string{"reason": reason}, &done)
	return done, err
}

// RefuseApproval refuses it, with a reason.
func (c *Client) RefuseApproval(ctx context.Context, id, reason string) (done httpapi.Approval, err error) {
	err = c.call(ctx, http.MethodPost, "/approvals/"+url.PathEscape(id)+"/refuse", nil, map[string]string{"reason": reason}, &done)
	return done, err
}

// WithdrawApproval takes back what one asked for.
func (c *Client) WithdrawApproval(ctx context.Context, id string) (done httpapi.Approval, err error) {
	err = c.call(ctx, http.MethodDelete, "/approvals/"+url.PathEscape(id), nil, nil, &done)
	return done, err
}

// ApprovalRules say which acts take a second person.
func (c *Client) ApprovalRules(ctx context.Context) (rules httpapi.ApprovalRules, err error) {
	err = c.call(ctx, http.MethodGet, "/approval-rules", nil, nil, &rules)
	return rules, err
}

// SetApprovalRules says which acts take a second person from now on.
func (c *Client) SetApprovalRules(ctx context.Context, kinds []approval.Kind) (rules httpapi.ApprovalRules, err error) {
	err = c.call(ctx, http.MethodPut, "/approval-rules", nil, map[string]any{"kinds": kinds}, &rules)
	return rules, err
}
