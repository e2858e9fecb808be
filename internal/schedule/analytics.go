package schedule

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
)

// Analytics tell how schedules have been doing. Backfills do not count.
type Analytics struct {
	From, Until time.Time
	Counts      map[OccurrenceState]int // instants of skipped spans each count
	// SuccessRate is how many of those that ended succeeded, from 0 to 1; nil when none ended.
	SuccessRate *float64
	Lateness    Spread // from when it was to begin until it did; not of those run now
	Duration    Spread // from its beginning to its end, of those that succeeded
	Failures    map[string]int
	Days        []DayAnalytics // the UTC days of the span in order; none when nothing was due in it
	Schedules   []Standing     // those with the most failures first
	Left        int            // how many more schedules there are
}

// Spread is the middle and the upper end of measured times.
type Spread struct {
	Count         int
	Median, Upper time.Duration // 50th and 95th percentile
}

// Tally counts what came of occurrences.
type Tally struct {
	Succeeded, Failed int // partly failed ones are failed
	Skipped           int // instants
}

// rate is how many of those that ended succeeded; nil when none did.
func (t *Tally) rate() *float64 {
	ended := t.Succeeded + t.Failed
	if ended == 0 {
		return nil
	}
	return new(float64(t.Succeeded) / float64(ended))
}

// DayAnalytics are those of a day in UTC.
type DayAnalytics struct {
	Tally

	Day      string // a date
	Duration Spread
	Lateness Spread
}

// Standing are those of one schedule.
type Standing struct {
	Tally

	ScheduleID  actor.ScheduleID
	Name        string
	SuccessRate *float64
	Lateness    Spread
	Duration    Spread
	// Trend is by how much the later half of its runs took longer than the
	// earlier one: 0.2 is a fifth longer. Nil with fewer than four.
	Trend *float64
	// Streak is how many of its newest occurrences succeeded in a row.
	Streak int
}

// MaxStandings bounds how many schedules are told of one by one.
const MaxStandings = 500

// MaxAnalysed is the longest span that is looked at: ten years and some days.
const MaxAnalysed = 3660 * 24 * time.Hour

// ErrAnalyticsSpan says that a span is empty or too long to look at.
var ErrAnalyticsSpan = fault.New(fault.Invalid, "schedule.analytics_span", "The time to look at must end after it begins and be 3,660 days at most.").
	WithField("query.from", "must be before to, by 3,660 days at most")

// AnalyticsFilter says what is looked at: occurrences due from From, before
// Until, of one schedule, of those of a client or on its instances, or of all.
type AnalyticsFilter struct {
	From, Until time.Time
	ScheduleID  actor.ScheduleID
	ClientID    actor.ClientID
}

// Analyse sums up occurrences, in the database: there may be millions. Errors:
// ErrNotFound, ErrAnalyticsSpan.
func (s *Service) Analyse(ctx context.Context, a actor.Actor, f AnalyticsFilter) (Analytics, error) {
	out := Analytics{From: f.From, Until: f.Until, Counts: map[OccurrenceState]int{}, Failures: map[string]int{}}
	if !f.Until.After(f.From) || f.Until.Sub(f.From) > MaxAnalysed {
		return out, ErrAnalyticsSpan
	}
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if f.ScheduleID != "" {
			if err := checkVisible(ctx, tx, a, f.ScheduleID); err != nil {
				return err
			}
		}
		q := &analysis{tx: tx, sees: seesOccurrence(a), class: classOf(tx, a), ofClient: ofClient(a, f.ClientID), filter: f, dialect: s.db.Dialect()}
		for _, sum := range []func(context.Context, *Analytics) error{q.counts, q.spreads, q.days, q.standings} {
			if err := sum(ctx, &out); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// counts sums up all by state, and those that failed by class.
func (q *analysis) counts(ctx context.Context, out *Analytics) error {
	var rows []struct {
		State    OccurrenceState
		Class    string
		Count    int
		Instants int
	}
	if err := q.selected("occurrence.state, count(*) AS count, sum(occurrence.instants) AS instants").ColumnExpr("? AS class", q.class).
		GroupExpr("occurrence.state, class").Scan(ctx, &rows); err != nil {
		return fmt.Errorf("count occurrences: %w", err)
	}
	var all Tally
	for _, row := range rows {
		out.Counts[row.State] += row.Instants
		all.add(row.State, row.Count, row.Instants)
		if row.State == Failed || row.State == PartlyFailed && row.Class != "" { // not where some were only cancelled
			out.Failures[row.Class] += row.Count
		}
	}
	out.SuccessRate = all.rate()
	return nil
}

func (t *Tally) add(state OccurrenceState, count, instants int) {
	switch state {
	case Succeeded:
		t.Succeeded += count
	case Failed, PartlyFailed:
		t.Failed += count
	case Skipped:
		t.Skipped += instants
	default:
	}
}

func (q *analysis) spreads(ctx context.Context, out *Analytics) error {
	late, err := q.spread(ctx, q.lateness("''"))
	if err != nil {
		return err
	}
	took, err := q.spread(ctx, q.duration("''"))
	out.Lateness, out.Duration = late[""], took[""]
	return err
}

func (q *analysis) days(ctx context.Context, out *Analytics) error {
	tallies, err := q.tallies(ctx, q.day())
	if err != nil {
		return err
	}
	took, err := q.spread(ctx, q.duration(q.day()))
	if err != nil {
		return err
	}
	late, err := q.spread(ctx, q.lateness(q.day()))
	if err != nil {
		return err
	}
	if len(tallies) == 0 {
		return nil
	}
	for at := q.filter.From.UTC().Truncate(24 * time.Hour); at.Before(q.filter.Until); at = at.AddDate(0, 0, 1) {
		day := at.Format(time.DateOnly)
		out.Days = append(out.Days, DayAnalytics{Day: day, Tally: tallies[day], Duration: took[day], Lateness: late[day]})
	}
	return nil
}

func (q *analysis) standings(ctx context.Context, out *Analytics) error {
	if err := q.worst(ctx, out); err != nil || len(out.Schedules) == 0 {
		return err
	}
	const bySchedule = "occurrence.schedule_id"
	late, err := q.spread(ctx, q.lateness(bySchedule))
	if err != nil {
		return err
	}
	took, err := q.spread(ctx, q.duration(bySchedule))
	if err != nil {
		return err
	}
	halves, err := q.spread(ctx, q.halves())
	if err != nil {
		return err
	}
	streaks, err := q.streaks(ctx)
	for i := range out.Schedules {
		one := &out.Schedules[i]
		id := string(one.ScheduleID)
		one.Lateness, one.Duration, one.Streak = late[id], took[id], streaks[id]
		if earlier, later := halves[id+earlierHalf].Median, halves[id+laterHalf].Median; earlier > 0 {
			one.Trend = new(float64(later)/float64(earlier) - 1)
		}
	}
	return err
}
