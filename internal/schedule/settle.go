package schedule

import (
	"context"
	"fmt"

	"github.com/recomamp/recomamp/internal/actor"
)

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
