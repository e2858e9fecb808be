package httpapi

import (
	"context"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
)

// Responsibilities are what rests on a person, and what becomes of it once they leave.
type Responsibilities struct {
	Schedules   int `json:"schedules" doc:"That run with their rights. Without somebody who takes them over they pause at once."`
	TakenOver   int `json:"takenOver" doc:"Of these, those that whoever is named in handOverTo may run on all their instances."`
	Connections int `json:"connections" doc:"To Amazon, by their consent. They go on for as long as Amazon accepts it."`
	SharedViews int `json:"sharedViews" doc:"Saved views of theirs that others use. They stay."`
	Approvals   int `json:"approvals" doc:"Acts of theirs that wait for a second person. They are taken back."`
}

type responsibilitiesInput struct {
	PersonInput
	HandOverTo actor.PersonID `query:"handOverTo" maxLength:"64" doc:"Who would take the schedules over."`
}

// responsibilities answers owners, who alone disable people.
func (s *Server) responsibilities(ctx context.Context, a actor.Actor, in *responsibilitiesInput) (*body[Responsibilities], error) {
	if err := access.NeedOrganisation(a, actor.Organise); err != nil {
		return nil, err
	}
	if _, err := s.deps.Access.PersonDetail(ctx, a, in.ID); err != nil {
		return nil, err
	}
	var out Responsibilities
	var err error
	if out.Schedules, out.TakenOver, err = s.deps.Schedules.HeldBy(ctx, a, in.ID, in.HandOverTo); err != nil {
		return nil, err
	}
	if out.SharedViews, err = s.deps.SavedViews.SharedBy(ctx, a, in.ID); err != nil {
		return nil, err
	}
	if out.Approvals, err = s.deps.Approvals.AskedBy(ctx, a, in.ID); err != nil {
		return nil, err
	}
	connections, err := s.deps.Connections.List(ctx, a)
	if err != nil {
		return nil, err
	}
	for _, c := range connections {
		if c.PersonID == in.ID {
			out.Connections++
		}
	}
	return &body[Responsibilities]{out}, nil
}
