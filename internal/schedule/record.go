package schedule

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
)

// deed is something done to a schedule, or to what belongs to it.
type deed struct {
	schedule actor.ScheduleID
	what     audit.What
}

// on is an act on the schedule itself.
func (r *scheduleRow) on(done audit.Act, changes audit.Changes) deed {
	return deed{r.ID, audit.What{Act: done, ID: string(r.ID), Name: r.Name, Changes: changes}}
}

// pausedBy is the act of the program that pauses or resumes a schedule by itself.
func (r *scheduleRow) pausedBy(p *Pause) deed {
	if p == nil {
		return r.on(audit.ScheduleResumed, nil)
	}
	return r.on(audit.SchedulePaused, audit.Changes{}.Is("cause", p.Cause).Is("message", p.Message))
}

// changesSince says what an edit made of a schedule. Its other parts are in its versions.
func (r *scheduleRow) changesSince(before *scheduleRow) audit.Changes {
	return audit.Changes{}.From("name", before.Name, r.Name).From("version", before.Version, r.Version).From("state", before.State, r.State).
		From("cause", before.PauseCause, r.PauseCause).From("message", before.PauseMessage, r.PauseMessage).
		From("query", before.QueryID, r.QueryID).From("responsible", before.ResponsibleID, r.ResponsibleID).From("deletedAt", before.DeletedAt, r.DeletedAt)
}

// record writes acts down. An act belongs to the instance of the schedule, or to
// the client of all of them; to none when they are of several clients.
func record(ctx context.Context, tx bun.Tx, by actor.Actor, now time.Time, acts ...deed) error {
	if len(acts) == 0 {
		return nil
	}
	ids := make([]actor.ScheduleID, len(acts))
	for i, a := range acts {
		ids[i] = a.schedule
	}
	var places []struct {
		ScheduleID         actor.ScheduleID
		InstanceID         actor.InstanceID
		ClientID           actor.ClientID
		Instances, Clients int
	}
	err := tx.NewSelect().TableExpr("schedule_target AS t").Join("JOIN instance AS i ON i.id = t.instance_id").
		ColumnExpr("t.schedule_id, min(i.id) AS instance_id, min(i.client_id) AS client_id").
		ColumnExpr("count(*) AS instances, count(DISTINCT i.client_id) AS clients").
		Where("t.schedule_id IN (?)", bun.List(ids)).Group("t.schedule_id").Scan(ctx, &places)
	if err != nil {
		return fmt.Errorf("find whose schedules are: %w", err)
	}
	whats := make([]audit.What, len(acts))
	for i, a := range acts {
		whats[i] = a.what
		for _, p := range places {
			if p.ScheduleID != a.schedule || p.Clients != 1 {
				continue
			}
			whats[i].ClientID = p.ClientID
			if p.Instances == 1 {
				whats[i].InstanceID = p.InstanceID
			}
		}
	}
	return audit.RecordAll(ctx, tx, by, now, whats)
}
