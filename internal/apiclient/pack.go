package apiclient

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/httpapi"
)

// Clients lists all clients the token's owner may see.
func (c *Client) Clients(ctx context.Context) ([]httpapi.Client, error) {
	var list httpapi.List[httpapi.Client]
	err := c.call(ctx, http.MethodGet, "/clients", nil, nil, &list)
	return list.Items, err
}

// Brands lists the brands of a client, with archived also those.
func (c *Client) Brands(ctx context.Context, client actor.ClientID, archived bool) ([]httpapi.Brand, error) {
	var list httpapi.List[httpapi.Brand]
	err := c.call(ctx, http.MethodGet, "/clients/"+url.PathEscape(string(client))+"/brands?archived="+strconv.FormatBool(archived), nil, nil, &list)
	return list.Items, err
}

// CreateBrand makes a brand of a client, once per key.
func (c *Client) CreateBrand(ctx context.Context, key string, client actor.ClientID, name string) (httpapi.Brand, error) {
	var made httpapi.Brand
	err := c.call(ctx, http.MethodPost, "/clients/"+url.PathEscape(string(client))+"/brands", onceOnly(key), map[string]string{"name": name}, &made)
	return made, err
}

// Brand returns one brand.
func (c *Client) Brand(ctx context.Context, id actor.BrandID) (httpapi.Brand, error) {
	var found httpapi.Brand
	err := c.call(ctx, http.MethodGet, "/brands/"+url.PathEscape(string(id)), nil, nil, &found)
	return found, err
}

// UpdateBrand changes a brand that is still at version.
func (c *Client) UpdateBrand(ctx context.Context, id actor.BrandID, version int, patch httpapi.NamePatch) (httpapi.Brand, error) {
	var changed httpapi.Brand
	err := c.call(ctx, http.MethodPatch, "/brands/"+url.PathEscape(string(id)), onVersion(version), patch, &changed)
	return changed, err
}

// PackFilter says which packs to list; its zero values leave them all.
type PackFilter struct {
	Client   actor.ClientID
	Brand    actor.BrandID
	Instance string // ours or Amazon's id: packs of its client
	Search   string
	Archived bool
}

// Packs lists packs to the end.
func (c *Client) Packs(ctx context.Context, f PackFilter) (all []httpapi.Pack, err error) {
	words := url.Values{"limit": {"200"}, "archived": {strconv.FormatBool(f.Archived)}}
	for name, value := range map[string]string{"clientId": string(f.Client), "brandId": string(f.Brand), "instanceId": f.Instance, "search": f.Search} {
		if value != "" {
			words.Set(name, value)
		}
	}
	for {
		var page httpapi.Page[httpapi.Pack]
		if err := c.call(ctx, http.MethodGet, "/packs?"+words.Encode(), nil, nil, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
		if page.NextCursor == "" {
			return all, nil
		}
		words.Set("cursor", page.NextCursor)
	}
}

// Pack returns one pack without its values.
func (c *Client) Pack(ctx context.Context, id actor.PackID) (httpapi.Pack, error) {
	var found httpapi.Pack
	err := c.call(ctx, http.MethodGet, packPath(id), nil, nil, &found)
	return found, err
}

// CreatePack makes an empty pack of a brand, once per key.
func (c *Client) CreatePack(ctx context.Context, key string, brand actor.BrandID, name, kind, valueType string) (httpapi.Pack, error) {
	body := map[string]string{"name": name, "kind": kind}
	if valueType != "" {
		body["type"] = valueType
	}
	var made httpapi.Pack
	err := c.call(ctx, http.MethodPost, "/brands/"+url.PathEscape(string(brand))+"/packs", onceOnly(key), body, &made)
	return made, err
}

// UpdatePack renames, archives or brings back a pack that is still at version.
func (c *Client) UpdatePack(ctx context.Context, id actor.PackID, version int, patch httpapi.NamePatch) (httpapi.Pack, error) {
	var changed httpapi.Pack
	err := c.call(ctx, http.MethodPatch, packPath(id), onVersion(version), patch, &changed)
	return changed, err
}

// PackValues reads the values of a pack to the end, those that hold search.
func (c *Client) PackValues(ctx context.Context, id actor.PackID, search string) (all []string, err error) {
	words := url.Values{"limit": {"10000"}, "search": {search}}
	for {
		var page httpapi.PackValues
		if err := c.call(ctx, http.MethodGet, packPath(id)+"/values?"+words.Encode(), nil, nil, &page); err != nil {
			return nil, err
		}
		for _, v := range page.Items {
			all = append(all, v.Value)
		}
		if page.NextCursor == "" {
			return all, nil
		}
		words.Set("cursor", page.NextCursor)
	}
}

// PreviewPack says what a text would make of a pack.
func (c *Client) PreviewPack(ctx context.Context, id actor.PackID, text httpapi.PackText) (httpapi.PackChange, error) {
	var change httpapi.PackChange
	err := c.call(ctx, http.MethodPost, packPath(id)+"/preview", nil, text, &change)
	return change, err
}

// FillPack changes the values of a pack that is still at version; with skip it
// goes on without what can be no value.
func (c *Client) FillPack(ctx context.Context, id actor.PackID, version int, text httpapi.PackText, skip bool) (httpapi.PackChange, error) {
	var change httpapi.PackChange
	body := struct {
		httpapi.PackText
		SkipRefused bool `json:"skipRefused"`
	}{text, skip}
	err := c.call(ctx, http.MethodPut, packPath(id)+"/values", onVersion(version), body, &change)
	return change, err
}

func packPath(id actor.PackID) string { return "/packs/" + url.PathEscape(string(id)) }

// onceOnly is the header of what is to happen once.
func onceOnly(key string) http.Header { return http.Header{"Idempotency-Key": {key}} }
