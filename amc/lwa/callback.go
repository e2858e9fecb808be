package lwa

import (
	"crypto/subtle"
	"errors"
	"net/url"
)

// ErrState means that the browser came back without the state it was sent with: a
// consent begun elsewhere, too long ago, or forged.
var ErrState = errors.New("consent state does not match")

// ErrNoCode means that the browser came back with neither a code nor an error.
var ErrNoCode = errors.New("consent answer holds no code")

// ConsentError is a consent that Amazon did not give a code for.
type ConsentError struct {
	Code        string // such as access_denied
	Description string
}

// Error tells the code and the explanation.
func (e *ConsentError) Error() string {
	if e.Description == "" {
		return "consent refused: " + e.Code
	}
	return "consent refused: " + e.Code + ": " + e.Description
}

// Denied reports that the person said no.
func (e *ConsentError) Denied() bool { return e.Code == "access_denied" }

// ParseCallback reads the query of the redirect back from the consent page. It
// returns the code to Exchange, ErrState, ErrNoCode, or a ConsentError.
func ParseCallback(query url.Values, state string) (string, error) {
	if state == "" || subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(state)) != 1 {
		return "", ErrState
	}
	if refusal := query.Get("error"); refusal != "" {
		return "", &ConsentError{Code: hide(refusal), Description: hide(query.Get("error_description"))}
	}
	code := query.Get("code")
	if code == "" {
		return "", ErrNoCode
	}
	return code, nil
}
