// Package strictjson refuses JSON that two readers could understand in two
// ways: what encoding/json lets pass and a proxy, a log or another program may
// read differently.
//
// It checks the text alone (RFC 8259, and I-JSON of RFC 7493 where that is
// narrower): one value with nothing behind it, names that are unique within
// their object, valid UTF-8 without lone surrogates. Texts without the
// character NUL, which PostgreSQL cannot store, and nesting of at most
// MaxDepth levels are rules of ours. Which names an object may have, and in
// which spelling, is for its schema to say.
package strictjson

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// MaxDepth is how many objects and arrays may stand in each other.
const MaxDepth = 64

// Error says what is wrong and where.
type Error struct {
	Pointer string // JSON pointer to the place (RFC 6901); empty for the whole
	Message string // safe to show; a sentence without its subject
}

// Error implements error.
func (e *Error) Error() string {
	if e.Pointer == "" {
		return "the body " + e.Message
	}
	return e.Pointer + " " + e.Message
}

// Check returns an *Error when data is not strict JSON.
func Check(data []byte) error {
	decoder := jsontext.NewDecoder(bytes.NewReader(data))
	for read := 0; ; read++ {
		token, err := decoder.ReadToken()
		switch {
		case err == io.EOF && read > 0: //nolint:errorlint // returned as it is between values
			return nil
		case err == io.EOF: //nolint:errorlint // as above
			return &Error{Message: "is empty"}
		case err != nil:
			return explain(err, data)
		case decoder.StackDepth() > MaxDepth:
			return &Error{Pointer: place(decoder.StackPointer()), Message: fmt.Sprintf("is nested more than %d levels deep", MaxDepth)}
		case token.Kind() == '"' && strings.ContainsRune(token.String(), 0):
			return &Error{Pointer: place(decoder.StackPointer()), Message: "holds the character NUL"}
		case decoder.StackDepth() == 0 && len(bytes.TrimLeft(data[decoder.InputOffset():], " \t\r\n")) > 0:
			return &Error{Message: fmt.Sprintf("goes on after its end, at byte %d", decoder.InputOffset())}
		}
	}
}

// explain puts an error of the decoder into words that name no byte of the
// text itself.
func explain(err error, data []byte) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return &Error{Message: "ends in the middle"}
	}
	syntax, ok := errors.AsType[*jsontext.SyntacticError](err)
	if !ok {
		return &Error{Message: "is not JSON"}
	}
	pointer := place(syntax.JSONPointer)
	cause := fmt.Sprint(syntax.Err)
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName):
		return &Error{Pointer: pointer, Message: "stands there twice"}
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return &Error{Message: "begins with a byte order mark"}
	case cause == "invalid UTF-8":
		return &Error{Pointer: pointer, Message: "is not valid UTF-8"}
	case strings.HasPrefix(cause, "invalid escape sequence"), strings.HasPrefix(cause, "invalid surrogate pair"):
		return &Error{Pointer: pointer, Message: "holds an escape that stands for no character"}
	default:
		return &Error{Pointer: pointer, Message: fmt.Sprintf("is not JSON from byte %d on", syntax.ByteOffset)}
	}
}

// mostPointer bounds what is repeated of names that the sender has chosen.
const mostPointer = 200

func place(pointer jsontext.Pointer) string {
	text := strings.ToValidUTF8(string(pointer), "?")
	if len(text) > mostPointer {
		text = strings.ToValidUTF8(text[:mostPointer], "") + "…"
	}
	return text
}
