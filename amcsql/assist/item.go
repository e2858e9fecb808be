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
		score, rank int
		lower       string
	}
	type key struct {
		kind  Kind
		label string
	}
	var kept []scored
	seen := map[key]bool{}
	typed = strings.ToLower(typed)
	for _, item := range items {
		lower := strings.ToLower(item.Label)
		score, ok := match(lower, typed)
		this := key{item.Kind, lower}
		if !ok || seen[this] {
			continue
		}
		seen[this] = true
		kept = append(kept, scored{item, score, kindRank[item.Kind], lower})
	}
	slices.SortStableFunc(kept, func(a, b scored) int {
		return cmp.Or(a.score-b.score, a.rank-b.rank, strings.Compare(a.lower, b.lower))
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
	case len(typed) > len(label):
		return 0, false
	}
	inside := false
	for from := 1; ; {
		at := strings.Index(label[from:], typed)
		if at < 0 {
			break
		}
		inside = true
		if before := label[from+at-1]; before == '_' || before == ' ' {
			return 1, true
		}
		from += at + 1
	}
	return 2, inside
}
