package httpapi

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/window"
)

// WindowChoice is the span of time a person chose: a preset, a range, or both bounds.
type WindowChoice struct {
	Preset string `json:"preset,omitempty" enum:"yesterday,last_7_days,last_14_days,last_30_days,last_full_week,last_full_month,month_to_date"`
	Range  string `json:"range,omitempty" maxLength:"100" doc:"A dynamic window: last_days(14), last_full_week(monday), month_to_yesterday, …" example:"last_days(14)"`
	From   string `json:"from,omitempty" maxLength:"100" doc:"Local start, included: 2026-01-31, 2026-01-31T00:00:00, or a dynamic date such as start_of_month(-1)." example:"2026-01-01"`
	To     string `json:"to,omitempty" maxLength:"100" doc:"Local end, not included." example:"2026-02-01"`
	Zone   string `json:"zone" minLength:"1" maxLength:"64" doc:"IANA name." example:"Europe/Berlin"`
}

// Window is a resolved span of time. It never changes once an execution has it.
type Window struct {
	Preset     string    `json:"preset,omitempty"`
	Start      time.Time `json:"start"`
	End        time.Time `json:"end" doc:"Not included."`
	LocalStart string    `json:"localStart" doc:"Start on the clocks of the zone." example:"2026-01-01T00:00:00"`
	LocalEnd   string    `json:"localEnd"`
	Zone       string    `json:"zone"`
	SettlesAt  time.Time `json:"settlesAt" doc:"From then on Amazon's data for the window are complete."`
	Settled    bool      `json:"settled"`
}

type resolveWindowInput struct {
	Body WindowChoice
}

func (s *Server) windowRoutes() {
	signedIn(s, reading(operation(http.MethodPost, "/windows/resolve", "resolveWindow", "windows", "What a window means right now")), s.resolveWindow)
}

func (s *Server) resolveWindow(_ context.Context, _ actor.Actor, in *resolveWindowInput) (*body[Window], error) {
	now := s.deps.Clock.Now()
	resolved, err := window.Resolve(in.Body.spec(), now)
	if err != nil {
		return nil, atBodyRoot(err)
	}
	return &body[Window]{Body: windowOut(resolved, window.Preset(in.Body.Preset), now)}, nil
}

func (c WindowChoice) spec() window.Spec {
	return window.Spec{Preset: window.Preset(c.Preset), Range: c.Range, From: c.From, To: c.To, Zone: c.Zone}
}

func windowOut(w window.Window, preset window.Preset, now time.Time) Window {
	return Window{
		Preset: string(preset), Start: w.Start, End: w.End, LocalStart: w.LocalStart(), LocalEnd: w.LocalEnd(),
		Zone: w.Zone, SettlesAt: w.SettlesAt(), Settled: w.SettledAt(now),
	}
}

// atBodyRoot moves the fields a window error names from /window/… to /…, for
// the one request whose body is the window itself.
func atBodyRoot(err error) error {
	f := fault.Of(err)
	moved := *f
	moved.Fields = nil
	for _, field := range f.Fields {
		field.Pointer = strings.TrimPrefix(field.Pointer, "/window")
		moved.Fields = append(moved.Fields, field)
	}
	return &moved
}
