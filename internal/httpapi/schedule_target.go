package httpapi

import (
	"context"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/instance"
)

// scheduleInstances are the instances that somebody sees, for the targets of schedules.
func (s *Server) scheduleInstances(ctx context.Context, a actor.Actor) (map[actor.InstanceID]instance.Instance, error) {
	found, err := s.deps.Instances.List(ctx, a, instance.ListParams{})
	on := make(map[actor.InstanceID]instance.Instance, len(found))
	for _, i := range found {
		on[i.ID] = i
	}
	return on, err
}

// targetTrouble is why nothing can run on an instance any more; nil where it can, or will again.
func targetTrouble(i instance.Instance) *Trouble {
	switch {
	case !i.Client.OffBoardedAt.IsZero():
		return &Trouble{
			Code: "client.off_boarded", Message: "Its client " + i.Client.Name + " is being off-boarded: nothing runs for it.",
			Next: "Take the client back, or take the instance out of the schedule.",
		}
	case i.Health() == instance.Gone:
		return &Trouble{
			Code: "instance.gone", Message: "Amazon has not listed this instance since " + i.GoneAt.UTC().Format("2 Jan 2006, 15:04 UTC") + ".",
			Next: "Check in the AMC console whether it was deleted or access was taken away, or take it out of the schedule.",
		}
	default:
		return nil
	}
}
