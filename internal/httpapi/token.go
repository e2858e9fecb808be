package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/idempotency"
)

// Token is an API token without its secret.
type Token struct {
	ID         actor.TokenID `json:"id"`
	Name       string        `json:"name"`
	Scope      actor.Scope   `json:"scope" enum:"read,run,write,administer" doc:"What it may be used for, at most what you may do. Each includes those before it."`
	ExpiresAt  *time.Time    `json:"expiresAt,omitempty"`
	CreatedAt  time.Time     `json:"createdAt"`
	LastUsedAt *time.Time    `json:"lastUsedAt,omitempty" doc:"To the hour or so."`
}

// NewToken is an API token with its secret, which is shown only this once.
type NewToken struct {
	Token  Token  `json:"token"`
	Secret string `json:"secret"`
}

type createTokenInput struct {
	OnceOnly
	Body struct {
		Name      string      `json:"name" minLength:"1" maxLength:"200"`
		Scope     actor.Scope `json:"scope,omitempty" enum:"read,run,write,administer" doc:"administer when absent: whatever you may do."`
		ExpiresAt *time.Time  `json:"expiresAt,omitempty" doc:"Never when absent."`
	}
}

type tokenInput struct {
	ID actor.TokenID `path:"id"`
}

func (s *Server) tokenRoutes() {
	signedIn(s, operation(http.MethodGet, "/tokens", "listTokens", "tokens", "Your API tokens"), s.listTokens)
	signedIn(s, failing(created(sensitive(acting(operation(http.MethodPost, "/tokens", "createToken", "tokens", "Make an API token"), audit.TokenCreated), access.TokenMaking)),
		http.StatusConflict), s.createToken)
	signedIn(s, failing(acting(operation(http.MethodDelete, "/tokens/{id}", "deleteToken", "tokens", "End an API token"), audit.TokenRevoked),
		http.StatusNotFound), s.deleteToken)
}

func (s *Server) listTokens(ctx context.Context, a actor.Actor, _ *none) (*body[List[Token]], error) {
	tokens, err := s.deps.Access.ListTokens(ctx, a)
	if err != nil {
		return nil, err
	}
	return listOf(tokens, tokenOf), nil
}

func (s *Server) createToken(ctx context.Context, a actor.Actor, in *createTokenInput) (*body[NewToken], error) {
	key, err := idempotency.NewKey(in.IdempotencyKey, "createToken", in.Body)
	if err != nil {
		return nil, err
	}
	params := access.TokenParams{Name: in.Body.Name, Scope: in.Body.Scope, Key: key}
	if in.Body.ExpiresAt != nil {
		params.ExpiresAt = in.Body.ExpiresAt.UTC()
	}
	token, secret, err := s.deps.Access.CreateToken(ctx, a, params)
	if err != nil {
		return nil, err
	}
	return &body[NewToken]{NewToken{Token: tokenOf(token), Secret: secret}}, nil
}

func (s *Server) deleteToken(ctx context.Context, a actor.Actor, in *tokenInput) (*none, error) {
	return nil, s.deps.Access.DeleteToken(ctx, a, in.ID)
}

func tokenOf(t access.Token) Token {
	return Token{
		ID: t.ID, Name: t.Name, Scope: t.Scope, ExpiresAt: timeOrNone(t.ExpiresAt), CreatedAt: t.CreatedAt, LastUsedAt: timeOrNone(t.LastUsedAt),
	}
}
