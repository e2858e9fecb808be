package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/instance"
)

// Me is who is signed in and what they may do; the web app shows and hides by it.
type Me struct {
	Person  Person      `json:"person"`
	Scope   actor.Scope `json:"scope,omitempty" enum:"read,run,write,administer" doc:"Of the API token that asks; absent for a session."`
	Rights  Rights      `json:"rights"`
	Clients []MyClient  `json:"clients" doc:"Those you may see, by name."`
	EndsAt  *time.Time  `json:"endsAt,omitempty" doc:"When the first of your grants ends. Ask again then."`
}

// Rights sum up what somebody may do anywhere. What they may do with one client
// or instance is in clients.
type Rights struct {
	All        bool `json:"all" doc:"Everything on every instance: an owner."`
	Organise   bool `json:"organise" doc:"Manage people, groups, connections and what concerns the whole organisation."`
	ReadPeople bool `json:"readPeople" doc:"See people, groups, grants and the access review."`
	ReadAudit  bool `json:"readAudit" doc:"Read and export the whole audit log."`
	See        bool `json:"see" doc:"Some instance."`
	Run        bool `json:"run" doc:"Saved queries somewhere."`
	Write      bool `json:"write" doc:"Queries somewhere, and those that are shared."`
	Manage     bool `json:"manage" doc:"Schedules, budgets and retention somewhere."`
	Administer bool `json:"administer" doc:"Give access somewhere."`
}

// MyClient is a client with what somebody may do there.
type MyClient struct {
	Client    ClientRef    `json:"client"`
	Role      string       `json:"role,omitempty" enum:"viewer,runner,author,manager,administrator" doc:"On the client as a whole; absent when you were given instances only."`
	Instances []MyInstance `json:"instances"`
}

// MyInstance is an instance with what somebody may do there.
type MyInstance struct {
	ID   actor.InstanceID `json:"id"`
	Name string           `json:"name"`
	Role string           `json:"role" enum:"viewer,runner,author,manager,administrator"`
}

// SessionEntry is a session of a browser, without its secret.
type SessionEntry struct {
	ID         actor.SessionID `json:"id"`
	Current    bool            `json:"current" doc:"It is the one that asks."`
	CreatedAt  *time.Time      `json:"createdAt,omitempty"`
	LastUsedAt *time.Time      `json:"lastUsedAt,omitempty" doc:"To a minute or so."`
	ExpiresAt  time.Time       `json:"expiresAt" doc:"Unless it is used before."`
	Origin     string          `json:"origin" doc:"Network address it was begun from."`
	UserAgent  string          `json:"userAgent"`
}

// EndedSessions says how many sessions have ended.
type EndedSessions struct {
	Ended int `json:"ended"`
}

type mySessionInput struct {
	ID actor.SessionID `path:"id"`
}

func (s *Server) meRoutes() {
	signedIn(s, operation(http.MethodGet, "/me", "getMe", "session", "Who you are and what you may do"), s.getMe)
	signedIn(s, operation(http.MethodGet, "/me/sessions", "listMySessions", "session", "Your sessions, the last used first"), s.listMySessions)
	signedIn(s, failing(acting(operation(http.MethodDelete, "/me/sessions/{id}", "endMySession", "session", "End one of your sessions"), audit.SessionRevoked),
		http.StatusNotFound), s.endMySession)
	signedIn(s, acting(operation(http.MethodPost, "/me/sessions/end-others", "endMyOtherSessions", "session", "End all your sessions but the one that asks"), audit.SessionRevoked), s.endMyOtherSessions)
}

func (s *Server) getMe(ctx context.Context, a actor.Actor, _ *none) (*body[Me], error) {
	person, err := s.deps.Access.Person(ctx, a.PersonID)
	if err != nil {
		return nil, err
	}
	clients, err := s.clientsOf(ctx, a)
	if err != nil {
		return nil, err
	}
	me := Me{Person: personOf(person), Scope: a.Scope, Rights: rightsOf(a), Clients: clients}
	if a.Access != nil {
		me.EndsAt = timeOrNone(a.Access.EndsAt)
	}
	return &body[Me]{me}, nil
}

func rightsOf(a actor.Actor) Rights {
	return Rights{
		All: a.SeesAll(), Organise: a.MayOrganisation(actor.Organise), ReadPeople: a.MayOrganisation(actor.ReadPeople),
		ReadAudit: a.MayOrganisation(actor.ReadAudit),
		See:       a.MayAnywhere(actor.See), Run: a.MayAnywhere(actor.Run), Write: a.MayAnywhere(actor.Write),
		Manage: a.MayAnywhere(actor.Schedule), Administer: a.MayAnywhere(actor.Grant),
	}
}

// clientsOf are the clients that a sees with the role on each.
func (s *Server) clientsOf(ctx context.Context, a actor.Actor) ([]MyClient, error) {
	clients, err := s.deps.Instances.ListClients(ctx, a)
	if err != nil {
		return nil, err
	}
	instances, err := s.deps.Instances.List(ctx, a, instance.ListParams{})
	if err != nil {
		return nil, err
	}
	of := map[actor.ClientID][]MyInstance{}
	for _, i := range instances {
		of[i.Client.ID] = append(of[i.Client.ID], MyInstance{ID: i.ID, Name: i.Name, Role: a.RankOn(i.ID).String()})
	}
	out := make([]MyClient, len(clients))
	for i, c := range clients {
		out[i] = MyClient{Client: clientRefOf(c), Role: a.RankOnClient(c.ID).String(), Instances: of[c.ID]}
		if out[i].Instances == nil {
			out[i].Instances = []MyInstance{}
		}
	}
	return out, nil
}

func (s *Server) listMySessions(ctx context.Context, a actor.Actor, _ *none) (*body[List[SessionEntry]], error) {
	found, err := s.deps.Access.ListSessions(ctx, a, a.PersonID)
	if err != nil {
		return nil, err
	}
	return listOf(found, s.sessionEntryOf(a)), nil
}

func (s *Server) endMySession(ctx context.Context, a actor.Actor, in *mySessionInput) (*none, error) {
	return nil, s.deps.Access.EndSession(ctx, a, a.PersonID, in.ID)
}

func (s *Server) endMyOtherSessions(ctx context.Context, a actor.Actor, _ *none) (*body[EndedSessions], error) {
	ended, err := s.deps.Access.EndOtherSessions(ctx, a)
	if err != nil {
		return nil, err
	}
	return &body[EndedSessions]{EndedSessions{Ended: ended}}, nil
}

func (s *Server) sessionEntryOf(a actor.Actor) func(access.Session) SessionEntry {
	return func(f access.Session) SessionEntry {
		return SessionEntry{
			ID: f.ID, Current: f.ID == a.SessionID, CreatedAt: timeOrNone(f.CreatedAt), LastUsedAt: timeOrNone(f.UsedAt),
			ExpiresAt: f.ExpiresAt, Origin: f.Origin, UserAgent: f.Agent,
		}
	}
}
