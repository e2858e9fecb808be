package window

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/zone"
)

// ErrValue says that a dynamic value of a parameter or placeholder cannot be resolved.
var ErrValue = fault.New(fault.Invalid, "window.value_invalid", "A dynamic date cannot be resolved, so the run would have no value for it.").
	WithNext(`Write {"date": "today-14d"}, or {"timestamp": "now-1h", "in": "UTC"}.`)

// dynamic is a value that is resolved at each logical time, in place of a date
// or a timestamp. No other value of a parameter is a JSON object.
type dynamic struct {
	Date      string `json:"date"`      // an expression; becomes "2026-05-01"
	Timestamp string `json:"timestamp"` // an expression; becomes "2026-05-01T06:00:00"
	In        string `json:"in"`        // zone that the timestamp is written in; the schedule's own without one
}

// IsDynamic reports whether a value, or a value within it, is to be resolved.
func IsDynamic(value json.RawMessage) bool {
	switch text := bytes.TrimSpace(value); {
	case len(text) == 0:
		return false
	case text[0] == '{':
		return true
	case text[0] == '[':
		var elements []json.RawMessage
		if json.Unmarshal(text, &elements) != nil {
			return false
		}
		for _, element := range elements {
			if IsDynamic(element) {
				return true
			}
		}
	}
	return false
}

// ResolveValues replaces the dynamic dates among the values of parameters and
// placeholders, in lists and rows too, by those of the logical time in a zone.
// Other values stay as they are, and what is given is not changed. The error is
// ErrValue with a pointer below /values, or ErrZoneUnknown.
func ResolveValues(values map[string]json.RawMessage, logical time.Time, zoneName string) (map[string]json.RawMessage, error) {
	location, err := loadZone(zoneName)
	if err != nil {
		return nil, err
	}
	resolved := make(map[string]json.RawMessage, len(values))
	for name, value := range values {
		resolved[name], err = resolveValue("/values/"+pointerEscape.Replace(name), value, logical, location)
		if err != nil {
			return nil, err
		}
	}
	return resolved, nil
}

var pointerEscape = strings.NewReplacer("~", "~0", "/", "~1")

func resolveValue(pointer string, value json.RawMessage, logical time.Time, location *time.Location) (json.RawMessage, error) {
	if !IsDynamic(value) {
		return value, nil
	}
	if bytes.TrimSpace(value)[0] == '{' {
		text, err := resolveDynamic(value, logical, location)
		if err != nil {
			return nil, ErrValue.WithField(pointer, err.Error())
		}
		return json.Marshal(text)
	}
	var elements []json.RawMessage
	if err := json.Unmarshal(value, &elements); err != nil {
		return nil, ErrValue.WithField(pointer, "is no JSON list")
	}
	for i, element := range elements {
		resolved, err := resolveValue(fmt.Sprintf("%s/%d", pointer, i), element, logical, location)
		if err != nil {
			return nil, err
		}
		elements[i] = resolved
	}
	return json.Marshal(elements)
}

// resolveDynamic gives the text of one dynamic value. Its errors are phrases
// for a person.
func resolveDynamic(value json.RawMessage, logical time.Time, location *time.Location) (string, error) {
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.DisallowUnknownFields()
	var d dynamic
	if err := decoder.Decode(&d); err != nil || (d.Date == "") == (d.Timestamp == "") || d.Date != "" && d.In != "" {
		return "", errors.New(`must be {"date": …}, or {"timestamp": …} with or without "in"`)
	}
	t, err := parse(d.Date + d.Timestamp)
	if err != nil {
		return "", err
	}
	if t.isRange() {
		return "", fmt.Errorf("%s is a whole window; a value needs one date, such as start_of_month(-1)", t.word)
	}
	p := t.at(logical, location)
	if d.Date != "" {
		return inYears(p.date(location).text())
	}
	if d.In != "" {
		written, err := zone.Load(d.In)
		if err != nil {
			return "", fmt.Errorf("has an unknown zone, %q; write an IANA name such as UTC", d.In)
		}
		return inYears(p.instant(location).In(written).Format(LocalLayout))
	}
	return inYears(p.instant(location).In(location).Format(LocalLayout))
}

// inYears refuses dates that do not have four digits of year.
func inYears(text string) (string, error) {
	if len(text) != len(time.DateOnly) && len(text) != len(LocalLayout) || text[0] == '-' || text[:4] == "0000" {
		return "", errors.New("lies outside the years 1 to 9999; choose a smaller offset")
	}
	return text, nil
}
