package assist

import (
	"cmp"
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

// Kind is what an Item is.
type Kind string

// The kinds of things that can stand at a caret.
const (
	KindColumn      Kind = "column"
	KindTable       Kind = "table"       // a data source
	KindCommonTable Kind = "commonTable" // of WITH
	KindAlias       Kind = "alias"       // a table of FROM, to be followed by a dot
	KindFunction    Kind = "function"
	KindKeyword     Kind = "keyword"
	KindParameter   Kind = "parameter"
	KindValue       Kind = "value" // a text that a column is known to hold
)

// Item is one thing to insert at the caret.
type Item struct {
	Label  string
	Insert string // what replaces Completion.Replace
	Kind   Kind
	Detail string // short: type and privacy class, or a signature
	Doc    string // a sentence or two, or ""
}

// Completion is what may stand at the caret, best first.
type Completion struct {
	Replace amcsql.Span // the word around the caret; empty between words
	Items   []Item
}

// mostItems bounds an answer; with more the person should type on.
const mostItems = 500

// kindRank orders items that match equally well.
var kindRank = map[Kind]int{
	KindParameter: 0, KindValue: 0, KindColumn: 1, KindAlias: 2, KindCommonTable: 3, KindTable: 4, KindFunction: 5, KindKeyword: 6,
}

// choose keeps the items that match what was typed: beginnings first, then
// beginnings of a part after "_", then anything that holds it.
func choose(items []Item, typed string) []Item {
	type scored struct {
		Item
		score int
	}
	var kept []scored
	seen := map[string]bool{}
	typed = strings.ToLower(typed)
	for _, item := range items {
		score, ok := match(strings.ToLower(item.Label), typed)
		key := string(item.Kind) + " " + strings.ToLower(item.Label)
		if !ok || seen[key] {
			continue
		}
		seen[key] = true
		kept = append(kept, scored{item, score})
	}
	slices.SortStableFunc(kept, func(a, b scored) int {
		return cmp.Or(
			cmp.Compare(a.score, b.score),
			cmp.Compare(kindRank[a.Kind], kindRank[b.Kind]),
			cmp.Compare(strings.ToLower(a.Label), strings.ToLower(b.Label)),
		)
	})
	kept = kept[:min(len(kept), mostItems)]
	chosen := make([]Item, len(kept))
	for i, k := range kept {
		chosen[i] = k.Item
	}
	return chosen
}

func match(label, typed string) (score int, ok bool) {
	switch {
	case typed == "" || strings.HasPrefix(label, typed):
		return 0, true
	case strings.Contains(label, "_"+typed) || strings.Contains(label, " "+typed):
		return 1, true
	case strings.Contains(label, typed):
		return 2, true
	}
	return 0, false
}
