package schedule

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/instance"
)

// lookBatch bounds how many occurrences are looked at in one go.
const lookBatch = 64

// lookAtOccurrences learns what came of executions that have ended, each
// occurrence in a transaction of its own, and says of how many.
func (s *Service) lookAtOccurrences(ctx context.Context) (looked int, err error) {
	var ids []actor.OccurrenceID
	err = s.db.Read(ctx, follower, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().Model((*lookRow)(nil)).Column("occurrence_id").Where("at <= ?", s.clock.Now()).Group("occurrence_id").
			OrderExpr("min(id)").Limit(lookBatch).Scan(ctx, &ids)
	})
	if err != nil {
		return 0, fmt.Errorf("find occurrences to look at: %w", err)
	}
	var errs []error
	for _, id := range ids {
		done := false
		err := s.db.Write(ctx, follower, func(ctx context.Context, tx bun.Tx) (err error) {
			return guarded(func() error {
				done, err = s.lookAt(ctx, tx, id)
				return err
			})
		})
		if err != nil {
			errs = append(errs, fmt.Errorf("look at occurrence %s: %w", id, err), s.lookLater(ctx, id))
		} else if done {
			looked++
		}
	}
	return looked, errors.Join(errs...)
}

// later is how long is waited with a look, or a backfill, that failed: it holds
// up no other.
const later = time.Minute

// lookLater sets what is told of an occurrence aside.
func (s *Service) lookLater(ctx context.Context, id actor.OccurrenceID) error {
	err := s.db.Write(ctx, follower, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewUpdate().Model((*lookRow)(nil)).Set("at = ?", s.clock.Now().Add(later)).Where("occurrence_id = ?", id).Exec(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("set occurrence %s aside: %w", id, err)
	}
	return nil
}

// guarded has a panic of act be an error, so that it ends no process.
func guarded(act func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return act()
}

// outcome is a cell with the standing of its execution.
type outcome struct {
	cellRow `bun:",extend"`

	State   execution.State `bun:"state"`
	Class   string          `bun:"class"`
	Code    string          `bun:"code"`
	Message string          `bun:"message"`
	Next    string          `bun:"next"`
}

func readOutcomes(ctx context.Context, tx bun.Tx, ids ...actor.OccurrenceID) ([]outcome, error) {
	var cells []outcome
	err := tx.NewSelect().Model(&cells).ColumnExpr("cell.*").
		ColumnExpr("coalesce(e.state, '') AS state, coalesce(e.error_class, '') AS class, coalesce(e.error_code, '') AS code").
		ColumnExpr("coalesce(e.error_message, '') AS message, coalesce(e.error_next, '') AS next").
		Join("LEFT JOIN execution AS e ON e.id = cell.execution_id").
		Where("cell.occurrence_id IN (?)", bun.List(ids)).OrderExpr("cell.occurrence_id, cell.position").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("read what came of occurrences: %w", err)
	}
	return cells, nil
}

// lookAt settles an occurrence as far as its executions allow, and what follows
// from it for its schedule. It reports whether anything was to be looked at.
func (s *Service) lookAt(ctx context.Context, tx bun.Tx, id actor.OccurrenceID) (bool, error) {
	row := new(occurrenceRow)
	err := tx.NewSelect().Model(row).Where("occurrence.id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return true, forgetLooks(ctx, tx, id, nil)
	}
	if err != nil {
		return false, err
	}
	due, err := s.hold(ctx, tx, row.ScheduleID)
	if err != nil || due == nil {
		return false, err
	}
	var looks []int64
	if err := tx.NewSelect().Model((*lookRow)(nil)).Column("id").Where("occurrence_id = ?", id).Scan(ctx, &looks); err != nil || len(looks) == 0 {
		return false, err
	}
	// What was locked meanwhile may have changed the occurrence.
	if err := tx.NewSelect().Model(row).WherePK().Scan(ctx); err != nil {
		return false, err
	}
	b, err := s.open(ctx, tx, follower, []actor.ScheduleID{row.ScheduleID})
	if err != nil {
		return false, err
	}
	def := b.definitions[row.ScheduleID]
	if row.BackfillID != "" { // it may have room, whatever the occurrence makes of it
		if err := freeStopped(ctx, tx, row); err != nil {
			return false, err
		}
		b.dues = append(b.dues, &dueRow{Duty: backfillDuty, ID: string(row.BackfillID), ScheduleID: row.ScheduleID, At: &b.now})
	}
	if row.State == Running && def != nil {
		cells, err := readOutcomes(ctx, tx, id)
		if err != nil {
			return false, err
		}
		if err := b.settle(ctx, def, due, row, cells); err != nil {
			return false, err
		}
	}
	if err := forgetLooks(ctx, tx, id, looks); err != nil {
		return false, err
	}
	return true, b.flush(ctx)
}

// hold locks a schedule, also one that is deleted; nil when it is locked by
// somebody else right now.
func (s *Service) hold(ctx context.Context, tx bun.Tx, id actor.ScheduleID) (*dueRow, error) {
	row := new(dueRow)
	query := tx.NewSelect().Model(row).Where("kind = ? AND id = ?", fireDuty, id)
	err := database.SkipLockedRows(query).Scan(ctx)
	if err == nil || !errors.Is(err, sql.ErrNoRows) {
		return row, err
	}
	there, err := tx.NewSelect().Model((*dueRow)(nil)).Where("kind = ? AND id = ?", fireDuty, id).Exists(ctx)
	if err != nil || there {
		return nil, err
	}
	return row, nil // deleted: nobody contends
}

func forgetLooks(ctx context.Context, tx bun.Tx, id actor.OccurrenceID, looks []int64) error {
	query := tx.NewDelete().Model((*lookRow)(nil)).Where("occurrence_id = ?", id)
	if looks != nil {
		query.Where("id IN (?)", bun.List(looks))
	}
	if _, err := query.Exec(ctx); err != nil {
		return fmt.Errorf("note that occurrence %s was looked at: %w", id, err)
	}
	return nil
}

// result is what an occurrence amounts to.
type outcomes struct {
	open, unbegun, succeeded, failed, cancelled int
	left                                        int    // refused because their client leaves, which is no failure
	class                                       string // the first that failed
	reason                                      Reason // of it
	disconnected                                bool
}

func sum(cells []outcome) (r outcomes) {
	for _, cell := range cells {
		switch {
		case cell.Refused.Code == reasonStopped.Code:
			r.cancelled++
		case cell.Refused.Code == execution.ErrOffBoarded.Code:
			r.left++
		case !cell.Refused.IsZero():
			r.failed++
			if r.class == "" {
				r.class, r.reason = codeRefused, cell.Refused
			}
		case cell.ExecutionID == "":
			r.unbegun++
		case cell.State == execution.Succeeded:
			r.succeeded++
		case cell.State == execution.Cancelled:
			r.cancelled++
		case cell.State == execution.Failed:
			r.failed++
			if r.class == "" {
				r.class, r.reason = cell.Class, Reason{cell.Code, cell.Message, cell.Next}
			}
		default:
			r.open++
			r.disconnected = r.disconnected || cell.Class == string(execution.NeedsReconnect)
		}
	}
	return r
}

// state is the final state that the outcomes make.
func (r outcomes) state() OccurrenceState {
	switch {
	case r.left > 0 && r.succeeded == 0 && r.failed == 0:
		return Cancelled
	case r.failed == 0 && r.cancelled == 0:
		return Succeeded
	case r.failed == 0 && r.succeeded == 0:
		return Cancelled
	case r.succeeded == 0:
		return Failed
	default:
		return PartlyFailed
	}
}

// settle ends an occurrence whose executions have all ended, and draws the
// conclusions: failures in a row, a pause, a notice, the next in line.
func (b *batch) settle(ctx context.Context, def *definition, due *dueRow, row *occurrenceRow, cells []outcome) error {
	r := sum(cells)
	if r.disconnected && row.BackfillID == "" {
		if err := b.disconnect(ctx, def, due); err != nil {
			return err
		}
	}
	if r.open > 0 || r.unbegun > 0 {
		return nil
	}
	again := row.ErrorClass != "" // it failed before, and what failed was repeated
	row.State, row.FinishedAt, row.ErrorClass, row.Reason = r.state(), &b.now, r.class, r.reason
	if row.State == PartlyFailed && r.failed == 0 {
		row.Reason = reasonCancelled
	}
	b.adopt(row, nil)
	if row.Kind == BackfillOf || def.DeletedAt != nil {
		return nil
	}
	if err := b.conclude(ctx, def, due, row, r, again); err != nil {
		return err
	}
	def.overlap.running--
	return b.nextInLine(ctx, def)
}

// conclude counts failures in a row and pauses after too many. What a person
// cancelled is no failure, and an occurrence that fails again counts once.
func (b *batch) conclude(ctx context.Context, def *definition, due *dueRow, row *occurrenceRow, r outcomes, again bool) error {
	switch row.State {
	case Succeeded:
		if def.Failures > 0 {
			def.Failures = 0
			b.schedules[def.ID] = true
		}
		if err := b.s.resolved(ctx, b.tx, def.ID); err != nil {
			return err
		}
		if row.Resumes && def.State == Paused && def.PauseCause == ByFailures {
			return b.resume(def, due)
		}
		return nil
	case Failed, PartlyFailed:
	default:
		return nil
	}
	if r.failed == 0 || again {
		return nil
	}
	def.Failures++
	b.schedules[def.ID] = true
	n := Notice{
		Kind: NoticeFailed, Cause: cause(def.ID), ScheduleID: def.ID, Name: def.Name,
		Subject: fmt.Sprintf("The schedule %s failed", def.Name), Text: r.reason.Message, Next: r.reason.Next,
	}
	for _, t := range def.targets {
		n.InstanceIDs = append(n.InstanceIDs, t.InstanceID)
	}
	if def.PauseAfter > 0 && def.Failures >= def.PauseAfter && def.State == Active {
		message := rowOfFailures(def.Failures, r.reason.Message)
		b.pause(def, due, &Pause{
			Cause: ByFailures, Class: r.class, Message: message, At: b.now,
			Next: "Mend what is named, then test and resume it.",
		})
		n.Kind = NoticePaused
		n.Subject, n.Text, n.Next = fmt.Sprintf("The schedule %s is paused", def.Name), message, "Mend what is named, then test and resume the schedule."
	}
	return b.s.raise(ctx, b.tx, n)
}

// rowOfFailures tells what paused a schedule.
func rowOfFailures(n int, last string) string {
	if n == 1 {
		return "It failed: " + last
	}
	return fmt.Sprintf("It failed %d times in a row. Last: %s", n, last)
}

// pause has a schedule make no further occurrences by itself.
func (b *batch) pause(def *definition, due *dueRow, p *Pause) {
	def.setPause(p)
	b.acts = append(b.acts, def.pausedBy(p))
	b.schedules[def.ID] = true
	due.At = nil
	b.dues = append(b.dues, due)
}

// resume accounts for the time of a pause and has a schedule go on.
func (b *batch) resume(def *definition, due *dueRow) error {
	if err := b.account(def, due, b.now); err != nil {
		return err
	}
	def.setPause(nil)
	b.acts = append(b.acts, def.pausedBy(nil))
	def.Failures = 0
	b.schedules[def.ID] = true
	if due.DueAt == nil {
		b.end(def)
	}
	due.At = due.DueAt
	b.dues = append(b.dues, due)
	return nil
}

// disconnect pauses a schedule until Amazon is connected again. An execution
// may tell of a connection that has been mended since: that pauses nothing.
func (b *batch) disconnect(ctx context.Context, def *definition, due *dueRow) error {
	if def.State == Paused || def.DeletedAt != nil || b.reached(def) {
		return nil
	}
	b.pause(def, due, &Pause{
		Cause: ByConnection, Class: string(execution.NeedsReconnect), At: b.now,
		Message: "Amazon no longer accepts the connection that reaches its instances.",
		Next:    "Connect Amazon again under Connections. The schedule then goes on by itself.",
	})
	n := Notice{
		Kind: NoticePaused, Cause: "schedules:connection", ScheduleID: def.ID, Name: def.Name,
		Subject: "Amazon must be connected again", Text: fmt.Sprintf("The schedule %s is paused: Amazon no longer accepts the connection.", def.Name),
		Next: "Connect Amazon again under Connections. Schedules then go on by themselves.",
	}
	for _, t := range def.targets {
		n.InstanceIDs = append(n.InstanceIDs, t.InstanceID)
	}
	return b.s.raise(ctx, b.tx, n)
}

// reached reports whether no instance of a schedule waits for a consent.
func (b *batch) reached(def *definition) bool {
	return !slices.ContainsFunc(def.targets, func(t targetRow) bool {
		on, known := b.instances[t.InstanceID]
		health := on.Health()
		return known && (health == instance.NeedsReconnect || health == instance.Disconnected)
	})
}

// nextInLine begins the occurrence that has waited longest for earlier ones, if
// none of them runs any more.
func (b *batch) nextInLine(ctx context.Context, def *definition) error {
	if def.overlap.running > 0 || def.overlap.queued == 0 {
		return nil
	}
	paused := def.State == Paused && (def.PauseCause == ByPerson || def.PauseCause == ByFailures)
	limit := 1
	if paused {
		limit = maxQueued
	}
	var next []actor.OccurrenceID
	err := b.tx.NewSelect().Model((*occurrenceRow)(nil)).Column("id").
		Where("schedule_id = ? AND state = ? AND queued", def.ID, Waiting).Order("due_at", "id").Limit(int64(limit)).Scan(ctx, &next)
	if err != nil {
		return fmt.Errorf("find who is next in line of schedule %s: %w", def.ID, err)
	}
	if len(next) == 0 {
		return nil
	}
	rows, cells, err := readOccurrences(ctx, b.tx, next)
	if err != nil {
		return err
	}
	if err := b.readSubjects(ctx, rows, cells); err != nil {
		return err
	}
	for _, row := range rows {
		b.adopt(row, cells[row.ID])
		if paused {
			b.skip(row, reasonPaused)
		}
	}
	if paused {
		return nil
	}
	return b.begin(def, rows[0], cells[rows[0].ID])
}

// Reconnected has schedules go on that are paused because Amazon had to be
// connected again, and whose instances can all be reached. It may be called in
// any process, and for nothing.
func (s *Service) Reconnected(ctx context.Context) error {
	var ids []actor.ScheduleID
	err := s.db.Read(ctx, follower, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().Model((*scheduleRow)(nil)).Column("id").
			Where("pause_cause = ? AND deleted_at IS NULL", ByConnection).
			Where(`NOT EXISTS (SELECT 1 FROM schedule_target AS t JOIN instance AS i ON i.id = t.instance_id
				LEFT JOIN connection AS c ON c.id = i.connection_id
				WHERE t.schedule_id = schedule.id AND i.gone_at IS NULL AND coalesce(c.state, 'pending') IN ('needs_reconnect', 'pending'))`).Order("id").Scan(ctx, &ids)
	})
	if err != nil {
		return fmt.Errorf("find schedules that wait for a consent: %w", err)
	}
	var errs []error
	for _, id := range ids {
		errs = append(errs, s.db.Write(ctx, follower, func(ctx context.Context, tx bun.Tx) error {
			due, err := lockDue(ctx, tx, id)
			if errors.Is(err, ErrNotFound) {
				return nil // deleted meanwhile
			}
			if err != nil {
				return err
			}
			b, err := s.open(ctx, tx, follower, []actor.ScheduleID{id})
			if err != nil {
				return err
			}
			def := b.definitions[id]
			if def == nil || def.PauseCause != ByConnection || !b.reached(def) {
				return nil
			}
			def.setPause(nil)
			b.schedules[id] = true
			due.At = due.DueAt // what was missed is caught up with as the schedule says
			b.dues = append(b.dues, due)
			return b.flush(ctx)
		}))
	}
	if err := errors.Join(errs...); err != nil {
		s.logger.WarnContext(ctx, "schedules that waited for a consent do not all go on", slog.Any("error", err))
		return err
	}
	return nil
}
