package schedule

import (
	"encoding/json"
	"time"

	"github.com/recomamp/recomamp/internal/recurrence"
)

// compile makes a rule ready to be followed.
func compile(rule recurrence.Rule) (*recurrence.Recurrence, error) { return recurrence.Compile(rule) }

// firstAfter is the first instant after a time; zero when there is none.
func firstAfter(rule *recurrence.Recurrence, after time.Time) time.Time {
	firing, ok := rule.Next(after)
	if !ok {
		return time.Time{}
	}
	return firing.At
}

// resolveValues gives values their meaning at the logical time of an occurrence.
func resolveValues(values map[string]json.RawMessage, _ time.Time, _ string) (map[string]json.RawMessage, error) {
	return values, nil
}
