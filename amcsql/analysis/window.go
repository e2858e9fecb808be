package analysis

import (
	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// over analyses the window of a call.
func (a *analyser) over(e *amcsql.Call, function *catalog.Function, s *scope, c context) {
	spec := e.Over
	ordered := spec.OrderBy != nil
	if spec.Base != nil {
		base := s.window(spec.Base.Name)
		if base == nil {
			a.error(CodeUnknownWindow, spec.Base.Span(), "There is no window called %s in the WINDOW clause of this SELECT.", spec.Base.Name).AMC =
				"Window '" + spec.Base.Name + "' not found"
			ordered = true
		} else {
			ordered = ordered || base.OrderBy != nil
		}
	}
	if !spec.Bare {
		a.windowSpec(spec, s, c)
	}
	if function != nil && function.Kind == catalog.Window && !ordered && !orderless[function.Name] && !a.broken {
		a.error(CodeWindow, spec.Span(), "%s needs ORDER BY in its OVER (…).", e.Name()).AMC = "RANK or DENSE_RANK functions require ORDER BY clause in window specification"
	}
}

// orderless window functions take a window without an order.
var orderless = map[string]bool{"FIRST_VALUE": true, "LAST_VALUE": true, "NTH_VALUE": true, "RATIO_TO_REPORT": true}

// windowSpec analyses what stands in the parentheses of a window.
func (a *analyser) windowSpec(spec *amcsql.Window, s *scope, c context) {
	c.inWindow = true
	a.expressions(spec.PartitionBy, s, c)
	if spec.OrderBy != nil {
		a.orderItems(spec.OrderBy, s, c)
	}
	if spec.Frame == nil {
		return
	}
	if spec.Frame.Backwards() && !a.broken {
		a.backwards(spec.Frame)
		return
	}
	a.disputed(CodeUnverifiedSyntax, spec.Frame.Span(), "Window frames (%s …) are not in the published grammar of AMC and were never seen to work.", spec.Frame.Unit)
	for _, bound := range []*amcsql.FrameBound{spec.Frame.Start, spec.Frame.End} {
		if bound != nil && bound.Offset != nil {
			a.expression(bound.Offset, s, c)
		}
	}
}

// backwards reports a frame that ends before it begins.
func (a *analyser) backwards(frame *amcsql.Frame) {
	d := a.error(CodeWindow, frame.Span(), "This frame ends before it begins; the earlier edge stands first.")
	d.AMC = "Upper frame boundary cannot be before the lower one"
	if frame.End != nil && frame.Start.Kind != frame.End.Kind {
		d.Fixes = []amcsql.Fix{{Title: "Swap the edges", Edits: []amcsql.Edit{
			{Span: frame.Start.Span(), Text: a.text(frame.End)}, {Span: frame.End.Span(), Text: a.text(frame.Start)},
		}}}
	}
}

// isWindowed reports whether an expression contains a window function.
func isWindowed(e amcsql.Expr) bool {
	found := false
	amcsql.Inspect(e, func(n amcsql.Node) bool {
		if _, nested := n.(*amcsql.Query); nested || found {
			return false
		}
		if call, ok := n.(*amcsql.Call); ok && call.Over != nil {
			found = true
		}
		return !found
	})
	return found
}
