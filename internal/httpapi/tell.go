package httpapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/notify"
)

// Ends has people told when something ends.
type Ends interface {
	TellOfExecution(ctx context.Context, a actor.Actor, id actor.ExecutionID, wanted bool) error
	TellOfOccurrence(ctx context.Context, a actor.Actor, id actor.OccurrenceID, wanted bool) error
}

// Tell says whether who asks will be told when something ends.
type Tell struct {
	Wanted bool `json:"wanted"`
}

func (s *Server) tellRoutes() {
	const where = "behind the bell and by channels of one's own"
	op := func(method, path, id, tag, summary string) huma.Operation {
		return unaudited(failing(operation(method, path, id, tag, summary), http.StatusNotFound), ownMark)
	}
	signedIn(s, op(http.MethodGet, "/executions/{id}/tell", "getExecutionTell", "executions", "Whether one is told when an execution ends"), s.getExecutionTell)
	signedIn(s, op(http.MethodPut, "/executions/{id}/tell", "tellOfExecution", "executions", "Be told when an execution ends, "+where+"; at once when it has"), s.tellOfExecution(true))
	signedIn(s, op(http.MethodDelete, "/executions/{id}/tell", "tellNotOfExecution", "executions", "Not be told when an execution ends"), s.tellOfExecution(false))
	signedIn(s, op(http.MethodGet, "/occurrences/{id}/tell", "getOccurrenceTell", "schedules", "Whether one is told when an occurrence ends"), s.getOccurrenceTell)
	signedIn(s, op(http.MethodPut, "/occurrences/{id}/tell", "tellOfOccurrence", "schedules", "Be told when an occurrence ends, "+where+"; at once when it has"), s.tellOfOccurrence(true))
	signedIn(s, op(http.MethodDelete, "/occurrences/{id}/tell", "tellNotOfOccurrence", "schedules", "Not be told when an occurrence ends"), s.tellOfOccurrence(false))
}

func (s *Server) getExecutionTell(ctx context.Context, a actor.Actor, in *ExecutionInput) (*body[Tell], error) {
	if _, err := s.deps.Executions.Get(ctx, a, in.ID); err != nil {
		return nil, err
	}
	return s.told(ctx, a, notify.ExecutionEnds, string(in.ID), nil)
}

func (s *Server) getOccurrenceTell(ctx context.Context, a actor.Actor, in *OccurrenceInput) (*body[Tell], error) {
	if _, err := s.deps.Schedules.Occurrence(ctx, a, in.ID); err != nil {
		return nil, err
	}
	return s.told(ctx, a, notify.OccurrenceEnds, string(in.ID), nil)
}

func (s *Server) tellOfExecution(wanted bool) handler[ExecutionInput, body[Tell]] {
	return func(ctx context.Context, a actor.Actor, in *ExecutionInput) (*body[Tell], error) {
		return s.told(ctx, a, notify.ExecutionEnds, string(in.ID), s.deps.Ends.TellOfExecution(ctx, a, in.ID, wanted))
	}
}

func (s *Server) tellOfOccurrence(wanted bool) handler[OccurrenceInput, body[Tell]] {
	return func(ctx context.Context, a actor.Actor, in *OccurrenceInput) (*body[Tell], error) {
		return s.told(ctx, a, notify.OccurrenceEnds, string(in.ID), s.deps.Ends.TellOfOccurrence(ctx, a, in.ID, wanted))
	}
}

// told answers whether a will be told of an end; not any more of one that has come.
func (s *Server) told(ctx context.Context, a actor.Actor, kind notify.Ends, id string, err error) (*body[Tell], error) {
	if err != nil {
		return nil, err
	}
	wanted, err := s.deps.Notices.IsWished(ctx, a, kind, id)
	if err != nil {
		return nil, err
	}
	return &body[Tell]{Body: Tell{Wanted: wanted}}, nil
}
