package schedule

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

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

// OccurrenceFilter chooses occurrences. Zero fields choose all.
type OccurrenceFilter struct {
	ScheduleID actor.ScheduleID
	BackfillID actor.BackfillID
	States     []OccurrenceState
	InstanceID actor.InstanceID
	From       time.Time // due then or later
	Until      time.Time // due before
	Before     *OccurrenceKey
}

// OccurrenceKey is the place of an occurrence in a list: the newest instant first.
type OccurrenceKey struct {
	DueAt time.Time          `json:"d"`
	ID    actor.OccurrenceID `json:"i"`
}

// Key is the occurrence's place in a list.
func (o Occurrence) Key() OccurrenceKey { return OccurrenceKey{o.DueAt, o.ID} }

// Occurrences returns up to limit occurrences before the filter's key, those of
// the newest instants first.
func (s *Service) Occurrences(ctx context.Context, a actor.Actor, f OccurrenceFilter, limit int64) (found []Occurrence, err error) {
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if f.ScheduleID != "" {
			if err := checkVisible(ctx, tx, a, f.ScheduleID); err != nil {
				return err
			}
		}
		found, err = readShown(ctx, tx, a, func(query *bun.SelectQuery) { f.narrow(query).Limit(limit) })
		return err
	})
	return found, err
}

func (f OccurrenceFilter) narrow(query *bun.SelectQuery) *bun.SelectQuery {
	if f.ScheduleID != "" {
		query.Where("occurrence.schedule_id = ?", f.ScheduleID)
	}
	if f.BackfillID != "" {
		query.Where("occurrence.backfill_id = ?", f.BackfillID)
	}
	if len(f.States) > 0 {
		query.Where("occurrence.state IN (?)", bun.List(f.States))
	}
	if f.InstanceID != "" {
		query.Where(`EXISTS (SELECT 1 FROM occurrence_execution AS c WHERE c.occurrence_id = occurrence.id AND c.instance_id = ?)`, f.InstanceID)
	}
	if !f.From.IsZero() {
		query.Where("occurrence.due_at >= ?", f.From)
	}
	if !f.Until.IsZero() {
		query.Where("occurrence.due_at < ?", f.Until)
	}
	if f.Before != nil {
		query.Where("(occurrence.due_at, occurrence.id) < (?, ?)", f.Before.DueAt, f.Before.ID)
	}
	return query
}

// Occurrence returns one. Errors: ErrOccurrenceNotFound.
func (s *Service) Occurrence(ctx context.Context, a actor.Actor, id actor.OccurrenceID) (found Occurrence, err error) {
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		all, err := readShown(ctx, tx, a, func(query *bun.SelectQuery) { query.Where("occurrence.id = ?", id) })
		if err == nil && len(all) == 0 {
			err = ErrOccurrenceNotFound
		}
		if err == nil {
			found = all[0]
		}
		return err
	})
	return found, err
}

type shownOccurrence struct {
	occurrenceRow `bun:",extend"`

	ScheduleName string `bun:"schedule_name"`
	AllCells     int    `bun:"all_cells"`
}

// readShown reads occurrences with what they run, the newest instants first,
// and leaves out what a may not see.
func readShown(ctx context.Context, tx bun.Tx, a actor.Actor, narrow func(*bun.SelectQuery)) ([]Occurrence, error) {
	var rows []shownOccurrence
	query := tx.NewSelect().Model(&rows).ColumnExpr("occurrence.*").ColumnExpr("schedule.name AS schedule_name, ? AS all_cells", allCells(tx)).
		Join("JOIN schedule ON schedule.id = occurrence.schedule_id").OrderExpr("occurrence.due_at DESC, occurrence.id DESC").
		Where("?", seesOccurrence(a))
	narrow(query)
	if err := query.Scan(ctx); err != nil {
		return nil, fmt.Errorf("read occurrences: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	ids := make([]actor.OccurrenceID, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	cells, err := readOutcomes(ctx, tx, ids...)
	if err != nil {
		return nil, err
	}
	names, err := instanceNames(ctx, tx, cells)
	if err != nil {
		return nil, err
	}
	of := map[actor.OccurrenceID][]Cell{}
	for _, c := range cells {
		if !a.May(actor.See, c.InstanceID) {
			continue
		}
		of[c.OccurrenceID] = append(of[c.OccurrenceID], Cell{
			InstanceID: c.InstanceID, InstanceName: names[c.InstanceID], ExecutionID: c.ExecutionID, State: c.State,
			ErrorClass: c.Class, Message: c.Message, Next: c.Next, Refused: c.Refused,
		})
	}
	found := make([]Occurrence, 0, len(rows))
	for _, row := range rows {
		o := row.occurrence()
		o.Schedule, o.Cells, o.Hidden = row.ScheduleName, of[row.ID], row.AllCells-len(of[row.ID])
		o = o.narrowed()
		found = append(found, o)
	}
	return found, nil
}

func instanceNames(ctx context.Context, tx bun.Tx, cells []outcome) (map[actor.InstanceID]string, error) {
	names := map[actor.InstanceID]string{}
	var ids []actor.InstanceID
	for _, c := range cells {
		if _, twice := names[c.InstanceID]; !twice {
			names[c.InstanceID] = ""
			ids = append(ids, c.InstanceID)
		}
	}
	if len(ids) == 0 {
		return names, nil
	}
	var rows []struct {
		ID   actor.InstanceID
		Name string
	}
	if err := tx.NewSelect().Table("instance").Column("id", "name").Where("id IN (?)", bun.List(ids)).Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("read names of instances: %w", err)
	}
	for _, row := range rows {
		names[row.ID] = row.Name
	}
	return names, nil
}

// LockOccurrence reads an occurrence in tx, without what it runs, and keeps it as
// it is until the commit. Errors: ErrOccurrenceNotFound.
func (s *Service) LockOccurrence(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.OccurrenceID) (Occurrence, error) {
	row := new(shownOccurrence)
	read := func() error {
		return tx.NewSelect().Model(row).ColumnExpr("occurrence.*").ColumnExpr("schedule.name AS schedule_name").
			Join("JOIN schedule ON schedule.id = occurrence.schedule_id").Where("occurrence.id = ?", id).Where("?", seesOccurrence(a)).Scan(ctx)
	}
	err := read()
	if errors.Is(err, sql.ErrNoRows) {
		return Occurrence{}, ErrOccurrenceNotFound
	}
	if err != nil {
		return Occurrence{}, fmt.Errorf("read occurrence %s: %w", id, err)
	}
	if _, err := lockDue(ctx, tx, row.ScheduleID); err != nil && !errors.Is(err, ErrNotFound) {
		return Occurrence{}, err // of one that is deleted it may still end
	}
	if err := read(); err != nil { // as it is under the lock
		return Occurrence{}, fmt.Errorf("read occurrence %s: %w", id, err)
	}
	o := row.occurrence()
	o.Schedule = row.ScheduleName
	return o, nil
}
