package httpapi

import (
	"context"
	"net/http"

	"github.com/recomamp/recomamp/internal/actor"
)

type (
	requestIDKey struct{}
	callerKey    struct{}
)

// withRequestID names the request, in its context and in the answer.
func withRequestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := actor.NewID[actor.RequestID]() // never the caller's: it goes into the log
		w.Header().Set("X-Request-Id", string(id))
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id)))
	})
}

// requestID returns the id of the request, empty outside of one.
func requestID(ctx context.Context) actor.RequestID {
	id, _ := ctx.Value(requestIDKey{}).(actor.RequestID) // absent outside of a request
	return id
}

// withCaller notes who makes the request; only register.go reads it.
func withCaller(ctx context.Context, a actor.Actor) context.Context {
	return context.WithValue(ctx, callerKey{}, a)
}

// callerOf returns who makes the request, nobody when no one is signed in.
func callerOf(ctx context.Context) actor.Actor {
	a, _ := ctx.Value(callerKey{}).(actor.Actor) // the zero Actor is nobody
	return a
}
