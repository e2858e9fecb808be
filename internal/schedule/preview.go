package schedule

import (
	"time"

	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/recurrence"
	"github.com/recomamp/recomamp/internal/window"
)

// PreviewParams are what a schedule would run by.
type PreviewParams struct {
	Rule   recurrence.Rule
	Window window.Spec // in the rule's zone when it names none
	Settle Settle
	From   time.Time // firings after it; the present when zero
	Count  int       // 1 to MaxPreview; default MaxPreview
}

// MaxPreview is how many firings a preview shows.
const MaxPreview = 50

// Preview is what would become of a rule and a window that are not saved.
type Preview struct {
	Rule     recurrence.Rule // canonical
	Sentence string          // empty when the rule is wrong
	Lines    []PreviewLine
	Problems []fault.Field // what would be refused when saved
}

// PreviewLine is a firing, or something that does not fire and why.
type PreviewLine struct {
	recurrence.Line

	Window  *window.Window // of a firing
	StartAt time.Time      // when it would begin, jitter apart
	Problem Reason         // why it would be skipped
}

// Preview shows the next firings of a rule with their windows. What is wrong is
// part of the answer.
func (s *Service) Preview(p PreviewParams) Preview {
	if p.From.IsZero() {
		p.From = s.clock.Now()
	}
	if p.Count < 1 || p.Count > MaxPreview {
		p.Count = MaxPreview
	}
	p.Rule = p.Rule.Canonical()
	shown := Preview{Rule: p.Rule, Lines: []PreviewLine{}, Problems: []fault.Field{}}
	rule, err := compile(p.Rule)
	if err != nil {
		shown.Problems = fieldsOf(err, "/rule")
		return shown
	}
	shown.Sentence = recurrence.Describe(p.Rule)
	if p.Window.Zone == "" {
		p.Window.Zone = p.Rule.Zone
	}
	if firstAfter(rule, p.From).IsZero() {
		shown.Problems = append(shown.Problems, ended)
	} else if checked := checkWindows(ErrInvalid, rule, p.Window, p.From); len(checked.Fields) > 0 {
		shown.Problems = checked.Fields
	}
	for _, line := range rule.Firings(p.From, p.Count) {
		one := PreviewLine{Line: line, StartAt: line.At}
		if line.Fires {
			if resolved, err := window.Resolve(p.Window, line.At); err != nil {
				one.Problem = refusal(err)
			} else {
				one.Window = &resolved
				if settles := resolved.SettlesAt(); p.Settle != SettleRun && settles.After(line.At) {
					one.StartAt = settles
				}
			}
		}
		shown.Lines = append(shown.Lines, one)
	}
	return shown
}

// ended is what is wrong with a rule whose last instant is over.
var ended = fault.Field{Pointer: "/rule/until", Message: "leaves no further instant"}

// fieldsOf are the fields that an error blames, or the one it is about.
func fieldsOf(err error, about string) []fault.Field {
	found := fault.Of(err)
	if len(found.Fields) > 0 {
		return found.Fields
	}
	return []fault.Field{{Pointer: about, Message: found.Message}}
}
