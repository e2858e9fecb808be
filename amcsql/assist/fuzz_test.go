package assist_test

import (
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/analysis/analysistest"
	"github.com/recomamp/recomamp/amcsql/assist"
	"github.com/recomamp/recomamp/amcsql/internal/hostile"
)

// seed adds what fuzz tests of this package begin with.
func seed(f *testing.F, add func(src string)) {
	f.Helper()
	for _, src := range hostile.Seeds() {
		add(src)
	}
	for _, c := range analysistest.Load(f, "../analysis/testdata") {
		add(c.SQL)
	}
	add("SELECT i. FROM dsp_impressions i WHERE 'x")
	add("WITH a AS (SELECT 1) SELECT -- x\n FROM a")
	add("SELECT SUM(clicks) OVER (PARTITION BY ")
	add("SELECT 1 FROM dsp_clicks WHERE campaign = ‘it's’")
	add("WITH a AS (SELECT x é FROM t) SELECT \"é\" FROM a -- 🎉\n")
}

// FuzzHelp holds that whatever is asked at whatever place, the answer speaks of
// places inside the text, and that what can be applied leaves text.
func FuzzHelp(f *testing.F) {
	seed(f, func(src string) {
		f.Add(src, len(src)/2, "renamed")
		f.Add(src, len(src)-1, "a")
	})
	f.Fuzz(func(t *testing.T, src string, offset int, name string) {
		document := assist.Open(src, analysis.Options{})
		requireInside(t, src, document.Complete(offset).Replace)
		if hover, ok := document.At(offset); ok {
			requireInside(t, src, hover.Span)
		}
		document.SignatureAt(offset)
		if span, ok := document.DefinitionOf(offset); ok {
			requireInside(t, src, span)
		}
		requireInside(t, src, document.References(offset)...)
		if edits, err := document.Rename(offset, name); err == nil {
			requireApplies(t, src, edits)
		}
		for _, action := range document.Actions(offset, offset+len(src)/3) {
			requireApplies(t, src, action.Edits)
		}
		requireOutline(t, src, document.Outline())
		document.Lineage()
	})
}

// FuzzFixes holds that a fix changes places inside the text, leaves text, and
// that what it mends is not there any more.
func FuzzFixes(f *testing.F) {
	seed(f, func(src string) { f.Add(src) })
	f.Fuzz(func(t *testing.T, src string) {
		for _, d := range analysis.Check(src, analysis.Options{}).Diagnostics {
			requireInside(t, src, d.Span)
			for _, fix := range d.Fixes {
				requireMended(t, src, d, fix)
			}
		}
	})
}

// requireMended applies a fix and looks for the same finding at the same place.
// Where text was only removed, what comes after it may have the mistake too;
// of several parentheses that are missing, one is put in.
func requireMended(t *testing.T, src string, d amcsql.Diagnostic, fix amcsql.Fix) {
	t.Helper()
	fixed := requireApplies(t, src, fix.Edits)
	at := d.Span.From()
	removes := true
	for _, edit := range fix.Edits {
		removes = removes && edit.Text == ""
		if edit.Span.To() <= d.Span.From() && edit.Span.From() < d.Span.From() {
			at += len(edit.Text) - edit.Span.Len()
		}
	}
	if removes || d.Code == amcsql.CodeMissingParenthesis {
		return
	}
	if before, after := times(src, d, d.Span.From()), times(fixed, d, at); after >= before {
		t.Fatalf("%q of %q leads to %q, where it is found again: %v", fix.Title, src, fixed, d)
	}
}

// times counts the findings at a place that say the same. Parts that stand
// within each other may begin at one place.
func times(src string, d amcsql.Diagnostic, offset int) int {
	count := 0
	for _, other := range analysis.Check(src, analysis.Options{}).Diagnostics {
		if other.Code == d.Code && other.Message == d.Message && other.Span.From() == offset {
			count++
		}
	}
	return count
}

// requireApplies makes edits and returns the text after them.
func requireApplies(t *testing.T, src string, edits []amcsql.Edit) string {
	t.Helper()
	sorted := slices.SortedFunc(slices.Values(edits), func(a, b amcsql.Edit) int { return a.Span.From() - b.Span.From() })
	for i, edit := range sorted {
		requireInside(t, src, edit.Span)
		if i > 0 && edit.Span.From() < sorted[i-1].Span.To() {
			t.Fatalf("edits of %q overlap: %v and %v", src, sorted[i-1], edit)
		}
	}
	changed := amcsql.Apply(src, amcsql.Fix{Edits: edits})
	if utf8.ValidString(src) && !utf8.ValidString(changed) {
		t.Fatalf("%v make %q of %q, which is no text", edits, changed, src)
	}
	return changed
}

func requireInside(t *testing.T, src string, spans ...amcsql.Span) {
	t.Helper()
	for _, span := range spans {
		start, end := span.From(), span.To()
		if start < 0 || end < start || end > len(src) {
			t.Fatalf("%v lies outside of %q", span, src)
		}
		if utf8.ValidString(src) && (!utf8.ValidString(src[:start]) || !utf8.ValidString(src[:end])) {
			t.Fatalf("%v cuts a character of %q", span, src)
		}
	}
}

func requireOutline(t *testing.T, src string, entries []assist.Entry) {
	t.Helper()
	for _, entry := range entries {
		requireInside(t, src, entry.Span, entry.NameSpan)
		requireOutline(t, src, entry.Children)
	}
}
