package savedview

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/result"
	"github.com/recomamp/recomamp/internal/strictjson"
)

// The bounds of a state.
const (
	maxParts = 12
	maxState = result.MaxView // bytes of JSON
	maxDepth = 12
)

// The parts of a state that this package knows.
const (
	viewPart   = "view"
	layoutPart = "columns"
)

// State is what the address of a result's page holds, by the names of its parts.
// view is a result.View, columns a layout; others are carried as they came.
type State map[string]json.RawMessage

var (
	errState = fault.New(fault.Invalid, "saved_view.invalid_state", "What is to be saved is no view of this result.").
			WithNext("Correct the parts named.")
	partName = regexp.MustCompile(`^[a-z][A-Za-z0-9]{0,31}$`)
)

// layout is how the columns of a result are laid out and written; they are named by ids.
type layout struct {
	Order  []string           `json:"order,omitempty"`
	Hidden []string           `json:"hidden,omitempty"`
	Pinned []string           `json:"pinned,omitempty"`
	Widths map[string]float64 `json:"widths,omitempty"` // pixels
	// Formats are how numbers are written, which only the web app knows.
	Formats map[string]json.RawMessage `json:"formats,omitempty"`
	Zone    string                     `json:"zone,omitempty"` // IANA, of times
}

// Check reports why a state cannot be saved for a result: it is too large, or its
// view does not fit. Fields point into the state.
func (s State) Check(of *result.Result) error {
	if len(s) > maxParts {
		return errState.WithField("/state", fmt.Sprintf("has more than %d parts", maxParts))
	}
	size := 0
	for _, name := range slices.Sorted(maps.Keys(s)) {
		part := s[name]
		size += len(name) + len(part)
		if size > maxState {
			return errState.WithField("/state", "is longer than 64 KiB")
		}
		if err := s.checkPart(name, part, of); err != nil {
			return err
		}
	}
	return nil
}

func (s State) checkPart(name string, part json.RawMessage, of *result.Result) error {
	at := "/state/" + name
	if !partName.MatchString(name) {
		return errState.WithField("/state", "has a part whose name is not one of letters and digits")
	}
	if err := strictjson.Check(part); err != nil {
		return errState.WithField(at, "is no JSON that is read in one way only")
	}
	if depthOf(part) > maxDepth {
		return errState.WithField(at, "is nested too deeply")
	}
	switch name {
	case viewPart:
		view, err := result.ParseView(string(part))
		if err == nil {
			err = of.CheckView(view)
		}
		return within(at, err)
	case layoutPart:
		var l layout
		if err := json.Unmarshal(part, &l); err != nil {
			return errState.WithField(at, "is no layout of columns")
		}
	}
	return nil
}

// within has the fields of a view's error point into the state.
func within(at string, err error) error {
	if err == nil {
		return nil
	}
	wrong := errState.WithCause(err)
	for _, field := range fault.Of(err).Fields {
		wrong = wrong.WithField(at+field.Pointer, field.Message)
	}
	return wrong
}

// depthOf counts how deeply JSON that was checked is nested.
func depthOf(part json.RawMessage) (deepest int) {
	depth, quoted, escaped := 0, false, false
	for _, b := range part {
		switch {
		case escaped:
			escaped = false
		case quoted:
			escaped, quoted = b == '\\', b != '"'
		case b == '"':
			quoted = true
		case b == '[' || b == '{':
			depth++
			deepest = max(deepest, depth)
		case b == ']' || b == '}':
			depth--
		}
	}
	return deepest
}
