package recurrence

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// ParseJSON reads a rule from its JSON form, canonically. A field it does not
// know is refused, since it would say something that does not happen. The rule
// is not validated.
func ParseJSON(text []byte) (Rule, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	var rule Rule
	if err := decoder.Decode(&rule); err != nil {
		return Rule{}, ErrInvalid.WithField("/rule", "is not a rule: "+err.Error()).WithCause(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Rule{}, ErrInvalid.WithField("/rule", "has something after its end")
	}
	return rule.Canonical(), nil
}
