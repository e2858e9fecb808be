package httpapi

import (
	"context"
	"net/http"

	"github.com/recomamp/recomamp/internal/actor"
)

// Person is somebody who can sign in.
type Person struct {
	ID    actor.PersonID `json:"id"`
	Name  string         `json:"name"`
	Email string         `json:"email"`
	Role  actor.Role     `json:"role" enum:"owner"`
}

// PersonRef names the person who did something.
type PersonRef struct {
	ID   actor.PersonID `json:"id"`
	Name string         `json:"name"`
}

// Session says who is signed in.
type Session struct {
	Person Person `json:"person"`
}

type signInInput struct {
	Body struct {
		Email    string `json:"email" minLength:"1" maxLength:"320"`
		Password string `json:"password" minLength:"1" maxLength:"1024"`
	}
}

func (s *Server) sessionRoutes() {
	signedIn(s, operation(http.MethodGet, "/session", "getSession", "session", "Who is signed in"), s.getSession)
	open(s, failing(operation(http.MethodPost, "/session", "signIn", "session", "Sign in with e-mail and password"),
		http.StatusUnauthorized, http.StatusTooManyRequests), s.signIn)
	signedIn(s, operation(http.MethodDelete, "/session", "signOut", "session", "Sign out"), s.signOut)
}

func (s *Server) getSession(context.Context, actor.Actor, *none) (*body[Session], error) {
	return nil, errLater
}

func (s *Server) signIn(context.Context, actor.Actor, *signInInput) (*body[Session], error) {
	return nil, errLater
}

func (s *Server) signOut(context.Context, actor.Actor, *none) (*none, error) {
	return nil, errLater
}
