package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/schedule"
)

// Backfill runs a schedule over instants of the past.
type Backfill struct {
	ID         actor.BackfillID `json:"id"`
	ScheduleID actor.ScheduleID `json:"scheduleId"`
	From       time.Time        `json:"from" doc:"Instants at or after it."`
	Until      time.Time        `json:"until" doc:"Instants before it."`
	Parallel   int              `json:"parallel" doc:"Executions open at once."`
	State      string           `json:"state" enum:"running,cancelled,finished"`
	Total      int              `json:"total" doc:"Cells: an instant on an instance each."`
	Unbegun    int              `json:"unbegun"`
	Settling   int              `json:"settling" doc:"Of those: they wait until the data of their windows are complete."`
	SettlesAt  *time.Time       `json:"settlesAt,omitempty" doc:"When the first of these begins, at the earliest."`
	Open       int              `json:"open"`
	Succeeded  int              `json:"succeeded"`
	Failed     int              `json:"failed"`
	Cancelled  int              `json:"cancelled"`
	CreatedBy  PersonRef        `json:"createdBy"`
	CreatedAt  time.Time        `json:"createdAt"`
	EndedAt    *time.Time       `json:"endedAt,omitempty"`
	Cells      []BackfillCell   `json:"cells,omitempty" doc:"In the order of instants; only of one backfill, not in lists."`
}

// BackfillCell is one instant on one instance.
type BackfillCell struct {
	OccurrenceExecution
	OccurrenceID actor.OccurrenceID `json:"occurrenceId"`
	LogicalAt    time.Time          `json:"logicalAt"`
	LocalAt      string             `json:"localAt" doc:"On the clocks of the schedule's zone."`
	StartAt      time.Time          `json:"startAt" doc:"It does not begin before: the data of its window are complete by then."`
}

type startBackfillInput struct {
	OnceOnly
	ScheduleInput
	Body struct {
		From        string             `json:"from" maxLength:"10" doc:"First local date, in the schedule's zone." example:"2025-01-01"`
		To          string             `json:"to" maxLength:"10" doc:"Local date that is not included any more." example:"2026-01-01"`
		InstanceIDs []actor.InstanceID `json:"instanceIds,omitempty" maxItems:"500" doc:"Of the schedule's instances; all when absent."`
		Parallel    int                `json:"parallel,omitempty" minimum:"1" maximum:"50" doc:"Executions open at once; 5 when absent."`
	}
}

// BackfillInput names one backfill.
type BackfillInput struct {
	ID actor.BackfillID `path:"id"`
}

func (s *Server) backfillRoutes() {
	signedIn(s, failing(created(acting(operation(http.MethodPost, "/schedules/{id}/backfills", "startBackfill", "schedules", "Run a schedule over a past range"), audit.BackfillStarted)),
		http.StatusNotFound), s.startBackfill)
	signedIn(s, failing(operation(http.MethodGet, "/schedules/{id}/backfills", "listBackfills", "schedules", "Backfills of a schedule, newest first"),
		http.StatusNotFound), s.listBackfills)
	signedIn(s, failing(operation(http.MethodGet, "/backfills/{id}", "getBackfill", "schedules", "One backfill with its cells"), http.StatusNotFound), s.getBackfill)
	signedIn(s, failing(acting(operation(http.MethodPost, "/backfills/{id}/cancel", "cancelBackfill", "schedules", "Begin no more of it and stop what runs"), audit.BackfillCancelled),
		http.StatusNotFound), s.cancelBackfill)
	signedIn(s, failing(acting(operation(http.MethodPost, "/backfills/{id}/resume", "resumeBackfill", "schedules", "Go on with a cancelled backfill"), audit.BackfillResumed),
		http.StatusNotFound), s.resumeBackfill)
}

func (s *Server) startBackfill(ctx context.Context, a actor.Actor, in *startBackfillInput) (*body[Backfill], error) {
	key, err := idempotency.NewKey(in.IdempotencyKey, "startBackfill", []any{in.ID, in.Body})
	if err != nil {
		return nil, err
	}
	made, err := s.deps.Schedules.StartBackfill(ctx, a, in.ID, schedule.BackfillParams{
		From: in.Body.From, To: in.Body.To, InstanceIDs: in.Body.InstanceIDs, Parallel: in.Body.Parallel, Key: key,
	})
	return backfillAnswer(made, err)
}

func (s *Server) listBackfills(ctx context.Context, a actor.Actor, in *ScheduleInput) (*body[List[Backfill]], error) {
	found, err := s.deps.Schedules.Backfills(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return listOf(found, backfillOut), nil
}

func (s *Server) getBackfill(ctx context.Context, a actor.Actor, in *BackfillInput) (*body[Backfill], error) {
	found, err := s.deps.Schedules.Backfill(ctx, a, in.ID)
	return backfillAnswer(found, err)
}

func (s *Server) cancelBackfill(ctx context.Context, a actor.Actor, in *BackfillInput) (*body[Backfill], error) {
	cancelled, err := s.deps.Schedules.CancelBackfill(ctx, a, in.ID)
	return backfillAnswer(cancelled, err)
}

func (s *Server) resumeBackfill(ctx context.Context, a actor.Actor, in *BackfillInput) (*body[Backfill], error) {
	resumed, err := s.deps.Schedules.ResumeBackfill(ctx, a, in.ID)
	return backfillAnswer(resumed, err)
}

func backfillAnswer(found schedule.Backfill, err error) (*body[Backfill], error) {
	if err != nil {
		return nil, err
	}
	return &body[Backfill]{Body: backfillOut(found)}, nil
}

func backfillOut(b schedule.Backfill) Backfill {
	out := Backfill{
		ID: b.ID, ScheduleID: b.ScheduleID, From: b.FromAt, Until: b.UntilAt, Parallel: b.Parallel, State: string(b.State),
		Total: b.Progress.Total, Unbegun: b.Progress.Unbegun, Settling: b.Progress.Settling, SettlesAt: timeOrNone(b.Progress.SettlesAt), Open: b.Progress.Open, Succeeded: b.Progress.Succeeded,
		Failed: b.Progress.Failed, Cancelled: b.Progress.Cancelled,
		CreatedBy: PersonRef{ID: b.CreatedBy, Name: b.CreatedByName}, CreatedAt: b.CreatedAt, EndedAt: b.EndedAt,
	}
	for _, c := range b.Cells {
		out.Cells = append(out.Cells, BackfillCell{OccurrenceExecution: cellOut(c.Cell), OccurrenceID: c.OccurrenceID, LogicalAt: c.LogicalAt, LocalAt: c.LocalAt, StartAt: c.StartAt})
	}
	return out
}
