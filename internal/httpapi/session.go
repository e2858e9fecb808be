package httpapi

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/fault"
)

// Person is somebody who can sign in.
type Person struct {
	ID    actor.PersonID `json:"id"`
	Name  string         `json:"name"`
	Email string         `json:"email"`
	Role  actor.Role     `json:"role" enum:"owner,auditor,member" doc:"In the organisation."`
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

var errNoSession = fault.New(fault.Conflict, "session.none", "This request came with an API token, not with a session.")

type signInInput struct {
	FromOrigin
	Agent
	Body struct {
		Email    string `json:"email" minLength:"1" maxLength:"320"`
		Password string `json:"password" minLength:"1" maxLength:"1024"`
	}
}

func (s *Server) sessionRoutes() {
	signedIn(s, operation(http.MethodGet, "/session", "getSession", "session", "Who is signed in"), s.getSession)
	open(s, failing(acting(operation(http.MethodPost, "/session", "signIn", "session", "Sign in with e-mail and password"), audit.SessionStarted),
		http.StatusUnauthorized, http.StatusTooManyRequests), s.signIn)
	signedIn(s, acting(operation(http.MethodDelete, "/session", "signOut", "session", "Sign out"), audit.SessionEnded), s.signOut)
}

func (s *Server) getSession(ctx context.Context, a actor.Actor, _ *none) (*body[Session], error) {
	person, err := s.deps.Access.Person(ctx, a.PersonID)
	if err != nil {
		return nil, err
	}
	return &body[Session]{sessionOf(person)}, nil
}

func (s *Server) signIn(ctx context.Context, _ actor.Actor, in *signInInput) (*body[Session], error) {
	person, err := s.deps.Access.SignIn(ctx, access.SignInParams{Email: in.Body.Email, Password: in.Body.Password, Origin: in.origin})
	if err != nil {
		if kind := fault.KindOf(err); kind == fault.Unauthorized || kind == fault.Throttled {
			s.deps.Logger.WarnContext(ctx, "sign-in refused", slog.String("origin", in.origin),
				slog.String("code", fault.Of(err).Code))
		}
		return nil, err
	}
	if err := s.deps.Sessions.SignIn(ctx, person, access.Device{Origin: in.origin, Agent: in.UserAgent}); err != nil {
		return nil, err
	}
	s.deps.Logger.InfoContext(ctx, "signed in", slog.String("personId", string(person.ID)), slog.String("origin", in.origin))
	return &body[Session]{sessionOf(person)}, nil
}

func (s *Server) signOut(ctx context.Context, a actor.Actor, _ *none) (*none, error) {
	if a.SessionID == "" {
		return nil, errNoSession
	}
	return nil, s.deps.Sessions.SignOut(ctx, a)
}

func sessionOf(p access.Person) Session {
	return Session{Person: personOf(p)}
}

func personOf(p access.Person) Person {
	return Person{ID: p.ID, Name: p.Name, Email: p.Email, Role: p.Role}
}

// Agent learns how a browser or a program names itself.
type Agent struct {
	UserAgent string `header:"User-Agent" hidden:"true"`
}

// FromOrigin learns the network address a request comes from, behind trusted
// proxies.
type FromOrigin struct {
	origin string
}

// Resolve implements huma.Resolver.
func (f *FromOrigin) Resolve(ctx huma.Context) []error {
	f.origin = wayOf(ctx.Context()).Address.String()
	return nil
}

var _ huma.Resolver = (*FromOrigin)(nil)
