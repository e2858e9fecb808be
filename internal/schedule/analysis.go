package schedule

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

// analysis asks the database for sums over occurrences. Groups are expressions
// over the columns of occurrence, which no person wrote.
type analysis struct {
	tx      bun.Tx
	filter  AnalyticsFilter
	dialect database.Dialect
	among   []actor.ScheduleID // only these, unless there are none

	sees     schema.QueryWithArgs // which occurrences who asks may see
	class    schema.QueryWithArgs // why they failed, as far as who asks may know
	ofClient schema.QueryWithArgs // which schedules are those of the filter's client
}

// selected asks for columns of the occurrences that the filter chooses.
func (q *analysis) selected(columns string) *bun.SelectQuery {
	query := q.tx.NewSelect().Model((*occurrenceRow)(nil)).ColumnExpr(columns).
		Where("occurrence.due_at >= ? AND occurrence.due_at < ? AND occurrence.backfill_id IS NULL", q.filter.From, q.filter.Until)
	query.Where("?", q.sees)
	if q.filter.ScheduleID != "" {
		query.Where("occurrence.schedule_id = ?", q.filter.ScheduleID)
	}
	if len(q.among) > 0 {
		query.Where("occurrence.schedule_id IN (?)", bun.List(q.among))
	}
	if q.filter.ClientID != "" {
		query.Where("occurrence.schedule_id IN (SELECT schedule.id FROM schedule WHERE ?)", q.ofClient)
	}
	return query
}

// day is the UTC date on which an occurrence was due.
func (q *analysis) day() string {
	if q.dialect == database.PostgreSQL {
		return "to_char(occurrence.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
	}
	return "substr(occurrence.due_at, 1, 10)"
}

// between is the time from one column to another in milliseconds, no less than 0.
func (q *analysis) between(from, to string) string {
	took := fmt.Sprintf("CAST(round((julianday(%[2]s) - julianday(%[1]s)) * 86400000) AS INTEGER)", from, to)
	if q.dialect == database.PostgreSQL {
		took = fmt.Sprintf("CAST(extract(epoch FROM %[2]s - %[1]s) * 1000 AS BIGINT)", from, to)
	}
	return fmt.Sprintf("CASE WHEN %[2]s > %[1]s THEN %[3]s ELSE 0 END", from, to, took)
}

// lateness measures, in groups, how late occurrences began.
func (q *analysis) lateness(group string) *bun.SelectQuery {
	return q.selected(group+" AS g, "+q.between("occurrence.start_at", "occurrence.started_at")+" AS v").
		Where("occurrence.started_at IS NOT NULL AND occurrence.kind <> ?", Manual)
}

// duration measures, in groups, how long occurrences took that succeeded.
func (q *analysis) duration(group string) *bun.SelectQuery {
	return q.selected(group+" AS g, "+q.between("occurrence.started_at", "occurrence.finished_at")+" AS v").
		Where("occurrence.started_at IS NOT NULL AND occurrence.finished_at IS NOT NULL AND occurrence.state = ?", Succeeded)
}

// The two groups of a schedule in halves.
const (
	earlierHalf = ":0"
	laterHalf   = ":1"
)

// halves measures durations in two groups for each schedule with at least four:
// those of its earlier half, and those of its later one.
func (q *analysis) halves() *bun.SelectQuery {
	ordered := q.duration("occurrence.schedule_id").
		ColumnExpr("row_number() OVER (PARTITION BY occurrence.schedule_id ORDER BY occurrence.due_at, occurrence.id) AS place").
		ColumnExpr("count(*) OVER (PARTITION BY occurrence.schedule_id) AS places")
	return q.tx.NewSelect().TableExpr("(?) AS ordered", ordered).
		ColumnExpr("g || CASE WHEN place <= places / 2 THEN ? ELSE ? END AS g, v", earlierHalf, laterHalf).Where("places >= 4")
}

// spread sums up measured times, which are v in groups g.
func (q *analysis) spread(ctx context.Context, measured *bun.SelectQuery) (map[string]Spread, error) {
	var rows []struct {
		G             string
		N             int
		Median, Upper int64
	}
	err := q.tx.NewRaw(`SELECT g, n, max(CASE WHEN r = n * 50 / 100 + 1 THEN v END) AS median, max(CASE WHEN r = n * 95 / 100 + 1 THEN v END) AS upper
		FROM (SELECT g, v, row_number() OVER (PARTITION BY g ORDER BY v) AS r, count(*) OVER (PARTITION BY g) AS n FROM (?) AS measured) AS ranked
		GROUP BY g, n`, measured).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("measure occurrences: %w", err)
	}
	found := make(map[string]Spread, len(rows))
	for _, row := range rows {
		found[row.G] = Spread{Count: row.N, Median: time.Duration(row.Median) * time.Millisecond, Upper: time.Duration(row.Upper) * time.Millisecond}
	}
	return found, nil
}

// tallies counts what came of occurrences in groups.
func (q *analysis) tallies(ctx context.Context, group string) (map[string]Tally, error) {
	var rows []struct {
		G        string
		State    OccurrenceState
		Count    int
		Instants int
	}
	err := q.selected(group+" AS g, occurrence.state, count(*) AS count, sum(occurrence.instants) AS instants").GroupExpr("1, 2").Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("count occurrences in groups: %w", err)
	}
	found := map[string]Tally{}
	for _, row := range rows {
		t := found[row.G]
		t.add(row.State, row.Count, row.Instants)
		found[row.G] = t
	}
	return found, nil
}

// streaks counts, by schedule, those that succeeded after the last that failed.
func (q *analysis) streaks(ctx context.Context) (map[string]int, error) {
	failed := q.selected("occurrence.schedule_id, max(occurrence.due_at) AS at").Where("occurrence.state IN (?, ?)", Failed, PartlyFailed).GroupExpr("1")
	var rows []struct {
		ScheduleID string
		Count      int
	}
	err := q.selected("occurrence.schedule_id, count(*) AS count").Where("occurrence.state = ?", Succeeded).
		Join("LEFT JOIN (?) AS broken ON broken.schedule_id = occurrence.schedule_id", failed).
		Where("broken.at IS NULL OR occurrence.due_at > broken.at").GroupExpr("1").Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("count occurrences that succeeded in a row: %w", err)
	}
	found := make(map[string]int, len(rows))
	for _, row := range rows {
		found[row.ScheduleID] = row.Count
	}
	return found, nil
}

// worst finds the schedules with the most failures, MaxStandings at most, and
// narrows what is asked from then on to them.
func (q *analysis) worst(ctx context.Context, out *Analytics) error {
	var rows []struct {
		ID                         actor.ScheduleID
		Name                       string
		Succeeded, Failed, Skipped int
	}
	err := q.selected("schedule.id, schedule.name").Join("JOIN schedule ON schedule.id = occurrence.schedule_id").GroupExpr("1, 2").
		ColumnExpr("sum(CASE WHEN occurrence.state = ? THEN 1 ELSE 0 END) AS succeeded", Succeeded).
		ColumnExpr("sum(CASE WHEN occurrence.state IN (?, ?) THEN 1 ELSE 0 END) AS failed", Failed, PartlyFailed).
		ColumnExpr("sum(CASE WHEN occurrence.state = ? THEN occurrence.instants ELSE 0 END) AS skipped", Skipped).
		OrderExpr("failed DESC, schedule.name, schedule.id").Limit(MaxStandings).Scan(ctx, &rows)
	if err != nil {
		return fmt.Errorf("find the schedules with the most failures: %w", err)
	}
	if len(rows) == MaxStandings {
		var all int
		if err := q.selected("count(DISTINCT occurrence.schedule_id)").Scan(ctx, &all); err != nil {
			return fmt.Errorf("count schedules: %w", err)
		}
		out.Left = all - MaxStandings
	}
	for _, row := range rows {
		tally := Tally{Succeeded: row.Succeeded, Failed: row.Failed, Skipped: row.Skipped}
		out.Schedules = append(out.Schedules, Standing{ScheduleID: row.ID, Name: row.Name, Tally: tally, SuccessRate: tally.rate()})
		q.among = append(q.among, row.ID)
	}
	return nil
}
