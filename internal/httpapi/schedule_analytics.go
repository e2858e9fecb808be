package httpapi

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/schedule"
	"github.com/recomamp/recomamp/internal/window"
	"github.com/recomamp/recomamp/internal/zone"
)

// ScheduleAnalytics tell how schedules have been doing; backfills do not count.
type ScheduleAnalytics struct {
	From        time.Time          `json:"from"`
	To          time.Time          `json:"to"`
	Counts      OccurrenceCounts   `json:"counts"`
	SuccessRate *float64           `json:"successRate,omitempty" doc:"Of those that ended, from 0 to 1; absent when none did."`
	Lateness    Spread             `json:"lateness" doc:"From when an occurrence was to begin until it did."`
	Duration    Spread             `json:"duration" doc:"Of those that succeeded, from beginning to end."`
	Failures    []FailureCount     `json:"failures" doc:"By class, the most first."`
	Days        []ScheduleDay      `json:"days" doc:"Days in UTC with occurrences."`
	Schedules   []ScheduleStanding `json:"schedules" doc:"Each with occurrences in the span, those with the most failures first; 500 at most."`
	Left        int                `json:"left" doc:"How many more schedules there are."`
}

// OccurrenceCounts are occurrences by state; each instant of a skipped span counts.
type OccurrenceCounts struct {
	Waiting      int `json:"waiting"`
	Running      int `json:"running"`
	Succeeded    int `json:"succeeded"`
	Failed       int `json:"failed"`
	PartlyFailed int `json:"partlyFailed"`
	Cancelled    int `json:"cancelled"`
	Skipped      int `json:"skipped"`
}

// Spread is the middle and the upper end of measured times.
type Spread struct {
	Count    int   `json:"count"`
	MedianMs int64 `json:"medianMs"`
	P95Ms    int64 `json:"p95Ms"`
}

// FailureCount is how many occurrences failed of one class.
type FailureCount struct {
	Class string `json:"class"`
	Count int    `json:"count"`
}

// ScheduleDay sums up a day in UTC.
type ScheduleDay struct {
	Day       string `json:"day" example:"2026-03-10"`
	Succeeded int    `json:"succeeded"`
	Failed    int    `json:"failed" doc:"Also partly."`
	Skipped   int    `json:"skipped"`
	Duration  Spread `json:"duration"`
	Lateness  Spread `json:"lateness"`
}

// ScheduleStanding sums up a schedule.
type ScheduleStanding struct {
	ScheduleID  actor.ScheduleID `json:"scheduleId"`
	Name        string           `json:"name"`
	Succeeded   int              `json:"succeeded"`
	Failed      int              `json:"failed" doc:"Also partly."`
	Skipped     int              `json:"skipped"`
	SuccessRate *float64         `json:"successRate,omitempty"`
	Lateness    Spread           `json:"lateness"`
	Duration    Spread           `json:"duration"`
	Trend       *float64         `json:"trend,omitempty" doc:"By how much the later half of its runs took longer: 0.2 is a fifth. Absent with fewer than four."`
	Streak      int              `json:"streak" doc:"How many of its newest occurrences in the span succeeded in a row."`
}

// ScheduleCalendar is what schedules have done in a span, and what active ones will do.
type ScheduleCalendar struct {
	From    time.Time       `json:"from"`
	To      time.Time       `json:"to"`
	Zone    string          `json:"zone"`
	Entries []CalendarEntry `json:"entries" doc:"In the order of their beginning, 5,000 at most."`
	Left    int             `json:"left" doc:"How many more there are."`
	Past    []CalendarPast  `json:"past" doc:"What has begun by now or was skipped, in the order of time, 5,000 at most."`
	// MorePast is a yes or no: counting all would read all.
	MorePast bool `json:"morePast" doc:"There is more of it."`
	// LeftSchedules would make the answer too large to work out.
	LeftSchedules int        `json:"leftSchedules" doc:"Schedules that were not looked at, as there are more than 2,000: entries and load leave them out. Choose a client or a shorter span."`
	Slots         SlotLimits `json:"slots"`
	StepMs        int64      `json:"stepMs" doc:"Length of a step of load."`
	Load          []SlotLoad `json:"load" doc:"Predicted; steps without any are left out."`
}

// CalendarEntry is a predicted occurrence.
type CalendarEntry struct {
	ScheduleID actor.ScheduleID `json:"scheduleId"`
	Name       string           `json:"name"`
	DueAt      time.Time        `json:"dueAt"`
	StartAt    time.Time        `json:"startAt" doc:"Later than dueAt for its jitter or its data."`
	LocalStart string           `json:"localStart" doc:"On the clocks of zone." example:"2026-03-10T06:30:00"`
	EndAt      time.Time        `json:"endAt" doc:"When it usually would have ended."`
	Executions int              `json:"executions"`
	Known      bool             `json:"known" doc:"Whether its length is from earlier runs; else it is a guess."`
}

// CalendarPast is an occurrence that has begun, or was skipped.
type CalendarPast struct {
	ID         actor.OccurrenceID `json:"id"`
	ScheduleID actor.ScheduleID   `json:"scheduleId"`
	Name       string             `json:"name"`
	At         time.Time          `json:"at" doc:"When it began; when it was due for one that was skipped."`
	LocalAt    string             `json:"localAt" doc:"On the clocks of zone." example:"2026-03-10T06:30:00"`
	State      string             `json:"state" enum:"running,succeeded,failed,partly_failed,cancelled,skipped"`
	Instants   int                `json:"instants" doc:"More than one for a span that was skipped."`
	Reason     string             `json:"reason,omitempty" doc:"Why it was skipped, or did not begin."`
}

// SlotLimits are the most runs that may be open at AMC at once.
type SlotLimits struct {
	PerInstance int `json:"perInstance"`
	PerAccount  int `json:"perAccount"`
}

// SlotLoad is how many slots of an account are predicted to be wanted.
type SlotLoad struct {
	Account string    `json:"account" doc:"Amazon's id."`
	At      time.Time `json:"at" doc:"Begin of a step."`
	Wanted  int       `json:"wanted" doc:"At most at once within the step."`
}

// AnalyticsSpan bounds what is analysed.
type AnalyticsSpan struct {
	From time.Time `query:"from" doc:"30 days before to when absent; 3,660 days before it at most."`
	To   time.Time `query:"to" doc:"Now when absent."`
}

type analyticsInput struct {
	AnalyticsSpan
	Client actor.ClientID `query:"client" doc:"Schedules of the client or on one of its instances."`
}

type scheduleAnalyticsInput struct {
	AnalyticsSpan
	ScheduleInput
}

type calendarInput struct {
	From string `query:"from" required:"true" doc:"A date, or an instant in RFC 3339." example:"2026-03-09"`
	To   string `query:"to" required:"true" doc:"Not included; 32 days after from at most." example:"2026-03-16"`
	Zone string `query:"zone" required:"true" doc:"IANA zone of the dates." example:"Europe/Berlin"`

	Client actor.ClientID `query:"client" doc:"Entries of schedules of the client or on one of its instances. Load counts all that share an account."`
}

func (s *Server) scheduleAnalyticsRoutes() {
	signedIn(s, operation(http.MethodGet, "/schedules/analytics", "getSchedulesAnalytics", "schedules", "How schedules have been doing"), s.getSchedulesAnalytics)
	signedIn(s, failing(operation(http.MethodGet, "/schedules/{id}/analytics", "getScheduleAnalytics", "schedules", "How a schedule has been doing"),
		http.StatusNotFound), s.getScheduleAnalytics)
	signedIn(s, operation(http.MethodGet, "/schedules/calendar", "getScheduleCalendar", "schedules", "What schedules will do, and the slots they will want"), s.getScheduleCalendar)
}

func (s *Server) getSchedulesAnalytics(ctx context.Context, a actor.Actor, in *analyticsInput) (*body[ScheduleAnalytics], error) {
	return s.analyticsAnswer(ctx, a, schedule.AnalyticsFilter{ClientID: in.Client}, in.AnalyticsSpan)
}

func (s *Server) getScheduleAnalytics(ctx context.Context, a actor.Actor, in *scheduleAnalyticsInput) (*body[ScheduleAnalytics], error) {
	return s.analyticsAnswer(ctx, a, schedule.AnalyticsFilter{ScheduleID: in.ID}, in.AnalyticsSpan)
}

func (s *Server) analyticsAnswer(ctx context.Context, a actor.Actor, f schedule.AnalyticsFilter, span AnalyticsSpan) (*body[ScheduleAnalytics], error) {
	f.Until = span.To.UTC()
	if span.To.IsZero() {
		f.Until = s.deps.Clock.Now()
	}
	f.From = span.From.UTC()
	if span.From.IsZero() {
		f.From = f.Until.AddDate(0, 0, -30)
	}
	found, err := s.deps.Schedules.Analyse(ctx, a, f)
	if err != nil {
		return nil, err
	}
	return &body[ScheduleAnalytics]{Body: analyticsOut(found)}, nil
}

func analyticsOut(f schedule.Analytics) ScheduleAnalytics {
	out := ScheduleAnalytics{
		From: f.From, To: f.Until, Left: f.Left, SuccessRate: f.SuccessRate, Lateness: spreadOut(f.Lateness), Duration: spreadOut(f.Duration),
		Counts: OccurrenceCounts{
			Waiting: f.Counts[schedule.Waiting], Running: f.Counts[schedule.Running], Succeeded: f.Counts[schedule.Succeeded],
			Failed: f.Counts[schedule.Failed], PartlyFailed: f.Counts[schedule.PartlyFailed],
			Cancelled: f.Counts[schedule.Cancelled], Skipped: f.Counts[schedule.Skipped],
		},
		Failures: []FailureCount{}, Days: make([]ScheduleDay, len(f.Days)), Schedules: make([]ScheduleStanding, len(f.Schedules)),
	}
	for _, class := range mostFirst(f.Failures) {
		out.Failures = append(out.Failures, FailureCount{Class: class, Count: f.Failures[class]})
	}
	for i, d := range f.Days {
		out.Days[i] = ScheduleDay{
			Day: d.Day, Succeeded: d.Succeeded, Failed: d.Failed, Skipped: d.Skipped, Duration: spreadOut(d.Duration), Lateness: spreadOut(d.Lateness),
		}
	}
	for i, one := range f.Schedules {
		out.Schedules[i] = ScheduleStanding{
			ScheduleID: one.ScheduleID, Name: one.Name, Succeeded: one.Succeeded, Failed: one.Failed, Skipped: one.Skipped,
			SuccessRate: one.SuccessRate, Lateness: spreadOut(one.Lateness), Duration: spreadOut(one.Duration), Trend: one.Trend, Streak: one.Streak,
		}
	}
	return out
}

// mostFirst sorts what is counted, the most first.
func mostFirst(counts map[string]int) []string {
	return slices.SortedFunc(maps.Keys(counts), func(x, y string) int { return cmp.Or(counts[y]-counts[x], cmp.Compare(x, y)) })
}

func spreadOut(s schedule.Spread) Spread {
	return Spread{Count: s.Count, MedianMs: s.Median.Milliseconds(), P95Ms: s.Upper.Milliseconds()}
}

func (s *Server) getScheduleCalendar(ctx context.Context, a actor.Actor, in *calendarInput) (*body[ScheduleCalendar], error) {
	location, err := zone.Load(in.Zone)
	if err != nil {
		return nil, errTimeFilter.WithField("query.zone", "is not an IANA zone, such as Europe/Berlin")
	}
	from, err := dayOrInstant("query.from", in.From, location)
	if err != nil {
		return nil, err
	}
	to, err := dayOrInstant("query.to", in.To, location)
	if err != nil {
		return nil, err
	}
	found, err := s.deps.Schedules.Calendar(ctx, a, schedule.CalendarFilter{From: from, Until: to, ClientID: in.Client})
	if err != nil {
		return nil, err
	}
	perInstance, perAccount := s.deps.Executions.Limits()
	out := ScheduleCalendar{
		From: found.From, To: found.Until, Zone: in.Zone, Left: found.Left, LeftSchedules: found.LeftSchedules, StepMs: schedule.CalendarStep.Milliseconds(),
		Slots: SlotLimits{PerInstance: perInstance, PerAccount: perAccount},
		Past:  make([]CalendarPast, len(found.Past)), MorePast: found.MorePast,
		Entries: make([]CalendarEntry, len(found.Entries)), Load: make([]SlotLoad, len(found.Load)),
	}
	for i, e := range found.Entries {
		out.Entries[i] = CalendarEntry{
			ScheduleID: e.ScheduleID, Name: e.Name, DueAt: e.DueAt, StartAt: e.StartAt, LocalStart: e.StartAt.In(location).Format(window.LocalLayout),
			EndAt: e.EndAt, Executions: e.Executions, Known: e.Known,
		}
	}
	for i, e := range found.Past {
		out.Past[i] = CalendarPast{
			ID: e.ID, ScheduleID: e.ScheduleID, Name: e.Name, At: e.At, LocalAt: e.At.In(location).Format(window.LocalLayout),
			State: string(e.State), Instants: e.Instants, Reason: e.Reason,
		}
	}
	for i, l := range found.Load {
		out.Load[i] = SlotLoad(l)
	}
	return &body[ScheduleCalendar]{Body: out}, nil
}
