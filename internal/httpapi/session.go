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
	"github.com/recomamp/recomamp/internal/reach"
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
	Person        Person `json:"person"`
	MustAddFactor bool   `json:"mustAddFactor" doc:"The organisation asks for a second factor and you have none: add one, everything else is refused until then."`
}

// SignedIn is how far signing in has come: to a session, or to a second step.
type SignedIn struct {
	Session *Session `json:"session,omitempty" doc:"Absent while a code is needed."`
	Step    string   `json:"step,omitempty" doc:"A secret that proves your password for five minutes: give it with a code to POST /session/code, or with a passkey to POST /session/passkey."`
	Ways    []string `json:"ways,omitempty" enum:"passkey,code" doc:"How to finish the step, besides a recovery code."`
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
	signedIn(s, beforeFactor(operation(http.MethodGet, "/session", "getSession", "session", "Who is signed in")), s.getSession)
	open(s, failing(acting(operation(http.MethodPost, "/session", "signIn", "session", "Sign in with e-mail and password"), audit.SessionStarted),
		http.StatusUnauthorized, http.StatusTooManyRequests), s.signIn)
	open(s, failing(acting(operation(http.MethodPost, "/session/code", "giveCode", "session", "Finish signing in with a code of your generator, or a recovery code"), audit.SessionStarted),
		http.StatusUnauthorized, http.StatusTooManyRequests), s.giveCode)
	signedIn(s, beforeFactor(acting(operation(http.MethodDelete, "/session", "signOut", "session", "Sign out"), audit.SessionEnded)), s.signOut)
}

func (s *Server) getSession(ctx context.Context, a actor.Actor, _ *none) (*body[Session], error) {
	person, err := s.deps.Access.Person(ctx, a.PersonID)
	if err != nil {
		return nil, err
	}
	session := sessionOf(person)
	session.MustAddFactor = a.MustAddFactor
	return &body[Session]{session}, nil
}

func (s *Server) signIn(ctx context.Context, _ actor.Actor, in *signInInput) (*body[SignedIn], error) {
	person, err := s.deps.Access.SignIn(ctx, access.SignInParams{Email: in.Body.Email, Password: in.Body.Password, Origin: in.origin})
	if err != nil {
		return nil, s.keptOut(ctx, err, in.origin)
	}
	return s.enter(ctx, person, access.Device{Origin: in.origin, Agent: in.UserAgent})
}

// enter lets in a person who has proven who they are by one thing, or asks for
// the second.
func (s *Server) enter(ctx context.Context, person access.Person, on access.Device) (*body[SignedIn], error) {
	step, err := s.deps.Sessions.SignIn(ctx, person, on)
	if err != nil {
		return nil, err
	}
	if step != "" {
		ways, err := s.deps.Access.StepWays(ctx, step)
		return &body[SignedIn]{SignedIn{Step: step, Ways: ways}}, err
	}
	return s.entered(ctx, person, on)
}

// entered answers for who has been let in.
func (s *Server) entered(ctx context.Context, person access.Person, on access.Device) (*body[SignedIn], error) {
	s.deps.Logger.InfoContext(ctx, "signed in", slog.String("personId", string(person.ID)), slog.String("origin", on.Origin))
	must, err := s.deps.Access.MustAddFactor(ctx, person.ID)
	if err != nil {
		return nil, err
	}
	session := sessionOf(person)
	session.MustAddFactor = must
	return &body[SignedIn]{SignedIn{Session: &session}}, nil
}

// keptOut notes in the log that somebody was kept out, and returns why.
func (s *Server) keptOut(ctx context.Context, err error, origin string) error {
	if kind := fault.KindOf(err); kind == fault.Unauthorized || kind == fault.Throttled {
		s.deps.Logger.WarnContext(ctx, "sign-in refused", slog.String("origin", origin), slog.String("code", fault.Of(err).Code))
	}
	return err
}

type giveCodeInput struct {
	FromOrigin
	Agent
	Body struct {
		Step string `json:"step" minLength:"1" maxLength:"200" doc:"From the answer to the password."`
		Code string `json:"code" minLength:"1" maxLength:"40" doc:"What the generator shows now, or a recovery code."`
	}
}

func (s *Server) giveCode(ctx context.Context, _ actor.Actor, in *giveCodeInput) (*body[SignedIn], error) {
	on := access.Device{Origin: in.origin, Agent: in.UserAgent}
	person, err := s.deps.Sessions.Complete(ctx, in.Body.Step, in.Body.Code, on)
	if err != nil {
		return nil, s.keptOut(ctx, err, in.origin)
	}
	return s.entered(ctx, person, on)
}

func (s *Server) signOut(ctx context.Context, a actor.Actor, _ *none) (*signedOutOutput, error) {
	if a.SessionID == "" {
		return nil, errNoSession
	}
	return &signedOutOutput{SetCookie: leftCookie(ctx, leftFor)}, s.deps.Sessions.SignOut(ctx, a)
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
	local  bool // it never left the machine
}

// Resolve implements huma.Resolver.
func (f *FromOrigin) Resolve(ctx huma.Context) []error {
	from := fromOf(ctx.Context())
	f.origin, f.local = from.Origin, from.Local
	return nil
}

func (f *FromOrigin) from() access.From { return access.From{Origin: f.origin, Local: f.local} }

// fromOf is where a request comes from.
func fromOf(ctx context.Context) access.From {
	way := wayOf(ctx)
	return access.From{Origin: way.Address.String(), Local: way.Safety == reach.Local}
}

var _ huma.Resolver = (*FromOrigin)(nil)
