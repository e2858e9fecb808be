package savedview

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/result"
)

// Loss is a part of a view that was left out because it does not fit a result.
type Loss struct {
	Part   string // filter, sort, group, aggregate, pivot, computed, or the name of a part of the state
	Column string // as a person calls it; empty when the loss is of no column alone
	Reason string // such as "the result has no such column"
}

const noColumn = "the result has no such column"

// Fit makes a state that was saved on some columns fit a result: columns are found
// by name, and what does not fit is left out and told.
func (s State) Fit(saved []Column, now *result.Result) (State, []Loss) {
	f := &fitting{saved: saved, now: now, ids: idsOf(saved, now)}
	fitted := State{}
	if part, ok := s[viewPart]; ok {
		if view, err := result.ParseView(string(part)); err != nil {
			f.lose("view", "", "it cannot be read any more")
		} else if view = f.view(view); !view.IsZero() {
			fitted[viewPart] = json.RawMessage(view.String())
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s)) {
		switch name {
		case viewPart:
		case layoutPart:
			fitted[name] = f.layout(s[name])
		default:
			if moved, ok := f.other(name, s[name]); ok {
				fitted[name] = moved
			}
		}
	}
	return fitted, f.lost
}

type fitting struct {
	saved []Column
	now   *result.Result
	was   result.View
	ids   ids
	lost  []Loss
}

func (f *fitting) lose(part, old, reason string) {
	name := ""
	if old != "" {
		name = nameOf(old, f.saved, f.was)
	}
	f.lost = append(f.lost, Loss{Part: part, Column: name, Reason: reason})
}

// view keeps of a view what fits, part by part.
func (f *fitting) view(was result.View) (view result.View) {
	f.was = was
	for i, c := range was.Computed {
		moved, gone := f.ids.inExpression(c.Expression)
		c.Expression = moved
		reason := fmt.Sprintf("it needs “%s”, which the result does not have", nameOf(gone, f.saved, was))
		if gone == "" {
			next := view
			next.Computed = append(next.Computed[:len(next.Computed):len(next.Computed)], c)
			if reason = f.why(next); reason == "" {
				f.ids[id("x", i)] = id("x", len(view.Computed))
				view = next
				continue
			}
		}
		f.lose("computed", id("x", i), reason)
	}
	for _, filter := range was.Filters {
		old := filter.Column
		if f.move("filter", &filter.Column) {
			alone := result.View{Computed: view.Computed, Filters: []result.ViewFilter{filter}}
			if reason := f.why(alone); reason != "" {
				f.lose("filter", old, reason)
				continue
			}
			view.Filters = append(view.Filters, filter)
		}
	}
	view.Group = f.group(was.Group, view)
	for _, sort := range was.Sort {
		old := sort.Column
		if was.Group != nil && view.Group == nil {
			break // said with the group
		}
		if f.move("sort", &sort.Column) {
			alone := result.View{Computed: view.Computed, Group: view.Group, Sort: []result.ViewSort{sort}}
			if reason := f.why(alone); reason != "" {
				f.lose("sort", old, reason)
				continue
			}
			view.Sort = append(view.Sort, sort)
		}
	}
	return view
}

// move gives a column its new id; it is false for one that is gone, which is told.
func (f *fitting) move(part string, column *string) bool {
	now, ok := f.ids.of(*column)
	if !ok {
		f.lose(part, *column, noColumn)
		return false
	}
	*column = now
	return true
}

// group keeps of a group the keys and aggregates that fit, and numbers them anew.
func (f *fitting) group(was *result.ViewGroup, so result.View) *result.ViewGroup {
	if was == nil {
		return nil
	}
	now := &result.ViewGroup{Subtotals: was.Subtotals}
	for i, by := range was.By {
		if f.move("group", &by) {
			f.ids[id("k", i)] = id("k", len(now.By))
			now.By = append(now.By, by)
		}
	}
	for i, a := range was.Aggregates {
		old := a.Column
		if old != "" && !f.move("aggregate", &a.Column) {
			continue
		}
		alone := result.View{Computed: so.Computed, Group: &result.ViewGroup{Aggregates: []result.ViewAggregate{a}}}
		if reason := f.why(alone); reason != "" {
			f.lose("aggregate", old, reason)
			continue
		}
		f.ids[id("a", i)] = id("a", len(now.Aggregates))
		now.Aggregates = append(now.Aggregates, a)
	}
	if len(now.By)+len(now.Aggregates) == 0 {
		return nil
	}
	now.Subtotals = now.Subtotals && len(now.By) > 0
	f.folds(was, now, so)
	if pivot := was.Pivot; pivot != "" && f.move("pivot", &pivot) {
		now.Pivot = pivot
		if reason := f.why(result.View{Computed: so.Computed, Group: now}); reason != "" {
			f.lose("pivot", was.Pivot, reason)
			now.Pivot = ""
		}
	}
	return now
}

// folds keeps which groups are folded while they have the same keys, and their values fit.
func (f *fitting) folds(was, now *result.ViewGroup, so result.View) {
	if len(now.By) != len(was.By) {
		return
	}
	folded := *now
	folded.Folded, folded.Except = was.Folded, was.Except
	if f.why(result.View{Computed: so.Computed, Group: &folded}) == "" {
		*now = folded
	}
}

// why says in words what of a view does not fit; empty when all does.
func (f *fitting) why(v result.View) string {
	err := f.now.CheckView(v)
	if err == nil {
		return ""
	}
	if fields := fault.Of(err).Fields; len(fields) > 0 {
		return fields[0].Message
	}
	return "it does not fit the result"
}

// layout keeps where columns stand that are still there; of others there is nothing to tell.
func (f *fitting) layout(part json.RawMessage) json.RawMessage {
	var was layout
	if err := json.Unmarshal(part, &was); err != nil {
		return json.RawMessage(`{}`)
	}
	var now layout
	now.Order = f.ids.all(was.Order)
	now.Hidden = f.ids.all(was.Hidden)
	now.Pinned = f.ids.all(was.Pinned)
	now.Widths = moved(f.ids, was.Widths)
	now.Formats = moved(f.ids, was.Formats)
	now.Zone = was.Zone
	return mustJSON(now)
}

// moved names by their new ids what is kept by columns that are still there.
func moved[V any](ids ids, was map[string]V) map[string]V {
	now := map[string]V{}
	for old, value := range was {
		if found, ok := ids.of(old); ok {
			now[found] = value
		}
	}
	return now
}

// other moves the ids in a part that nobody here knows. It is left out when one of
// them is gone: half of a chart says something else.
func (f *fitting) other(name string, part json.RawMessage) (json.RawMessage, bool) {
	var value any
	exact := json.NewDecoder(bytes.NewReader(part))
	exact.UseNumber()
	if err := exact.Decode(&value); err != nil {
		f.lose(name, "", "it cannot be read any more")
		return nil, false
	}
	gone := ""
	moved := f.walk(value, &gone)
	if gone != "" {
		f.lose(name, gone, noColumn)
		return nil, false
	}
	return mustJSON(moved), true
}

// walk gives every text and every name that is an id of the view its new id.
func (f *fitting) walk(value any, gone *string) any {
	switch value := value.(type) {
	case string:
		return f.moved(value, gone)
	case []any:
		for i := range value {
			value[i] = f.walk(value[i], gone)
		}
	case map[string]any:
		out := make(map[string]any, len(value))
		for name, one := range value {
			out[f.moved(name, gone)] = f.walk(one, gone)
		}
		return out
	}
	return value
}

func (f *fitting) moved(text string, gone *string) string {
	if !idText.MatchString(text) {
		return text
	}
	now, ok := f.ids.of(text)
	if !ok {
		*gone = text
	}
	return now
}

func mustJSON(value any) json.RawMessage {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // it came out of JSON
	}
	return text
}
