package httpapi

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/idempotency"
)

// Invitation is a one-time link that waits to be used, without its secret.
type Invitation struct {
	ID        actor.InvitationID `json:"id"`
	Kind      string             `json:"kind" enum:"invitation,recovery" doc:"recovery: for a person who has forgotten the password."`
	Person    PersonRef          `json:"person"`
	Email     string             `json:"email"`
	Role      actor.Role         `json:"role" enum:"owner,auditor,member"`
	CreatedBy PersonRef          `json:"createdBy"`
	CreatedAt time.Time          `json:"createdAt"`
	ExpiresAt time.Time          `json:"expiresAt"`
	Expired   bool               `json:"expired"`
}

// NewGrant says which role somebody is to have where. Exactly one of clientId
// and instanceId is set.
type NewGrant struct {
	ClientID   actor.ClientID   `json:"clientId,omitempty" doc:"Covers all its instances, also those found later."`
	InstanceID actor.InstanceID `json:"instanceId,omitempty"`
	Role       string           `json:"role" enum:"viewer,runner,author,manager,administrator" doc:"Each includes those before it."`
	Until      *time.Time       `json:"until,omitempty" doc:"When it ends by itself; never when absent."`
	Reason     string           `json:"reason,omitempty" maxLength:"1000"`
}

type inviteInput struct {
	OnceOnly
	Body struct {
		Email  string          `json:"email" minLength:"3" maxLength:"320"`
		Name   string          `json:"name,omitempty" maxLength:"200" doc:"What comes before the @ when absent; the person can change it."`
		Role   actor.Role      `json:"role" enum:"owner,auditor,member"`
		Grants []NewGrant      `json:"grants,omitempty" maxItems:"200"`
		Groups []actor.GroupID `json:"groupIds,omitempty" maxItems:"100"`
	}
}

type invitationInput struct {
	ID actor.InvitationID `path:"id"`
}

type checkInvitationInput struct {
	FromOrigin
	Body struct {
		Token string `json:"token" minLength:"1" maxLength:"200" doc:"From the link."`
	}
}

// InvitedPerson says for whom a link is.
type InvitedPerson struct {
	Kind      string    `json:"kind" enum:"invitation,recovery"`
	Email     string    `json:"email"`
	Name      string    `json:"name"`
	ExpiresAt time.Time `json:"expiresAt"`
}

type acceptInvitationInput struct {
	FromOrigin
	Agent
	Body struct {
		Token    string `json:"token" minLength:"1" maxLength:"200" doc:"From the link."`
		Name     string `json:"name,omitempty" maxLength:"200" doc:"The one given by whoever invited when absent."`
		Password string `json:"password" minLength:"12" maxLength:"1024"`
	}
}

func (s *Server) invitationRoutes() {
	signedIn(s, failing(operation(http.MethodGet, "/invitations", "listInvitations", "people", "One-time links that wait to be used, newest first"),
		http.StatusForbidden), s.listInvitations)
	signedIn(s, failing(created(sensitive(acting(operation(http.MethodPost, "/invitations", "invite", "people", "Invite a person; the answer holds the link, once"), audit.PersonInvited), access.RoleChange)),
		http.StatusForbidden, http.StatusConflict), s.invite)
	signedIn(s, failing(acting(operation(http.MethodDelete, "/invitations/{id}", "deleteInvitation", "people", "Take a link back; a person who never came is forgotten"), audit.InvitationWithdrawn),
		http.StatusForbidden, http.StatusNotFound), s.deleteInvitation)
	open(s, failing(reading(operation(http.MethodPost, "/invitations/check", "checkInvitation", "people", "For whom a link is")),
		http.StatusForbidden, http.StatusTooManyRequests), s.checkInvitation)
	open(s, failing(acting(operation(http.MethodPost, "/invitations/accept", "acceptInvitation", "people", "Set a password by a link and sign in, or go on with a code"), audit.PersonJoined),
		http.StatusForbidden, http.StatusTooManyRequests), s.acceptInvitation)
}

func (s *Server) listInvitations(ctx context.Context, a actor.Actor, _ *none) (*body[List[Invitation]], error) {
	found, err := s.deps.Access.Invitations(ctx, a)
	if err != nil {
		return nil, err
	}
	return listOf(found, s.invitationOf), nil
}

func (s *Server) invite(ctx context.Context, a actor.Actor, in *inviteInput) (*body[SecretLink], error) {
	key, err := idempotency.NewKey(in.IdempotencyKey, "invite", in.Body)
	if err != nil {
		return nil, err
	}
	if err := s.unlessDone(ctx, a, key, func() error { return s.secondForInvitation(ctx, a, in) }); err != nil {
		return nil, err
	}
	params := access.InviteParams{Email: in.Body.Email, Name: in.Body.Name, Role: in.Body.Role, Groups: in.Body.Groups, Key: key}
	for _, g := range in.Body.Grants {
		params.Grants = append(params.Grants, g.content())
	}
	made, secret, err := s.deps.Access.Invite(ctx, a, params)
	return s.secretLink(made, secret, err)
}

func (s *Server) secretLink(made access.Invitation, secret string, err error) (*body[SecretLink], error) {
	if err != nil {
		return nil, err
	}
	return &body[SecretLink]{SecretLink{Invitation: s.invitationOf(made), Link: s.deps.SiteURL + "/welcome#token=" + secret}}, nil
}

func (s *Server) deleteInvitation(ctx context.Context, a actor.Actor, in *invitationInput) (*none, error) {
	return nil, s.deps.Access.DeleteInvitation(ctx, a, in.ID)
}

func (s *Server) checkInvitation(ctx context.Context, _ actor.Actor, in *checkInvitationInput) (*body[InvitedPerson], error) {
	found, err := s.deps.Access.CheckInvitation(ctx, in.Body.Token, in.origin)
	if err != nil {
		return nil, err
	}
	return &body[InvitedPerson]{InvitedPerson{Kind: string(found.Kind), Email: found.Email, Name: found.Name, ExpiresAt: found.ExpiresAt}}, nil
}

func (s *Server) acceptInvitation(ctx context.Context, _ actor.Actor, in *acceptInvitationInput) (*body[SignedIn], error) {
	person, err := s.deps.Access.AcceptInvitation(ctx, access.AcceptParams{
		Secret: in.Body.Token, Name: in.Body.Name, Password: in.Body.Password, Origin: in.origin,
	})
	if err != nil {
		return nil, err
	}
	s.deps.Logger.InfoContext(ctx, "invitation accepted", slog.String("personId", string(person.ID)))
	return s.enter(ctx, person, access.Device{Origin: in.origin, Agent: in.UserAgent})
}

func (s *Server) invitationOf(i access.Invitation) Invitation {
	return Invitation{
		ID: i.ID, Kind: string(i.Kind), Person: PersonRef{ID: i.PersonID, Name: i.Name}, Email: i.Email, Role: i.Role,
		CreatedBy: PersonRef{ID: i.CreatedBy, Name: i.CreatedByName}, CreatedAt: i.CreatedAt, ExpiresAt: i.ExpiresAt,
		Expired: !i.ExpiresAt.After(s.deps.Clock.Now()),
	}
}

// content is the grant as the domain knows it.
func (g NewGrant) content() access.GrantContent {
	rank, _ := actor.ParseRank(g.Role)
	c := access.GrantContent{ClientID: g.ClientID, InstanceID: g.InstanceID, Rank: rank, Reason: g.Reason}
	if g.Until != nil {
		c.Until = g.Until.UTC()
	}
	return c
}
