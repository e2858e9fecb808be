package amcsql

import (
	"encoding/json"
	"fmt"
)

// Severity ranks a Diagnostic.
type Severity string

// Only SeverityError stops a query from being sent.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
	SeverityInfo    Severity = "info"
	SeverityHint    Severity = "hint"
)

// Diagnostic is one finding about a text. Code is stable and in kebab-case;
// Message names the cause and, where one is known, the way out.
type Diagnostic struct {
	Severity Severity
	Code     string
	Message  string
	Span     Span
	Hint     string // more to read, or empty
	// AMC is what AMC's own compiler says of it, without the place; empty where
	// that is not known.
	AMC   string
	Fixes []Fix // ready-made changes, best first
}

// Fix is a change that resolves a Diagnostic.
type Fix struct {
	Title string
	Edits []Edit
}

// Edit replaces the text at Span.
type Edit struct {
	Span Span
	Text string
}

// String returns "line 1, column 8: error unknown-column: …".
func (d Diagnostic) String() string {
	return fmt.Sprintf("%s: %s %s: %s", d.Span.Start, d.Severity, d.Code, d.Message)
}

// MarshalJSON writes the flat form that the command line and editors read:
// lines and columns from 1, columns in code points, the end exclusive.
func (d Diagnostic) MarshalJSON() ([]byte, error) {
	type fix struct {
		Title string `json:"title"`
		Edits []Edit `json:"edits"`
	}
	var fixes []fix
	for _, f := range d.Fixes {
		fixes = append(fixes, fix(f))
	}
	return json.Marshal(struct {
		Severity Severity `json:"severity"`
		Code     string   `json:"code"`
		Message  string   `json:"message"`
		flatSpan
		Fixes []fix `json:"fixes,omitempty"`
	}{d.Severity, d.Code, d.Message, flat(d.Span), fixes})
}

// MarshalJSON writes the same flat form.
func (e Edit) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		flatSpan
		Text string `json:"text"`
	}{flat(e.Span), e.Text})
}

type flatSpan struct {
	Line      int32 `json:"line"`
	Column    int32 `json:"column"`
	EndLine   int32 `json:"endLine"`
	EndColumn int32 `json:"endColumn"`
}

func flat(s Span) flatSpan {
	return flatSpan{s.Start.Line, s.Start.Column, s.End.Line, s.End.Column}
}

// HasErrors reports whether any of the diagnostics is an error.
func HasErrors(diagnostics []Diagnostic) bool {
	for _, d := range diagnostics {
		if d.Severity == SeverityError {
			return true
		}
	}
	return false
}
