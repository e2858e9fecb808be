package schedule

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

// Filter chooses schedules of a list. Zero fields choose all that are not deleted.
type Filter struct {
	State      State
	InstanceID actor.InstanceID // ours
	ClientID   actor.ClientID   // of the schedule or of one of its instances
	Search     string           // part of the name or the description, in any case
	After      *Key             // the last one of the page before
}

// Key is the place of a schedule in a list: by name.
type Key struct {
	Name string           `json:"n"`
	ID   actor.ScheduleID `json:"i"`
}

// Key is the schedule's place in a list.
func (s Schedule) Key() Key {
	return Key{strings.ToLower(s.Name + "\n" + s.Description), s.ID}
}

// shownRow is a schedule with what stands beside it.
type shownRow struct {
	scheduleRow `bun:",extend"`

	NextAt          bun.NullTime       `bun:"next_at"`
	AllTargets      int                `bun:"all_targets"`
	QueryKnown      bool               `bun:"query_known"`
	QueryName       string             `bun:"query_name"`
	QueryClientID   actor.ClientID     `bun:"query_client_id"`
	QueryInstanceID actor.InstanceID   `bun:"query_instance_id"`
	ResponsibleName string             `bun:"responsible_name"`
	PausedByName    string             `bun:"paused_by_name"`
	LastID          actor.OccurrenceID `bun:"last_id"`
}

func selectShown(tx bun.Tx, into any) *bun.SelectQuery {
	return tx.NewSelect().Model(into).ColumnExpr("schedule.*").
		ColumnExpr("due.due_at AS next_at").
		ColumnExpr("? AS all_targets", allTargets(tx)).
		ColumnExpr("query.id IS NOT NULL AS query_known, coalesce(query.name, '') AS query_name, responsible.name AS responsible_name").
		ColumnExpr("coalesce(query.client_id, '') AS query_client_id, coalesce(query.instance_id, '') AS query_instance_id").
		ColumnExpr("coalesce((SELECT name FROM person WHERE person.id = schedule.paused_by), '') AS paused_by_name").
		ColumnExpr(`coalesce((SELECT o.id FROM occurrence AS o WHERE o.schedule_id = schedule.id AND o.backfill_id IS NULL
			ORDER BY o.due_at DESC, o.id DESC LIMIT 1), '') AS last_id`).
		Join("LEFT JOIN schedule_due AS due ON due.kind = ? AND due.id = schedule.id", fireDuty).
		Join("LEFT JOIN query ON query.id = schedule.query_id").
		Join("JOIN person AS responsible ON responsible.id = schedule.responsible_id")
}

func (r shownRow) schedule(targets []targetRow) Schedule {
	s := Schedule{
		Content: r.content(targets), ID: r.ID, State: r.State, Pause: r.pause(), Failures: r.Failures, Version: r.Version,
		DeletedAt: r.DeletedAt, CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt, UpdatedBy: r.UpdatedBy, UpdatedAt: r.UpdatedAt,
		QueryName: r.QueryName, ResponsibleName: r.ResponsibleName, PausedByName: r.PausedByName,
	}
	if r.State == Active {
		s.NextAt = r.NextAt.Time
	}
	return s
}

// Get returns a schedule, also one that was deleted. Errors: ErrNotFound.
func (s *Service) Get(ctx context.Context, a actor.Actor, id actor.ScheduleID) (found Schedule, err error) {
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		var row shownRow
		err := selectShown(tx, &row).Where("schedule.id = ?", id).Where("?", sees(a)).Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("read schedule %s: %w", id, err)
		}
		all, err := show(ctx, tx, a, []shownRow{row})
		if err == nil && len(all) == 0 {
			err = ErrNotFound
		}
		if err == nil {
			found = all[0]
		}
		return err
	})
	return found, err
}

// ofClient chooses the schedules of a client or on one of its instances, as far
// as a sees these.
func ofClient(a actor.Actor, id actor.ClientID) schema.QueryWithArgs {
	return bun.SafeQuery(`(schedule.client_id = ? AND ? OR EXISTS (SELECT 1 FROM schedule_target AS t JOIN instance ON instance.id = t.instance_id
		WHERE t.schedule_id = schedule.id AND instance.client_id = ? AND ?))`,
		id, database.SeesClient(a, "schedule.client_id"), id, database.Sees(a, "t.instance_id"))
}

// List returns up to limit schedules after the filter's key, by name.
func (s *Service) List(ctx context.Context, a actor.Actor, f Filter, limit int64) (found []Schedule, err error) {
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		var rows []shownRow
		query := selectShown(tx, &rows).Where("schedule.deleted_at IS NULL").Where("?", sees(a)).OrderExpr("schedule.name_key, schedule.id").Limit(limit)
		if f.State != "" {
			query.Where("schedule.state = ?", f.State)
		}
		if f.InstanceID != "" {
			query.Where("EXISTS (SELECT 1 FROM schedule_target AS t WHERE t.schedule_id = schedule.id AND t.instance_id = ?)", f.InstanceID)
		}
		if f.ClientID != "" {
			query.Where("?", ofClient(a, f.ClientID))
		}
		if text := strings.ToLower(strings.TrimSpace(f.Search)); text != "" {
			query.Where(`schedule.name_key LIKE ? ESCAPE '\'`, database.LikePattern(text))
		}
		if f.After != nil {
			query.Where("(schedule.name_key, schedule.id) > (?, ?)", f.After.Name, f.After.ID)
		}
		if err := query.Scan(ctx); err != nil {
			return fmt.Errorf("list schedules: %w", err)
		}
		found, err = show(ctx, tx, a, rows)
		return err
	})
	return found, err
}

// show adds targets and newest occurrences, as far as a may see them.
func show(ctx context.Context, tx bun.Tx, a actor.Actor, rows []shownRow) ([]Schedule, error) {
	ids, last := make([]actor.ScheduleID, len(rows)), []actor.OccurrenceID{}
	for i, row := range rows {
		ids[i] = row.ID
		if row.LastID != "" {
			last = append(last, row.LastID)
		}
	}
	targets, err := readTargets(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	occurrences, err := readShown(ctx, tx, a, func(query *bun.SelectQuery) { query.Where("occurrence.id IN (?)", bun.List(last)) })
	if err != nil {
		return nil, err
	}
	found := make([]Schedule, 0, len(rows))
	for _, row := range rows {
		seen := visibleTargets(a, targets[row.ID])
		one := row.schedule(seen)
		one.Hidden = row.AllTargets - len(seen)
		row.narrowed(a, &one)
		for i, o := range occurrences {
			if o.ID == row.LastID {
				one.Last = &occurrences[i]
			}
		}
		found = append(found, one)
	}
	return found, nil
}
