package httpapi

import (
	"context"
	"net/http"

	"github.com/recomamp/recomamp/internal/actor"
)

// Client is an advertiser the agency works for.
type Client struct {
	ID         actor.ClientID `json:"id"`
	Name       string         `json:"name"`
	Color      string         `json:"color" pattern:"^#[0-9a-f]{6}$" example:"#2f6fde"`
	Advertiser string         `json:"advertiser" doc:"The advertiser's name at Amazon."`
	Instances  int            `json:"instances"`
	Version    int            `json:"version"`
}

// ClientRef names the client that something belongs to.
type ClientRef struct {
	ID    actor.ClientID `json:"id"`
	Name  string         `json:"name"`
	Color string         `json:"color"`
}

type updateClientInput struct {
	OnVersion
	ID   actor.ClientID `path:"id"`
	Body struct {
		Name  *string `json:"name,omitempty" minLength:"1" maxLength:"200"`
		Color *string `json:"color,omitempty" pattern:"^#[0-9a-f]{6}$"`
	}
}

func (s *Server) clientRoutes() {
	signedIn(s, operation(http.MethodGet, "/clients", "listClients", "clients", "All clients"), s.listClients)
	signedIn(s, failing(operation(http.MethodPatch, "/clients/{id}", "updateClient", "clients", "Rename or recolour a client"),
		http.StatusNotFound, http.StatusConflict), s.updateClient)
}

func (s *Server) listClients(context.Context, actor.Actor, *none) (*body[List[Client]], error) {
	return nil, errLater
}

func (s *Server) updateClient(context.Context, actor.Actor, *updateClientInput) (*versioned[Client], error) {
	return nil, errLater
}
