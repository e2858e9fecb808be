package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/recomamp/recomamp/internal/event"
)

const (
	// heartbeat is how often a quiet stream says that it lives, and checks
	// that the session does.
	heartbeat = 10 * time.Second
	// reconnectAfter is how long a browser waits before it connects again.
	reconnectAfter = time.Second
)

// stream writes server-sent events.
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

// send writes one message; without a name it is a comment that keeps the
// connection open.
func (s stream) send(id int64, name string, data any) error {
	var message []byte
	if name == "" {
		message = []byte(":\n\n")
	} else {
		encoded, err := json.Marshal(data)
		if err != nil {
			return fmt.Errorf("write event: %w", err)
		}
		message = fmt.Appendf(nil, "id: %d\nevent: %s\ndata: %s\n\n", id, name, encoded)
	}
	if _, err := s.w.Write(message); err != nil {
		return fmt.Errorf("write event: %w", err)
	}
	return s.control.Flush()
}

// streamed returns the answer that hands subscription's events to the browser
// until it leaves, the session ends or the program stops.
func (s *Server) streamed(subscription *event.Subscription) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(c huma.Context) {
		defer subscription.Close()
		r, w := humago.Unwrap(c)
		w.Header().Set("Content-Type", "text/event-stream")
		w.Header().Set("X-Accel-Buffering", "no") // proxies that would wait for the end
		out := stream{w: w, control: http.NewResponseController(w)}
		if _, err := fmt.Fprintf(w, "retry: %d\n", reconnectAfter.Milliseconds()); err != nil {
			return
		}
		_ = s.pump(r.Context(), out, subscription) // the browser has left, or will come back and be told why not
	}}
}

func (s *Server) pump(ctx context.Context, out stream, subscription *event.Subscription) error {
	// What the caller may see may have changed while the subscription began.
	if err := s.callerAlive(ctx); err != nil {
		return err
	}
	first := "ready"
	if subscription.Gap {
		first = "reset"
	}
	if err := out.send(subscription.Start, first, struct{}{}); err != nil {
		return err
	}
	last := subscription.Start
	for _, e := range subscription.Missed {
		if err := s.tell(ctx, out, e); err != nil {
			return err
		}
		last = e.ID
	}
	return s.follow(ctx, out, subscription, last)
}

// follow hands over what happens after last, the event told before.
func (s *Server) follow(ctx context.Context, out stream, subscription *event.Subscription, last int64) error {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	ends := s.accessEnds(ctx)
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case e, more := <-subscription.Events():
			if !more {
				return nil
			}
			if err := s.tell(ctx, out, e); err != nil {
				return err
			}
			last = e.ID
		case <-ends:
			return s.tellEnd(ctx, out, last) // who connects again is told less
		case <-beat.C:
			if err := s.callerAlive(ctx); err != nil {
				return err
			}
			if err := out.send(0, "", nil); err != nil {
				return err
			}
		}
	}
}

// accessEnds is told when the first grant of the caller ends; nil for never.
func (s *Server) accessEnds(ctx context.Context) <-chan time.Time {
	a := callerOf(ctx)
	if a.Access == nil || a.Access.EndsAt.IsZero() {
		return nil
	}
	return time.After(a.Access.EndsAt.Sub(s.deps.Clock.Now()))
}

// tellEnd says that what the caller may do has changed, as when a grant is ended
// by hand. Time passes without an event, so that the message has the id of the
// last one: nothing after that is missed.
func (s *Server) tellEnd(ctx context.Context, out stream, last int64) error {
	a := callerOf(ctx)
	return out.send(last, "change", Event{Kind: string(event.AccessChanged), ID: string(a.PersonID), At: a.Access.EndsAt})
}

// tell writes one event. The end of the session is no news but the end.
func (s *Server) tell(ctx context.Context, out stream, e event.Event) error {
	if e.Kind == event.SessionEnded {
		return s.callerAlive(ctx)
	}
	return out.send(e.ID, "change", Event{Kind: string(e.Kind), ID: e.SubjectID, InstanceID: e.InstanceID, At: e.At})
}
