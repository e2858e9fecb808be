package schedule

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// Analytics tell how schedules have been doing. Backfills do not count.
type Analytics struct {
	From, Until time.Time
	Counts      map[OccurrenceState]int // instants of skipped spans each count
	// SuccessRate is how many of those that ended succeeded, from 0 to 1; nil when none ended.
	SuccessRate *float64
	Lateness    Spread // from when it was to begin until it did
	Duration    Spread // from its beginning to its end
	Failures    map[string]int
	Days        []DayAnalytics // UTC days with occurrences, in order
	Schedules   []Standing
}

// Spread is the middle and the upper end of measured times.
type Spread struct {
	Count         int
	Median, Upper time.Duration // 50th and 95th percentile
}

// DayAnalytics are those of a day in UTC.
type DayAnalytics struct {
	Day               time.Time
	Succeeded, Failed int // partly failed ones are failed
	Skipped           int
	Duration          Spread
}

// Standing are those of one schedule.
type Standing struct {
	ScheduleID        actor.ScheduleID
	Name              string
	Succeeded, Failed int
	Skipped           int
	SuccessRate       *float64
	Lateness          Spread
	Duration          Spread
	// Trend is by how much the later half of its runs took longer than the
	// earlier one: 0.2 is a fifth longer. Nil with fewer than four.
	Trend *float64
}

// MaxAnalysed bounds how many occurrences are looked at, the newest first.
const MaxAnalysed = 100_000

// Analyse looks at the occurrences due in a span of time; of one schedule, or
// of all for "". Errors: ErrNotFound.
func (s *Service) Analyse(ctx context.Context, a actor.Actor, id actor.ScheduleID, from, until time.Time) (Analytics, error) {
	var rows []shownOccurrence
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		query := tx.NewSelect().Model(&rows).
			Column("occurrence.schedule_id", "occurrence.kind", "occurrence.state", "occurrence.due_at", "occurrence.instants").
			Column("occurrence.start_at", "occurrence.started_at", "occurrence.finished_at", "occurrence.error_class").
			ColumnExpr("schedule.name AS schedule_name").Join("JOIN schedule ON schedule.id = occurrence.schedule_id").
			Where("occurrence.due_at >= ? AND occurrence.due_at < ? AND occurrence.backfill_id IS NULL", from, until).
			OrderExpr("occurrence.due_at DESC, occurrence.id DESC").Limit(MaxAnalysed)
		if id != "" {
			if err := checkVisible(ctx, tx, a, id); err != nil {
				return err
			}
			query.Where("occurrence.schedule_id = ?", id)
		} else if !a.SeesShared() {
			query.Where("FALSE")
		}
		if err := query.Scan(ctx); err != nil {
			return fmt.Errorf("read occurrences to analyse: %w", err)
		}
		return nil
	})
	if err != nil {
		return Analytics{}, err
	}
	slices.Reverse(rows)
	return analyse(rows, from, until), nil
}

// tally is what is gathered of a schedule, a day, or all.
type tally struct {
	succeeded, failed, skipped int
	late, took                 []time.Duration
}

func (t *tally) add(row *occurrenceRow) {
	switch row.State {
	case Succeeded:
		t.succeeded++
	case Failed, PartlyFailed:
		t.failed++
	case Skipped:
		t.skipped += row.Instants
	default:
	}
	if row.StartedAt != nil && row.Kind != Manual {
		t.late = append(t.late, max(0, row.StartedAt.Sub(row.StartAt)))
	}
	if row.StartedAt != nil && row.FinishedAt != nil && row.State == Succeeded {
		t.took = append(t.took, row.FinishedAt.Sub(*row.StartedAt))
	}
}

func (t *tally) rate() *float64 {
	ended := t.succeeded + t.failed
	if ended == 0 {
		return nil
	}
	return new(float64(t.succeeded) / float64(ended))
}

// trend compares the halves of what came in order of time.
func (t *tally) trend() *float64 {
	if len(t.took) < 4 {
		return nil
	}
	half := len(t.took) / 2
	earlier, later := spreadOf(t.took[:half]).Median, spreadOf(t.took[half:]).Median
	if earlier <= 0 {
		return nil
	}
	return new(float64(later)/float64(earlier) - 1)
}

func spreadOf(times []time.Duration) Spread {
	if len(times) == 0 {
		return Spread{}
	}
	sorted := slices.Sorted(slices.Values(times))
	at := func(percent int) time.Duration { return sorted[min(len(sorted)*percent/100, len(sorted)-1)] }
	return Spread{Count: len(sorted), Median: at(50), Upper: at(95)}
}

// analyse sums up occurrences in the order of their instants.
func analyse(rows []shownOccurrence, from, until time.Time) Analytics {
	out := Analytics{From: from, Until: until, Counts: map[OccurrenceState]int{}, Failures: map[string]int{}}
	var all tally
	days, schedules, names := map[time.Time]*tally{}, map[actor.ScheduleID]*tally{}, map[actor.ScheduleID]string{}
	for i := range rows {
		row := &rows[i].occurrenceRow
		out.Counts[row.State] += row.Instants
		if row.State == Failed || row.State == PartlyFailed && row.ErrorClass != "" { // not where some were only cancelled
			out.Failures[row.ErrorClass]++
		}
		names[row.ScheduleID] = rows[i].ScheduleName
		all.add(row)
		tallyOf(days, row.DueAt.UTC().Truncate(24*time.Hour)).add(row)
		tallyOf(schedules, row.ScheduleID).add(row)
	}
	out.SuccessRate, out.Lateness, out.Duration = all.rate(), spreadOf(all.late), spreadOf(all.took)
	for _, day := range slices.SortedFunc(maps.Keys(days), time.Time.Compare) {
		t := days[day]
		out.Days = append(out.Days, DayAnalytics{Day: day, Succeeded: t.succeeded, Failed: t.failed, Skipped: t.skipped, Duration: spreadOf(t.took)})
	}
	for id, t := range schedules {
		out.Schedules = append(out.Schedules, Standing{
			ScheduleID: id, Name: names[id], Succeeded: t.succeeded, Failed: t.failed, Skipped: t.skipped,
			SuccessRate: t.rate(), Lateness: spreadOf(t.late), Duration: spreadOf(t.took), Trend: t.trend(),
		})
	}
	slices.SortFunc(out.Schedules, func(a, b Standing) int {
		return cmp.Or(b.Failed-a.Failed, cmp.Compare(a.Name, b.Name), cmp.Compare(a.ScheduleID, b.ScheduleID))
	})
	return out
}

func tallyOf[K comparable](of map[K]*tally, key K) *tally {
	if of[key] == nil {
		of[key] = &tally{}
	}
	return of[key]
}
