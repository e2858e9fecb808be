package amcsql

import (
	"fmt"
	"slices"
	"strings"
)

// PlaceholderValue is what a placeholder is to stand for.
type PlaceholderValue struct {
	// Type says how the value is written. Where it is empty, the place decides,
	// and where that says nothing, the value.
	Type PlaceholderType
	// Value is a string, bool, json.Number, any Go number or time.Time; for a
	// list a slice of these, for rows a slice of slices. What stands in a slice
	// may be a PlaceholderValue, which names its own type.
	Value any
}

// Check says what keeps the value from being written at all, whatever its
// place. The error reads after a name: "is no date such as 2026-05-31".
func (v PlaceholderValue) Check() error {
	_, err := placeholderNodes(v.Type, v.Value, placeholderPlace{members: true, rows: v.Type == PlaceholderRows})
	return err
}

// CodePlaceholderValue is the code of the diagnostics that Fill reports.
const CodePlaceholderValue = "placeholder-value"

// Fill puts values into the placeholders of a query. Values become nodes of the
// tree: text is never pasted. A placeholder without a value stays one. Inside a
// text, {{name}} is filled where values holds the name, and is text otherwise;
// comments stay as they are.
//
// A value that does not fit its type or its place is an error.
func Fill(query *Query, values map[string]PlaceholderValue) []Diagnostic {
	f := filler{values: values, places: placesOf(query)}
	patterns := map[*StringLiteral]bool{}
	Inspect(query, func(n Node) bool {
		switch n := n.(type) {
		case *Like:
			if literal, ok := n.Pattern.(*StringLiteral); ok && n.Operator != "LIKE" && n.Operator != "ILIKE" {
				patterns[literal] = true
			}
		case *PlaceholderTable:
			f.table(n)
		case *Placeholder:
			f.placeholder(n)
		case *Ident:
			f.ident(n)
		case *StringLiteral:
			f.text(n, patterns[n])
		}
		return true
	})
	return f.diagnostics
}

// Render gives the text with its placeholders filled, laid out as it was. It
// reports what Parse and Fill report, and gives "" after an error.
func Render(src string, values map[string]PlaceholderValue) (string, []Diagnostic) {
	query, diagnostics := Parse(src)
	if HasErrors(diagnostics) {
		return "", diagnostics
	}
	if diagnostics = append(diagnostics, Fill(query, values)...); HasErrors(diagnostics) {
		return "", diagnostics
	}
	rendered := render(src, query)
	// What was rendered must be the filled tree again; anything else is a fault
	// of this package that must not reach a database.
	again, problems := Parse(rendered)
	if HasErrors(problems) || Print(again) != Print(query) {
		return "", append(diagnostics, Diagnostic{
			Severity: SeverityError, Code: CodePlaceholderValue, Span: query.At, Message: "The values cannot be put into this text safely.",
		})
	}
	return rendered, diagnostics
}

// render replaces the words of filled nodes.
func render(src string, query *Query) string {
	var edits []Edit
	add := func(span Span, text string) { edits = append(edits, Edit{Span: span, Text: text}) }
	Inspect(query, func(n Node) bool {
		switch n := n.(type) {
		case *PlaceholderTable:
			if n.Name != nil {
				add(n.Placeholder.At, Print(n.Name))
			}
		case *Placeholder:
			switch {
			case n.Fill == nil:
			case n.Bare:
				add(n.At, "("+Print(n)+")")
			default:
				add(n.At, Print(n))
			}
		case *Ident:
			if n.Placeholder != "" && n.Name != "" {
				add(n.At, n.Name)
			}
		case *StringLiteral:
			if written := n.At.Text(src); strings.Contains(written, "{{") && n.At.Len() > 0 && quoteText(n.Value) != written {
				add(n.At, quoteText(n.Value))
			}
		}
		return true
	})
	slices.SortFunc(edits, func(a, b Edit) int { return a.Span.Compare(b.Span) })
	out := make([]byte, 0, len(src)+64)
	at := 0
	for _, edit := range edits {
		out = append(out, src[at:edit.Span.From()]...)
		if len(out) > 0 && sticks(out[len(out)-1]) {
			out = append(out, ' ')
		}
		out = append(out, edit.Text...)
		if at = edit.Span.To(); at < len(src) && sticks(src[at]) {
			out = append(out, ' ')
		}
	}
	return string(append(out, src[at:]...))
}

// sticks reports whether a character could become one word with what is put
// beside it.
func sticks(c byte) bool {
	return c >= 0x80 || isNamePart(c) || strings.IndexByte("'\"`:@$?{}", c) >= 0
}

type filler struct {
	values      map[string]PlaceholderValue
	places      map[*Placeholder]placeholderPlace
	diagnostics []Diagnostic
}

func (f *filler) fail(at Span, name, format string, args ...any) {
	f.diagnostics = append(f.diagnostics, Diagnostic{
		Severity: SeverityError, Code: CodePlaceholderValue, Span: at,
		Message: fmt.Sprintf("The value of {{%s}} ", name) + fmt.Sprintf(format, args...),
	})
}

func (f *filler) placeholder(p *Placeholder) {
	given, ok := f.values[p.Text]
	place := f.places[p]
	if !ok || place.typ == PlaceholderIdentifier { // of a table, filled there
		return
	}
	typ := given.Type
	if typ == "" {
		typ = place.typ
	}
	fill, err := placeholderNodes(typ, given.Value, place)
	if err != nil {
		f.fail(p.At, p.Text, "%s.", err)
		return
	}
	p.Fill = fill
}

func (f *filler) ident(n *Ident) {
	given, ok := f.values[n.Placeholder]
	if n.Placeholder == "" || !ok {
		return
	}
	name, err := identifierOf(given)
	switch {
	case err != nil:
		f.fail(n.At, n.Placeholder, "%s.", err)
	case len(name) > 1:
		f.fail(n.At, n.Placeholder, "must be one name without dots here.")
	default:
		n.Name = name[0]
	}
}

func (f *filler) table(t *PlaceholderTable) {
	given, ok := f.values[t.Placeholder.Text]
	if !ok {
		return
	}
	names, err := identifierOf(given)
	if err != nil {
		f.fail(t.Placeholder.At, t.Placeholder.Text, "%s.", err)
		return
	}
	t.Name = &QualifiedName{Located: t.Placeholder.Located}
	for _, name := range names {
		t.Name.Parts = append(t.Name.Parts, &Ident{Located: t.Placeholder.Located, Name: name})
	}
}

// text fills {{name}} inside a text, where the name has a value.
func (f *filler) text(n *StringLiteral, pattern bool) {
	if !strings.Contains(n.Value, "{{") {
		return
	}
	var out strings.Builder
	rest := n.Value
	for {
		before, after, found := strings.Cut(rest, "{{")
		out.WriteString(before)
		if !found {
			break
		}
		name, _, closed := strings.Cut(after[:min(len(after), longestMarker)], "}}")
		given, known := f.values[strings.TrimSpace(name)]
		if !closed || !known {
			out.WriteString("{{")
			rest = after
			continue
		}
		text, err := insideText(given, pattern)
		if err != nil {
			f.fail(n.At, strings.TrimSpace(name), "%s.", err)
			return
		}
		out.WriteString(text)
		rest = after[len(name)+len("}}"):]
	}
	n.Value = out.String()
}
