package schedule

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/instance"
	"github.com/recomamp/recomamp/internal/pack"
	"github.com/recomamp/recomamp/internal/query"
	"github.com/recomamp/recomamp/internal/recurrence"
)

// definition is a schedule as one transaction has read it.
type definition struct {
	*scheduleRow

	targets []targetRow
	rule    *recurrence.Recurrence
	overlap overlap
}

// batch is what one transaction does to schedules: everything is read for all
// of them together, decided in memory, and written together at its end.
type batch struct {
	s   *Service
	tx  bun.Tx
	by  actor.Actor
	now time.Time

	definitions map[actor.ScheduleID]*definition
	queries     map[query.Pick]query.Query
	instances   map[actor.InstanceID]instance.Instance
	tables      map[actor.InstanceID]*catalog.Catalog // of instances on which a text with placeholders runs
	packs       map[actor.PackID]pack.Filling         // that values stand for

	occurrences []*occurrenceRow
	cells       []*cellRow
	dues        []*dueRow
	looks       []*lookRow
	prepared    []*execution.Prepared
	cellOf      map[actor.ExecutionID]*cellRow
	schedules   map[actor.ScheduleID]bool // whose rows changed
	changes     []event.Change
	acts        []deed // for the audit log
	notices     []Notice
	actors      map[actor.PersonID]actor.Actor // who is responsible, has asked, or has written a text
}

// open reads what is needed to decide about schedules. Their rows of
// schedule_due must be locked.
func (s *Service) open(ctx context.Context, tx bun.Tx, by actor.Actor, ids []actor.ScheduleID) (*batch, error) {
	b := &batch{
		s: s, tx: tx, by: by, now: s.clock.Now(),
		definitions: make(map[actor.ScheduleID]*definition, len(ids)),
		tables:      map[actor.InstanceID]*catalog.Catalog{},
		cellOf:      map[actor.ExecutionID]*cellRow{}, schedules: map[actor.ScheduleID]bool{},
	}
	if len(ids) == 0 {
		return b, nil
	}
	var rows []*scheduleRow
	err := tx.NewSelect().Model(&rows).ColumnExpr("schedule.*").
		ColumnExpr("coalesce((SELECT p.role FROM person AS p WHERE p.id = schedule.responsible_id AND p.disabled_at IS NULL), '') AS responsible_role").
		Where("schedule.id IN (?)", bun.List(ids)).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("read schedules that are due: %w", err)
	}
	targets, err := readTargets(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		b.definitions[row.ID] = &definition{scheduleRow: row, targets: targets[row.ID]}
	}
	if err := b.readOverlaps(ctx, ids); err != nil {
		return nil, err
	}
	return b, b.readSubjects(ctx, nil, nil)
}

// flush writes everything.
func (b *batch) flush(ctx context.Context) error {
	refused, err := b.s.executions.StoreAll(ctx, b.tx, b.by, b.prepared)
	if err != nil {
		return err
	}
	for id, why := range refused {
		cell := b.cellOf[id]
		cell.ExecutionID, cell.Refused = "", refusal(why)
		b.looks = append(b.looks, &lookRow{OccurrenceID: cell.OccurrenceID, At: b.now})
	}
	if err := b.writeOccurrences(ctx); err != nil {
		return err
	}
	if err := b.tellEnds(ctx); err != nil {
		return err
	}
	if len(b.looks) > 0 {
		if _, err := database.InsertMany(b.tx, &b.looks).Exec(ctx); err != nil {
			return fmt.Errorf("have occurrences looked at: %w", err)
		}
	}
	if err := storeDue(ctx, b.tx, b.duesOnce()...); err != nil {
		return err
	}
	for _, n := range b.notices {
		if err := b.s.raise(ctx, b.tx, n); err != nil {
			return err
		}
	}
	for id := range b.schedules {
		if err := saveRow(ctx, b.tx, b.definitions[id].scheduleRow); err != nil {
			return err
		}
		b.changes = append(b.changes, event.Change{Kind: event.ScheduleChanged, SubjectID: string(id)})
	}
	b.s.events.RecordAll(ctx, b.by, b.changes)
	if err := record(ctx, b.tx, b.by, b.now, b.acts...); err != nil {
		return err
	}
	database.AfterCommit(ctx, b.s.poke)
	return nil
}

// tellEnds tells of the occurrences that have ended; once each, as an end is
// written once.
func (b *batch) tellEnds(ctx context.Context) error {
	if b.s.ended == nil {
		return nil
	}
	for _, row := range b.occurrences {
		if !row.State.IsFinal() || row.FinishedAt == nil || !row.FinishedAt.Equal(b.now) || row.CreatedAt.Equal(b.now) {
			continue // it had ended before, or nobody can have heard of it
		}
		o := row.occurrence()
		if def := b.definitions[row.ScheduleID]; def != nil {
			o.Schedule = def.Name
		}
		if err := b.s.ended(ctx, b.tx, o); err != nil {
			return fmt.Errorf("tell of the end of occurrence %s: %w", row.ID, err)
		}
	}
	return nil
}

// duesOnce are the rows to write, each once and as it was left.
func (b *batch) duesOnce() []*dueRow {
	type key struct {
		duty duty
		id   string
	}
	at, rows := map[key]int{}, []*dueRow{}
	for _, row := range b.dues {
		k := key{row.Duty, row.ID}
		if i, twice := at[k]; twice {
			rows[i] = row
			continue
		}
		at[k] = len(rows)
		rows = append(rows, row)
	}
	return rows
}

func (b *batch) writeOccurrences(ctx context.Context) error {
	if len(b.occurrences) > 0 {
		_, err := database.InsertMany(b.tx, &b.occurrences).On("CONFLICT (id) DO UPDATE").
			Set("state = EXCLUDED.state, queued = EXCLUDED.queued, started_at = EXCLUDED.started_at, finished_at = EXCLUDED.finished_at").
			Set("reason_code = EXCLUDED.reason_code, reason_message = EXCLUDED.reason_message, reason_next = EXCLUDED.reason_next").
			Set("start_at = EXCLUDED.start_at, error_class = EXCLUDED.error_class").Exec(ctx)
		if database.IsUnique(err) {
			return fmt.Errorf("store occurrences: %w", errors.Join(database.ErrRetry, err))
		}
		if err != nil {
			return fmt.Errorf("store occurrences: %w", err)
		}
	}
	if len(b.cells) > 0 {
		_, err := database.InsertMany(b.tx, &b.cells).On("CONFLICT (occurrence_id, instance_id) DO UPDATE").
			Set("execution_id = EXCLUDED.execution_id, stopped = EXCLUDED.stopped").
			Set("refused_code = EXCLUDED.refused_code, refused_message = EXCLUDED.refused_message, refused_next = EXCLUDED.refused_next").Exec(ctx)
		if err != nil {
			return fmt.Errorf("store what occurrences run: %w", err)
		}
	}
	return nil
}

// digest spreads instants of schedules evenly.
func digest(id string, at time.Time) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id + strconv.FormatInt(at.Unix(), 10)))
	sum := h.Sum64()
	sum ^= sum >> 32 // neighbours differ in their last bits only
	return sum * 0x9e3779b97f4a7c15 >> 16
}
