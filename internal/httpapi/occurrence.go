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

// Occurrence is one due instant of a schedule and what became of it, or a span
// of instants that were skipped for one reason.
type Occurrence struct {
	ID           actor.OccurrenceID    `json:"id"`
	ScheduleID   actor.ScheduleID      `json:"scheduleId"`
	ScheduleName string                `json:"scheduleName"`
	Kind         string                `json:"kind" enum:"due,manual,catch_up,backfill"`
	DueAt        time.Time             `json:"dueAt"`
	ThroughAt    time.Time             `json:"throughAt" doc:"The last instant of a span; dueAt when it is one."`
	Instants     int                   `json:"instants" doc:"More than 1 only for a span that was skipped."`
	LogicalAt    time.Time             `json:"logicalAt" doc:"What its window and its dates are seen from."`
	LocalDue     string                `json:"localDue" doc:"On the clocks of zone." example:"2026-10-25T06:30:00"`
	Zone         string                `json:"zone"`
	State        string                `json:"state" enum:"waiting,running,succeeded,failed,partly_failed,cancelled,skipped"`
	Reason       *Reason               `json:"reason,omitempty" doc:"Why it waits, was skipped or failed."`
	ErrorClass   string                `json:"errorClass,omitempty" doc:"Of the first of its executions that failed; refused when it could not be made."`
	StartAt      time.Time             `json:"startAt" doc:"When it was to begin: dueAt, or later for its jitter or its data."`
	StartedAt    *time.Time            `json:"startedAt,omitempty"`
	FinishedAt   *time.Time            `json:"finishedAt,omitempty"`
	LatenessMs   int64                 `json:"latenessMs" doc:"From startAt to startedAt; 0 before it began."`
	Window       *Window               `json:"window,omitempty"`
	BackfillID   actor.BackfillID      `json:"backfillId,omitempty"`
	Executions   []OccurrenceExecution `json:"executions"`
	Hidden       int                   `json:"hidden,omitempty" doc:"How many more there are on instances that you may not see."`
}

// OccurrenceExecution is what an occurrence runs on one instance.
type OccurrenceExecution struct {
	InstanceID   actor.InstanceID  `json:"instanceId"`
	InstanceName string            `json:"instanceName"`
	ExecutionID  actor.ExecutionID `json:"executionId,omitempty" doc:"The newest; absent before there is one."`
	State        string            `json:"state,omitempty" enum:"queued,submitting,pending,running,collecting,waiting,succeeded,failed,cancelled"`
	ErrorClass   string            `json:"errorClass,omitempty"`
	Message      string            `json:"message,omitempty" doc:"What is wrong with it."`
	Next         string            `json:"next,omitempty"`
	Refused      *Reason           `json:"refused,omitempty" doc:"Why there is no execution."`
}

// Reason says why something did not happen, or not yet.
type Reason struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Next    string `json:"next,omitempty" doc:"What a person can do."`
}

// OccurrenceFilter chooses occurrences of a list.
type OccurrenceFilter struct {
	Paging
	State []string  `query:"state" enum:"waiting,running,succeeded,failed,partly_failed,cancelled,skipped" doc:"Any of several: with commas, or by repeating the name."`
	From  time.Time `query:"from" doc:"Due then or later."`
	To    time.Time `query:"to" doc:"Due before."`
}

type scheduleOccurrencesInput struct {
	OccurrenceFilter
	ScheduleInput
}

type listOccurrencesInput struct {
	OccurrenceFilter
	Instance actor.InstanceID `query:"instance" doc:"Ours or Amazon's id."`
}

// OccurrenceInput names one occurrence.
type OccurrenceInput struct {
	ID actor.OccurrenceID `path:"id"`
}

type retryOccurrenceInput struct {
	OnceOnly
	OccurrenceInput
}

func (s *Server) occurrenceRoutes() {
	signedIn(s, failing(operation(http.MethodGet, "/schedules/{id}/occurrences", "listScheduleOccurrences", "schedules", "Occurrences of a schedule, newest instants first"),
		http.StatusNotFound), s.listScheduleOccurrences)
	signedIn(s, operation(http.MethodGet, "/occurrences", "listOccurrences", "schedules", "Occurrences of all schedules, newest instants first"), s.listOccurrences)
	signedIn(s, failing(operation(http.MethodGet, "/occurrences/{id}", "getOccurrence", "schedules", "One occurrence"), http.StatusNotFound), s.getOccurrence)
	signedIn(s, failing(acting(operation(http.MethodPost, "/occurrences/{id}/retry", "retryOccurrence", "schedules", "Run once more what failed of an occurrence"), audit.OccurrenceRetried),
		http.StatusNotFound, http.StatusConflict), s.retryOccurrence)
}

func (s *Server) listScheduleOccurrences(ctx context.Context, a actor.Actor, in *scheduleOccurrencesInput) (*body[Page[Occurrence]], error) {
	return s.occurrencePage(ctx, a, in.OccurrenceFilter, schedule.OccurrenceFilter{ScheduleID: in.ID})
}

func (s *Server) listOccurrences(ctx context.Context, a actor.Actor, in *listOccurrencesInput) (*body[Page[Occurrence]], error) {
	filter := schedule.OccurrenceFilter{}
	if in.Instance != "" {
		found, err := s.deps.Instances.Find(ctx, a, in.Instance)
		if err != nil {
			return nil, err
		}
		filter.InstanceID = found.ID
	}
	return s.occurrencePage(ctx, a, in.OccurrenceFilter, filter)
}

func (s *Server) occurrencePage(ctx context.Context, a actor.Actor, in OccurrenceFilter, filter schedule.OccurrenceFilter) (*body[Page[Occurrence]], error) {
	for _, state := range in.State {
		filter.States = append(filter.States, schedule.OccurrenceState(state))
	}
	filter.From, filter.Until = in.From.UTC(), in.To.UTC()
	var err error
	if filter.Before, err = cursorOf[schedule.OccurrenceKey](in.Cursor); err != nil {
		return nil, err
	}
	found, err := s.deps.Schedules.Occurrences(ctx, a, filter, int64(in.Limit)+1)
	if err != nil {
		return nil, err
	}
	now := s.deps.Clock.Now()
	out := func(o schedule.Occurrence) Occurrence { return occurrenceOut(o, now) }
	return &body[Page[Occurrence]]{Body: pageOf(found, in.Limit, out, schedule.Occurrence.Key)}, nil
}

func (s *Server) getOccurrence(ctx context.Context, a actor.Actor, in *OccurrenceInput) (*body[Occurrence], error) {
	found, err := s.deps.Schedules.Occurrence(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return &body[Occurrence]{Body: occurrenceOut(found, s.deps.Clock.Now())}, nil
}

func (s *Server) retryOccurrence(ctx context.Context, a actor.Actor, in *retryOccurrenceInput) (*body[Occurrence], error) {
	key, err := idempotency.NewKey(in.IdempotencyKey, "retryOccurrence", in.ID)
	if err != nil {
		return nil, err
	}
	found, err := s.deps.Schedules.Retry(ctx, a, in.ID, key)
	if err != nil {
		return nil, err
	}
	return &body[Occurrence]{Body: occurrenceOut(found, s.deps.Clock.Now())}, nil
}

func reasonOut(r schedule.Reason) *Reason {
	if r.IsZero() {
		return nil
	}
	return &Reason{Code: r.Code, Message: r.Message, Next: r.Next}
}

func occurrenceOut(o schedule.Occurrence, now time.Time) Occurrence {
	out := Occurrence{
		ID: o.ID, ScheduleID: o.ScheduleID, ScheduleName: o.Schedule, Kind: string(o.Kind), DueAt: o.DueAt, ThroughAt: o.ThroughAt,
		Instants: o.Instants, LogicalAt: o.DueAt, LocalDue: o.LocalDue, Zone: o.Zone, State: string(o.State), Reason: reasonOut(o.Reason),
		ErrorClass: o.ErrorClass, StartAt: o.StartAt, StartedAt: o.StartedAt, FinishedAt: o.FinishedAt, LatenessMs: o.Lateness().Milliseconds(),
		BackfillID: o.BackfillID, Executions: make([]OccurrenceExecution, len(o.Cells)), Hidden: o.Hidden,
	}
	if o.Window != nil {
		w := windowOut(*o.Window, "", now)
		out.Window = &w
	}
	for i, c := range o.Cells {
		out.Executions[i] = cellOut(c)
	}
	return out
}

func cellOut(c schedule.Cell) OccurrenceExecution {
	return OccurrenceExecution{
		InstanceID: c.InstanceID, InstanceName: c.InstanceName, ExecutionID: c.ExecutionID, State: string(c.State),
		ErrorClass: c.ErrorClass, Message: c.Message, Next: c.Next, Refused: reasonOut(c.Refused),
	}
}
