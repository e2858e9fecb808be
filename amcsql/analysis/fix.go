package analysis

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

// text is how a node was written, or prints where the text is not at hand. It
// is empty for what is too long to be part of a fix.
func (a *analyser) text(n amcsql.Node) string {
	switch {
	case n.Span().Len() > maxFixed:
		return ""
	case a.src == "":
		return amcsql.Print(n)
	}
	return n.Span().Text(a.src)
}

// primary reports whether an expression keeps its meaning with an operator put
// behind or before it.
func primary(e amcsql.Expr) (amcsql.Expr, bool) {
	switch e := e.(type) {
	case *amcsql.Binary, *amcsql.Unary, *amcsql.Between, *amcsql.In, *amcsql.Like, *amcsql.Is, *amcsql.IsDistinct, *amcsql.Quantified:
		return e, false
	case *amcsql.Cast:
		return e, e.Form != amcsql.CastColons
	}
	return e, true
}

// operand is the text of an expression that an operator may be put beside.
func (a *analyser) operand(e amcsql.Expr) string {
	if _, simple := primary(e); simple {
		return a.text(e)
	}
	return "(" + a.text(e) + ")"
}

// replace is a Fix of one edit.
func replace(title string, at amcsql.Span, text string) []amcsql.Fix {
	return edited(title, amcsql.Edit{Span: at, Text: text})
}

// edited is a Fix of several edits, none where one of them is too long.
func edited(title string, edits ...amcsql.Edit) []amcsql.Fix {
	for _, edit := range edits {
		if edit.Span.Len() > maxFixed {
			return nil
		}
	}
	return []amcsql.Fix{{Title: title, Edits: edits}}
}

// before and after are the empty spans at the edges of a span.
func before(at amcsql.Span) amcsql.Span { return amcsql.Span{Start: at.Start, End: at.Start} }
func after(at amcsql.Span) amcsql.Span  { return amcsql.Span{Start: at.End, End: at.End} }

// suggest completes a message with the name probably meant and adds the fix.
func suggest(d *amcsql.Diagnostic, name string) {
	if name == "" {
		return
	}
	d.Message += fmt.Sprintf(" Did you mean %s?", name)
	d.Fixes = append(d.Fixes, replace("Change to "+name, d.Span, name)...)
}

// word finds words within a span, and is the span itself where the text is not
// at hand or does not hold them.
func (a *analyser) word(within amcsql.Span, words string) amcsql.Span {
	if a.src == "" {
		return within
	}
	pattern := regexp.MustCompile(`(?i)\b` + strings.ReplaceAll(words, " ", `\s+`) + `\b`)
	found := pattern.FindStringIndex(within.Text(a.src))
	if found == nil {
		return within
	}
	from := within.From()
	return amcsql.Span{Start: amcsql.PositionAt(a.src, from+found[0]), End: amcsql.PositionAt(a.src, from+found[1])}
}

// drop removes words that word has found.
func (a *analyser) drop(at amcsql.Span, words string) []amcsql.Fix {
	if a.src == "" || len(strings.Fields(at.Text(a.src))) != len(strings.Fields(words)) {
		return nil
	}
	return replace("Remove "+words, at, "")
}
