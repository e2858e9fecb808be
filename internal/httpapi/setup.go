package httpapi

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
)

// Setup says whether the program still waits for its owner.
type Setup struct {
	NeedsOwner bool `json:"needsOwner"`
}

type createOwnerInput struct {
	FromOrigin
	Agent
	Body struct {
		Token    string `json:"token" minLength:"1" maxLength:"200" doc:"From the one-time link the program printed."`
		Name     string `json:"name" minLength:"1" maxLength:"200"`
		Email    string `json:"email" minLength:"3" maxLength:"320"`
		Password string `json:"password" minLength:"12" maxLength:"1024"`
	}
}

func (s *Server) setupRoutes() {
	open(s, operation(http.MethodGet, "/setup", "getSetup", "setup", "Whether the first account is still to be made"), s.getSetup)
	open(s, failing(acting(operation(http.MethodPost, "/setup", "createOwner", "setup", "Make the first account and sign in"), audit.PersonCreated),
		http.StatusForbidden, http.StatusConflict), s.createOwner)
}

func (s *Server) getSetup(ctx context.Context, _ actor.Actor, _ *none) (*body[Setup], error) {
	needed, err := s.deps.Access.NeedsOwner(ctx)
	if err != nil {
		return nil, err
	}
	return &body[Setup]{Setup{NeedsOwner: needed}}, nil
}

func (s *Server) createOwner(ctx context.Context, _ actor.Actor, in *createOwnerInput) (*body[SignedIn], error) {
	person, err := s.deps.Access.CreateOwner(ctx, access.CreateOwnerParams{
		Secret: in.Body.Token, Name: in.Body.Name, Email: in.Body.Email, Password: in.Body.Password,
	})
	if err != nil {
		return nil, err
	}
	s.deps.Logger.InfoContext(ctx, "owner's account made", slog.String("personId", string(person.ID)))
	return s.enter(ctx, person, access.Device{Origin: in.origin, Agent: in.UserAgent})
}
