package apiclient

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/httpapi"
)

// People lists people whose name or address holds a text, all pages of them.
func (c *Client) People(ctx context.Context, search string) ([]httpapi.PersonEntry, error) {
	return allPages[httpapi.PersonEntry](ctx, c, "/people", url.Values{"search": {search}})
}

// allPages reads a list to its end.
func allPages[T any](ctx context.Context, c *Client, path string, words url.Values) (all []T, err error) {
	words.Set("limit", "200")
	for {
		var page httpapi.Page[T]
		if err := c.call(ctx, http.MethodGet, path+"?"+words.Encode(), nil, nil, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
		if page.NextCursor == "" {
			return all, nil
		}
		words.Set("cursor", page.NextCursor)
	}
}

// Invitation is whom to invite.
type Invitation struct {
	Email    string             `json:"email"`
	Name     string             `json:"name,omitempty"`
	Role     string             `json:"role"`
	Grants   []httpapi.NewGrant `json:"grants,omitempty"`
	GroupIDs []actor.GroupID    `json:"groupIds,omitempty"`
}

// Invite makes a person and the link with which they set a password.
func (c *Client) Invite(ctx context.Context, key string, who Invitation) (made httpapi.SecretLink, err error) {
	err = c.call(ctx, http.MethodPost, "/invitations", http.Header{"Idempotency-Key": {key}}, who, &made)
	return made, err
}

// DisablePerson lets a person in no more.
func (c *Client) DisablePerson(ctx context.Context, id, handOverTo string) (done httpapi.DisabledPerson, err error) {
	body := map[string]string{}
	if handOverTo != "" {
		body["handOverTo"] = handOverTo
	}
	err = c.call(ctx, http.MethodPost, "/people/"+url.PathEscape(id)+"/disable", nil, body, &done)
	return done, err
}

// Responsibilities are what rests on a person, and how much of it somebody could take over.
func (c *Client) Responsibilities(ctx context.Context, id, handOverTo string) (rests httpapi.Responsibilities, err error) {
	query := url.Values{"handOverTo": {handOverTo}}
	err = c.call(ctx, http.MethodGet, "/people/"+url.PathEscape(id)+"/responsibilities?"+query.Encode(), nil, nil, &rests)
	return rests, err
}

// EnablePerson lets a disabled person in again.
func (c *Client) EnablePerson(ctx context.Context, id string) (person httpapi.PersonEntry, err error) {
	err = c.call(ctx, http.MethodPost, "/people/"+url.PathEscape(id)+"/enable", nil, nil, &person)
	return person, err
}

// ResetSecondFactor takes the second factor from a person.
func (c *Client) ResetSecondFactor(ctx context.Context, id string) (done httpapi.EndedSessions, err error) {
	err = c.call(ctx, http.MethodPost, "/people/"+url.PathEscape(id)+"/second-factor/reset", nil, nil, &done)
	return done, err
}

// SignInPolicy is what holds for everybody who signs in.
func (c *Client) SignInPolicy(ctx context.Context) (policy httpapi.SignInPolicy, err error) {
	err = c.call(ctx, http.MethodGet, "/sign-in-policy", nil, nil, &policy)
	return policy, err
}

// RequireSecondFactor says whether everybody needs a second factor.
func (c *Client) RequireSecondFactor(ctx context.Context, required bool) error {
	return c.call(ctx, http.MethodPut, "/sign-in-policy", nil, map[string]bool{"secondFactorRequired": required}, nil)
}

// SetPersonRole changes a person's role in the organisation at a revision.
func (c *Client) SetPersonRole(ctx context.Context, id string, revision int, role string) (person httpapi.PersonEntry, err error) {
	err = c.call(ctx, http.MethodPatch, "/people/"+url.PathEscape(id), onVersion(revision), map[string]string{"role": role}, &person)
	return person, err
}

// Groups lists the groups of people.
func (c *Client) Groups(ctx context.Context) ([]httpapi.Group, error) {
	var list httpapi.List[httpapi.Group]
	err := c.call(ctx, http.MethodGet, "/groups", nil, nil, &list)
	return list.Items, err
}

// CreateGroup makes a group.
func (c *Client) CreateGroup(ctx context.Context, key, name, description string) (made httpapi.Group, err error) {
	body := map[string]string{"name": name, "description": description}
	err = c.call(ctx, http.MethodPost, "/groups", http.Header{"Idempotency-Key": {key}}, body, &made)
	return made, err
}

// DeleteGroup ends a group at a revision.
func (c *Client) DeleteGroup(ctx context.Context, id string, revision int) error {
	return c.call(ctx, http.MethodDelete, "/groups/"+url.PathEscape(id), onVersion(revision), nil, nil)
}

// SetMember adds a person to a group, or takes them out of it.
func (c *Client) SetMember(ctx context.Context, group, person string, in bool) (changed httpapi.Group, err error) {
	method := http.MethodDelete
	if in {
		method = http.MethodPut
	}
	err = c.call(ctx, method, "/groups/"+url.PathEscape(group)+"/members/"+url.PathEscape(person), nil, nil, &changed)
	return changed, err
}

// GrantFilter narrows a list of grants. Its words are those of the API.
type GrantFilter struct {
	Person, Group, Client, Instance string
	Ended                           bool
}

func (f GrantFilter) words() url.Values {
	words := url.Values{}
	for name, value := range map[string]string{"person": f.Person, "group": f.Group, "client": f.Client, "instance": f.Instance} {
		if value != "" {
			words.Set(name, value)
		}
	}
	return words
}

// Grants lists grants, newest first.
func (c *Client) Grants(ctx context.Context, f GrantFilter) ([]httpapi.Grant, error) {
	words := f.words()
	words.Set("ended", strconv.FormatBool(f.Ended))
	return allPages[httpapi.Grant](ctx, c, "/grants", words)
}

// Grant is who is to be given what.
type Grant struct {
	PersonID string `json:"personId,omitempty"`
	GroupID  string `json:"groupId,omitempty"`
	httpapi.NewGrant
}

// GiveGrant gives a person or a group a role.
func (c *Client) GiveGrant(ctx context.Context, key string, grant Grant) (made httpapi.Grant, err error) {
	err = c.call(ctx, http.MethodPost, "/grants", http.Header{"Idempotency-Key": {key}}, grant, &made)
	return made, err
}

// GrantChange is what is to be different about a grant.
type GrantChange struct {
	Role   string `json:"role,omitempty"`
	Until  string `json:"until,omitempty"` // RFC 3339
	NoEnd  bool   `json:"noEnd,omitempty"`
	Reason string `json:"reason,omitempty"`
}

// ChangeGrant changes a grant as it is now.
func (c *Client) ChangeGrant(ctx context.Context, id string, change GrantChange) (changed httpapi.Grant, err error) {
	var now httpapi.Grant
	if err := c.call(ctx, http.MethodGet, "/grants/"+url.PathEscape(id), nil, nil, &now); err != nil {
		return changed, err
	}
	err = c.call(ctx, http.MethodPatch, "/grants/"+url.PathEscape(id), onVersion(now.Revision), change, &changed)
	return changed, err
}

// EndGrant ends a grant.
func (c *Client) EndGrant(ctx context.Context, id string) error {
	return c.call(ctx, http.MethodDelete, "/grants/"+url.PathEscape(id), nil, nil, nil)
}

// Access tells who can see what, and why.
func (c *Client) Access(ctx context.Context, f GrantFilter) ([]httpapi.AccessEntry, error) {
	var list httpapi.List[httpapi.AccessEntry]
	err := c.call(ctx, http.MethodGet, "/access?"+f.words().Encode(), nil, nil, &list)
	return list.Items, err
}
