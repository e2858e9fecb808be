package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/idempotency"
)

// Grant gives a person or a group a role on a client or an instance.
type Grant struct {
	ID        actor.GrantID `json:"id"`
	Person    *PersonRef    `json:"person,omitempty" doc:"To whom; absent when it is a group's."`
	Group     *GroupRef     `json:"group,omitempty"`
	Client    ClientRef     `json:"client" doc:"Of the instance, or the client itself."`
	Instance  *InstanceRef  `json:"instance,omitempty" doc:"Absent when it covers the whole client."`
	Role      string        `json:"role" enum:"viewer,runner,author,manager,administrator"`
	Until     *time.Time    `json:"until,omitempty"`
	Ended     bool          `json:"ended" doc:"Its time is over."`
	Reason    string        `json:"reason"`
	GivenBy   PersonRef     `json:"givenBy"`
	CreatedAt time.Time     `json:"createdAt"`
	Revision  int           `json:"revision" doc:"Counts the edits; the ETag in quotes."`
}

type listGrantsInput struct {
	Paging
	Person   string           `query:"person" doc:"An id, an e-mail address, or me; also what a group of theirs was given."`
	People   []actor.PersonID `query:"people" maxItems:"200" doc:"Ids; what one of them, or a group of theirs, was given."`
	Group    actor.GroupID    `query:"group"`
	Client   actor.ClientID   `query:"client" doc:"On the client and on its instances."`
	Instance actor.InstanceID `query:"instance" doc:"On the instance and on its client. Ours or Amazon's id."`
	Ended    bool             `query:"ended" doc:"Also those whose time is over."`
}

type giveInput struct {
	OnceOnly
	Body struct {
		PersonID actor.PersonID `json:"personId,omitempty" doc:"This or groupId."`
		GroupID  actor.GroupID  `json:"groupId,omitempty"`
		NewGrant
	}
}

// GrantInput names a grant.
type GrantInput struct {
	ID actor.GrantID `path:"id"`
}

type updateGrantInput struct {
	OnVersion
	GrantInput
	Body struct {
		Role   *string    `json:"role,omitempty" enum:"viewer,runner,author,manager,administrator"`
		Until  *time.Time `json:"until,omitempty" doc:"When it ends by itself."`
		NoEnd  bool       `json:"noEnd,omitempty" doc:"It does not end by itself any more."`
		Reason *string    `json:"reason,omitempty" maxLength:"1000"`
	}
}

func (s *Server) grantRoutes() {
	signedIn(s, failing(operation(http.MethodGet, "/grants", "listGrants", "access", "Grants you may see, newest first"),
		http.StatusForbidden, http.StatusNotFound), s.listGrants)
	signedIn(s, failing(created(sensitive(acting(operation(http.MethodPost, "/grants", "giveGrant", "access", "Give a person or a group a role"), audit.GrantGiven), access.RoleChange)),
		http.StatusForbidden, http.StatusNotFound, http.StatusConflict), s.giveGrant)
	signedIn(s, failing(operation(http.MethodGet, "/grants/{id}", "getGrant", "access", "One grant"), http.StatusNotFound), s.getGrant)
	signedIn(s, failing(sensitive(acting(operation(http.MethodPatch, "/grants/{id}", "updateGrant", "access", "Change the role, the end or the reason of a grant"), audit.GrantChanged), access.RoleChange),
		http.StatusForbidden, http.StatusNotFound, http.StatusConflict), s.updateGrant)
	signedIn(s, failing(sensitive(acting(operation(http.MethodDelete, "/grants/{id}", "endGrant", "access", "End a grant"), audit.GrantEnded), access.RoleChange),
		http.StatusForbidden, http.StatusNotFound), s.endGrant)
}

func (s *Server) listGrants(ctx context.Context, a actor.Actor, in *listGrantsInput) (*body[Page[Grant]], error) {
	filter := access.GrantFilter{PersonIDs: in.People, GroupID: in.Group, ClientID: in.Client, Ended: in.Ended}
	var err error
	if filter.Before, err = cursorOf[actor.GrantID](in.Cursor); err != nil {
		return nil, err
	}
	if filter.PersonID, err = s.personFilter(ctx, a, in.Person); err != nil {
		return nil, err
	}
	if in.Instance != "" {
		found, err := s.deps.Instances.Find(ctx, a, in.Instance)
		if err != nil {
			return nil, err
		}
		filter.InstanceID = found.ID
	}
	found, err := s.deps.Access.Grants(ctx, a, filter, int64(in.Limit)+1)
	if err != nil {
		return nil, err
	}
	key := func(g access.Grant) actor.GrantID { return g.ID }
	return &body[Page[Grant]]{pageOf(found, in.Limit, s.grantOf, key)}, nil
}

func (s *Server) giveGrant(ctx context.Context, a actor.Actor, in *giveInput) (*versioned[Grant], error) {
	key, err := idempotency.NewKey(in.IdempotencyKey, "giveGrant", in.Body)
	if err != nil {
		return nil, err
	}
	if err := s.unlessDone(ctx, a, key, func() error { return s.secondForGrant(ctx, a, in) }); err != nil {
		return nil, err
	}
	made, err := s.deps.Access.Give(ctx, a, access.GiveParams{
		PersonID: in.Body.PersonID, GroupID: in.Body.GroupID, GrantContent: in.Body.content(), Key: key,
	})
	return s.grantAnswer(made, err)
}

func (s *Server) getGrant(ctx context.Context, a actor.Actor, in *GrantInput) (*versioned[Grant], error) {
	found, err := s.deps.Access.Grant(ctx, a, in.ID)
	return s.grantAnswer(found, err)
}

func (s *Server) updateGrant(ctx context.Context, a actor.Actor, in *updateGrantInput) (*versioned[Grant], error) {
	revision, err := in.revision()
	if err != nil {
		return nil, err
	}
	if err := s.secondForRaise(ctx, a, in); err != nil {
		return nil, err
	}
	change := access.GrantChange{Reason: in.Body.Reason}
	if in.Body.Role != nil {
		rank, _ := actor.ParseRank(*in.Body.Role)
		change.Rank = &rank
	}
	switch {
	case in.Body.NoEnd:
		change.Until = new(time.Time)
	case in.Body.Until != nil:
		until := in.Body.Until.UTC()
		change.Until = &until
	}
	changed, err := s.deps.Access.UpdateGrant(ctx, a, in.ID, revision, change)
	return s.grantAnswer(changed, err)
}

func (s *Server) endGrant(ctx context.Context, a actor.Actor, in *GrantInput) (*none, error) {
	return nil, s.deps.Access.EndGrant(ctx, a, in.ID)
}

func (s *Server) grantAnswer(found access.Grant, err error) (*versioned[Grant], error) {
	if err != nil {
		return nil, err
	}
	return &versioned[Grant]{ETag: etag(found.Revision), Body: s.grantOf(found)}, nil
}

func (s *Server) grantOf(g access.Grant) Grant {
	out := Grant{
		ID: g.ID, Client: ClientRef{ID: g.Client.ID, Name: g.Client.Name, Color: g.Client.Color}, Role: g.Rank.String(),
		Until: timeOrNone(g.Until), Ended: !g.Until.IsZero() && !g.Until.After(s.deps.Clock.Now()), Reason: g.Reason,
		GivenBy: PersonRef{ID: g.GivenBy, Name: g.GivenByName}, CreatedAt: g.CreatedAt, Revision: g.Revision,
	}
	if g.PersonID != "" {
		out.Person = &PersonRef{ID: g.PersonID, Name: g.PersonName}
	} else {
		out.Group = &GroupRef{ID: g.GroupID, Name: g.GroupName}
	}
	if g.InstanceID != "" {
		out.Instance = &InstanceRef{ID: g.InstanceID, Name: g.Instance.Name, AmazonID: g.Instance.AmazonID, Type: g.Instance.Type, Client: out.Client}
	}
	return out
}
