package httpapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
)

// errSignIn answers a request without a session or token.
var errSignIn = fault.New(fault.Unauthorized, "session.required", "You are not signed in.").
	WithNext("Sign in, or send an API token as Authorization: Bearer.")

// handler answers one operation for an actor.
type handler[I, O any] func(ctx context.Context, a actor.Actor, in *I) (*O, error)

// signedIn registers an operation that needs a session or token.
func signedIn[I, O any](s *Server, op huma.Operation, handle handler[I, O]) {
	op.Security = []map[string][]string{{"session": {}}, {"token": {}}}
	op.Errors = append(op.Errors, http.StatusUnauthorized)
	changes := op.Method != http.MethodGet && op.Metadata[onlyReads] == nil
	if changes {
		op.Errors = append(op.Errors, http.StatusForbidden)
	}
	open(s, op, func(ctx context.Context, a actor.Actor, in *I) (*O, error) {
		if a.IsNobody() {
			return nil, errSignIn
		}
		if changes && !a.Scope.Includes(actor.ScopeRun) {
			return nil, s.refused(ctx, a, errReadOnly)
		}
		if kind, asks := op.Metadata[asksProof].(access.Sensitive); asks {
			if err := s.needProof(ctx, a, kind); err != nil {
				return nil, s.refused(ctx, a, err)
			}
		}
		ctx, used := withUsed(ctx)
		out, err := handle(ctx, a, in)
		if err != nil {
			s.giveBack(ctx, used, err)
			return nil, s.refused(ctx, a, err)
		}
		return out, nil
	})
}

// onlyReads marks an operation that changes nothing although its method could.
const onlyReads = "only reads"

// reading changes an operation to one that only reads, for which the narrowest
// scope of a token is enough.
func reading(op huma.Operation) huma.Operation {
	op.Metadata = withValue(op.Metadata, onlyReads, true)
	return op
}

// factorless marks an operation for a session that has to add a second factor first.
const factorless = "before a second factor"

// beforeFactor lets an operation be used by a session that has to add a second
// factor before anything else.
func beforeFactor(op huma.Operation) huma.Operation {
	op.Metadata = withValue(op.Metadata, factorless, true)
	return op
}

// errReadOnly answers a token that may be used for reading only.
var errReadOnly = access.ErrForbidden.WithMessage("This API token may be used for reading only.").
	WithNext("Make a token with a wider scope, or do it in the web app.")

// open registers an operation that anyone may call; the actor may be nobody.
func open[I, O any](s *Server, op huma.Operation, handle handler[I, O]) {
	op.Errors = append(op.Errors, http.StatusUnprocessableEntity, http.StatusInternalServerError)
	bound(&op)
	mustTell(op)
	mustAsk(op)
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := handle(ctx, callerOf(ctx), in)
		if err != nil {
			return nil, s.answer(ctx, err)
		}
		return out, nil
	})
}

// operation describes one method on one path below /api/v1. The id names the
// function of generated clients.
func operation(method, path, id, tag, summary string) huma.Operation {
	return huma.Operation{Method: method, Path: prefix + path, OperationID: id, Tags: []string{tag}, Summary: summary}
}

// created changes an operation to answer 201.
func created(op huma.Operation) huma.Operation {
	op.DefaultStatus = http.StatusCreated
	return op
}

// large lets the body of a request hold tens of thousands of values.
func large(op huma.Operation) huma.Operation {
	op.MaxBodyBytes = maxValuesBody
	return op
}

// failing adds statuses an operation may answer besides the usual ones.
func failing(op huma.Operation, statuses ...int) huma.Operation {
	op.Errors = append(op.Errors, statuses...)
	return op
}
