package httpapi

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/idempotency"
)

// CommandLineAgent is how our command line names itself.
const CommandLineAgent = "recomamp-cli"

// Asking tells where a request comes from.
type Asking struct {
	UserAgent string `header:"User-Agent" hidden:"true"`
}

// origin is a browser's session, our command line, or any other program.
func (asked Asking) origin(a actor.Actor) execution.Origin {
	switch {
	case a.SessionID != "":
		return execution.Screen
	case strings.HasPrefix(asked.UserAgent, CommandLineAgent):
		return execution.CommandLine
	default:
		return execution.API
	}
}

type rerunExecutionInput struct {
	OnceOnly
	Asking
	ExecutionInput
	Body *RerunChanges `required:"false"`
}

// RerunChanges is what a repeated execution does differently.
type RerunChanges struct {
	ParameterValues map[string]json.RawMessage `json:"parameterValues,omitempty" doc:"Replace the values of these names; the others stay."`
	Window          *WindowChoice              `json:"window,omitempty" doc:"The same window, as it was resolved, when absent."`
	KeepSuppressed  *bool                      `json:"keepSuppressed,omitempty" doc:"As in the execution that is repeated when absent."`
}

func (s *Server) rerunExecution(ctx context.Context, a actor.Actor, in *rerunExecutionInput) (*body[Execution], error) {
	params := execution.RerunParams{Origin: in.origin(a)}
	asked := any(in.ID)
	if in.Body != nil {
		asked = []any{in.ID, in.Body}
		params.Values, params.KeepSuppressed = in.Body.ParameterValues, in.Body.KeepSuppressed
		if in.Body.Window != nil {
			spec := in.Body.Window.spec()
			params.Window = &spec
		}
	}
	var err error
	if params.Key, err = idempotency.NewKey(in.IdempotencyKey, "rerunExecution", asked); err != nil {
		return nil, err
	}
	made, err := s.deps.Executions.Rerun(ctx, a, in.ID, params)
	return s.executionAnswer(ctx, a, made, err)
}
