package amcsandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// newBodyReader reads a body; an empty one is an empty object.
func newBodyReader(body []byte) io.Reader {
	if len(bytes.TrimSpace(body)) == 0 {
		return strings.NewReader("{}")
	}
	return bytes.NewReader(body)
}

// decodeReason says what is wrong with JSON in words for the client.
func decodeReason(err error) string {
	if wrongType, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Sprintf("%s must not be a JSON %s", wrongType.Field, wrongType.Value)
	}
	if invalid, ok := errors.AsType[*valueError](err); ok {
		return invalid.Error()
	}
	return "it is not valid JSON"
}

// valueError is a value that cannot be taken as what it should be.
type valueError struct{ want, got string }

func (e *valueError) Error() string { return fmt.Sprintf("%s is not %s", e.got, e.want) }

// flag is a boolean that may come as text, in any case.
type flag bool

// UnmarshalJSON implements json.Unmarshaler.
func (f *flag) UnmarshalJSON(data []byte) error {
	switch strings.ToLower(strings.Trim(string(data), `"`)) {
	case "true":
		*f = true
	case "false", "null", "":
		*f = false
	default:
		return &valueError{want: "true or false", got: string(data)}
	}
	return nil
}

// integer is a whole number that may come as text.
type integer struct {
	value int
	given bool
}

// UnmarshalJSON implements json.Unmarshaler.
func (i *integer) UnmarshalJSON(data []byte) error {
	text := strings.Trim(string(data), `"`)
	if text == "null" || text == "" {
		return nil
	}
	value, err := strconv.Atoi(text)
	if err != nil {
		return &valueError{want: "a whole number", got: string(data)}
	}
	i.value, i.given = value, true
	return nil
}

// logUnknownFields warns of what a client sends that target does not have.
func (s *Sandbox) logUnknownFields(c *call, target any) {
	decoder := json.NewDecoder(newBodyReader(c.body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(target); err != nil {
		s.config.Logger.WarnContext(c.ctx(), "sandbox request has unknown fields", "path", c.r.URL.Path, "requestId", c.requestID, "error", err)
	}
}
