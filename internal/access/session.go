package access

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
)

// Keys of the values in a session.
const (
	personKey  = "person"
	sessionKey = "session"
	originKey  = "origin"
	agentKey   = "agent"
	methodKey  = "method"
	factorsKey = "factors"
	provenKey  = "proven"

	bothFactors = "both"
)

// mostAgent bounds what is kept of how a browser names itself.
const mostAgent = 300

// Device is where a session is begun, and how.
type Device struct {
	Origin string // network address
	Agent  string // how the browser names itself
	By     Method // the password when empty
	// BothFactors: what it was begun by is worth both factors.
	BothFactors bool
	// AskedAt is when a provider has made sure who it is, which is when the session
	// is proven; zero when it does not say.
	AskedAt time.Time
}

// Cookie names. The prefix __Host- makes browsers refuse a cookie that another
// host or plain http has set, so it needs https.
const (
	secureCookie = "__Host-recomamp_session"
	plainCookie  = "recomamp_session"
)

// Sessions keeps people signed in by a cookie.
type Sessions struct {
	access  *Service
	manager *scs.SessionManager
}

// NewSessions returns the sessions of the service's people.
func (s *Service) NewSessions() *Sessions {
	manager := scs.New()
	manager.IdleTimeout = s.config.IdleTimeout
	manager.Lifetime = s.config.Lifetime
	manager.Store = &sessionStore{db: s.db, clock: s.clock}
	manager.Codec = sessionCodec{}
	manager.HashTokenInStore = true
	manager.Cookie.Name = plainCookie
	manager.Cookie.HttpOnly = true
	manager.Cookie.SameSite = http.SameSiteLaxMode // the way back from Amazon's consent page is cross-site
	manager.Cookie.Path = "/"
	return &Sessions{access: s, manager: manager}
}

// Middleware loads the session of each request and saves it with the answer.
// A request that local tells to have stayed on the machine has a plain cookie;
// all others have one that browsers send by https only. onError answers when
// the database is away.
func (s *Sessions) Middleware(next http.Handler, local func(*http.Request) bool, onError func(http.ResponseWriter, *http.Request, error)) http.Handler {
	plain := *s.manager
	plain.ErrorFunc = onError
	secure := plain
	secure.Cookie.Name, secure.Cookie.Secure = secureCookie, true
	here, elsewhere := plain.LoadAndSave(next), secure.LoadAndSave(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if local(r) {
			here.ServeHTTP(w, r)
			return
		}
		elsewhere.ServeHTTP(w, r)
	})
}

// SignIn lets in a person who has proven who they are by one thing, such as the
// password. Without a second factor the session that ctx carries becomes theirs.
// Otherwise there is none yet, and they go on with Complete and the secret step.
func (s *Sessions) SignIn(ctx context.Context, person Person, on Device) (step string, err error) {
	on.By = cmp.Or(on.By, ByPassword)
	if step, err = s.access.nextStep(ctx, person, on); err != nil || step != "" {
		return step, err
	}
	if err := s.start(ctx, person, on); err != nil {
		return "", err
	}
	if on.By.byProvider() { // it may have let them in by a session of before
		s.manager.Put(ctx, provenKey, on.AskedAt.UTC().Format(time.RFC3339))
	}
	return "", nil
}

// Complete makes the session that ctx carries one of the person who gives the
// secret of a step and a code of the generator, or a recovery code. Errors: ErrStep,
// ErrCode, ErrTooMany.
func (s *Sessions) Complete(ctx context.Context, step, code string, on Device) (Person, error) {
	person, by, err := s.access.finish(ctx, step, code, on.Origin)
	if err != nil {
		return Person{}, err
	}
	on.By = by
	return person, s.start(ctx, person, on)
}

// CompleteByPasskey is Complete with what a passkey answered in place of a code.
// Errors: ErrStep, ErrTooMany, and those of Service.EnterByPasskey.
func (s *Sessions) CompleteByPasskey(ctx context.Context, step string, given PasskeyAnswer, on Device) (Person, error) {
	person, by, err := s.access.finishByPasskey(ctx, step, given, on.Origin)
	if err != nil {
		return Person{}, err
	}
	on.By = by
	return person, s.start(ctx, person, on)
}

// start makes the session that ctx carries one of the person, under a new id.
func (s *Sessions) start(ctx context.Context, person Person, on Device) error {
	if err := s.manager.Clear(ctx); err != nil {
		return fmt.Errorf("start session: %w", err)
	}
	if err := s.manager.RenewToken(ctx); err != nil {
		return fmt.Errorf("start session: %w", err)
	}
	s.manager.Put(ctx, personKey, string(person.ID))
	s.manager.Put(ctx, sessionKey, string(actor.NewID[actor.SessionID]()))
	s.manager.Put(ctx, originKey, on.Origin)
	s.manager.Put(ctx, agentKey, on.Agent[:min(len(on.Agent), mostAgent)])
	s.manager.Put(ctx, methodKey, string(on.By))
	if on.BothFactors {
		s.manager.Put(ctx, factorsKey, bothFactors)
	}
	return nil
}

// SignOut ends a's session, which ctx carries, and has open streams notice.
func (s *Sessions) SignOut(ctx context.Context, a actor.Actor) error {
	if err := s.manager.Destroy(ctx); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	err := s.access.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		s.access.events.Record(ctx, a, event.Change{Kind: event.SessionEnded, SubjectID: string(a.SessionID), PersonID: a.PersonID})
		return s.access.record(ctx, tx, a, audit.What{Act: audit.SessionEnded, ID: string(a.SessionID)})
	})
	if err != nil {
		return fmt.Errorf("announce the end of a session: %w", err)
	}
	return nil
}

// Actor returns who acts with the session that ctx carries; nobody when there
// is none, or when its person has been disabled.
func (s *Sessions) Actor(ctx context.Context) (actor.Actor, error) {
	id := actor.PersonID(s.manager.GetString(ctx, personKey))
	if id == "" {
		return actor.Actor{}, nil
	}
	a, err := s.access.actorOfSession(ctx, id)
	if fault.KindOf(err) == fault.NotFound {
		return actor.Actor{}, nil
	}
	if err != nil {
		return actor.Actor{}, err
	}
	a.SessionID = actor.SessionID(s.manager.GetString(ctx, sessionKey))
	a.MustAddFactor = a.MustAddFactor && s.manager.GetString(ctx, factorsKey) != bothFactors
	return a, nil
}
