package app

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/notify"
	"github.com/recomamp/recomamp/internal/schedule"
)

var ending = actor.System("notice.ending")

// TellOfExecution notes whether a wants to be told when an execution ends; of one
// that has ended a is told at once. Errors: execution.ErrNotFound, notify.ErrNobody.
func (core *Core) TellOfExecution(ctx context.Context, a actor.Actor, id actor.ExecutionID, wanted bool) error {
	return core.Notices.TellWhenDone(ctx, a, notify.ExecutionEnds, string(id), wanted, func(ctx context.Context, tx bun.Tx) (*notify.Ended, error) {
		e, err := core.Executions.Lock(ctx, tx, a, id)
		if err != nil || !e.State.IsFinal() {
			return nil, err
		}
		return executionEnded(e), nil
	})
}

// TellOfOccurrence is TellOfExecution for an occurrence. Errors:
// schedule.ErrOccurrenceNotFound, notify.ErrNobody.
func (core *Core) TellOfOccurrence(ctx context.Context, a actor.Actor, id actor.OccurrenceID, wanted bool) error {
	return core.Notices.TellWhenDone(ctx, a, notify.OccurrenceEnds, string(id), wanted, func(ctx context.Context, tx bun.Tx) (*notify.Ended, error) {
		o, err := core.Schedules.LockOccurrence(ctx, tx, a, id)
		if err != nil || !o.State.IsFinal() {
			return nil, err
		}
		return occurrenceEnded(o), nil
	})
}

// executionEnded says in words how an execution ended.
func executionEnded(e *execution.Execution) *notify.Ended {
	name := e.QueryName
	if name == "" {
		name = "An execution"
	}
	return &notify.Ended{
		Kind: notify.ExecutionEnds, ID: string(e.ID), Name: name, Outcome: outcomeWords(string(e.State)), Words: e.Problem.Message,
		Well: e.State == execution.Succeeded, Path: "/executions/" + string(e.ID), InstanceID: e.InstanceID,
	}
}

// occurrenceEnded says in words how an occurrence ended.
func occurrenceEnded(o schedule.Occurrence) *notify.Ended {
	due := fmt.Sprintf("It was due %s in %s.", o.LocalDue, o.Zone)
	return &notify.Ended{
		Kind: notify.OccurrenceEnds, ID: string(o.ID), Name: o.Schedule, Outcome: outcomeWords(string(o.State)),
		Words: due + " " + o.Reason.Message, PartWords: due,
		Well: o.State == schedule.Succeeded, Path: "/schedules/" + string(o.ScheduleID),
	}
}

// outcomeWords are what became of it, behind its name.
func outcomeWords(state string) string {
	switch state {
	case string(execution.Cancelled):
		return "was cancelled"
	case string(schedule.PartlyFailed):
		return "failed on some instances"
	case string(schedule.Skipped):
		return "was skipped"
	default:
		return state
	}
}
