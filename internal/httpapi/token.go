package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
)

// Token is an API token without its secret.
type Token struct {
	ID         actor.TokenID `json:"id"`
	Name       string        `json:"name"`
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
		Name string `json:"name" minLength:"1" maxLength:"200"`
	}
}

type tokenInput struct {
	ID actor.TokenID `path:"id"`
}

func (s *Server) tokenRoutes() {
	signedIn(s, operation(http.MethodGet, "/tokens", "listTokens", "tokens", "Your API tokens"), s.listTokens)
	signedIn(s, failing(created(operation(http.MethodPost, "/tokens", "createToken", "tokens", "Make an API token")),
		http.StatusConflict), s.createToken)
	signedIn(s, failing(operation(http.MethodDelete, "/tokens/{id}", "deleteToken", "tokens", "End an API token"),
		http.StatusNotFound), s.deleteToken)
}

func (s *Server) listTokens(context.Context, actor.Actor, *none) (*body[List[Token]], error) {
	return nil, errLater
}

func (s *Server) createToken(context.Context, actor.Actor, *createTokenInput) (*body[NewToken], error) {
	return nil, errLater
}

func (s *Server) deleteToken(context.Context, actor.Actor, *tokenInput) (*none, error) {
	return nil, errLater
}
