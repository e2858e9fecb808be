package schedule

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/recurrence"
	"github.com/recomamp/recomamp/internal/window"
)

// Limits of a backfill.
const (
	MaxBackfillCells = 5000
	MaxParallel      = 50
	DefaultParallel  = 5
)

// ErrBackfill refuses a backfill that cannot be made.
var ErrBackfill = fault.New(fault.Invalid, "backfill.invalid", "The backfill cannot be made like this.").
	WithNext("Correct the fields named and try again.")

// BackfillState is where a backfill is.
type BackfillState string

// The states of a backfill.
const (
	BackfillRunning   BackfillState = "running"
	BackfillCancelled BackfillState = "cancelled" // can be resumed
	BackfillFinished  BackfillState = "finished"
)

// BackfillParams say over what a schedule is run.
type BackfillParams struct {
	From, To    string             // local dates in the rule's zone; To is not included
	InstanceIDs []actor.InstanceID // of the schedule's; all when empty
	Parallel    int                // executions open at once; DefaultParallel for 0
	Key         idempotency.Key
}

// Backfill runs a schedule over instants of the past: an execution for each
// instant and instance, a few at a time.
type Backfill struct {
	bun.BaseModel `bun:"table:backfill"`

	ID         actor.BackfillID `bun:"id,pk"`
	ScheduleID actor.ScheduleID `bun:"schedule_id"`
	FromAt     time.Time        `bun:"from_at"`
	UntilAt    time.Time        `bun:"until_at"` // not included
	Parallel   int              `bun:"parallel"`
	State      BackfillState    `bun:"state"`
	CreatedBy  actor.PersonID   `bun:"created_by"`
	CreatedAt  time.Time        `bun:"created_at"`
	EndedAt    *time.Time       `bun:"ended_at"`

	CreatedByName string         `bun:"created_by_name,scanonly"`
	Progress      Progress       `bun:"-"`
	Cells         []BackfillCell `bun:"-"` // in the order of instants; set by Backfill
}

// Progress counts the cells of a backfill.
type Progress struct {
	Total, Unbegun, Open, Succeeded, Failed, Cancelled int

	Settling  int       // of those that have not begun: they wait for their data
	SettlesAt time.Time // the first of these; zero when there is none
}

// BackfillCell is one instant on one instance.
type BackfillCell struct {
	Cell

	OccurrenceID actor.OccurrenceID
	LogicalAt    time.Time
	LocalAt      string
	StartAt      time.Time // not before: its data are complete by then
}

// StartBackfill makes a backfill and begins it. Errors: ErrNotFound, ErrBackfill,
// idempotency.ErrReused.
func (s *Service) StartBackfill(ctx context.Context, a actor.Actor, id actor.ScheduleID, p BackfillParams) (Backfill, error) {
	var made actor.BackfillID
	err := s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) (err error) {
		made, _, err = idempotency.Once(ctx, tx, a, p.Key, s.clock.Now(), func() (actor.BackfillID, error) {
			return s.startBackfill(ctx, tx, a, id, p)
		})
		return err
	})
	if err != nil {
		return Backfill{}, err
	}
	return s.Backfill(ctx, a, made)
}

func (s *Service) startBackfill(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.ScheduleID, p BackfillParams) (actor.BackfillID, error) {
	if _, err := lockDue(ctx, tx, id); err != nil {
		return "", err
	}
	if err := mayChange(ctx, tx, a, id); err != nil {
		return "", err
	}
	b, err := s.open(ctx, tx, a, []actor.ScheduleID{id})
	if err != nil {
		return "", err
	}
	def := b.definitions[id]
	row, instants, err := b.planBackfill(def, p)
	if err != nil {
		return "", err
	}
	row.CreatedBy = a.PersonID
	if len(p.InstanceIDs) > 0 {
		def.targets = slices.DeleteFunc(slices.Clone(def.targets), func(t targetRow) bool { return !slices.Contains(p.InstanceIDs, t.InstanceID) })
		if len(def.targets) != len(p.InstanceIDs) {
			return "", ErrBackfill.WithField("/instanceIds", "must be instances of the schedule, each once")
		}
	}
	if n := len(instants) * len(def.targets); n > MaxBackfillCells {
		return "", ErrBackfill.WithField("/to", fmt.Sprintf("makes %d executions; %d at most are made by one backfill", n, MaxBackfillCells))
	}
	if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
		return "", fmt.Errorf("store backfill: %w", err)
	}
	for _, at := range instants {
		o := b.newOccurrence(def, at, BackfillOf, string(row.ID))
		o.BackfillID, o.AskedBy = row.ID, a.PersonID
		cells, ok := b.resolve(def, o)
		if !ok {
			continue
		}
		b.cells = append(b.cells, cells...)
		if settles := o.window().SettlesAt(); def.Settle == SettleWait && settles.After(b.now) {
			o.StartAt, o.Reason = settles, reasonSettles
		}
	}
	b.changes = []event.Change{{Kind: event.BackfillChanged, SubjectID: string(row.ID)}} // one for all its occurrences
	b.acts = append(b.acts, deed{id, audit.What{
		Act: audit.BackfillStarted, ID: string(row.ID), Name: def.Name,
		Changes: audit.Changes{}.Is("from", row.FromAt).Is("until", row.UntilAt).Is("executions", len(instants)*len(def.targets)),
	}})
	b.dues = append(b.dues, &dueRow{Duty: backfillDuty, ID: string(row.ID), ScheduleID: id, At: &b.now})
	return row.ID, b.flush(ctx)
}

// planBackfill lists the instants of a backfill. The start and the end of the
// rule do not bound it.
func (b *batch) planBackfill(def *definition, p BackfillParams) (*Backfill, []time.Time, error) {
	if p.Parallel == 0 {
		p.Parallel = DefaultParallel
	}
	if p.Parallel < 1 || p.Parallel > MaxParallel {
		return nil, nil, ErrBackfill.WithField("/parallel", "must be from 1 to 50")
	}
	rule := def.Rule
	rule.Until = ""
	if rule.Interval <= 1 {
		rule.From = "" // longer intervals are counted from it
	}
	compiled, err := recurrence.Compile(rule)
	if err != nil {
		return nil, nil, err
	}
	def.rule = compiled
	row := &Backfill{
		ID: actor.NewIDAt[actor.BackfillID](b.now), ScheduleID: def.ID, Parallel: p.Parallel, State: BackfillRunning, CreatedAt: b.now,
	}
	if row.FromAt, err = window.Midnight(p.From, compiled.Zone()); err != nil {
		return nil, nil, ErrBackfill.WithField("/from", err.Error())
	}
	if row.UntilAt, err = window.Midnight(p.To, compiled.Zone()); err != nil {
		return nil, nil, ErrBackfill.WithField("/to", err.Error())
	}
	if row.UntilAt.After(b.now) {
		row.UntilAt = b.now
	}
	var instants []time.Time
	for firing := range compiled.After(row.FromAt.Add(-time.Second)) {
		if !firing.At.Before(row.UntilAt) {
			break
		}
		if instants = append(instants, firing.At); len(instants) > MaxBackfillCells {
			return nil, nil, ErrBackfill.WithField("/to", fmt.Sprintf("holds more than %d instants", MaxBackfillCells))
		}
	}
	if len(instants) == 0 {
		return nil, nil, ErrBackfill.WithField("/from", "leaves no instant of the rule in the past before the end")
	}
	return row, instants, nil
}

// fillBackfills begins cells of backfills as far as they have room, and says of
// how many backfills.
func (s *Service) fillBackfills(ctx context.Context) (filled int, err error) {
	var due []dueRow
	err = s.db.Read(ctx, follower, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().Model(&due).Where("kind = ? AND at <= ?", backfillDuty, s.clock.Now()).OrderExpr("at").Limit(lookBatch).Scan(ctx)
	})
	if err != nil {
		return 0, fmt.Errorf("find backfills with room: %w", err)
	}
	var errs []error
	for _, row := range due {
		done := false
		err := s.db.Write(ctx, follower, func(ctx context.Context, tx bun.Tx) (err error) {
			return guarded(func() error {
				done, err = s.fill(ctx, tx, actor.BackfillID(row.ID))
				return err
			})
		})
		if errors.Is(err, errDeleted) {
			done = true
			_, err = s.CancelBackfill(ctx, follower, actor.BackfillID(row.ID))
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("go on with backfill %s: %w", row.ID, err), s.fillLater(ctx, row.ID))
		} else if done {
			filled++
		}
	}
	return filled, errors.Join(errs...)
}

// fillLater sets aside a backfill that could not go on.
func (s *Service) fillLater(ctx context.Context, id string) error {
	err := s.db.Write(ctx, follower, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewUpdate().Model((*dueRow)(nil)).Set("at = ?", s.clock.Now().Add(later)).Where("kind = ? AND id = ? AND at IS NOT NULL", backfillDuty, id).Exec(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("set backfill %s aside: %w", id, err)
	}
	return nil
}

// errDeleted tells of a backfill whose schedule was deleted while it runs.
var errDeleted = errors.New("the schedule of the backfill is deleted")

// fill begins the next cells of a backfill; false when somebody else does.
// Errors: errDeleted.
func (s *Service) fill(ctx context.Context, tx bun.Tx, id actor.BackfillID) (bool, error) {
	due := new(dueRow)
	err := database.SkipLockedRows(tx.NewSelect().Model(due).Where("kind = ? AND id = ? AND at IS NOT NULL", backfillDuty, id)).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	fleet := new(Backfill)
	if err := database.LockRows(tx.NewSelect().Model(fleet).Where("id = ?", id)).Scan(ctx); err != nil {
		return false, err
	}
	if fleet.State != BackfillRunning {
		return true, deleteDue(ctx, tx, backfillDuty, string(id))
	}
	if err := freeAllStopped(ctx, tx, id); err != nil {
		return false, err
	}
	p, err := s.progressOf(ctx, tx, follower, id)
	if err != nil {
		return false, err
	}
	b, err := s.open(ctx, tx, follower, []actor.ScheduleID{fleet.ScheduleID})
	if err != nil {
		return false, err
	}
	if b.definitions[fleet.ScheduleID].DeletedAt != nil {
		return false, errDeleted
	}
	b.changes = append(b.changes, event.Change{Kind: event.BackfillChanged, SubjectID: string(id)})
	if p.Unbegun == 0 && p.Open == 0 {
		fleet.State, fleet.EndedAt = BackfillFinished, &b.now
		if _, err := tx.NewUpdate().Model(fleet).Column("state", "ended_at").WherePK().Exec(ctx); err != nil {
			return false, fmt.Errorf("end backfill: %w", err)
		}
		if err := deleteDue(ctx, tx, backfillDuty, string(id)); err != nil {
			return false, err
		}
		return true, b.flush(ctx)
	}
	due.At = nil // until something of it ends, or the data of the next are complete
	if p.Settling > 0 {
		due.At = &p.SettlesAt
	}
	b.dues = append(b.dues, due)
	if room := fleet.Parallel - p.Open; room > 0 && p.Unbegun > 0 {
		if err := b.beginCells(ctx, fleet, room); err != nil {
			return false, err
		}
	}
	return true, b.flush(ctx)
}

// beginCells begins the first cells that have not begun and wait for nothing, at most room.
func (b *batch) beginCells(ctx context.Context, fleet *Backfill, room int) error {
	var next []struct {
		OccurrenceID actor.OccurrenceID
		InstanceID   actor.InstanceID
	}
	err := b.tx.NewSelect().Model((*cellRow)(nil)).Column("cell.occurrence_id", "cell.instance_id").
		Join("JOIN occurrence AS o ON o.id = cell.occurrence_id").
		Where("o.backfill_id = ? AND cell.execution_id IS NULL AND cell.refused_code = '' AND o.start_at <= ?", fleet.ID, b.now).
		OrderExpr("o.due_at, cell.position").Limit(int64(room)).Scan(ctx, &next)
	if err != nil {
		return fmt.Errorf("find the next cells: %w", err)
	}
	wanted := map[actor.OccurrenceID][]actor.InstanceID{}
	var ids []actor.OccurrenceID
	for _, cell := range next {
		if wanted[cell.OccurrenceID] == nil {
			ids = append(ids, cell.OccurrenceID)
		}
		wanted[cell.OccurrenceID] = append(wanted[cell.OccurrenceID], cell.InstanceID)
	}
	if len(ids) == 0 {
		return nil
	}
	rows, cells, err := readOccurrences(ctx, b.tx, ids)
	if err != nil {
		return err
	}
	if err := b.readSubjects(ctx, rows, cells); err != nil {
		return err
	}
	for _, row := range rows {
		begin := slices.DeleteFunc(slices.Clone(cells[row.ID]), func(c *cellRow) bool { return !slices.Contains(wanted[row.ID], c.InstanceID) })
		b.adopt(row, begin)
		row.FinishedAt, row.ErrorClass = nil, ""
		if err := b.begin(b.definitions[row.ScheduleID], row, begin); err != nil {
			return err
		}
	}
	return nil
}

// progressOf counts the cells of a backfill.
func (s *Service) progressOf(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.BackfillID) (Progress, error) {
	all, err := s.progressesOf(ctx, tx, a, []actor.BackfillID{id})
	return all[id], err
}

// progressesOf counts the cells that a may see of each of some backfills.
func (s *Service) progressesOf(ctx context.Context, tx bun.Tx, a actor.Actor, ids []actor.BackfillID) (map[actor.BackfillID]Progress, error) {
	var counts []struct {
		BackfillID actor.BackfillID
		Refused    string
		State      execution.State
		Count      int
		Later      int
		LaterAt    bun.NullTime
	}
	now := s.clock.Now()
	err := database.Visible(tx.NewSelect().Model((*cellRow)(nil)), a, "cell.instance_id").
		ColumnExpr("o.backfill_id, cell.refused_code AS refused, coalesce(e.state, '') AS state, count(*) AS count").
		ColumnExpr("count(CASE WHEN o.start_at > ?0 THEN 1 END) AS later, min(CASE WHEN o.start_at > ?0 THEN o.start_at END) AS later_at", now).
		Join("JOIN occurrence AS o ON o.id = cell.occurrence_id").
		Join("LEFT JOIN execution AS e ON e.id = cell.execution_id").
		Where("o.backfill_id IN (?)", bun.List(ids)).GroupExpr("1, 2, 3").Scan(ctx, &counts)
	if err != nil {
		return nil, fmt.Errorf("count cells of %d backfills: %w", len(ids), err)
	}
	all := make(map[actor.BackfillID]Progress, len(ids))
	for _, c := range counts {
		p := all[c.BackfillID]
		p.Total += c.Count
		switch {
		case c.Refused == reasonStopped.Code, c.Refused == "" && c.State == execution.Cancelled:
			p.Cancelled += c.Count
		case c.Refused != "", c.State == execution.Failed:
			p.Failed += c.Count
		case c.State == "":
			p.Unbegun += c.Count
			p.Settling, p.SettlesAt = c.Later, c.LaterAt.UTC()
		case c.State == execution.Succeeded:
			p.Succeeded += c.Count
		default:
			p.Open += c.Count
		}
		all[c.BackfillID] = p
	}
	return all, nil
}

// Backfill returns a backfill with its cells. Errors: ErrBackfillNotFound.
func (s *Service) Backfill(ctx context.Context, a actor.Actor, id actor.BackfillID) (found Backfill, err error) {
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		err := selectBackfills(tx, &found).Where("?TableAlias.id = ?", id).Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrBackfillNotFound
		}
		if err != nil {
			return fmt.Errorf("read backfill %s: %w", id, err)
		}
		if err := checkVisible(ctx, tx, a, found.ScheduleID); err != nil {
			return ErrBackfillNotFound
		}
		if found.Progress, err = s.progressOf(ctx, tx, a, id); err != nil {
			return err
		}
		all, err := readShown(ctx, tx, a, func(query *bun.SelectQuery) { query.Where("occurrence.backfill_id = ?", id) })
		slices.Reverse(all)
		for _, o := range all {
			for _, cell := range o.Cells {
				found.Cells = append(found.Cells, BackfillCell{Cell: cell, OccurrenceID: o.ID, LogicalAt: o.DueAt, LocalAt: o.LocalDue, StartAt: o.StartAt})
			}
		}
		return err
	})
	return found, err
}

// Backfills lists those of a schedule, the newest first, without their cells.
// Errors: ErrNotFound.
func (s *Service) Backfills(ctx context.Context, a actor.Actor, id actor.ScheduleID) (found []Backfill, err error) {
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if err := checkVisible(ctx, tx, a, id); err != nil {
			return err
		}
		if err := selectBackfills(tx, &found).Where("?TableAlias.schedule_id = ?", id).OrderExpr("?TableAlias.id DESC").Limit(200).Scan(ctx); err != nil {
			return fmt.Errorf("list backfills of schedule %s: %w", id, err)
		}
		ids := make([]actor.BackfillID, len(found))
		for i := range found {
			ids[i] = found[i].ID
		}
		progress, err := s.progressesOf(ctx, tx, a, ids)
		for i := range found {
			found[i].Progress = progress[found[i].ID]
		}
		return err
	})
	return found, err
}

func selectBackfills(tx bun.Tx, into any) *bun.SelectQuery {
	return tx.NewSelect().Model(into).ColumnExpr("?TableAlias.*").
		ColumnExpr("coalesce((SELECT name FROM person WHERE person.id = ?TableAlias.created_by), '') AS created_by_name")
}

// CancelBackfill begins no more cells and asks open executions to stop. It may
// be called twice. Errors: ErrBackfillNotFound.
func (s *Service) CancelBackfill(ctx context.Context, a actor.Actor, id actor.BackfillID) (Backfill, error) {
	err := s.changeBackfill(ctx, a, id, func(ctx context.Context, b *batch, fleet *Backfill) error {
		if fleet.State != BackfillRunning {
			return nil
		}
		fleet.State, fleet.EndedAt = BackfillCancelled, &b.now
		if err := markStopped(ctx, b.tx, id); err != nil {
			return err
		}
		_, err := b.tx.NewRaw(`UPDATE occurrence_execution SET refused_code = ?, refused_message = ?, refused_next = ?
			WHERE execution_id IS NULL AND refused_code = '' AND occurrence_id IN (SELECT id FROM occurrence WHERE backfill_id = ?)`,
			reasonStopped.Code, reasonStopped.Message, reasonStopped.Next, id).Exec(ctx)
		if err != nil {
			return fmt.Errorf("stop the cells that have not begun: %w", err)
		}
		var open []*occurrenceRow
		if err := b.tx.NewSelect().Model(&open).Where("backfill_id = ? AND state IN (?, ?)", id, Waiting, Running).Scan(ctx); err != nil {
			return fmt.Errorf("find its open occurrences: %w", err)
		}
		for _, row := range open {
			b.adopt(row, nil)
			row.State = Running // it ends as what came of its cells
			b.looks = append(b.looks, &lookRow{OccurrenceID: row.ID, At: b.now})
		}
		return nil
	})
	if err != nil {
		return Backfill{}, err
	}
	found, err := s.Backfill(ctx, a, id)
	if err != nil {
		return Backfill{}, err
	}
	for _, cell := range found.Cells {
		if cell.ExecutionID == "" || cell.State.IsFinal() || found.State != BackfillCancelled {
			continue
		}
		if _, err := s.executions.Cancel(ctx, a, cell.ExecutionID); err != nil && !errors.Is(err, execution.ErrEnded) {
			s.logger.WarnContext(ctx, "an execution of a cancelled backfill was not asked to stop", slog.String("execution", string(cell.ExecutionID)), slog.Any("error", err))
		}
	}
	return s.Backfill(ctx, a, id)
}

// markStopped notes of which cells the executions are stopped because of their
// backfill: those that are open and that no person has asked to stop before.
func markStopped(ctx context.Context, tx bun.Tx, id actor.BackfillID) error {
	_, err := tx.NewRaw(`UPDATE occurrence_execution SET stopped = TRUE WHERE occurrence_id IN (SELECT id FROM occurrence WHERE backfill_id = ?)
		AND execution_id IN (SELECT id FROM execution WHERE state NOT IN ('succeeded', 'failed', 'cancelled') AND cancel_requested_at IS NULL)`, id).Exec(ctx)
	if err != nil {
		return fmt.Errorf("note what is stopped with backfill %s: %w", id, err)
	}
	return nil
}

// freeStopped has cells of an occurrence begin again whose executions have
// stopped only after their backfill, because of which they were, was resumed.
func freeStopped(ctx context.Context, tx bun.Tx, row *occurrenceRow) error {
	_, err := tx.NewRaw(`UPDATE occurrence_execution SET execution_id = NULL, stopped = FALSE WHERE occurrence_id = ? AND stopped
		AND execution_id IN (SELECT id FROM execution WHERE state = ?) AND EXISTS (SELECT 1 FROM backfill WHERE id = ? AND state = ?)`,
		row.ID, execution.Cancelled, row.BackfillID, BackfillRunning).Exec(ctx)
	if err != nil {
		return fmt.Errorf("have stopped cells of occurrence %s begin again: %w", row.ID, err)
	}
	return nil
}

// freeAllStopped is freeStopped for all occurrences of a backfill that runs:
// nobody may have looked yet at the one whose execution stopped last.
func freeAllStopped(ctx context.Context, tx bun.Tx, id actor.BackfillID) error {
	_, err := tx.NewRaw(`UPDATE occurrence_execution SET execution_id = NULL, stopped = FALSE
		WHERE occurrence_id IN (SELECT id FROM occurrence WHERE backfill_id = ?) AND stopped
		AND execution_id IN (SELECT id FROM execution WHERE state = ?)`, id, execution.Cancelled).Exec(ctx)
	if err != nil {
		return fmt.Errorf("have stopped cells of backfill %s begin again: %w", id, err)
	}
	return nil
}

// ResumeBackfill goes on with a cancelled backfill: with what has not begun and
// what was stopped because of it, also where Amazon does so only later. What
// failed, and what a person cancelled by itself, is repeated by Retry of its
// occurrence. It may be called twice. Errors: ErrBackfillNotFound.
func (s *Service) ResumeBackfill(ctx context.Context, a actor.Actor, id actor.BackfillID) (Backfill, error) {
	err := s.changeBackfill(ctx, a, id, func(ctx context.Context, b *batch, fleet *Backfill) error {
		if fleet.State != BackfillCancelled {
			return nil
		}
		if b.definitions[fleet.ScheduleID].DeletedAt != nil {
			return ErrNotFound
		}
		fleet.State, fleet.EndedAt = BackfillRunning, nil
		_, err := b.tx.NewRaw(`UPDATE occurrence_execution SET refused_code = '', refused_message = '', refused_next = '', execution_id = NULL, stopped = FALSE
			WHERE occurrence_id IN (SELECT id FROM occurrence WHERE backfill_id = ?)
			AND (refused_code = ? OR stopped AND execution_id IN (SELECT id FROM execution WHERE state = ?))`, id, reasonStopped.Code, execution.Cancelled).Exec(ctx)
		if err != nil {
			return fmt.Errorf("have cancelled cells begin again: %w", err)
		}
		// One of which an execution has still not stopped goes on running.
		_, err = b.tx.NewRaw(`UPDATE occurrence SET finished_at = NULL, state = CASE WHEN EXISTS (
				SELECT 1 FROM occurrence_execution AS c JOIN execution AS e ON e.id = c.execution_id
				WHERE c.occurrence_id = occurrence.id AND c.refused_code = '' AND e.state NOT IN ('succeeded', 'failed', 'cancelled')
			) THEN 'running' ELSE 'waiting' END WHERE backfill_id = ?
			AND EXISTS (SELECT 1 FROM occurrence_execution AS c WHERE c.occurrence_id = occurrence.id AND c.execution_id IS NULL AND c.refused_code = '')`,
			id).Exec(ctx)
		if err != nil {
			return fmt.Errorf("have its occurrences go on: %w", err)
		}
		b.dues = append(b.dues, &dueRow{Duty: backfillDuty, ID: string(id), ScheduleID: fleet.ScheduleID, At: &b.now})
		return nil
	})
	if err != nil {
		return Backfill{}, err
	}
	return s.Backfill(ctx, a, id)
}

// became is the act that cancelled or resumed a backfill; none when it was so already.
func (f *Backfill) became(def *definition, before BackfillState) []deed {
	if f.State == before {
		return nil
	}
	done := audit.BackfillResumed
	if f.State == BackfillCancelled {
		done = audit.BackfillCancelled
	}
	return []deed{{f.ScheduleID, audit.What{Act: done, ID: string(f.ID), Name: def.Name}}}
}

// changeBackfill has act change a backfill whose schedule is locked.
func (s *Service) changeBackfill(ctx context.Context, a actor.Actor, id actor.BackfillID, act func(context.Context, *batch, *Backfill) error) error {
	return s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		fleet := new(Backfill)
		err := tx.NewSelect().Model(fleet).Where("id = ?", id).Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrBackfillNotFound
		}
		if err != nil {
			return fmt.Errorf("read backfill %s: %w", id, err)
		}
		if _, err := lockDue(ctx, tx, fleet.ScheduleID); err != nil && !errors.Is(err, ErrNotFound) {
			return err // of a schedule that was deleted it can still be cancelled
		}
		if err := mayChange(ctx, tx, a, fleet.ScheduleID); errors.Is(err, ErrNotFound) {
			return ErrBackfillNotFound
		} else if err != nil {
			return err
		}
		// Whoever begins cells right now is waited for.
		if err := database.LockRows(tx.NewSelect().Model(fleet).WherePK()).Scan(ctx); err != nil {
			return fmt.Errorf("lock backfill %s: %w", id, err)
		}
		b, err := s.open(ctx, tx, a, []actor.ScheduleID{fleet.ScheduleID})
		if err != nil {
			return err
		}
		before := fleet.State
		if err := act(ctx, b, fleet); err != nil {
			return err
		}
		b.acts = append(b.acts, fleet.became(b.definitions[fleet.ScheduleID], before)...)
		if _, err := tx.NewUpdate().Model(fleet).Column("state", "ended_at").WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("save backfill %s: %w", id, err)
		}
		b.changes = append(b.changes, event.Change{Kind: event.BackfillChanged, SubjectID: string(id)})
		return b.flush(ctx)
	})
}
