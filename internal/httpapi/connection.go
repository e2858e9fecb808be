package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
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

// Discovery is what looking around a connection found.
type Discovery struct {
	Accounts  int `json:"accounts"`
	Instances int `json:"instances"`
	Added     int `json:"added" doc:"Instances that were not known before."`
	Gone      int `json:"gone" doc:"Known instances that were not found any more."`
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
	signedIn(s, created(operation(http.MethodPost, "/connections", "createConnection", "connections", "Begin to connect to Amazon")), s.createConnection)
	signedIn(s, failing(operation(http.MethodPost, "/connections/{id}/reconnect", "reconnectConnection", "connections", "Ask for consent again"),
		http.StatusNotFound), s.reconnect)
	signedIn(s, failing(operation(http.MethodPost, "/connections/{id}/discover", "discoverConnection", "connections", "Look for accounts and instances again"),
		http.StatusNotFound, http.StatusConflict, http.StatusServiceUnavailable), s.discover)
	signedIn(s, failing(operation(http.MethodDelete, "/connections/{id}", "deleteConnection", "connections", "Forget a connection and its tokens"),
		http.StatusNotFound), s.deleteConnection)
}

func (s *Server) listConnections(context.Context, actor.Actor, *none) (*body[List[Connection]], error) {
	return nil, errLater
}

func (s *Server) createConnection(context.Context, actor.Actor, *createConnectionInput) (*body[ConsentRequest], error) {
	return nil, errLater
}

func (s *Server) reconnect(context.Context, actor.Actor, *connectionInput) (*body[ConsentRequest], error) {
	return nil, errLater
}

func (s *Server) discover(context.Context, actor.Actor, *connectionInput) (*body[Discovery], error) {
	return nil, errLater
}

func (s *Server) deleteConnection(context.Context, actor.Actor, *connectionInput) (*none, error) {
	return nil, errLater
}
