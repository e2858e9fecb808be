package httpapi

import (
	"context"
	"net/http"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
)

var errLater = fault.New(fault.Unavailable, "route.later", "This is being built.")

// Setup says whether the program still waits for its owner.
type Setup struct {
	NeedsOwner bool `json:"needsOwner"`
}

type createOwnerInput struct {
	Body struct {
		Token    string `json:"token" minLength:"1" maxLength:"200" doc:"From the one-time link the program printed."`
		Name     string `json:"name" minLength:"1" maxLength:"200"`
		Email    string `json:"email" minLength:"3" maxLength:"320"`
		Password string `json:"password" minLength:"12" maxLength:"1024"`
	}
}

func (s *Server) setupRoutes() {
	open(s, operation(http.MethodGet, "/setup", "getSetup", "setup", "Whether the first account is still to be made"), s.getSetup)
	open(s, failing(operation(http.MethodPost, "/setup", "createOwner", "setup", "Make the first account and sign in"),
		http.StatusForbidden, http.StatusConflict, http.StatusTooManyRequests), s.createOwner)
}

func (s *Server) getSetup(context.Context, actor.Actor, *none) (*body[Setup], error) {
	return nil, errLater
}

func (s *Server) createOwner(context.Context, actor.Actor, *createOwnerInput) (*body[Session], error) {
	return nil, errLater
}
