package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/connection"
	"github.com/recomamp/recomamp/internal/instance"
)

// Discovery is one look around a connection for accounts and instances.
type Discovery struct {
	ID           actor.DiscoveryID  `json:"id"`
	ConnectionID actor.ConnectionID `json:"connectionId,omitempty" doc:"Absent once the connection is forgotten."`
	Region       string             `json:"region" enum:"NA,EU,FE"`
	Person       *PersonRef         `json:"person,omitempty" doc:"Who asked for it; absent when the program looked by itself."`
	State        string             `json:"state" enum:"looking,stopping,complete,incomplete,failed,cancelled,interrupted"`
	Accounts     int                `json:"accounts" doc:"Accounts read so far."`
	Instances    int                `json:"instances" doc:"Instances read so far."`
	Added        int                `json:"added" doc:"Instances that were not known before."`
	Changed      int                `json:"changed" doc:"Known instances of which Amazon tells something else."`
	Returned     int                `json:"returned" doc:"Instances that were gone and are there again."`
	Gone         int                `json:"gone" doc:"Known instances that were not found any more."`
	Problem      *Trouble           `json:"problem,omitempty" doc:"Why it is not complete."`
	StartedAt    time.Time          `json:"startedAt"`
	EndedAt      *time.Time         `json:"endedAt,omitempty"`
}

// DiscoveryDetail is a discovery with what it changed.
type DiscoveryDetail struct {
	Discovery
	Changes []DiscoveryChange `json:"changes"`
}

// DiscoveryChange is what a discovery changed of one instance.
type DiscoveryChange struct {
	InstanceID actor.InstanceID `json:"instanceId"`
	Name       string           `json:"name" doc:"What it was called here at the time."`
	Kind       string           `json:"kind" enum:"added,changed,returned,gone"`
	Facts      []DiscoveryFact  `json:"facts" doc:"What Amazon tells now, and told before; of a new instance all that is known."`
}

// DiscoveryFact is one thing that Amazon tells of an instance.
type DiscoveryFact struct {
	Name   string `json:"name" enum:"amazonName,advertiser,type,creationStatus,amazonAccountId,marketplaceId,connectionId"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// lookWithin bounds a discovery that somebody waits for.
const lookWithin = 30 * time.Minute

type listDiscoveriesInput struct {
	ConnectionID actor.ConnectionID `query:"connectionId"`
	Limit        int64              `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

type discoveryInput struct {
	ID actor.DiscoveryID `path:"id"`
}

func (s *Server) discoveryRoutes() {
	signedIn(s, failing(acting(operation(http.MethodPost, "/connections/{id}/discover", "discoverConnection", "connections", "Look for accounts and instances again"), audit.ConnectionDiscovered),
		http.StatusNotFound, http.StatusConflict, http.StatusServiceUnavailable), s.discover)
	signedIn(s, operation(http.MethodGet, "/discoveries", "listDiscoveries", "connections", "The newest looks for accounts and instances"), s.listDiscoveries)
	signedIn(s, failing(operation(http.MethodGet, "/discoveries/{id}", "getDiscovery", "connections", "What one look for accounts and instances changed"),
		http.StatusNotFound), s.getDiscovery)
	signedIn(s, failing(acting(operation(http.MethodPost, "/discoveries/{id}/cancel", "cancelDiscovery", "connections", "Stop a look for accounts and instances"), audit.DiscoveryCancelled),
		http.StatusNotFound, http.StatusConflict), s.cancelDiscovery)
}

// discover waits for the end. Who leaves before does not stop it: the other
// routes tell how far it is.
func (s *Server) discover(ctx context.Context, a actor.Actor, in *connectionInput) (*body[Discovery], error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookWithin)
	defer cancel()
	found, err := s.deps.Connections.Discover(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return &body[Discovery]{discoveryOf(found)}, nil
}

func (s *Server) listDiscoveries(ctx context.Context, a actor.Actor, in *listDiscoveriesInput) (*body[List[Discovery]], error) {
	found, err := s.deps.Connections.Discoveries(ctx, a, in.ConnectionID, in.Limit)
	if err != nil {
		return nil, err
	}
	return listOf(found, discoveryOf), nil
}

func (s *Server) getDiscovery(ctx context.Context, a actor.Actor, in *discoveryInput) (*body[DiscoveryDetail], error) {
	found, err := s.deps.Connections.FindDiscovery(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	out := DiscoveryDetail{Discovery: discoveryOf(found), Changes: make([]DiscoveryChange, len(found.Changes))}
	for i, change := range found.Changes {
		out.Changes[i] = discoveryChangeOf(change)
	}
	return &body[DiscoveryDetail]{out}, nil
}

func (s *Server) cancelDiscovery(ctx context.Context, a actor.Actor, in *discoveryInput) (*body[Discovery], error) {
	found, err := s.deps.Connections.CancelDiscovery(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return &body[Discovery]{discoveryOf(found)}, nil
}

func discoveryOf(d connection.Discovery) Discovery {
	out := Discovery{
		ID: d.ID, ConnectionID: d.ConnectionID, Region: d.Region, State: string(d.State), Accounts: d.Accounts, Instances: d.Instances,
		Added: d.Added, Changed: d.Changed, Returned: d.Returned, Gone: d.Gone, Problem: troubleOf(d.Problem),
		StartedAt: d.StartedAt, EndedAt: timeOrNone(d.EndedAt),
	}
	if d.PersonID != "" {
		out.Person = &PersonRef{ID: d.PersonID, Name: d.PersonName}
	}
	return out
}

func discoveryChangeOf(c instance.Change) DiscoveryChange {
	out := DiscoveryChange{InstanceID: c.InstanceID, Name: c.Name, Kind: string(c.Kind), Facts: make([]DiscoveryFact, len(c.Facts))}
	for i, fact := range c.Facts {
		out.Facts[i] = DiscoveryFact(fact)
	}
	return out
}
