package schedule

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

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
