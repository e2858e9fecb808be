package audit

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"
	"unicode/utf8"
)

// Bounds of what an entry holds of the objects it tells of.
const (
	mostText   = 300 // characters of a text
	mostValues = 50  // values of a list
)

// Changes are the parts of an object that changed, by name. No secret and no
// text of a query goes in: say that it changed.
type Changes map[string]Change

// Change is what one part was and is. One of them may be absent.
type Change struct {
	From any `json:"from,omitempty"`
	To   any `json:"to,omitempty"`
}

// Is says what a part is of what was made.
func (c Changes) Is(name string, to any) Changes { return c.put(name, nil, to) }

// Was says what a part was of what is gone.
func (c Changes) Was(name string, from any) Changes { return c.put(name, from, nil) }

// From says what a part was and is, unless that is the same.
func (c Changes) From(name string, from, to any) Changes { return c.put(name, from, to) }

func (c Changes) put(name string, from, to any) Changes {
	was, is := bounded(from), bounded(to)
	if reflect.DeepEqual(was, is) {
		return c
	}
	c[name] = Change{was, is}
	return c
}

// bounded makes of a value what is stored of it: nil for nothing, instants as
// text, named texts as texts, and all of it cut.
func bounded(value any) any {
	if at, ok := value.(time.Time); ok {
		if at.IsZero() {
			return nil
		}
		return at.UTC().Format(time.RFC3339)
	}
	v := reflect.ValueOf(value)
	switch v.Kind() {
	case reflect.Invalid:
		return nil
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return bounded(v.Elem().Interface())
	case reflect.String:
		if v.Len() == 0 {
			return nil
		}
		return cut(v.String())
	case reflect.Slice:
		list := make([]any, 0, min(v.Len(), mostValues))
		for i := range min(v.Len(), mostValues) {
			list = append(list, bounded(v.Index(i).Interface()))
		}
		if v.Len() > mostValues {
			list = append(list, fmt.Sprintf("and %d more", v.Len()-mostValues))
		}
		if len(list) == 0 {
			return nil
		}
		return list
	default:
		return value
	}
}

func cut(text string) string {
	if utf8.RuneCountInString(text) <= mostText {
		return text
	}
	return string([]rune(text)[:mostText-1]) + "…"
}

// text is the JSON that is stored, with names in their order.
func (c Changes) text() (string, error) {
	if len(c) == 0 {
		return "{}", nil
	}
	encoded, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("write down what changed: %w", err)
	}
	return string(encoded), nil
}
