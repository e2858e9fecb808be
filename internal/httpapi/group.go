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

// Group is a set of people that are given access together.
type Group struct {
	ID          actor.GroupID `json:"id"`
	Name        string        `json:"name"`
	Description string        `json:"description"`
	Members     []PersonRef   `json:"members" doc:"By name."`
	Grants      int           `json:"grants" doc:"Given to the group, and not ended."`
	Revision    int           `json:"revision" doc:"Counts the edits; the ETag in quotes."`
	CreatedAt   time.Time     `json:"createdAt"`
}

type createGroupInput struct {
	OnceOnly
	Body struct {
		Name        string `json:"name" minLength:"1" maxLength:"100"`
		Description string `json:"description,omitempty" maxLength:"1000"`
	}
}

// GroupInput names a group.
type GroupInput struct {
	ID actor.GroupID `path:"id"`
}

type updateGroupInput struct {
	OnVersion
	GroupInput
	Body struct {
		Name        *string `json:"name,omitempty" minLength:"1" maxLength:"100"`
		Description *string `json:"description,omitempty" maxLength:"1000"`
	}
}

type deleteGroupInput struct {
	OnVersion
	GroupInput
}

type groupMemberInput struct {
	GroupInput
	PersonID actor.PersonID `path:"personId"`
}

func (s *Server) groupRoutes() {
	signedIn(s, failing(operation(http.MethodGet, "/groups", "listGroups", "people", "Groups of people, by name"), http.StatusForbidden), s.listGroups)
	signedIn(s, failing(created(acting(operation(http.MethodPost, "/groups", "createGroup", "people", "Make a group"), audit.GroupCreated)),
		http.StatusForbidden, http.StatusConflict), s.createGroup)
	signedIn(s, failing(operation(http.MethodGet, "/groups/{id}", "getGroup", "people", "One group"),
		http.StatusForbidden, http.StatusNotFound), s.getGroup)
	signedIn(s, failing(acting(operation(http.MethodPatch, "/groups/{id}", "updateGroup", "people", "Rename or describe a group"), audit.GroupChanged),
		http.StatusForbidden, http.StatusNotFound, http.StatusConflict), s.updateGroup)
	signedIn(s, failing(sensitive(acting(operation(http.MethodDelete, "/groups/{id}", "deleteGroup", "people", "End a group, its memberships and its grants"), audit.GroupDeleted), access.RoleChange),
		http.StatusForbidden, http.StatusNotFound, http.StatusConflict), s.deleteGroup)
	signedIn(s, failing(sensitive(acting(operation(http.MethodPut, "/groups/{id}/members/{personId}", "addGroupMember", "people", "Add a person to a group"), audit.GroupMemberAdded), access.RoleChange),
		http.StatusForbidden, http.StatusNotFound), s.addGroupMember)
	signedIn(s, failing(sensitive(acting(operation(http.MethodDelete, "/groups/{id}/members/{personId}", "removeGroupMember", "people", "Take a person out of a group"), audit.GroupMemberRemoved), access.RoleChange),
		http.StatusForbidden, http.StatusNotFound), s.removeGroupMember)
}

func (s *Server) listGroups(ctx context.Context, a actor.Actor, _ *none) (*body[List[Group]], error) {
	found, err := s.deps.Access.Groups(ctx, a)
	if err != nil {
		return nil, err
	}
	return listOf(found, groupOf), nil
}

func (s *Server) createGroup(ctx context.Context, a actor.Actor, in *createGroupInput) (*versioned[Group], error) {
	key, err := idempotency.NewKey(in.IdempotencyKey, "createGroup", in.Body)
	if err != nil {
		return nil, err
	}
	made, err := s.deps.Access.CreateGroup(ctx, a, access.GroupContent{Name: in.Body.Name, Description: in.Body.Description}, key)
	return groupAnswer(made, err)
}

func (s *Server) getGroup(ctx context.Context, a actor.Actor, in *GroupInput) (*versioned[Group], error) {
	found, err := s.deps.Access.Group(ctx, a, in.ID)
	return groupAnswer(found, err)
}

func (s *Server) updateGroup(ctx context.Context, a actor.Actor, in *updateGroupInput) (*versioned[Group], error) {
	revision, err := in.revision()
	if err != nil {
		return nil, err
	}
	changed, err := s.deps.Access.UpdateGroup(ctx, a, in.ID, revision, access.GroupChange{Name: in.Body.Name, Description: in.Body.Description})
	return groupAnswer(changed, err)
}

func (s *Server) deleteGroup(ctx context.Context, a actor.Actor, in *deleteGroupInput) (*none, error) {
	revision, err := in.revision()
	if err != nil {
		return nil, err
	}
	return nil, s.deps.Access.DeleteGroup(ctx, a, in.ID, revision)
}

func (s *Server) addGroupMember(ctx context.Context, a actor.Actor, in *groupMemberInput) (*versioned[Group], error) {
	if err := s.secondForMember(ctx, a, in); err != nil {
		return nil, err
	}
	changed, err := s.deps.Access.AddMember(ctx, a, in.ID, in.PersonID)
	return groupAnswer(changed, err)
}

func (s *Server) removeGroupMember(ctx context.Context, a actor.Actor, in *groupMemberInput) (*versioned[Group], error) {
	changed, err := s.deps.Access.RemoveMember(ctx, a, in.ID, in.PersonID)
	return groupAnswer(changed, err)
}

func groupAnswer(found access.Group, err error) (*versioned[Group], error) {
	if err != nil {
		return nil, err
	}
	return &versioned[Group]{ETag: etag(found.Revision), Body: groupOf(found)}, nil
}

func groupOf(g access.Group) Group {
	out := Group{
		ID: g.ID, Name: g.Name, Description: g.Description, Members: make([]PersonRef, len(g.Members)),
		Grants: g.Grants, Revision: g.Revision, CreatedAt: g.CreatedAt,
	}
	for i, m := range g.Members {
		out.Members[i] = PersonRef(m)
	}
	return out
}
