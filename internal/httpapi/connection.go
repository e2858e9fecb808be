package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/connection"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/idempotency"
)

// Connection is one consent at Amazon.
type Connection struct {
	ID           actor.ConnectionID `json:"id"`
	Region       string             `json:"region" enum:"NA,EU,FE"`
	State        string             `json:"state" enum:"pending,healthy,expired,needs_reconnect" doc:"expired: Amazon could not be asked for a fresh token just now; needs_reconnect: a person must consent again."`
	Problem      *Trouble           `json:"problem,omitempty"`
	Person       PersonRef          `json:"person" doc:"Who consented."`
	Accounts     []Account          `json:"accounts"`
	ConsentedAt  *time.Time         `json:"consentedAt,omitempty"`
	RefreshedAt  *time.Time         `json:"refreshedAt,omitempty"`
	ExpiresAt    *time.Time         `json:"expiresAt,omitempty" doc:"When the current access token ends; it is renewed before that."`
	DiscoveredAt *time.Time         `json:"discoveredAt,omitempty"`
	Discovery    *Trouble           `json:"discoveryProblem,omitempty"`
	CreatedAt    time.Time          `json:"createdAt"`
}

// Trouble says what is wrong with something and what to do.
type Trouble struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Next    string `json:"next,omitempty"`
}

// Account is one AMC account that a connection can see.
type Account struct {
	ID            actor.AccountID `json:"id"`
	AmazonID      string          `json:"amazonId"`
	Name          string          `json:"name"`
	MarketplaceID string          `json:"marketplaceId"`
	Instances     int             `json:"instances"`
}

// ConsentRequest is where to send the browser to get Amazon's consent.
type ConsentRequest struct {
	ID           actor.ConnectionID `json:"id"`
	AuthorizeURL string             `json:"authorizeUrl" format:"uri"`
}

type createConnectionInput struct {
	OnceOnly
	Body struct {
		Region string `json:"region" enum:"NA,EU,FE"`
	}
}

type connectionInput struct {
	ID actor.ConnectionID `path:"id"`
}

func (s *Server) connectionRoutes() {
	signedIn(s, operation(http.MethodGet, "/connections", "listConnections", "connections", "Connections to Amazon"), s.listConnections)
	signedIn(s, created(acting(operation(http.MethodPost, "/connections", "createConnection", "connections", "Begin to connect to Amazon"), audit.ConsentAsked)), s.createConnection)
	signedIn(s, failing(acting(operation(http.MethodPost, "/connections/{id}/reconnect", "reconnectConnection", "connections", "Ask for consent again"), audit.ConsentAsked),
		http.StatusNotFound), s.reconnect)
	signedIn(s, failing(sensitive(acting(operation(http.MethodDelete, "/connections/{id}", "deleteConnection", "connections", "Forget a connection and its tokens"), audit.ConnectionForgotten), access.ConnectionLoss),
		http.StatusNotFound), s.deleteConnection)
}

func (s *Server) listConnections(ctx context.Context, a actor.Actor, _ *none) (*body[List[Connection]], error) {
	found, err := s.deps.Connections.List(ctx, a)
	if err != nil {
		return nil, err
	}
	return listOf(found, connectionOf), nil
}

func (s *Server) createConnection(ctx context.Context, a actor.Actor, in *createConnectionInput) (*body[ConsentRequest], error) {
	key, err := idempotency.NewKey(in.IdempotencyKey, "createConnection", in.Body)
	if err != nil {
		return nil, err
	}
	request, err := s.deps.Connections.Begin(ctx, a, in.Body.Region, key)
	if err != nil {
		return nil, err
	}
	return &body[ConsentRequest]{consentRequestOf(request)}, nil
}

func (s *Server) reconnect(ctx context.Context, a actor.Actor, in *connectionInput) (*body[ConsentRequest], error) {
	request, err := s.deps.Connections.Reconnect(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return &body[ConsentRequest]{consentRequestOf(request)}, nil
}

func (s *Server) deleteConnection(ctx context.Context, a actor.Actor, in *connectionInput) (*none, error) {
	return nil, s.deps.Connections.Delete(ctx, a, in.ID)
}

func consentRequestOf(r connection.Request) ConsentRequest {
	return ConsentRequest{ID: r.ConnectionID, AuthorizeURL: r.AuthorizeURL}
}

func connectionOf(c connection.Connection) Connection {
	out := Connection{
		ID: c.ID, Region: c.Region, State: string(c.State), Problem: troubleOf(c.Problem), Discovery: troubleOf(c.Discovery),
		Person: PersonRef{ID: c.PersonID, Name: c.PersonName}, Accounts: make([]Account, len(c.Accounts)),
		ConsentedAt: timeOrNone(c.ConsentedAt), RefreshedAt: timeOrNone(c.RefreshedAt), ExpiresAt: timeOrNone(c.AccessEndsAt),
		DiscoveredAt: timeOrNone(c.DiscoveredAt), CreatedAt: c.CreatedAt,
	}
	for i, account := range c.Accounts {
		out.Accounts[i] = Account(account)
	}
	return out
}

func troubleOf(f *fault.Error) *Trouble {
	if f == nil {
		return nil
	}
	return &Trouble{Code: f.Code, Message: f.Message, Next: f.Next}
}
