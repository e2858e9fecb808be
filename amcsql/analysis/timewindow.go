package analysis

import (
	"regexp"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// isoDuration is what EXTEND_TIME_WINDOW takes. Only days are known to work;
// the rest of ISO 8601 is let through.
var isoDuration = regexp.MustCompile(`^P(\d+[YMWD])*(T(\d+[HMS])+)?$`)

const extendedForm = "TABLE(EXTEND_TIME_WINDOW('table', 'P14D', 'P0D'))"

// extendedTable analyses TABLE(EXTEND_TIME_WINDOW(…)).
func (a *analyser) extendedTable(t *amcsql.ExtendedTable, s *scope) *relation {
	unknown := &relation{shape: unknownShape()}
	if !t.Wrapped {
		d := a.disputed(CodeTimeWindow, t.Function.Span(), "EXTEND_TIME_WINDOW was only seen inside TABLE( ): %s.", extendedForm)
		if t.Alias == nil {
			d.Fixes = replace("Put it into TABLE( )", t.Span(), "TABLE("+a.text(t)+")")
		}
	}
	if len(t.Args) != 3 {
		a.error(CodeArity, t.Span(), "EXTEND_TIME_WINDOW takes 3 texts, not %d: %s.", len(t.Args), extendedForm).Fixes = a.noLaterDays(t)
	}
	for i, arg := range t.Args {
		literal, ok := arg.(*amcsql.StringLiteral)
		if placeholder, gap := arg.(*amcsql.Placeholder); gap {
			a.placeholder(placeholder)
			continue
		}
		switch {
		case !ok:
			a.error(CodeTimeWindow, arg.Span(), "EXTEND_TIME_WINDOW takes texts in quotes only: %s.", extendedForm).Fixes = durationFix(i, arg, a.text(arg))
		case i > 0 && i < 3 && !validDuration(literal.Value):
			a.error(CodeTimeWindow, arg.Span(), "'%s' is no duration; write a number of days such as 'P14D'.", literal.Value).Fixes = durationFix(i, arg, literal.Value)
		}
	}
	source := t.Source()
	if source == nil {
		return unknown
	}
	before, reads := len(a.diagnostics), len(a.reads)
	table := a.extended(source, s)
	for i := range a.reads[reads:] {
		a.reads[reads+i].quoted = true
	}
	for i := range a.diagnostics[before:] {
		quoteFixes(&a.diagnostics[before+i])
	}
	if table == nil {
		return unknown
	}
	return &relation{shape: a.sourceShape(table), name: table.Name, source: table}
}

// extended finds the data source that a text names, nil where there is none.
func (a *analyser) extended(name *amcsql.StringLiteral, s *scope) *catalog.Table {
	if table, ok := a.findTable(name.Value, name.Span()); ok {
		return table
	}
	if s.commonTable(name.Value) != nil {
		a.error(CodeTimeWindow, name.Span(), "'%s' is a common table; only a data source can be read over a longer window.", name.Value).AMC =
			"Object '" + name.Value + "' not found"
		return nil
	}
	a.unknownTable(name.Value, name.Span(), s)
	return nil
}

var daysMeant = regexp.MustCompile(`(?i)^\s*p?\s*(\d{1,4})\s*d?(ay)?s?\s*$`)

// durationFix writes a number of days as a duration, and the first argument,
// which is the name of a table, as a text.
func durationFix(i int, arg amcsql.Expr, text string) []amcsql.Fix {
	if ref, named := arg.(*amcsql.ColumnRef); named && i == 0 && len(ref.Parts) == 1 {
		return replace("Add quotes", arg.Span(), "'"+ref.Parts[0].Name+"'")
	}
	days := daysMeant.FindStringSubmatch(text)
	if i == 0 || days == nil {
		return nil
	}
	return replace("Write 'P"+days[1]+"D'", arg.Span(), "'P"+days[1]+"D'")
}

// noLaterDays adds the third argument where only that is missing.
func (a *analyser) noLaterDays(t *amcsql.ExtendedTable) []amcsql.Fix {
	if len(t.Args) != 2 {
		return nil
	}
	return replace("Add 'P0D'", after(t.Args[1].Span()), ", 'P0D'")
}

func validDuration(text string) bool {
	return len(text) > 1 && len(text) <= 64 && text[len(text)-1] != 'T' && isoDuration.MatchString(text)
}

// quoteFixes puts quotes around replacements of a name that stands in a text.
func quoteFixes(d *amcsql.Diagnostic) {
	for _, fix := range d.Fixes {
		for i := range fix.Edits {
			fix.Edits[i].Text = "'" + fix.Edits[i].Text + "'"
		}
	}
}
