package apiclient

import (
	"context"
	"net/http"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/httpapi"
)

// SensitiveRules are what sensitive acts are to take.
type SensitiveRules struct {
	WindowMinutes int              `json:"windowMinutes"`
	Tokens        access.TokenRule `json:"tokens"`
	ExportRows    int64            `json:"exportRows"`
}

// SensitivePolicy is what sensitive acts take.
func (c *Client) SensitivePolicy(ctx context.Context) (policy httpapi.SensitivePolicy, err error) {
	err = c.call(ctx, http.MethodGet, "/sensitive-policy", nil, nil, &policy)
	return policy, err
}

// SetSensitivePolicy says what sensitive acts take.
func (c *Client) SetSensitivePolicy(ctx context.Context, rules SensitiveRules) (policy httpapi.SensitivePolicy, err error) {
	err = c.call(ctx, http.MethodPut, "/sensitive-policy", nil, rules, &policy)
	return policy, err
}
