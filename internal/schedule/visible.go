package schedule

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
)

// sees is the condition that a may see a schedule: one of its instances is enough.
func sees(a actor.Actor) schema.QueryWithArgs {
	if a.SeesAll() {
		return bun.SafeQuery("TRUE")
	}
	return bun.SafeQuery("EXISTS (SELECT 1 FROM schedule_target AS v WHERE v.schedule_id = schedule.id AND ?)", database.Sees(a, "v.instance_id"))
}

// seesOccurrence is sees for an occurrence: of what it runs, a must see something.
func seesOccurrence(a actor.Actor) schema.QueryWithArgs {
	if a.SeesAll() {
		return bun.SafeQuery("TRUE")
	}
	return bun.SafeQuery(`(EXISTS (SELECT 1 FROM schedule_target AS v WHERE v.schedule_id = occurrence.schedule_id AND ?)
		AND (NOT EXISTS (SELECT 1 FROM occurrence_execution AS n WHERE n.occurrence_id = occurrence.id)
		OR EXISTS (SELECT 1 FROM occurrence_execution AS s WHERE s.occurrence_id = occurrence.id AND ?)))`,
		database.Sees(a, "v.instance_id"), database.Sees(a, "s.instance_id"))
}

// classOf is the class of failure of an occurrence, or codeHidden where it may be
// that of an instance which a may not see.
func classOf(tx bun.Tx, a actor.Actor) schema.QueryWithArgs {
	if a.SeesAll() {
		return bun.SafeQuery("occurrence.error_class")
	}
	return bun.SafeQuery(`CASE WHEN occurrence.error_class <> '' AND ? > (SELECT count(*) FROM occurrence_execution AS h
		WHERE h.occurrence_id = occurrence.id AND ?) THEN ? ELSE occurrence.error_class END`, allCells(tx), database.Sees(a, "h.instance_id"), codeHidden)
}

// visible is sees of targets that were read.
func visible(a actor.Actor, targets []targetRow) bool {
	if a.SeesAll() {
		return true
	}
	for _, t := range targets {
		if a.May(actor.See, t.InstanceID) {
			return true
		}
	}
	return false
}

// visibleTargets are those of the targets that a may see.
func visibleTargets(a actor.Actor, targets []targetRow) (some []targetRow) {
	if a.SeesAll() {
		return targets
	}
	for _, t := range targets {
		if a.May(actor.See, t.InstanceID) {
			some = append(some, t)
		}
	}
	return some
}

// allTargets and allCells are how many there are of a schedule and an occurrence,
// also for who may not see all of them.
func allTargets(tx bun.Tx) schema.QueryWithArgs {
	return database.Total(tx, "count_targets", "schedule_target", "schedule_id", "schedule.id")
}

func allCells(tx bun.Tx) schema.QueryWithArgs {
	return database.Total(tx, "count_cells", "occurrence_execution", "occurrence_id", "occurrence.id")
}

// needAll refuses who has a right not on every target, of which there are so many.
func needAll(a actor.Actor, right actor.Right, targets []targetRow, all int) error {
	if len(visibleTargets(a, targets)) < all {
		return access.NeedAll(right)
	}
	for _, t := range targets {
		if err := access.Need(a, right, t.InstanceID, ""); err != nil {
			return err
		}
	}
	return nil
}

// mayChange is ErrNotFound for a schedule that a may not see, and
// access.ErrForbidden for one whose targets a may not all manage. The rest of the
// transaction sees all rows: a schedule may have run elsewhere before.
func mayChange(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.ScheduleID) error {
	if err := checkVisible(ctx, tx, a, id); err != nil {
		return err
	}
	targets, err := readTargets(ctx, tx, []actor.ScheduleID{id})
	if err != nil {
		return err
	}
	var all int
	err = tx.NewSelect().Model((*scheduleRow)(nil)).ColumnExpr("?", allTargets(tx)).Where("schedule.id = ?", id).Scan(ctx, &all)
	if err != nil {
		return fmt.Errorf("count targets of schedule %s: %w", id, err)
	}
	if err := needAll(a, actor.Schedule, targets[id], all); err != nil {
		return err
	}
	return database.SeeAll(ctx, tx)
}

// What is told instead of what would tell of hidden instances.
const (
	hiddenPause  = "It failed several times in a row, also on instances that you may not see."
	hiddenReason = "It failed on an instance that you may not see."
)

// seesQuery reports whether a may see a query of a client or an instance, or one
// that is shared by all.
func seesQuery(a actor.Actor, of actor.ClientID, on actor.InstanceID) bool {
	return a.May(actor.See, on) || on == "" && (of == "" || a.MayClient(actor.See, of))
}

// narrowed leaves out of a schedule what tells of instances, a client or a query
// that a may not see.
func (r shownRow) narrowed(a actor.Actor, s *Schedule) {
	if a.SeesAll() {
		return
	}
	if s.ClientID != "" && !a.MayClient(actor.See, s.ClientID) {
		s.ClientID = ""
	}
	if !r.QueryKnown || !seesQuery(a, r.QueryClientID, r.QueryInstanceID) {
		s.QueryName, s.QueryID, s.QueryVersion = "", "", 0
	}
	if s.Hidden > 0 && s.Pause != nil && s.Pause.Cause == ByFailures {
		pause := *s.Pause
		pause.Message = hiddenPause
		s.Pause = &pause
	}
}

// narrowed is an occurrence without what tells of instances that who asks may
// not see.
func (o Occurrence) narrowed() Occurrence {
	if o.Hidden == 0 || o.State != Failed && o.State != PartlyFailed {
		return o
	}
	o.ErrorClass, o.Reason = "", Reason{codeHidden, hiddenReason, ""}
	for _, c := range o.Cells {
		switch {
		case !c.Refused.IsZero():
			o.ErrorClass, o.Reason = codeRefused, c.Refused
			return o
		case c.ErrorClass != "":
			o.ErrorClass, o.Reason = c.ErrorClass, Reason{c.ErrorClass, c.Message, c.Next}
			return o
		}
	}
	return o
}

const codeHidden = "hidden"

// Audiences are for event.HubConfig: schedules and what they make are of
// interest to who sees one of their instances.
func Audiences() map[event.Kind]event.Audience {
	of := func(join, id string) event.Audience {
		return func(ctx context.Context, tx bun.Tx, subjects []string) (map[string][]actor.InstanceID, error) {
			var rows []struct {
				ID         string
				InstanceID actor.InstanceID
			}
			query := tx.NewSelect().TableExpr("schedule_target AS t").ColumnExpr("? AS id, t.instance_id", bun.Ident(id)).
				Where("? IN (?)", bun.Ident(id), bun.List(subjects))
			if join != "" {
				query.Join(join)
			}
			if err := query.Scan(ctx, &rows); err != nil {
				return nil, fmt.Errorf("find the instances of schedules: %w", err)
			}
			found := map[string][]actor.InstanceID{}
			for _, row := range rows {
				found[row.ID] = append(found[row.ID], row.InstanceID)
			}
			return found, nil
		}
	}
	return map[event.Kind]event.Audience{
		event.ScheduleChanged:   of("", "t.schedule_id"),
		event.OccurrenceChanged: of("JOIN occurrence AS o ON o.schedule_id = t.schedule_id", "o.id"),
		event.BackfillChanged:   of("JOIN backfill AS b ON b.schedule_id = t.schedule_id", "b.id"),
	}
}
