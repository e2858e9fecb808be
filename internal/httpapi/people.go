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

// PersonEntry is a person as an administrator sees one.
type PersonEntry struct {
	ID         actor.PersonID `json:"id"`
	Name       string         `json:"name"`
	Email      string         `json:"email"`
	Role       actor.Role     `json:"role" enum:"owner,auditor,member" doc:"In the organisation; what a person may do with clients is in grants."`
	State      string         `json:"state" enum:"invited,active,disabled"`
	Groups     []GroupRef     `json:"groups"`
	Grants     int            `json:"grants" doc:"Given to the person or to a group of theirs, and not ended."`
	Revision   int            `json:"revision" doc:"Counts the edits; the ETag in quotes."`
	CreatedAt  time.Time      `json:"createdAt"`
	DisabledAt *time.Time     `json:"disabledAt,omitempty"`
	LastUsedAt *time.Time     `json:"lastUsedAt,omitempty" doc:"By a session or a token, to the hour or so; absent when never."`
	HasFactor  bool           `json:"hasSecondFactor" doc:"Besides the password. Told to those who may read people only."`
}

// GroupRef names a group.
type GroupRef struct {
	ID   actor.GroupID `json:"id"`
	Name string        `json:"name"`
}

// SecretLink is a one-time link. It is shown only this once.
type SecretLink struct {
	Invitation Invitation `json:"invitation"`
	Link       string     `json:"link" format:"uri" doc:"Hand it over to the person and to nobody else."`
}

type listPeopleInput struct {
	Paging
	Search string `query:"search" maxLength:"200" doc:"Part of the name or the address."`
	State  string `query:"state" enum:"invited,active,disabled" doc:"All when absent."`
	Role   string `query:"role" enum:"owner,auditor,member" doc:"All when absent."`
}

// PersonInput names a person.
type PersonInput struct {
	ID actor.PersonID `path:"id"`
}

type updatePersonInput struct {
	OnVersion
	PersonInput
	Body struct {
		Name *string     `json:"name,omitempty" minLength:"1" maxLength:"200"`
		Role *actor.Role `json:"role,omitempty" enum:"owner,auditor,member"`
	}
}

type disablePersonInput struct {
	PersonInput
	Body *struct {
		HandOverTo actor.PersonID `json:"handOverTo,omitempty" doc:"Who becomes responsible for the schedules that the person was responsible for. Without it those pause at once. For somebody who is disabled already it hands over what has stood still since."`
	} `required:"false"`
}

// DisabledPerson says what disabling a person did.
type DisabledPerson struct {
	Person     PersonEntry `json:"person"`
	Sessions   int         `json:"sessions" doc:"That have ended."`
	Tokens     int         `json:"tokens" doc:"That have ended."`
	HandedOver int         `json:"handedOver" doc:"Schedules that somebody else is responsible for now."`
	Left       int         `json:"left" doc:"Schedules that nobody is responsible for any more."`
}

type recoverPersonInput struct {
	OnceOnly
	PersonInput
}

func (s *Server) peopleRoutes() {
	signedIn(s, failing(operation(http.MethodGet, "/people", "listPeople", "people", "People, by name"), http.StatusForbidden), s.listPeople)
	signedIn(s, failing(operation(http.MethodGet, "/people/{id}", "getPerson", "people", "One person"),
		http.StatusForbidden, http.StatusNotFound), s.getPerson)
	signedIn(s, failing(sensitiveWhen(acting(operation(http.MethodPatch, "/people/{id}", "updatePerson", "people", "Rename a person or change their role in the organisation"), audit.PersonChanged),
		access.RoleChange, "the role changes"),
		http.StatusForbidden, http.StatusNotFound, http.StatusConflict), s.updatePerson)
	signedIn(s, failing(sensitive(acting(operation(http.MethodPost, "/people/{id}/disable", "disablePerson", "people", "End a person's sessions and tokens and let them in no more"), audit.PersonDisabled), access.AccountChange),
		http.StatusForbidden, http.StatusNotFound, http.StatusConflict), s.disablePerson)
	signedIn(s, failing(sensitive(acting(operation(http.MethodPost, "/people/{id}/enable", "enablePerson", "people", "Let a disabled person in again"), audit.PersonEnabled), access.AccountChange),
		http.StatusForbidden, http.StatusNotFound), s.enablePerson)
	signedIn(s, failing(created(sensitive(acting(operation(http.MethodPost, "/people/{id}/recovery", "recoverPerson", "people", "Make a one-time link with which a person sets a new password"), audit.RecoveryOffered), access.AccountChange)),
		http.StatusForbidden, http.StatusNotFound, http.StatusConflict), s.recoverPerson)
	signedIn(s, failing(operation(http.MethodGet, "/people/{id}/responsibilities", "getResponsibilities", "people", "What rests on a person, and what becomes of it once they leave"),
		http.StatusForbidden, http.StatusNotFound), s.responsibilities)
	signedIn(s, failing(operation(http.MethodGet, "/people/{id}/sessions", "listPersonSessions", "people", "A person's sessions, the last used first"),
		http.StatusForbidden, http.StatusNotFound), s.listPersonSessions)
	signedIn(s, failing(acting(operation(http.MethodDelete, "/people/{id}/sessions/{sessionId}", "endPersonSession", "people", "End a session of a person"), audit.SessionRevoked, "sessionId"),
		http.StatusForbidden, http.StatusNotFound), s.endPersonSession)
	signedIn(s, failing(operation(http.MethodGet, "/people/{id}/tokens", "listPersonTokens", "people", "A person's API tokens"),
		http.StatusForbidden, http.StatusNotFound), s.listPersonTokens)
	signedIn(s, failing(acting(operation(http.MethodDelete, "/people/{id}/tokens/{tokenId}", "endPersonToken", "people", "End an API token of a person"), audit.TokenRevoked, "tokenId"),
		http.StatusForbidden, http.StatusNotFound), s.endPersonToken)
}

func (s *Server) listPeople(ctx context.Context, a actor.Actor, in *listPeopleInput) (*body[Page[PersonEntry]], error) {
	after, err := cursorOf[access.PersonKey](in.Cursor)
	if err != nil {
		return nil, err
	}
	found, err := s.deps.Access.People(ctx, a, access.PeopleFilter{
		Search: in.Search, State: access.PersonState(in.State), Role: actor.Role(in.Role), After: after,
	}, int64(in.Limit)+1)
	if err != nil {
		return nil, err
	}
	return &body[Page[PersonEntry]]{pageOf(found, in.Limit, personEntryOf, access.PersonDetail.Key)}, nil
}

func (s *Server) getPerson(ctx context.Context, a actor.Actor, in *PersonInput) (*versioned[PersonEntry], error) {
	found, err := s.deps.Access.PersonDetail(ctx, a, in.ID)
	return personAnswer(found, err)
}

func personAnswer(found access.PersonDetail, err error) (*versioned[PersonEntry], error) {
	if err != nil {
		return nil, err
	}
	return &versioned[PersonEntry]{ETag: etag(found.Revision), Body: personEntryOf(found)}, nil
}

func (s *Server) updatePerson(ctx context.Context, a actor.Actor, in *updatePersonInput) (*versioned[PersonEntry], error) {
	revision, err := in.revision()
	if err != nil {
		return nil, err
	}
	if in.Body.Role != nil {
		if err := s.needProof(ctx, a, access.RoleChange); err != nil {
			return nil, err
		}
		if err := s.secondForOwner(ctx, a, in.ID, *in.Body.Role); err != nil {
			return nil, err
		}
	}
	changed, err := s.deps.Access.UpdatePerson(ctx, a, in.ID, revision, access.PersonChange{Name: in.Body.Name, Role: in.Body.Role})
	return personAnswer(changed, err)
}

func (s *Server) disablePerson(ctx context.Context, a actor.Actor, in *disablePersonInput) (*body[DisabledPerson], error) {
	var to actor.PersonID
	if in.Body != nil {
		to = in.Body.HandOverTo
	}
	done, err := s.deps.Access.Disable(ctx, a, in.ID, to)
	if err != nil {
		return nil, err
	}
	person, err := s.deps.Access.PersonDetail(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return &body[DisabledPerson]{DisabledPerson{
		Person: personEntryOf(person), Sessions: done.Sessions, Tokens: done.Tokens, HandedOver: done.HandedOver, Left: done.Left,
	}}, nil
}

func (s *Server) enablePerson(ctx context.Context, a actor.Actor, in *PersonInput) (*versioned[PersonEntry], error) {
	if err := s.deps.Access.Enable(ctx, a, in.ID); err != nil {
		return nil, err
	}
	return s.getPerson(ctx, a, in)
}

func (s *Server) recoverPerson(ctx context.Context, a actor.Actor, in *recoverPersonInput) (*body[SecretLink], error) {
	key, err := idempotency.NewKey(in.IdempotencyKey, "recoverPerson", in.ID)
	if err != nil {
		return nil, err
	}
	err = s.unlessDone(ctx, a, key, func() error {
		return s.secondForAccount(ctx, a, in.ID, "Make a link that recovers the account of the owner %s")
	})
	if err != nil {
		return nil, err
	}
	made, secret, err := s.deps.Access.Recover(ctx, a, in.ID, key)
	return s.secretLink(made, secret, err)
}

func (s *Server) listPersonSessions(ctx context.Context, a actor.Actor, in *PersonInput) (*body[List[SessionEntry]], error) {
	found, err := s.deps.Access.ListSessions(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return listOf(found, s.sessionEntryOf(a)), nil
}

type endPersonSessionInput struct {
	PersonInput
	SessionID actor.SessionID `path:"sessionId"`
}

func (s *Server) endPersonSession(ctx context.Context, a actor.Actor, in *endPersonSessionInput) (*none, error) {
	return nil, s.deps.Access.EndSession(ctx, a, in.ID, in.SessionID)
}

func (s *Server) listPersonTokens(ctx context.Context, a actor.Actor, in *PersonInput) (*body[List[Token]], error) {
	found, err := s.deps.Access.TokensOf(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return listOf(found, tokenOf), nil
}

type endPersonTokenInput struct {
	PersonInput
	TokenID actor.TokenID `path:"tokenId"`
}

func (s *Server) endPersonToken(ctx context.Context, a actor.Actor, in *endPersonTokenInput) (*none, error) {
	return nil, s.deps.Access.EndToken(ctx, a, in.ID, in.TokenID)
}

func personEntryOf(p access.PersonDetail) PersonEntry {
	out := PersonEntry{
		ID: p.ID, Name: p.Name, Email: p.Email, Role: p.Role, State: string(p.State), Groups: make([]GroupRef, len(p.Groups)),
		Grants: p.Grants, Revision: p.Revision, CreatedAt: p.CreatedAt, DisabledAt: timeOrNone(p.DisabledAt), LastUsedAt: timeOrNone(p.LastUsedAt), HasFactor: p.HasFactor,
	}
	for i, g := range p.Groups {
		out.Groups[i] = GroupRef(g)
	}
	return out
}
