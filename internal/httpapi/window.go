package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
)

// WindowChoice is the span of time a person chose: a preset, or both bounds.
type WindowChoice struct {
	Preset string `json:"preset,omitempty" enum:"yesterday,last_7_days,last_14_days,last_30_days,last_full_week,last_full_month,month_to_date"`
	From   string `json:"from,omitempty" maxLength:"19" doc:"Local start, included: 2026-01-31 or 2026-01-31T00:00:00." example:"2026-01-01"`
	To     string `json:"to,omitempty" maxLength:"19" doc:"Local end, not included." example:"2026-02-01"`
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
	signedIn(s, operation(http.MethodPost, "/windows/resolve", "resolveWindow", "windows", "What a window means right now"), s.resolveWindow)
}

func (s *Server) resolveWindow(context.Context, actor.Actor, *resolveWindowInput) (*body[Window], error) {
	return nil, errLater
}
