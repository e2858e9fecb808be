package analysis

import (
	"github.com/recomamp/recomamp/amcsql"
)

// Bounds that keep hostile texts cheap. Real queries stay far below them.
const (
	maxErrors   = 100     // of a text; later ones are not told
	maxRemarks  = 200     // warnings and infos
	maxEffort   = 1 << 20 // steps, about one per expression
	maxFixed    = 20_000  // bytes that a fix replaces
	columnCost  = 8       // steps that making a column stands for
	tableCost   = 16      // steps that a table of FROM or WITH stands for
	maxLineage  = 50_000  // columns of a lineage
	maxJoinWork = 10_000  // joins times select items that are looked through for sums counted twice
)

// spend counts work and reports whether there is too much of it. Then the
// analysis ends as fast as it can, with one error.
func (a *analyser) spend(steps int) bool {
	a.effort += steps
	if a.effort <= maxEffort {
		return false
	}
	if !a.exhausted {
		a.exhausted = true
		a.broken = true // rules about the whole stay silent
		start := a.bindings.root.Span().Start
		a.diagnostics = append(a.diagnostics, amcsql.Diagnostic{
			Severity: amcsql.SeverityError, Code: amcsql.CodeTooComplex, Span: amcsql.Span{Start: start, End: start},
			Message: "This query is too large to be checked; split it into several.",
		})
	}
	return true
}

// full reports whether no further finding of a severity is told.
func (a *analyser) full(severity amcsql.Severity) bool {
	if a.exhausted {
		return true
	}
	if severity == amcsql.SeverityError {
		return a.errors >= maxErrors
	}
	return a.remarks >= maxRemarks
}
