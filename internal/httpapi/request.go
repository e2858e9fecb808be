package httpapi

import (
	"context"
	"net/http"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/logging"
	"github.com/recomamp/recomamp/internal/reach"
)

type (
	callerKey struct{}
	wayKey    struct{}
)

const requestIDHeader = "X-Request-Id"

// received notes how the request came and names it, in its context and in the
// answer. What proxies tell is forgotten unless they are trusted.
func (s *Server) received(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		way := s.deps.Proxies.Way(r)
		id := actor.NewID[actor.RequestID]()
		if way.Trusted {
			if told := r.Header.Get(requestIDHeader); isRequestID(told) {
				id = actor.RequestID(told)
			}
		} else {
			reach.Forget(r.Header)
		}
		r.Header.Del(requestIDHeader) // nothing behind may take it for ours
		w.Header().Set(requestIDHeader, string(id))
		ctx := context.WithValue(r.Context(), wayKey{}, way)
		ctx = audit.WithOrigin(ctx, audit.Origin{Address: way.Address.String(), RequestID: id})
		next.ServeHTTP(w, r.WithContext(logging.WithRequest(ctx, id)))
	})
}

// isRequestID reports whether text can stand as an id in the log.
func isRequestID(text string) bool {
	if len(text) < 8 || len(text) > 100 {
		return false
	}
	for _, c := range []byte(text) {
		isWord := c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !isWord && c != '-' && c != '_' && c != '.' {
			return false
		}
	}
	return true
}

// requestID returns the id of the request, empty outside of one.
func requestID(ctx context.Context) actor.RequestID { return logging.Request(ctx) }

// wayOf returns how the request came.
func wayOf(ctx context.Context) reach.Way {
	way, _ := ctx.Value(wayKey{}).(reach.Way) // outside of a request: from nowhere, exposed
	return way
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
