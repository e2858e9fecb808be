package httpapi

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/fault"
)

// What an operation that changes something says about the audit log, in the
// OpenAPI document as well. A test holds it to what it says.
const (
	actNote    = "x-audit-act"    // the act that it writes down
	exemptNote = "x-audit-exempt" // or why it writes nothing down
)

// acting says which act an operation is. The object that it is on is named by a
// parameter of the path, which is id when nothing else is said.
func acting(op huma.Operation, act audit.Act, object ...string) huma.Operation {
	op = noted(op, actNote, string(act))
	op.Metadata = withValue(op.Metadata, objectParameter, append(object, "id")[0])
	return op
}

// unaudited says why an operation that changes something leaves no entry.
func unaudited(op huma.Operation, why string) huma.Operation { return noted(op, exemptNote, why) }

const objectParameter = "object parameter"

func noted(op huma.Operation, name, value string) huma.Operation {
	op.Extensions = withValue(op.Extensions, name, any(value))
	return op
}

func withValue(in map[string]any, name string, value any) map[string]any {
	out := map[string]any{name: value}
	for k, v := range in {
		out[k] = v
	}
	return out
}

// mustTell has whoever adds a route think of the audit log.
func mustTell(op huma.Operation) {
	_, acts := op.Extensions[actNote]
	_, exempt := op.Extensions[exemptNote]
	if op.Method != http.MethodGet && op.Metadata[onlyReads] == nil && !acts && !exempt {
		panic(fmt.Sprintf("httpapi: %s %s changes something: say by acting which act it is, or by unaudited why it is none", op.Method, op.Path))
	}
}

type attemptKey struct{}

// attempted notes what a request is about to do, in case it is refused.
func (s *Server) attempted(c huma.Context, next func(huma.Context)) {
	op := c.Operation()
	act, known := op.Extensions[actNote].(string)
	if !known {
		next(c)
		return
	}
	parameter, _ := op.Metadata[objectParameter].(string) // set with the act
	what := audit.What{Act: audit.Act(act), ID: c.Param(parameter)}
	if strings.HasPrefix(op.Path, prefix+"/instances/{id}") {
		what.InstanceID = actor.InstanceID(c.Param("id"))
	}
	next(huma.WithValue(huma.WithValue(c, attemptKey{}, what), requestKey{}, requestIn(c)))
}

// refused writes down that somebody may not do what they tried, and gives back
// why. What cannot be written down is told in the log; it was refused anyway.
func (s *Server) refused(ctx context.Context, a actor.Actor, why error) error {
	what, known := ctx.Value(attemptKey{}).(audit.What)
	if kind := fault.KindOf(why); !known || kind != fault.Forbidden && kind != fault.NotFound {
		return why
	}
	if err := s.deps.Audit.Refused(context.WithoutCancel(ctx), a, audit.Attempt{What: what, Code: fault.Of(why).Code}); err != nil {
		s.deps.Logger.ErrorContext(ctx, "a refusal was not written to the audit log", slog.Any("error", err))
	}
	return why
}
