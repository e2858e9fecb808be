package httpapi

import (
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/execution"
)

func executionSummaryOf(e *execution.Execution, instances map[actor.InstanceID]InstanceRef, now time.Time) ExecutionSummary {
	timings := e.Timings(now)
	instance, known := instances[e.InstanceID]
	if !known {
		instance.ID = e.InstanceID
	}
	cost, estimate := costOf(e)
	return ExecutionSummary{
		ID: e.ID, State: string(e.State), Instance: instance,
		QueryID: e.QueryID, QueryName: e.QueryName, Version: e.QueryVersion, SQLStart: excerpt(e.SQL),
		Window: windowOut(e.Window(), "", now), Error: executionErrorOf(e.Problem),
		RowCount: e.RowCount, Bytes: e.ResultBytes,
		CreatedAt: e.CreatedAt, CreatedBy: PersonRef{ID: e.CreatedBy, Name: e.CreatedByName},
		Cost: cost, Estimate: estimate, Origin: string(e.Origin), RerunOf: e.RerunOf, Occurrence: e.OccurrenceID, AmazonID: e.AmazonID,
		FinishedAt: e.FinishedAt, Retry: executionRetryOf(e.Retry), Tries: e.Tries,
		QueueMs: timings.Queue.Milliseconds(), AMCMs: timings.Amazon.Milliseconds(), CollectMs: timings.Collect.Milliseconds(),
	}
}

func executionOf(d *execution.Detail, instances map[actor.InstanceID]InstanceRef, now time.Time) (Execution, error) {
	values, err := exactValues(d.Values)
	if err != nil {
		return Execution{}, err
	}
	out := Execution{
		ExecutionSummary: executionSummaryOf(&d.Execution, instances, now),
		SQL:              d.SQL, Parameters: parametersOut(d.Parameters), ParameterValues: values,
		Placeholders:   placeholdersOut(d.Placeholders),
		TimeoutSeconds: d.TimeoutSeconds, KeepSuppressed: d.KeepSuppressed, Priority: string(d.Priority), CancelRequested: d.CancelRequestedAt != nil,
		Keeping:  Keeping{PinnedAt: d.Keeping.PinnedAt, DropAt: d.Keeping.DropAt, DroppedAt: d.Keeping.DroppedAt},
		Attempts: make([]Attempt, len(d.Attempts)), Events: make([]ExecutionEvent, len(d.Events)),
	}
	for i, a := range d.Attempts {
		out.Attempts[i] = Attempt{
			Number: a.Number, AmazonExecutionID: a.AmazonID, Outcome: string(a.Outcome), Adopted: a.Adopted,
			SubmittedAt: a.SentAt, FinishedAt: a.FinishedAt, Status: a.Status, RequestID: a.RequestID,
			Error: executionErrorOf(a.Problem),
		}
	}
	for i, e := range d.Events {
		out.Events[i] = ExecutionEvent{At: e.At, State: string(e.State), Message: e.Message}
	}
	return out, nil
}

func executionRetryOf(r *execution.Retry) *ExecutionRetry {
	if r == nil {
		return nil
	}
	out := &ExecutionRetry{Number: r.Number, Of: r.Of, At: r.At}
	if r.Of == execution.Endless {
		out.Of = 0
	}
	return out
}

func executionErrorOf(p execution.Problem) *ExecutionError {
	if p.IsZero() {
		return nil
	}
	return &ExecutionError{Class: string(p.Class), Code: p.Code, Message: p.Message, Next: p.Next, Raw: p.Raw}
}
