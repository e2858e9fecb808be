package httpapi

import (
	"context"
	"fmt"
	"slices"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/approval"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/fault"
)

// Ways to make somebody an administrator or an owner, each of which asks a second
// person. Who lacks the right is let through to the act, which refuses.

var administrator = actor.Administrator.String()

// secondForOwner asks a second person before somebody becomes an owner.
func (s *Server) secondForOwner(ctx context.Context, a actor.Actor, id actor.PersonID, role actor.Role) error {
	if role != actor.Owner || !a.MayOrganisation(actor.Organise) {
		return nil
	}
	person, err := s.deps.Access.PersonDetail(ctx, a, id)
	if err != nil || person.Role == actor.Owner {
		return err
	}
	return s.secondForPower(ctx, a, fmt.Sprintf("Make %s an owner", person.Name))
}

// secondForPower asks before somebody gets what approving takes. While any rule
// stands it takes a second person: who could make an owner alone would approve as them.
func (s *Server) secondForPower(ctx context.Context, a actor.Actor, words string) error {
	ruled, err := s.deps.Approvals.Needed(ctx, approval.HighRole)
	if err != nil {
		return err
	}
	if ruled {
		return s.needSecond(ctx, a, approval.HighRole, words)
	}
	return s.needSecond(ctx, a, approval.RuleLoosening, words)
}

// secondForAccount asks before another owner's account is opened to whoever holds a
// link, or loses its second factor. Where there are two owners only, the one who is
// locked out comes back by a link from the machine.
func (s *Server) secondForAccount(ctx context.Context, a actor.Actor, id actor.PersonID, words string) error {
	if id == a.PersonID || !a.MayOrganisation(actor.Organise) {
		return nil
	}
	person, err := s.deps.Access.PersonDetail(ctx, a, id)
	if err != nil || person.Role != actor.Owner {
		return passing(err)
	}
	return s.secondForPower(ctx, a, fmt.Sprintf(words, person.Name))
}

// secondForInvitation asks before an owner or an administrator is invited.
func (s *Server) secondForInvitation(ctx context.Context, a actor.Actor, in *inviteInput) error {
	if !a.MayOrganisation(actor.Organise) {
		return nil
	}
	high := in.Body.Role == actor.Owner || slices.ContainsFunc(in.Body.Grants, func(g NewGrant) bool { return g.Role == administrator })
	for _, group := range in.Body.Groups {
		administers, err := s.administers(ctx, a, group)
		if err != nil {
			return err
		}
		high = high || administers
	}
	if !high {
		return nil
	}
	if in.Body.Role == actor.Owner {
		return s.secondForPower(ctx, a, fmt.Sprintf("Invite %s as owner", in.Body.Email))
	}
	return s.needSecond(ctx, a, approval.HighRole, fmt.Sprintf("Invite %s as administrator", in.Body.Email))
}

// secondForGrant asks before the role administrator is given.
func (s *Server) secondForGrant(ctx context.Context, a actor.Actor, in *giveInput) error {
	if in.Body.Role != administrator || !mayGive(a, in.Body.ClientID, in.Body.InstanceID) {
		return nil
	}
	whom, err := s.grantee(ctx, a, in.Body.PersonID, in.Body.GroupID)
	if err != nil {
		return passing(err)
	}
	var where string
	if in.Body.InstanceID != "" {
		found, err := s.deps.Instances.Find(ctx, a, in.Body.InstanceID)
		if err != nil {
			return passing(err)
		}
		where = "the instance " + found.Name
	} else {
		clients, err := s.clientRefs(ctx, a)
		if err != nil {
			return err
		}
		where = "the client " + clients[in.Body.ClientID].Name
	}
	return s.needSecond(ctx, a, approval.HighRole, fmt.Sprintf("Make %s administrator of %s", whom, where))
}

// secondForRaise asks before a grant is raised to administrator, or lasts longer as one.
func (s *Server) secondForRaise(ctx context.Context, a actor.Actor, in *updateGrantInput) error {
	found, err := s.deps.Access.Grant(ctx, a, in.ID)
	if err != nil {
		return passing(err)
	}
	raised := in.Body.Role != nil && *in.Body.Role == administrator && found.Rank != actor.Administrator
	longer := found.Rank == actor.Administrator && (in.Body.Role == nil || *in.Body.Role == administrator) &&
		!found.Until.IsZero() && (in.Body.NoEnd || in.Body.Until != nil && in.Body.Until.After(found.Until))
	if !raised && !longer || !mayGive(a, found.Client.ID, found.InstanceID) {
		return nil
	}
	whom, where := found.PersonName, "the client "+found.Client.Name
	if whom == "" {
		whom = "the group " + found.GroupName
	}
	if found.InstanceID != "" {
		where = "the instance " + found.Instance.Name
	}
	return s.needSecond(ctx, a, approval.HighRole, fmt.Sprintf("Make %s administrator of %s", whom, where))
}

// secondForMember asks before somebody joins a group that administers something.
func (s *Server) secondForMember(ctx context.Context, a actor.Actor, in *groupMemberInput) error {
	if !a.MayOrganisation(actor.Organise) {
		return nil
	}
	administers, err := s.administers(ctx, a, in.ID)
	if err != nil || !administers {
		return err
	}
	person, err := s.deps.Access.PersonDetail(ctx, a, in.PersonID)
	if err != nil {
		return passing(err)
	}
	group, err := s.deps.Access.Group(ctx, a, in.ID)
	if err != nil {
		return passing(err)
	}
	return s.needSecond(ctx, a, approval.HighRole, fmt.Sprintf("Add %s to the group %s, which administers clients", person.Name, group.Name))
}

// administers reports whether a group gives its members the role administrator anywhere.
func (s *Server) administers(ctx context.Context, a actor.Actor, group actor.GroupID) (bool, error) {
	given, err := s.deps.Access.Grants(ctx, a, access.GrantFilter{GroupID: group}, 10_000)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(given, func(g access.Grant) bool { return g.Rank == actor.Administrator }), nil
}

func mayGive(a actor.Actor, client actor.ClientID, instance actor.InstanceID) bool {
	return instance != "" && a.May(actor.Grant, instance) || instance == "" && a.MayClient(actor.Grant, client)
}

// grantee is what people call whom a grant is given to.
func (s *Server) grantee(ctx context.Context, a actor.Actor, person actor.PersonID, group actor.GroupID) (string, error) {
	if person == "" {
		found, err := s.deps.Access.Group(ctx, a, group)
		return "the group " + found.Name, err
	}
	found, err := s.deps.Access.PersonDetail(ctx, a, person)
	return found.Name, err
}

// passing leaves it to the act to refuse what is not there or may not be seen.
func passing(err error) error {
	if err == nil {
		return nil
	}
	switch fault.KindOf(err) {
	case fault.NotFound, fault.Forbidden, fault.Invalid:
		return nil
	default:
		return err
	}
}

// secondForExport asks a second person about an export of more rows than may go without.
func (s *Server) secondForExport(ctx context.Context, a actor.Actor, e *execution.Detail, format string, rows int64) error {
	large, err := s.deps.Access.IsLargeExport(ctx, rows)
	if err != nil || !large {
		return err
	}
	return s.needSecond(ctx, a, approval.LargeExport, fmt.Sprintf("Export %d rows of the result of %s as %s", rows, e.QueryName, format))
}
