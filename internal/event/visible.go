package event

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// Audience tells whose the subjects of one kind are that belong to several
// instances: for each subject those, of which seeing one is enough to learn of
// a change. Who owns the kind's tables provides it.
type Audience func(ctx context.Context, tx bun.Tx, subjects []string) (map[string][]actor.InstanceID, error)

// seen is an event with what decides who may learn of it.
type seen struct {
	Event

	instances []actor.InstanceID // by the audience of its kind
}

// visibleTo reports whether a may learn of the event.
func (e seen) visibleTo(a actor.Actor) bool {
	switch {
	case e.PersonID != "":
		return a.PersonID == e.PersonID || e.Kind != AccessChanged && e.Kind != SessionEnded && a.MayOrganisation(actor.Organise)
	case a.SeesAll():
		return true
	case e.Kind == GrantChanged: // whose it is says less than who gives access there
		return a.MayOrganisation(actor.ReadPeople) || a.May(actor.Grant, e.InstanceID) || a.MayClient(actor.Grant, e.ClientID)
	case e.InstanceID != "":
		return a.May(actor.See, e.InstanceID)
	case e.ClientID != "":
		return a.MayClient(actor.See, e.ClientID)
	}
	for _, id := range e.instances {
		if a.May(actor.See, id) {
			return true
		}
	}
	switch e.Kind {
	case QueryChanged: // shared by all
		return a.MayAnywhere(actor.See)
	case PersonChanged, GroupChanged:
		return a.MayOrganisation(actor.ReadPeople) || a.MayAnywhere(actor.Grant)
	default:
		return false
	}
}

// ends reports whether a stream of a ends with the event.
func (e Event) ends(a actor.Actor) bool {
	switch e.Kind {
	case AccessChanged:
		return e.PersonID == a.PersonID
	case SessionEnded:
		return e.PersonID == a.PersonID && (e.SubjectID == string(a.SessionID) || e.SubjectID == string(a.TokenID))
	default:
		return false
	}
}

// withAudiences finds out who may learn of events, for subscribers of whom not
// all see everything.
func (h *Hub) withAudiences(ctx context.Context, tx bun.Tx, events []Event) ([]seen, error) {
	all := make([]seen, len(events))
	subjects := map[Kind][]string{}
	for i, e := range events {
		all[i].Event = e
		if e.InstanceID == "" && e.ClientID == "" && e.PersonID == "" && h.config.Audiences[e.Kind] != nil {
			subjects[e.Kind] = append(subjects[e.Kind], e.SubjectID)
		}
	}
	for kind, ids := range subjects {
		found, err := h.config.Audiences[kind](ctx, tx, ids)
		if err != nil {
			return nil, fmt.Errorf("find whose %d changes of kind %s are: %w", len(ids), kind, err)
		}
		for i := range all {
			if all[i].Kind == kind {
				all[i].instances = found[all[i].SubjectID]
			}
		}
	}
	return all, nil
}
