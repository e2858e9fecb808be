package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/pack"
)

// Pack is a list of values of a brand, without them.
type Pack struct {
	ID         actor.PackID `json:"id"`
	Client     ClientRef    `json:"client"`
	Brand      BrandRef     `json:"brand"`
	Name       string       `json:"name"`
	Kind       string       `json:"kind" enum:"asin,campaign,value" doc:"asin: ASINs; campaign: ids of campaigns, as text; value: anything else."`
	Type       string       `json:"type" enum:"string,number,date,timestamp,boolean" doc:"Of each value."`
	Size       int          `json:"size" doc:"How many values it holds."`
	Version    int          `json:"version"`
	ArchivedAt *time.Time   `json:"archivedAt,omitempty"`
	Hidden     bool         `json:"hidden" doc:"It is archived, or its brand is: it fills no parameters."`
	UpdatedAt  time.Time    `json:"updatedAt"`
	UpdatedBy  PersonRef    `json:"updatedBy"`
}

type listPacksInput struct {
	Paging
	ClientID   actor.ClientID   `query:"clientId"`
	BrandID    actor.BrandID    `query:"brandId"`
	InstanceID actor.InstanceID `query:"instanceId" doc:"Ours or Amazon's id: the packs of its client."`
	Search     string           `query:"search" maxLength:"200" doc:"Part of the name of the pack or its brand."`
	Archived   bool             `query:"archived" doc:"Also what is archived."`
}

type createPackInput struct {
	OnceOnly
	ID   actor.BrandID `path:"id"`
	Body struct {
		Name string `json:"name" minLength:"1" maxLength:"200"`
		Kind string `json:"kind" enum:"asin,campaign,value"`
		Type string `json:"type,omitempty" enum:"string,number,date,timestamp,boolean" doc:"Of a pack of values; string when absent."`
	}
}

type packInput struct {
	ID actor.PackID `path:"id"`
}

type updatePackInput struct {
	OnVersion
	ID   actor.PackID `path:"id"`
	Body NamePatch
}

func (s *Server) packRoutes() {
	s.brandRoutes()
	signedIn(s, operation(http.MethodGet, "/packs", "listPacks", "packs", "Packs, by brand and name"), s.listPacks)
	signedIn(s, created(failing(acting(operation(http.MethodPost, "/brands/{id}/packs", "createPack", "packs", "Make an empty pack of a brand"), audit.PackCreated),
		http.StatusNotFound, http.StatusConflict)), s.createPack)
	signedIn(s, failing(operation(http.MethodGet, "/packs/{id}", "getPack", "packs", "One pack, without its values"),
		http.StatusNotFound), s.getPack)
	signedIn(s, failing(acting(operation(http.MethodPatch, "/packs/{id}", "updatePack", "packs", "Rename, archive or bring back"), audit.PackChanged),
		http.StatusNotFound, http.StatusConflict), s.updatePack)
	s.packValueRoutes()
}

func (s *Server) listPacks(ctx context.Context, a actor.Actor, in *listPacksInput) (*body[Page[Pack]], error) {
	after, err := cursorOf[pack.Key](in.Cursor)
	if err != nil {
		return nil, err
	}
	clients, err := s.clientRefs(ctx, a)
	if err != nil {
		return nil, err
	}
	found, err := s.deps.Packs.List(ctx, a, pack.Filter{
		ClientID: in.ClientID, BrandID: in.BrandID, InstanceID: in.InstanceID, Search: in.Search, Archived: in.Archived, After: after,
	}, int64(in.Limit)+1)
	if err != nil {
		return nil, err
	}
	return &body[Page[Pack]]{pageOf(found, in.Limit, func(p pack.Pack) Pack { return packOf(p, clients) }, pack.Pack.Key)}, nil
}

func (s *Server) createPack(ctx context.Context, a actor.Actor, in *createPackInput) (*versioned[Pack], error) {
	key, err := idempotency.NewKey(in.IdempotencyKey, "createPack "+string(in.ID), in.Body)
	if err != nil {
		return nil, err
	}
	made, err := s.deps.Packs.Create(ctx, a, in.ID, pack.CreateParams{
		Name: in.Body.Name, Kind: pack.Kind(in.Body.Kind), Type: amcsql.PlaceholderType(in.Body.Type),
	}, key)
	return s.packAnswer(ctx, a, made, err)
}

func (s *Server) getPack(ctx context.Context, a actor.Actor, in *packInput) (*versioned[Pack], error) {
	found, err := s.deps.Packs.Get(ctx, a, in.ID)
	return s.packAnswer(ctx, a, found, err)
}

func (s *Server) updatePack(ctx context.Context, a actor.Actor, in *updatePackInput) (*versioned[Pack], error) {
	version, err := in.revision()
	if err != nil {
		return nil, err
	}
	changed, err := s.deps.Packs.Update(ctx, a, in.ID, version, pack.Patch(in.Body))
	return s.packAnswer(ctx, a, changed, err)
}

func (s *Server) packAnswer(ctx context.Context, a actor.Actor, found pack.Pack, err error) (*versioned[Pack], error) {
	if err != nil {
		return nil, err
	}
	clients, err := s.clientRefs(ctx, a)
	if err != nil {
		return nil, err
	}
	return &versioned[Pack]{ETag: etag(found.Version), Body: packOf(found, clients)}, nil
}

func packOf(p pack.Pack, clients map[actor.ClientID]ClientRef) Pack {
	return Pack{
		ID: p.ID, Client: clients[p.ClientID], Brand: BrandRef{ID: p.BrandID, Name: p.BrandName}, Name: p.Name,
		Kind: string(p.Kind), Type: string(p.Type), Size: p.Size, Version: p.Version, ArchivedAt: p.ArchivedAt,
		Hidden: p.ArchivedAt != nil || p.BrandArchived, UpdatedAt: p.UpdatedAt, UpdatedBy: PersonRef(p.UpdatedBy),
	}
}
