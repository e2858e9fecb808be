package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/pack"
)

// Brand is a brand of a client.
type Brand struct {
	ID         actor.BrandID  `json:"id"`
	ClientID   actor.ClientID `json:"clientId"`
	Name       string         `json:"name"`
	Packs      int            `json:"packs" doc:"How many packs it has that are not archived."`
	Version    int            `json:"version"`
	ArchivedAt *time.Time     `json:"archivedAt,omitempty"`
	UpdatedAt  time.Time      `json:"updatedAt"`
	UpdatedBy  PersonRef      `json:"updatedBy"`
}

// BrandRef names the brand that something belongs to.
type BrandRef struct {
	ID   actor.BrandID `json:"id"`
	Name string        `json:"name"`
}

// NamePatch renames, archives or brings back.
type NamePatch struct {
	Name     *string `json:"name,omitempty" minLength:"1" maxLength:"200"`
	Archived *bool   `json:"archived,omitempty"`
}

type listBrandsInput struct {
	ID       actor.ClientID `path:"id"`
	Archived bool           `query:"archived" doc:"Also those that are archived."`
}

type createBrandInput struct {
	OnceOnly
	ID   actor.ClientID `path:"id"`
	Body struct {
		Name string `json:"name" minLength:"1" maxLength:"200"`
	}
}

type brandInput struct {
	ID actor.BrandID `path:"id"`
}

type updateBrandInput struct {
	OnVersion
	ID   actor.BrandID `path:"id"`
	Body NamePatch
}

func (s *Server) brandRoutes() {
	signedIn(s, failing(operation(http.MethodGet, "/clients/{id}/brands", "listBrands", "packs", "The brands of a client, by name"),
		http.StatusNotFound), s.listBrands)
	signedIn(s, created(failing(acting(operation(http.MethodPost, "/clients/{id}/brands", "createBrand", "packs", "Make a brand of a client"), audit.BrandCreated),
		http.StatusNotFound, http.StatusConflict)), s.createBrand)
	signedIn(s, failing(operation(http.MethodGet, "/brands/{id}", "getBrand", "packs", "One brand"),
		http.StatusNotFound), s.getBrand)
	signedIn(s, failing(acting(operation(http.MethodPatch, "/brands/{id}", "updateBrand", "packs", "Rename a brand, archive it with its packs, or bring it back"), audit.BrandChanged),
		http.StatusNotFound, http.StatusConflict), s.updateBrand)
}

func (s *Server) listBrands(ctx context.Context, a actor.Actor, in *listBrandsInput) (*body[List[Brand]], error) {
	found, err := s.deps.Packs.Brands(ctx, a, in.ID, in.Archived)
	if err != nil {
		return nil, err
	}
	return listOf(found, brandOf), nil
}

func (s *Server) createBrand(ctx context.Context, a actor.Actor, in *createBrandInput) (*versioned[Brand], error) {
	key, err := idempotency.NewKey(in.IdempotencyKey, "createBrand "+string(in.ID), in.Body)
	if err != nil {
		return nil, err
	}
	return brandAnswer(s.deps.Packs.CreateBrand(ctx, a, in.ID, in.Body.Name, key))
}

func (s *Server) getBrand(ctx context.Context, a actor.Actor, in *brandInput) (*versioned[Brand], error) {
	return brandAnswer(s.deps.Packs.Brand(ctx, a, in.ID))
}

func (s *Server) updateBrand(ctx context.Context, a actor.Actor, in *updateBrandInput) (*versioned[Brand], error) {
	version, err := in.revision()
	if err != nil {
		return nil, err
	}
	return brandAnswer(s.deps.Packs.UpdateBrand(ctx, a, in.ID, version, pack.Patch(in.Body)))
}

func brandAnswer(found pack.Brand, err error) (*versioned[Brand], error) {
	if err != nil {
		return nil, err
	}
	return &versioned[Brand]{ETag: etag(found.Version), Body: brandOf(found)}, nil
}

func brandOf(b pack.Brand) Brand {
	return Brand{
		ID: b.ID, ClientID: b.ClientID, Name: b.Name, Packs: b.Packs, Version: b.Version, ArchivedAt: b.ArchivedAt,
		UpdatedAt: b.UpdatedAt, UpdatedBy: PersonRef(b.UpdatedBy),
	}
}
