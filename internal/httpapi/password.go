package httpapi

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
)

type changePasswordInput struct {
	FromOrigin
	Body struct {
		CurrentPassword string `json:"currentPassword" minLength:"1" maxLength:"1024"`
		Password        string `json:"password" minLength:"12" maxLength:"1024" doc:"The new one. Passwords found in breaches, and those made of one's own name or address, are refused."`
	}
}

func (s *Server) passwordRoutes() {
	signedIn(s, failing(acting(operation(http.MethodPut, "/me/password", "changeMyPassword", "session", "Change your password and end your other sessions"), audit.PasswordChanged),
		http.StatusTooManyRequests), s.changeMyPassword)
}

func (s *Server) changeMyPassword(ctx context.Context, a actor.Actor, in *changePasswordInput) (*body[EndedSessions], error) {
	ended, err := s.deps.Access.ChangePassword(ctx, a, access.ChangePasswordParams{
		Current: in.Body.CurrentPassword, New: in.Body.Password, Origin: in.origin,
	})
	if err != nil {
		return nil, err
	}
	s.deps.Logger.InfoContext(ctx, "password changed", slog.String("personId", string(a.PersonID)), slog.String("origin", in.origin))
	return &body[EndedSessions]{EndedSessions{Ended: ended}}, nil
}
