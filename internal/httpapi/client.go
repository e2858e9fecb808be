package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/instance"
)

// Client is an advertiser the agency works for.
type Client struct {
	ID         actor.ClientID `json:"id"`
	Name       string         `json:"name"`
	Color      string         `json:"color" pattern:"^#[0-9a-f]{6}$" example:"#2f6fde"`
	Advertiser string         `json:"advertiser" doc:"The advertiser's name at Amazon."`
	Instances  int            `json:"instances"`
	Version    int            `json:"version"`
	// OffBoardedAt tells the screens to say so.
	OffBoardedAt *time.Time `json:"offBoardedAt,omitempty" doc:"Since when it is being off-boarded; absent for a client that stays. Nothing runs for it."`
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
	signedIn(s, failing(acting(operation(http.MethodPatch, "/clients/{id}", "updateClient", "clients", "Rename or recolour a client"), audit.ClientChanged),
		http.StatusNotFound, http.StatusConflict), s.updateClient)
}

func (s *Server) listClients(ctx context.Context, a actor.Actor, _ *none) (*body[List[Client]], error) {
	found, err := s.deps.Instances.ListClients(ctx, a)
	if err != nil {
		return nil, err
	}
	return listOf(found, clientOf), nil
}

func (s *Server) updateClient(ctx context.Context, a actor.Actor, in *updateClientInput) (*versioned[Client], error) {
	version, err := in.revision()
	if err != nil {
		return nil, err
	}
	changed, err := s.deps.Instances.UpdateClient(ctx, a, in.ID, version,
		instance.UpdateClientParams{Name: in.Body.Name, Color: in.Body.Color})
	if err != nil {
		return nil, err
	}
	return &versioned[Client]{ETag: etag(changed.Version), Body: clientOf(changed)}, nil
}

func clientOf(c instance.Client) Client {
	return Client{ID: c.ID, Name: c.Name, Color: c.Color, Advertiser: c.Advertiser, Instances: c.Instances, Version: c.Version, OffBoardedAt: timeOrNone(c.OffBoardedAt)}
}

func clientRefOf(c instance.Client) ClientRef {
	return ClientRef{ID: c.ID, Name: c.Name, Color: c.Color}
}

// clientRefs are the clients that a sees.
func (s *Server) clientRefs(ctx context.Context, a actor.Actor) (map[actor.ClientID]ClientRef, error) {
	found, err := s.deps.Instances.ListClients(ctx, a)
	refs := make(map[actor.ClientID]ClientRef, len(found))
	for _, c := range found {
		refs[c.ID] = clientRefOf(c)
	}
	return refs, err
}
