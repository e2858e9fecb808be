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

// targetWait is why what runs on an instance waits for its connection; nil where
// nothing does, or where nothing runs on it any more. Who is no owner has to ask one.
func targetWait(a actor.Actor, i instance.Instance) *Trouble {
	if targetTrouble(i) != nil {
		return nil
	}
	owner := a.MayOrganisation(actor.Organise)
	wait := func(code, message, owners, others string) *Trouble {
		if owner {
			return &Trouble{Code: code, Message: message, Next: owners}
		}
		return &Trouble{Code: code, Message: message, Next: others}
	}
	switch i.Health() {
	case instance.NeedsReconnect:
		return wait("connection.needs_reconnect", "Amazon no longer accepts the connection. Runs wait, and the schedule pauses.",
			"Connect Amazon again under Connections; what waits then goes on by itself.",
			"Ask an owner to connect Amazon again; what waits then goes on by itself.")
	case instance.Disconnected:
		return wait("instance.disconnected", "No connection to Amazon is there. Runs wait, and the schedule pauses.",
			"Connect Amazon under Connections, as somebody who has access there; what waits then goes on by itself.",
			"Ask an owner to connect Amazon, as somebody who has access there; what waits then goes on by itself.")
	case instance.Expired:
		return wait("connection.expired", "Amazon gives the connection no fresh token just now. Runs wait.",
			"This usually passes by itself; if it lasts, Connections says why.",
			"This usually passes by itself; if it lasts, ask an owner to look under Connections.")
	default:
		return nil
	}
}
