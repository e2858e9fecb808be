package fault

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"time"
)

// Kind says what sort of failure this is; the edge maps it to a status or exit code.
type Kind string

// The kinds of failure.
const (
	Invalid      Kind = "invalid"      // the input is wrong; Fields may say where
	Unauthorized Kind = "unauthorized" // nobody is signed in
	Forbidden    Kind = "forbidden"    // signed in, and may know the object, but not do this
	NotFound     Kind = "not_found"    // missing, or not visible to this actor
	Conflict     Kind = "conflict"     // the object changed, or its state does not allow this
	Throttled    Kind = "throttled"    // too often; RetryAfter says when to try again
	Unavailable  Kind = "unavailable"  // something we depend on is away; trying later may help
	Internal     Kind = "internal"     // our fault
)

// Field is one wrong part of the input.
type Field struct {
	Pointer string // JSON pointer into the body ("/window/from"), or "query.limit", "path.id", "header.If-Match"
	Message string // safe to show
}

// Error is a failure with its safe description. Build it with New and the
// With methods, each of which returns a changed copy, so that package-level
// values can serve as templates.
type Error struct {
	Kind       Kind
	Code       string         // stable, dotted: "<domain>.<reason>"
	Message    string         // one or two sentences, safe to show
	Next       string         // what the person can do about it; may be empty
	Fields     []Field        // wrong input fields, if any
	Details    map[string]any // safe extra members of the answer, e.g. both versions of a conflict
	RetryAfter time.Duration  // zero when unknown
	cause      error
}

// New returns an Error with a safe message.
func New(kind Kind, code, message string) *Error {
	return &Error{Kind: kind, Code: code, Message: message}
}

// Error gives the message and, for logs, the hidden cause.
func (e *Error) Error() string {
	if e.cause == nil {
		return e.Message
	}
	return strings.TrimSuffix(e.Message, ".") + ": " + e.cause.Error()
}

// Unwrap returns the hidden cause.
func (e *Error) Unwrap() error { return e.cause }

// Is reports whether target is an Error of the same code, so that
// errors.Is(err, query.ErrConflict) holds for every copy made from ErrConflict.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

func (e *Error) clone() *Error {
	c := *e
	c.Fields = slices.Clone(e.Fields)
	c.Details = maps.Clone(e.Details)
	return &c
}

// WithCause returns a copy that hides err as its cause.
func (e *Error) WithCause(err error) *Error {
	c := e.clone()
	c.cause = err
	return c
}

// WithMessage returns a copy with another safe message.
func (e *Error) WithMessage(message string) *Error {
	c := e.clone()
	c.Message = message
	return c
}

// WithNext returns a copy that tells the person what to do.
func (e *Error) WithNext(next string) *Error {
	c := e.clone()
	c.Next = next
	return c
}

// WithField returns a copy with one more wrong input field.
func (e *Error) WithField(pointer, message string) *Error {
	c := e.clone()
	c.Fields = append(c.Fields, Field{Pointer: pointer, Message: message})
	return c
}

// WithDetail returns a copy with one more safe member for the answer.
func (e *Error) WithDetail(name string, value any) *Error {
	c := e.clone()
	if c.Details == nil {
		c.Details = map[string]any{}
	}
	c.Details[name] = value
	return c
}

// WithRetryAfter returns a copy that says when trying again makes sense.
func (e *Error) WithRetryAfter(d time.Duration) *Error {
	c := e.clone()
	c.RetryAfter = d
	return c
}

// Of returns err as an *Error; one that is not becomes Internal with err as its hidden cause.
func Of(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{
		Kind:    Internal,
		Code:    "internal",
		Message: "Something went wrong on our side.",
		Next:    "Try again. If it happens again, give your administrator the request id.",
		cause:   err,
	}
}

// KindOf returns the kind of err, Internal when it carries none.
func KindOf(err error) Kind { return Of(err).Kind }
