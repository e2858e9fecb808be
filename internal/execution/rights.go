package execution

import (
	"context"

	"github.com/recomamp/recomamp/internal/actor"
)

// lostAccess is why an execution is not sent.
var lostAccess = Problem{
	Class: AccessLost, Code: "execution.access_lost",
	Message: "Whoever asked for it may no longer run queries on this instance.",
	Next:    "Have somebody who may run it again, or give them access and run it again.",
}

// mayRun reports whether who the execution is for still may run it: the person
// who asked for it, or the one who is responsible for its schedule by now. It is
// asked right before a run is sent; what is at Amazon already goes on.
func (x *edit) mayRun(ctx context.Context) (bool, error) {
	if x.s.actors == nil || x.e.CreatedBy == "" {
		return true, nil
	}
	may, err := x.may(ctx, x.e.CreatedBy)
	if may || err != nil || x.e.OccurrenceID == "" || x.s.responsible == nil {
		return may, err
	}
	responsible, err := x.s.responsible(ctx, x.tx, x.e.OccurrenceID)
	if err != nil || responsible == x.e.CreatedBy {
		return false, err
	}
	return x.may(ctx, responsible)
}

func (x *edit) may(ctx context.Context, person actor.PersonID) (bool, error) {
	found, err := x.s.actors(ctx, x.tx, []actor.PersonID{person})
	if err != nil {
		return false, err
	}
	a := found[person] // nobody, who may nothing, when disabled
	if may := a.May(runRight(x.e), x.e.InstanceID); !may || a.May(actor.RunSQL, x.e.InstanceID) {
		return may, nil
	}
	return x.s.trusted(ctx, x.tx, x.e, x.e.InstanceID, person)
}
