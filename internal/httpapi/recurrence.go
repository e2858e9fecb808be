package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/recurrence"
	"github.com/recomamp/recomamp/internal/schedule"
	"github.com/recomamp/recomamp/internal/window"
)

// Recurrence is a rule by which instants are due. Fields that do not belong to
// its frequency are refused.
type Recurrence struct {
	Frequency     string             `json:"frequency" enum:"hourly,daily,weekly,monthly,cron"`
	Interval      int                `json:"interval,omitempty" minimum:"0" maximum:"1000" doc:"Of hours, days, weeks or months; 1 when absent. Counted from the start."`
	At            []string           `json:"at,omitempty" maxItems:"48" doc:"Times of day: daily, weekly, monthly." example:"[\"06:30\"]"`
	Minute        int                `json:"minute,omitempty" minimum:"0" maximum:"59" doc:"Of the hour: hourly."`
	Weekdays      []string           `json:"weekdays,omitempty" enum:"monday,tuesday,wednesday,thursday,friday,saturday,sunday"`
	Monthly       *RecurrenceMonthly `json:"monthly,omitempty"`
	Cron          string             `json:"cron,omitempty" maxLength:"200" example:"30 6 * * MON-FRI"`
	Excluding     []string           `json:"excluding,omitempty" maxItems:"1000" doc:"Local dates that are no business days and, unless excludedDates says otherwise, never due."`
	ExcludedDates string             `json:"excludedDates,omitempty" enum:"never,only_business"`
	Zone          string             `json:"zone" minLength:"1" maxLength:"64" doc:"IANA name." example:"Europe/Berlin"`
	From          string             `json:"from,omitempty" maxLength:"10" doc:"First local date." example:"2026-01-01"`
	Until         string             `json:"until,omitempty" maxLength:"10" doc:"Last local date."`
	Gap           string             `json:"gap,omitempty" enum:"shift,skip" doc:"What becomes of a local time that the clock skips."`
	Repeat        string             `json:"repeat,omitempty" enum:"once,twice" doc:"What becomes of a local time that the clock shows twice."`
}

// RecurrenceMonthly is the day of a monthly rule.
type RecurrenceMonthly struct {
	Kind    string `json:"kind" enum:"day,last_day,weekday,business_day"`
	Day     int    `json:"day,omitempty" minimum:"0" maximum:"31" doc:"Of kind day."`
	Days    []int  `json:"days,omitempty" maxItems:"31" minimum:"1" maximum:"31" doc:"Of kind day, for several; instead of day." example:"[1,15]"`
	Nth     int    `json:"nth,omitempty" minimum:"-1" maximum:"23" doc:"-1 is the last."`
	Weekday string `json:"weekday,omitempty" enum:"monday,tuesday,wednesday,thursday,friday,saturday,sunday"`
}

// SchedulePreview shows what would become of a rule and a window.
type SchedulePreview struct {
	Rule     Recurrence       `json:"rule"`
	Sentence string           `json:"sentence" doc:"The rule in words; empty when it is wrong."`
	Firings  []PreviewFiring  `json:"firings" doc:"In order, with what does not fire and why between them."`
	Problems []PreviewProblem `json:"problems" doc:"What would be refused when saved."`
}

// PreviewFiring is a firing, or something that does not fire and why.
type PreviewFiring struct {
	At      time.Time `json:"at"`
	Local   string    `json:"local" doc:"On the clocks of the rule's zone." example:"2026-10-25T02:30:00"`
	Fires   bool      `json:"fires"`
	Kind    string    `json:"kind,omitempty" enum:"gap_shifted,gap_skipped,repeat_first,repeat_second,excluded"`
	Note    string    `json:"note,omitempty" doc:"For people."`
	Window  *Window   `json:"window,omitempty"`
	StartAt time.Time `json:"startAt" doc:"When it would begin, jitter apart: later than at when it waits for its data."`
	Problem *Reason   `json:"problem,omitempty" doc:"Why it would be skipped."`
}

// PreviewProblem is a field that would be refused.
type PreviewProblem struct {
	Pointer string `json:"pointer"`
	Message string `json:"message"`
}

// ParsedRecurrence is a rule read from plain words.
type ParsedRecurrence struct {
	Rule     Recurrence `json:"rule"`
	Sentence string     `json:"sentence" doc:"What was understood."`
}

type previewScheduleInput struct {
	Body struct {
		Rule   Recurrence      `json:"rule"`
		Window *ScheduleWindow `json:"window,omitempty" doc:"Yesterday when absent."`
		Settle string          `json:"settle,omitempty" enum:"wait,run"`
		From   *time.Time      `json:"from,omitempty" doc:"Firings after it; the present when absent."`
		Count  int             `json:"count,omitempty" minimum:"1" maximum:"50" doc:"50 when absent."`
	}
}

type parseRecurrenceInput struct {
	Body struct {
		Text string `json:"text" minLength:"1" maxLength:"40000" example:"every weekday at 06:30 in Europe/Berlin"`
		Zone string `json:"zone" minLength:"1" maxLength:"64" doc:"Meant when the text names none." example:"Europe/Berlin"`
	}
}

func (s *Server) schedulePreviewRoutes() {
	signedIn(s, reading(operation(http.MethodPost, "/schedules/preview", "previewSchedule", "schedules", "When a rule is due next, and which windows that gives")), s.previewSchedule)
	signedIn(s, reading(operation(http.MethodPost, "/schedules/parse", "parseRecurrence", "schedules", "A rule from plain words")), s.parseRecurrence)
}

func (s *Server) previewSchedule(_ context.Context, _ actor.Actor, in *previewScheduleInput) (*body[SchedulePreview], error) {
	b := in.Body
	params := schedule.PreviewParams{
		Rule: b.Rule.rule(), Window: window.Spec{Preset: window.Yesterday}, Settle: schedule.Settle(b.Settle), Count: b.Count,
	}
	if b.Window != nil {
		params.Window = b.Window.spec()
	}
	if b.From != nil {
		params.From = b.From.UTC()
	}
	shown, now := s.deps.Schedules.Preview(params), s.deps.Clock.Now()
	out := SchedulePreview{
		Rule: recurrenceOut(shown.Rule), Sentence: shown.Sentence,
		Firings: make([]PreviewFiring, len(shown.Lines)), Problems: make([]PreviewProblem, len(shown.Problems)),
	}
	for i, line := range shown.Lines {
		one := PreviewFiring{
			At: line.At, Local: line.Local.Format(window.LocalLayout), Fires: line.Fires, Kind: string(line.Kind), Note: line.Note,
			StartAt: line.StartAt, Problem: reasonOut(line.Problem),
		}
		if line.Window != nil {
			w := windowOut(*line.Window, params.Window.Preset, now)
			one.Window = &w
		}
		out.Firings[i] = one
	}
	for i, problem := range shown.Problems {
		out.Problems[i] = PreviewProblem(problem)
	}
	return &body[SchedulePreview]{Body: out}, nil
}

func (s *Server) parseRecurrence(_ context.Context, _ actor.Actor, in *parseRecurrenceInput) (*body[ParsedRecurrence], error) {
	rule, err := recurrence.Parse(in.Body.Text, in.Body.Zone)
	if err != nil {
		return nil, err
	}
	return &body[ParsedRecurrence]{Body: ParsedRecurrence{Rule: recurrenceOut(rule), Sentence: recurrence.Describe(rule)}}, nil
}

func (w ScheduleWindow) spec() window.Spec {
	return window.Spec{Preset: window.Preset(w.Preset), Range: w.Range, From: w.From, To: w.To, Zone: w.Zone}
}

func (r Recurrence) rule() recurrence.Rule {
	rule := recurrence.Rule{
		Frequency: recurrence.Frequency(r.Frequency), Interval: r.Interval, At: r.At, Minute: r.Minute, Cron: r.Cron,
		Excluding: r.Excluding, ExcludedDates: recurrence.ExcludedDates(r.ExcludedDates), Zone: r.Zone, From: r.From, Until: r.Until,
		Gap: recurrence.GapPolicy(r.Gap), Repeat: recurrence.RepeatPolicy(r.Repeat),
	}
	for _, day := range r.Weekdays {
		rule.Weekdays = append(rule.Weekdays, recurrence.Weekday(day))
	}
	if m := r.Monthly; m != nil {
		rule.Monthly = &recurrence.Monthly{Kind: recurrence.MonthlyKind(m.Kind), Day: m.Day, Days: m.Days, Nth: m.Nth, Weekday: recurrence.Weekday(m.Weekday)}
	}
	return rule
}

func recurrenceOut(r recurrence.Rule) Recurrence {
	out := Recurrence{
		Frequency: string(r.Frequency), Interval: r.Interval, At: r.At, Minute: r.Minute, Cron: r.Cron,
		Excluding: r.Excluding, ExcludedDates: string(r.ExcludedDates), Zone: r.Zone, From: r.From, Until: r.Until,
		Gap: string(r.Gap), Repeat: string(r.Repeat),
	}
	for _, day := range r.Weekdays {
		out.Weekdays = append(out.Weekdays, string(day))
	}
	if m := r.Monthly; m != nil {
		out.Monthly = &RecurrenceMonthly{Kind: string(m.Kind), Day: m.Day, Days: m.Days, Nth: m.Nth, Weekday: string(m.Weekday)}
	}
	return out
}
