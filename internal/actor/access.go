package actor

import (
	"maps"
	"slices"
	"time"
)

// Access is what grants come to for one person, as it was read at an instant.
// It is shared between actors and never changes.
type Access struct {
	// Revision counts the changes of the person's access.
	Revision int64
	// At is when it was read: grants that had ended by then are not in it.
	At time.Time
	// EndsAt is when the first of the grants in it ends; zero when none does.
	EndsAt time.Time
	// Instances are those that the person may see.
	Instances map[InstanceID]Place
	// Clients are those that the person knows of: with a role by a grant on the
	// client itself, with none by one on an instance.
	Clients map[ClientID]Rank
}

// Place is a person's role on an instance.
type Place struct {
	ClientID ClientID
	Rank     Rank
}

// With returns the actor with what grants come to.
func (a Actor) With(access *Access) Actor {
	a.Access = access
	return a
}

// SeesAll reports whether the actor sees every row: the program itself, and owners.
func (a Actor) SeesAll() bool { return a.seesAll() }

// May reports whether the actor has a right on an instance.
func (a Actor) May(right Right, instance InstanceID) bool { return a.has(right, a.RankOn(instance)) }

// MayClient reports whether the actor has a right on a client as a whole, with
// the instances that are yet to be found. A client is seen by whoever sees one
// of its instances.
func (a Actor) MayClient(right Right, client ClientID) bool {
	if right == See && a.Access != nil {
		if _, known := a.Access.Clients[client]; known {
			return true
		}
	}
	return a.has(right, a.RankOnClient(client))
}

// MayWithin reports whether the actor has a right on a client or on any of its
// instances. It is for what belongs to a client and tells nothing of instances.
func (a Actor) MayWithin(right Right, client ClientID) bool {
	if a.MayClient(right, client) {
		return true
	}
	if a.Access == nil {
		return false
	}
	for _, place := range a.Access.Instances {
		if place.ClientID == client && a.has(right, place.Rank) {
			return true
		}
	}
	return false
}

// MayAnywhere reports whether the actor has a right on any instance or client.
// It is for what belongs to none and is shared by all.
func (a Actor) MayAnywhere(right Right) bool {
	if a.seesAll() {
		return a.has(right, Administrator)
	}
	if a.Access == nil {
		return false
	}
	for _, place := range a.Access.Instances {
		if a.has(right, place.Rank) {
			return true
		}
	}
	for _, rank := range a.Access.Clients {
		if a.has(right, rank) {
			return true
		}
	}
	return false
}

// MayOrganisation reports whether the actor has a right of the organisation. A
// token needs the widest scope for what changes something.
func (a Actor) MayOrganisation(right OrganisationRight) bool {
	switch a.Kind {
	case KindSystem:
		return true
	case KindPerson:
		if right != ReadPeople && right != ReadAudit && !a.Scope.Includes(ScopeAdminister) {
			return false
		}
		for _, rule := range OrganisationRights() {
			if rule.Right == right {
				return slices.Contains(rule.Roles, a.Role)
			}
		}
	case KindNobody:
	}
	return false
}

// RankOn is the actor's role on an instance, scope apart.
func (a Actor) RankOn(instance InstanceID) Rank {
	switch {
	case a.seesAll():
		return Administrator
	case a.Kind != KindPerson || a.Access == nil:
		return 0
	default:
		return a.Access.Instances[instance].Rank
	}
}

// RankOnClient is the actor's role on a client by grants on the client itself,
// scope apart.
func (a Actor) RankOnClient(client ClientID) Rank {
	switch {
	case a.seesAll():
		return Administrator
	case a.Kind != KindPerson || a.Access == nil:
		return 0
	default:
		return a.Access.Clients[client]
	}
}

// VisibleInstances are those that the actor may see, in their order. They mean
// nothing for one that sees all.
func (a Actor) VisibleInstances() []InstanceID {
	if a.Kind != KindPerson || a.Access == nil {
		return []InstanceID{}
	}
	all := slices.AppendSeq([]InstanceID{}, maps.Keys(a.Access.Instances)) // not nil, which some take for all
	slices.Sort(all)
	return all
}

// has reports whether a role, within the actor's scope, has a right.
func (a Actor) has(right Right, rank Rank) bool {
	return min(rank, a.Scope.most()) >= right.Least()
}
