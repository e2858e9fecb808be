package access

import (
	"context"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
)

// ErrForbidden says that somebody may know of a thing but not do this with it.
var ErrForbidden = fault.New(fault.Forbidden, "access.forbidden", "You may not do this.")

// Details of ErrForbidden, by which the edge says who can help.
const (
	forbiddenRole     = "role"
	forbiddenInstance = "instanceId"
	forbiddenClient   = "clientId"
)

// Need is nil for who has a right on an instance, else ErrForbidden with the
// role it takes. It is for what the actor may see; what may not be seen is not found.
func Need(a actor.Actor, right actor.Right, instance actor.InstanceID, client actor.ClientID) error {
	if a.May(right, instance) {
		return nil
	}
	refused := refusal(a, right, a.RankOn(instance), "on this instance")
	if a.May(actor.See, instance) {
		refused = refused.WithDetail(forbiddenInstance, instance)
	}
	return onClient(a, refused, client)
}

// onClient adds to a refusal the client that it is about, by which the edge
// finds who can help; of one that the actor does not see nothing is said.
func onClient(a actor.Actor, refused *fault.Error, client actor.ClientID) error {
	if client == "" || !a.MayClient(actor.See, client) {
		return refused
	}
	return refused.WithDetail(forbiddenClient, client)
}

// NeedClient is Need for a client as a whole.
func NeedClient(a actor.Actor, right actor.Right, client actor.ClientID) error {
	if a.MayClient(right, client) {
		return nil
	}
	return onClient(a, refusal(a, right, a.RankOnClient(client), "on the whole client"), client)
}

// NeedWithin is Need for what belongs to a client: the right on any of its
// instances is enough.
func NeedWithin(a actor.Actor, right actor.Right, client actor.ClientID) error {
	if a.MayWithin(right, client) {
		return nil
	}
	return onClient(a, refusal(a, right, a.RankOnClient(client), "on an instance of this client"), client)
}

// NeedAnywhere is Need for what is shared by all.
func NeedAnywhere(a actor.Actor, right actor.Right) error {
	if a.MayAnywhere(right) {
		return nil
	}
	return refusal(a, right, 0, "on any instance")
}

// NeedOrganisation is Need for a right of the organisation.
func NeedOrganisation(a actor.Actor, right actor.OrganisationRight) error {
	if a.MayOrganisation(right) {
		return nil
	}
	if a.Role == actor.Owner && a.Kind == actor.KindPerson {
		return narrow(a)
	}
	return ErrForbidden.WithMessage("This is for owners of the organisation.").WithDetail(forbiddenRole, actor.Owner)
}

// NeedOwnAccount lets a token change what is its person's own, such as sessions,
// tokens and channels, only when it may be used for everything.
func NeedOwnAccount(a actor.Actor) error {
	if a.Scope.Includes(actor.ScopeAdminister) {
		return nil
	}
	return narrow(a)
}

func refusal(a actor.Actor, right actor.Right, has actor.Rank, where string) *fault.Error {
	least := right.Least()
	if has >= least {
		return narrow(a)
	}
	message := fmt.Sprintf("This takes the role %s %s.", least, where)
	if has > 0 {
		message = fmt.Sprintf("This takes the role %s %s; you have the role %s.", least, where, has)
	}
	return ErrForbidden.WithMessage(message).WithDetail(forbiddenRole, least.String())
}

// narrow says that it is the token's scope that does not allow it.
func narrow(a actor.Actor) *fault.Error {
	return ErrForbidden.WithMessage(fmt.Sprintf("This API token may be used for less: its scope is %s.", a.Scope)).
		WithNext("Make a token with a wider scope, or do it in the web app.")
}

// mostHelpers bounds how many people a refusal names.
const mostHelpers = 5

// WithHelpers adds to an ErrForbidden who can give the role that it takes:
// administrators of the instance or the client, and owners. Other errors are
// left alone.
func (s *Service) WithHelpers(ctx context.Context, err error) error {
	refused := fault.Of(err)
	if refused.Code != ErrForbidden.Code || refused.Next != "" {
		return err
	}
	role, known := refused.Details[forbiddenRole]
	if !known {
		return err
	}
	instance, _ := refused.Details[forbiddenInstance].(actor.InstanceID) // absent for a client
	client, _ := refused.Details[forbiddenClient].(actor.ClientID)       // absent for the organisation
	helpers, failure := s.helpers(ctx, instance, client)
	if failure != nil {
		return failure
	}
	return refused.WithNext(fmt.Sprintf("Ask %s for the role %v.", oneOf(helpers), role)).WithDetail("helpers", helpers)
}

// Helper is a person who can give access.
type Helper struct {
	ID   actor.PersonID `json:"id" bun:"id"`
	Name string         `json:"name" bun:"name"`
}

func (s *Service) helpers(ctx context.Context, instance actor.InstanceID, client actor.ClientID) (found []Helper, err error) {
	err = s.db.Read(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		now := s.clock.Now()
		return tx.NewSelect().Model((*personRow)(nil)).Column("id", "name").
			Where("disabled_at IS NULL AND joined_at IS NOT NULL").
			Where(`(role = ? OR id IN (SELECT person_id FROM instance_access WHERE instance_id = ? AND rank >= ? AND until > ?)
				OR id IN (SELECT person_id FROM client_access WHERE client_id = ? AND rank >= ? AND until > ?))`,
				actor.Owner, instance, actor.Grant.Least(), now, client, actor.Grant.Least(), now).
			OrderExpr("CASE WHEN role = ? THEN 1 ELSE 0 END, lower(name), id", actor.Owner).Limit(mostHelpers).Scan(ctx, &found)
	})
	if err != nil {
		return nil, fmt.Errorf("find who can give access: %w", err)
	}
	return found, nil
}

func oneOf(people []Helper) string {
	if len(people) == 0 {
		return "an owner"
	}
	names := make([]string, len(people))
	for i, p := range people {
		names[i] = p.Name
	}
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// NeedAll refuses for what belongs to several instances, some of which the
// actor may not see: nobody changes what they do not see whole.
func NeedAll(right actor.Right) error {
	least := right.Least()
	return ErrForbidden.WithMessage(fmt.Sprintf("This is also about instances that you may not see. It takes the role %s on each of them.", least)).
		WithDetail(forbiddenRole, least.String())
}
