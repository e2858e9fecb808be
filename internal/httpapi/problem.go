package httpapi

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"github.com/recomamp/recomamp/internal/fault"
)

// Problem is the body of every error answer (RFC 9457, application/problem+json).
type Problem struct {
	Type      string         `json:"type" doc:"Names the sort of problem; the code, as a URN." example:"urn:recomamp:problem:query.version_conflict"`
	Title     string         `json:"title" doc:"The HTTP status in words."`
	Status    int            `json:"status" doc:"The HTTP status."`
	Code      string         `json:"code" doc:"Stable and meant for programs." example:"query.version_conflict"`
	Detail    string         `json:"detail" doc:"What happened, for a person."`
	Next      string         `json:"next,omitempty" doc:"What the person can do about it."`
	RequestID string         `json:"requestId" doc:"Finds the request in the server's log."`
	Errors    []ProblemField `json:"errors,omitempty" doc:"The parts of the input that are wrong."`
	Details   map[string]any `json:"details,omitempty" doc:"More that belongs to this code, such as both versions of a conflict."`

	retryAfter string
}

// ProblemField is one wrong part of the input.
type ProblemField struct {
	Pointer string `json:"pointer" doc:"A JSON pointer into the body, or query.NAME, path.NAME, header.NAME." example:"/window/from"`
	Message string `json:"message"`
}

// Error implements error.
func (p *Problem) Error() string { return p.Detail }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders implements huma.HeadersError.
func (p *Problem) GetHeaders() http.Header {
	if p.retryAfter == "" {
		return nil
	}
	return http.Header{"Retry-After": {p.retryAfter}}
}

// ContentType implements huma.ContentTypeFilter.
func (*Problem) ContentType(string) string { return "application/problem+json" }

// statusOf maps what went wrong to a status; it is the only place that does.
var statusOf = map[fault.Kind]int{
	fault.Invalid:      http.StatusUnprocessableEntity,
	fault.Unauthorized: http.StatusUnauthorized,
	fault.Forbidden:    http.StatusForbidden,
	fault.NotFound:     http.StatusNotFound,
	fault.Conflict:     http.StatusConflict,
	fault.Throttled:    http.StatusTooManyRequests,
	fault.Unavailable:  http.StatusServiceUnavailable,
	fault.Internal:     http.StatusInternalServerError,
}

// problemOf turns an error into the answer for it.
func problemOf(ctx context.Context, err error) *Problem {
	f := fault.Of(err)
	status, ok := statusOf[f.Kind]
	if !ok {
		status = http.StatusInternalServerError
	}
	p := newProblem(ctx, status, f.Code, f.Message)
	p.Next = f.Next
	p.Details = f.Details
	for _, field := range f.Fields {
		p.Errors = append(p.Errors, ProblemField(field))
	}
	p.shorten()
	if f.RetryAfter > 0 {
		p.retryAfter = strconv.Itoa(int(math.Ceil(f.RetryAfter.Seconds())))
	}
	return p
}

func newProblem(ctx context.Context, status int, code, detail string) *Problem {
	return &Problem{
		Type: "urn:recomamp:problem:" + code, Title: http.StatusText(status), Status: status,
		Code: code, Detail: detail, RequestID: string(requestID(ctx)),
	}
}

// useProblems makes huma answer with our Problem wherever it finds a fault
// itself, such as a body that does not fit its schema. huma offers no other
// way than its package variables.
var useProblems = sync.OnceFunc(func() {
	huma.DefaultArrayNullable = false
	huma.ValidateStrictCasing = true // two spellings of a name would be two values for one field
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		return frameworkProblem(context.Background(), status, message, errs)
	}
	huma.NewErrorWithContext = func(c huma.Context, status int, message string, errs ...error) huma.StatusError {
		return frameworkProblem(c.Context(), status, message, errs)
	}
})

func frameworkProblem(ctx context.Context, status int, message string, errs []error) *Problem {
	p := newProblem(ctx, status, codeOfStatus(status), capitalised(message)+".")
	for _, err := range errs {
		if detailer, ok := err.(huma.ErrorDetailer); ok { //nolint:errorlint // huma hands these over unwrapped
			detail := detailer.ErrorDetail()
			p.Errors = append(p.Errors, ProblemField{Pointer: pointerOf(detail.Location), Message: detail.Message})
		}
	}
	if status == http.StatusUnprocessableEntity || status == http.StatusBadRequest {
		p.Detail = "The request does not fit what this address expects."
		p.Next = "Correct the fields named and send it again."
	}
	p.shorten()
	return p
}

// mostNamed is how many wrong parts one answer names: a body can have millions.
const mostNamed = 100

// mostTold is how many bytes each text of an answer may have: it can repeat what
// the sender wrote, which can be megabytes.
const mostTold = 2000

// shorten keeps the first of many wrong parts, and the beginning of long texts.
func (p *Problem) shorten() {
	p.Detail = beginning(p.Detail)
	if n := len(p.Errors); n > mostNamed {
		p.Errors = p.Errors[:mostNamed]
		p.Detail += fmt.Sprintf(" Named are the first %d of %d wrong parts.", mostNamed, n)
	}
	for i, field := range p.Errors {
		p.Errors[i] = ProblemField{Pointer: beginning(field.Pointer), Message: beginning(field.Message)}
	}
}

// beginning is what is told of a text.
func beginning(text string) string {
	if len(text) <= mostTold {
		return text
	}
	return strings.ToValidUTF8(text[:mostTold], "") + "…"
}

func codeOfStatus(status int) string {
	switch status {
	case http.StatusBadRequest, http.StatusUnprocessableEntity:
		return "request.invalid"
	case http.StatusRequestEntityTooLarge:
		return "request.too_large"
	case http.StatusRequestTimeout:
		return "request.too_slow"
	case http.StatusUnsupportedMediaType:
		return "request.media_type"
	case http.StatusNotFound:
		return "route.not_found"
	case http.StatusMethodNotAllowed:
		return "route.method_not_allowed"
	default:
		return "internal"
	}
}

// pointerOf turns "body.window.from" or "body.items[2].name" into a JSON
// pointer; places outside of the body stay as they are.
func pointerOf(location string) string {
	rest, inBody := strings.CutPrefix(location, "body")
	if !inBody {
		return location
	}
	return strings.NewReplacer(".", "/", "[", "/", "]", "").Replace(rest)
}

func capitalised(text string) string {
	if text == "" {
		return "Something went wrong"
	}
	return strings.ToUpper(text[:1]) + strings.TrimSuffix(text[1:], ".")
}
