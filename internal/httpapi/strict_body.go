package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/recomamp/recomamp/internal/strictjson"
)

const (
	// usualBody bounds the body of a request, entranceBody that of one which
	// anybody may send. Operations that take more say so.
	usualBody    = 1 << 20
	entranceBody = 64 << 10
	// bodyWithin is how long a body may take to arrive, largeBodyWithin one
	// beyond usualBody.
	bodyWithin      = 30 * time.Second
	largeBodyWithin = 2 * time.Minute
)

// bound completes the bounds of an operation.
func bound(op *huma.Operation) {
	if op.MaxBodyBytes == 0 {
		op.MaxBodyBytes = usualBody
		if isEntrance(op) {
			op.MaxBodyBytes = entranceBody
		}
	}
	op.BodyReadTimeout = -1 // ours; huma's would go on after the body and break off slow handlers
}

// strictBody reads the body of a request within the bounds of its operation
// and hands it on when it is strict JSON. What does not fit the schema is
// found behind it.
func (s *Server) strictBody(c huma.Context, next func(huma.Context)) {
	op := c.Operation()
	if op.RequestBody == nil {
		next(c)
		return
	}
	r, w := humago.Unwrap(c)
	body, problem := readBody(w, r, op.MaxBodyBytes)
	if problem == nil && len(body) > 0 {
		problem = checkBody(r, body)
	}
	if problem != nil {
		writeJSONProblem(w, problem)
		return
	}
	next(bodyContext{huma.WithValue(c, sentKey{}, body), bytes.NewReader(body)})
}

// readBody reads the whole body, or says why not.
func readBody(w http.ResponseWriter, r *http.Request, most int64) ([]byte, *Problem) {
	if r.ContentLength > most {
		return nil, tooLarge(w, r, most)
	}
	within := bodyWithin
	if most > usualBody {
		within = largeBodyWithin
	}
	// Connections that know no deadlines, as in tests, do without.
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(within))
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	_ = control.SetReadDeadline(time.Time{})
	if err == nil {
		return body, nil
	}
	if _, isLarge := errors.AsType[*http.MaxBytesError](err); isLarge {
		return nil, tooLarge(w, r, most)
	}
	w.Header().Set("Connection", "close")
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		p := newProblem(r.Context(), http.StatusRequestTimeout, codeOfStatus(http.StatusRequestTimeout),
			fmt.Sprintf("The body of the request did not arrive within %s.", within))
		p.Next = "Send it again over a faster connection, or in smaller parts."
		return nil, p
	}
	p := newProblem(r.Context(), http.StatusBadRequest, "request.incomplete", "The body of the request broke off.")
	p.Next = "Send it again."
	return nil, p
}

func tooLarge(w http.ResponseWriter, r *http.Request, most int64) *Problem {
	w.Header().Set("Connection", "close") // the rest is not read
	p := newProblem(r.Context(), http.StatusRequestEntityTooLarge, codeOfStatus(http.StatusRequestEntityTooLarge),
		fmt.Sprintf("The body of the request is larger than the %d KiB this address takes.", most>>10))
	p.Next = "Send less at once."
	return p
}

// checkBody says what keeps a body from being read as JSON in one way only.
func checkBody(r *http.Request, body []byte) *Problem {
	if !isJSON(r.Header.Get("Content-Type")) || r.Header.Get("Content-Encoding") != "" {
		p := newProblem(r.Context(), http.StatusUnsupportedMediaType, codeOfStatus(http.StatusUnsupportedMediaType),
			"The body of the request is not plain JSON.")
		p.Next = "Send it as Content-Type: application/json, without a Content-Encoding."
		return p
	}
	err := strictjson.Check(body)
	if err == nil {
		return nil
	}
	p := newProblem(r.Context(), http.StatusBadRequest, codeOfStatus(http.StatusBadRequest), "The body of the request is not JSON that can be read in one way only.")
	p.Next = "Correct the place named and send it again."
	if wrong, ok := errors.AsType[*strictjson.Error](err); ok {
		p.Errors = []ProblemField{{Pointer: wrong.Pointer, Message: wrong.Message}}
	}
	return p
}

func isJSON(contentType string) bool {
	if contentType == "" {
		return true
	}
	name, parameters, err := mime.ParseMediaType(contentType)
	if err != nil || name != "application/json" && !strings.HasSuffix(name, "+json") {
		return false
	}
	charset, given := parameters["charset"]
	return !given || strings.EqualFold(charset, "utf-8")
}

// bodyContext is a request whose body has been read.
type bodyContext struct {
	requestContext
	body io.Reader
}

// Unwrap gives the request itself to the adapter.
func (c bodyContext) Unwrap() huma.Context { return c.requestContext }

// BodyReader implements huma.Context.
func (c bodyContext) BodyReader() io.Reader { return c.body }

// jsonFormat is huma's JSON with errors that name no types of ours.
var jsonFormat = huma.Format{
	Marshal: huma.DefaultJSONFormat.Marshal,
	Unmarshal: func(data []byte, v any) error {
		err := json.Unmarshal(data, v)
		if err == nil {
			return nil
		}
		if mismatch, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			kind, _, _ := strings.Cut(mismatch.Value, " ") // of a number all its digits follow
			if mismatch.Field == "" {
				return fmt.Errorf("holds a %s that does not fit", kind)
			}
			return fmt.Errorf("holds a %s that does not fit, in %s", kind, mismatch.Field)
		}
		return errors.New("holds a value that cannot be read")
	},
}
