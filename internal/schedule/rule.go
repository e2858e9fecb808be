package schedule

import (
	"encoding/json"
	"fmt"
	"maps"
	"sync"
	"time"

	"github.com/recomamp/recomamp/internal/pack"
	"github.com/recomamp/recomamp/internal/recurrence"
	"github.com/recomamp/recomamp/internal/window"
)

// rules remembers rules that were compiled: a tick follows hundreds, and most
// are alike or were followed before.
type rules struct {
	mu       sync.Mutex
	compiled map[string]*recurrence.Recurrence
}

// maxRules bounds what is remembered.
const maxRules = 20_000

var compiledRules = &rules{compiled: map[string]*recurrence.Recurrence{}} // pure, so all services may share it

// compile makes a rule ready to be followed.
func compile(rule recurrence.Rule) (*recurrence.Recurrence, error) {
	text, err := json.Marshal(rule)
	if err != nil {
		return nil, fmt.Errorf("read rule: %w", err)
	}
	compiledRules.mu.Lock()
	defer compiledRules.mu.Unlock()
	if known := compiledRules.compiled[string(text)]; known != nil {
		return known, nil
	}
	made, err := recurrence.Compile(rule)
	if err != nil {
		return nil, err
	}
	if len(compiledRules.compiled) >= maxRules {
		clear(compiledRules.compiled)
	}
	compiledRules.compiled[string(text)] = made
	return made, nil
}

// firstAfter is the first instant after a time; zero when there is none.
func firstAfter(rule *recurrence.Recurrence, after time.Time) time.Time {
	firing, ok := rule.Next(after)
	if !ok {
		return time.Time{}
	}
	return firing.At
}

// resolveValues gives values their meaning at the logical time of an occurrence.
// Packs are filled in when its executions are made.
func resolveValues(values map[string]json.RawMessage, logical time.Time, zone string) (map[string]json.RawMessage, error) {
	dates, packs, isDynamic := map[string]json.RawMessage{}, map[string]json.RawMessage{}, false
	for name, value := range values {
		if _, is := pack.Reference(value); is {
			packs[name] = value
			continue
		}
		dates[name] = value
		isDynamic = isDynamic || window.IsDynamic(value)
	}
	if !isDynamic {
		return values, nil
	}
	resolved, err := window.ResolveValues(dates, logical, zone)
	if err != nil {
		return nil, err
	}
	maps.Copy(resolved, packs)
	return resolved, nil
}
