package savedview

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/recomamp/recomamp/internal/result"
)

// Column is a column of the result that a view was saved on, by its place.
type Column struct {
	Name string `json:"name"`
}

func columnsOf(r *result.Result) []Column {
	out := make([]Column, len(r.Columns))
	for i, c := range r.Columns {
		out[i].Name = c.Name
	}
	return out
}

// ids says what became of the ids of a view: the new one of each that is still
// there. Those it does not know are gone.
type ids map[string]string

// idsOf finds columns again by their names; of several alike, the first is the
// first of those there now, and so on.
func idsOf(saved []Column, now *result.Result) ids {
	places := map[string][]int{}
	for i, c := range now.Columns {
		places[c.Name] = append(places[c.Name], i)
	}
	found := ids{}
	for i, c := range saved {
		if left := places[c.Name]; len(left) > 0 {
			found[id("c", i)] = id("c", left[0])
			places[c.Name] = left[1:]
		}
	}
	return found
}

func id(letter string, n int) string { return letter + strconv.Itoa(n) }

var (
	idText     = regexp.MustCompile(`^(?:[cxka]|p\d{1,3}a)\d{1,4}$`)
	pivotText  = regexp.MustCompile(`^(p\d+)(a\d+)$`)
	expression = regexp.MustCompile(`'(?:[^']|'')*'|"(?:[^"]|"")*"|#[cx]\d+`)
)

// of is the new id of an old one. A column of a pivot goes with its aggregate.
func (m ids) of(old string) (string, bool) {
	if parts := pivotText.FindStringSubmatch(old); parts != nil {
		aggregate, ok := m[parts[2]]
		return parts[1] + aggregate, ok
	}
	now, ok := m[old]
	return now, ok
}

// all are the new ids of old ones, without those that are gone.
func (m ids) all(old []string) (now []string) {
	for _, one := range old {
		if found, ok := m.of(one); ok {
			now = append(now, found)
		}
	}
	return now
}

// inExpression has an expression name the new ids. It is the old id that is gone,
// if there is one.
func (m ids) inExpression(text string) (now, gone string) {
	now = expression.ReplaceAllStringFunc(text, func(token string) string {
		if !strings.HasPrefix(token, "#") {
			return token
		}
		found, ok := m.of(token[1:])
		if !ok {
			gone = token[1:]
		}
		return "#" + found
	})
	return now, gone
}

// nameOf is what a person calls a column of a saved view.
func nameOf(old string, saved []Column, view result.View) string {
	n, err := strconv.Atoi(strings.TrimLeft(old, "cxka"))
	switch {
	case err != nil:
	case old[0] == 'c' && n < len(saved):
		return saved[n].Name
	case old[0] == 'x' && n < len(view.Computed):
		return view.Computed[n].Name
	case old[0] == 'k' && view.Group != nil && n < len(view.Group.By):
		return nameOf(view.Group.By[n], saved, view)
	case old[0] == 'a' && view.Group != nil && n < len(view.Group.Aggregates):
		a := view.Group.Aggregates[n]
		if a.Column == "" {
			return "count of rows"
		}
		return fmt.Sprintf("%s of %s", a.Function, nameOf(a.Column, saved, view))
	}
	return old
}
