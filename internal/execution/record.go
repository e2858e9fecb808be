package execution

import (
	"cmp"
	"context"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
)

// recordAsked writes down that somebody asked for an execution. Those that
// schedules make are not written down one by one: their rows say for which
// occurrence they are, and the audit log who made and changed the schedule.
func recordAsked(ctx context.Context, tx bun.Tx, a actor.Actor, e *Execution, in Instance) error {
	act := audit.ExecutionSubmitted
	if e.RerunOf != "" {
		act = audit.ExecutionRepeated
	}
	changes := audit.Changes{}.Is("query", e.QueryID).Is("from", e.WindowStart).Is("until", e.WindowEnd).Is("repeats", e.RerunOf)
	if e.QueryID != "" {
		changes.Is("version", e.QueryVersion)
	} else {
		changes.Is("sqlSha256", e.SQLHash)
	}
	return audit.Record(ctx, tx, a, e.CreatedAt, audit.What{
		Act: act, ID: string(e.ID), Name: shownName(e), ClientID: in.ClientID, InstanceID: e.InstanceID, Changes: changes,
	})
}

// recordCancel writes down that somebody asked for an execution to stop.
func (x *edit) recordCancel(ctx context.Context) error {
	return audit.Record(ctx, x.tx, x.by, x.now, audit.What{
		Act: audit.ExecutionCancelled, ID: string(x.e.ID), Name: shownName(x.e), InstanceID: x.e.InstanceID,
	})
}

func shownName(e *Execution) string { return cmp.Or(e.QueryName, "SQL that was not saved") }
