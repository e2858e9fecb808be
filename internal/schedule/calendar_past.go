package schedule

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// PastEntry is an occurrence that has begun, or was skipped.
type PastEntry struct {
	ID         actor.OccurrenceID
	ScheduleID actor.ScheduleID
	Name       string
	At         time.Time // when it began; when it was due for one that was skipped
	State      OccurrenceState
	Instants   int    // more than one for a span that was skipped
	Reason     string // why it was skipped or failed to begin
}

// longestWait is how long after it was due an occurrence may begin that waits for its data.
const longestWait = 33 * 24 * time.Hour

// readPast adds what has begun in the span of a calendar.
func (s *Service) readPast(ctx context.Context, a actor.Actor, f CalendarFilter, out *Calendar) error {
	const at = "COALESCE(occurrence.started_at, occurrence.due_at)"
	var rows []struct {
		ID         actor.OccurrenceID
		ScheduleID actor.ScheduleID
		Name       string
		StartedAt  bun.NullTime
		DueAt      time.Time
		State      OccurrenceState
		Instants   int
		Reason     string
	}
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		query := tx.NewSelect().Model((*occurrenceRow)(nil)).
			ColumnExpr("occurrence.id, occurrence.schedule_id, schedule.name, occurrence.started_at, occurrence.due_at").
			ColumnExpr("occurrence.state, occurrence.instants, occurrence.reason_message AS reason").
			Join("JOIN schedule ON schedule.id = occurrence.schedule_id").
			Where("occurrence.due_at >= ? AND occurrence.due_at < ?", f.From.Add(-longestWait), f.Until).
			Where(at+" >= ? AND "+at+" < ?", f.From, f.Until).
			Where("occurrence.state <> ? AND occurrence.backfill_id IS NULL", Waiting).
			Where("?", seesOccurrence(a)).OrderExpr(at + ", occurrence.id").Limit(MaxCalendarEntries + 1)
		if f.ClientID != "" {
			query.Where("?", ofClient(a, f.ClientID))
		}
		return query.Scan(ctx, &rows)
	})
	if err != nil {
		return fmt.Errorf("read what has begun: %w", err)
	}
	if len(rows) > MaxCalendarEntries {
		rows, out.MorePast = rows[:MaxCalendarEntries], true
	}
	for _, r := range rows {
		e := PastEntry{ID: r.ID, ScheduleID: r.ScheduleID, Name: r.Name, At: r.DueAt, State: r.State, Instants: r.Instants, Reason: r.Reason}
		if !r.StartedAt.IsZero() {
			e.At = r.StartedAt.Time
		}
		out.Past = append(out.Past, e)
	}
	return nil
}
