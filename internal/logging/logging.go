// Package logging makes every log line carry the id of the request it belongs
// to, and keeps secrets out of all of them.
//
// Code does not log secrets; this package is for what nobody thought of: an
// error of a library that repeats a URL, a value that holds another. It knows
// secrets by the name they stand under, by their shape, and, of those the
// program was started with, by their text.
package logging

import (
	"context"
	"log/slog"

	"github.com/recomamp/recomamp/internal/actor"
)

type requestKey struct{}

// requestAttr names the request in a log line.
const requestAttr = "requestId"

// WithRequest returns a context whose log lines name the request.
func WithRequest(ctx context.Context, id actor.RequestID) context.Context {
	return context.WithValue(ctx, requestKey{}, id)
}

// Request returns the id of the request ctx belongs to, empty outside of one.
func Request(ctx context.Context) actor.RequestID {
	id, _ := ctx.Value(requestKey{}).(actor.RequestID) // absent outside of a request
	return id
}

// New returns a logger that writes to base what is left without secrets. The
// secrets given are those that are known by their text.
func New(base *slog.Logger, secrets ...string) *slog.Logger {
	return slog.New(handler{next: base.Handler(), scrubber: newScrubber(secrets)})
}

// handler implements slog.Handler.
type handler struct {
	next     slog.Handler
	scrubber *scrubber
}

// Enabled implements slog.Handler.
func (h handler) Enabled(ctx context.Context, level slog.Level) bool {
	return h.next.Enabled(ctx, level)
}

// Handle implements slog.Handler.
func (h handler) Handle(ctx context.Context, record slog.Record) error {
	clean := slog.NewRecord(record.Time, record.Level, h.scrubber.text(record.Message), record.PC)
	if id := Request(ctx); id != "" {
		clean.AddAttrs(slog.String(requestAttr, string(id)))
	}
	record.Attrs(func(a slog.Attr) bool {
		clean.AddAttrs(h.scrubber.attr(a))
		return true
	})
	return h.next.Handle(ctx, clean)
}

// WithAttrs implements slog.Handler.
func (h handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	clean := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		clean[i] = h.scrubber.attr(a)
	}
	return handler{next: h.next.WithAttrs(clean), scrubber: h.scrubber}
}

// WithGroup implements slog.Handler.
func (h handler) WithGroup(name string) slog.Handler {
	return handler{next: h.next.WithGroup(name), scrubber: h.scrubber}
}
