package schedule

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/instance"
	"github.com/recomamp/recomamp/internal/window"
)

// Bounds of a calendar.
const (
	MaxCalendar        = 32 * 24 * time.Hour
	MaxCalendarEntries = 5000
	// MaxCalendarSchedules are looked at, those that begin first.
	MaxCalendarSchedules = 2000
	maxCalendarFirings   = 200_000
	// CalendarStep is how finely the load is told.
	CalendarStep = 15 * time.Minute
	// guess is how long executions of a query without a past are taken to last.
	guess = 10 * time.Minute
)

// Calendar is what schedules will do.
type Calendar struct {
	From, Until time.Time
	Entries     []CalendarEntry // in order of time
	Left        int             // entries that are left out for their number
	// LeftSchedules are those that were not looked at for their number: neither
	// entries nor load know of them.
	LeftSchedules int
	Past          []PastEntry // what has begun by now, in order of time
	MorePast      bool        // and there is more of it
	Load          []Load      // in order of account and time; steps without any are left out
}

// CalendarFilter says what a calendar shows: what begins from From, before
// Until, of the schedules of a client or on its instances, or of all. The load of
// an account is that of all schedules in any case, as they share its slots.
type CalendarFilter struct {
	From, Until time.Time
	ClientID    actor.ClientID
}

// CalendarEntry is a predicted occurrence.
type CalendarEntry struct {
	ScheduleID actor.ScheduleID
	Name       string
	DueAt      time.Time
	StartAt    time.Time // when it will begin
	EndAt      time.Time // when it usually would have ended
	Executions int
	Known      bool // EndAt is from earlier runs, not a guess
}

// Load is how many slots of an account are predicted to be wanted at a time.
type Load struct {
	Account string
	At      time.Time // begin of a step
	Wanted  int       // most at once within it
}

// Calendar predicts the occurrences of active schedules that begin in a span of
// time, and the slots they will want from how long their queries usually take.
func (s *Service) Calendar(ctx context.Context, a actor.Actor, f CalendarFilter) (Calendar, error) {
	out := Calendar{From: f.From, Until: f.Until}
	if !f.Until.After(f.From) || f.Until.Sub(f.From) > MaxCalendar {
		return out, ErrInvalid.WithField("query.to", "must be after from, by 32 days at most")
	}
	var subjects []predicted
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) (err error) {
		subjects, out.LeftSchedules, err = readPredicted(ctx, tx, a, f, MaxCalendarSchedules)
		return err
	})
	if err != nil {
		return out, err
	}
	if err := s.readPast(ctx, a, f, &out); err != nil {
		return out, err
	}
	p := &prediction{from: f.From, until: f.Until, now: s.clock.Now(), marks: map[string][]mark{}}
	for _, one := range subjects {
		if p.firings < maxCalendarFirings {
			p.add(one)
		}
	}
	slices.SortFunc(p.entries, func(x, y CalendarEntry) int {
		return cmp.Or(x.StartAt.Compare(y.StartAt), cmp.Compare(x.Name, y.Name), cmp.Compare(x.ScheduleID, y.ScheduleID))
	})
	out.Load = p.load()
	if len(p.entries) > MaxCalendarEntries {
		out.Left = len(p.entries) - MaxCalendarEntries
		p.entries = p.entries[:MaxCalendarEntries]
	}
	out.Entries = p.entries
	return out, nil
}

// prediction gathers what a calendar is made of.
type prediction struct {
	from, until, now time.Time
	firings          int // of all, also those that are not shown
	entries          []CalendarEntry
	marks            map[string][]mark // by account
}

// mark is a change of the slots that are wanted.
type mark struct {
	at   time.Time
	step int
}

// predicted is a schedule with what its occurrences will want.
type predicted struct {
	*scheduleRow

	shown      bool // else it only wants slots that others want, too
	executions int
	accounts   map[string]int // executions by account
	usual      execution.Usual
}

type predictedRow struct {
	scheduleRow `bun:",extend"`

	Shown bool `bun:"shown"`
}

// selectPredicted chooses the active schedules that a may see and of which something may begin in
// the span, as far as the filter goes: those that are due before its end, and
// those of which an occurrence waits for its data. With a client, also those that
// use its instances' accounts.
func selectPredicted(tx bun.Tx, a actor.Actor, into any, f CalendarFilter) *bun.SelectQuery {
	query := tx.NewSelect().Model(into).
		Join("JOIN schedule_due AS due ON due.kind = ? AND due.id = schedule.id", fireDuty).
		Where("schedule.state = ? AND schedule.deleted_at IS NULL", Active).Where("?", sees(a)).
		Where(`(due.at < ? OR EXISTS (SELECT 1 FROM schedule_due AS waits WHERE waits.kind = ? AND waits.schedule_id = schedule.id
			AND waits.at >= ? AND waits.at < ?))`, f.Until, beginDuty, f.From, f.Until)
	if f.ClientID != "" {
		query.Where(`(? OR EXISTS (SELECT 1 FROM schedule_target AS t JOIN instance AS i ON i.id = t.instance_id
			WHERE t.schedule_id = schedule.id AND ? AND i.amazon_account IN (SELECT amazon_account FROM instance WHERE client_id = ? AND ?)))`,
			ofClient(a, f.ClientID), database.Sees(a, "t.instance_id"), f.ClientID, database.Sees(a, "instance.id"))
	}
	return query
}

// readPredicted reads the schedules of a calendar that a may see, at most limit,
// those first that are shown and due first, and says how many more there are.
func readPredicted(ctx context.Context, tx bun.Tx, a actor.Actor, f CalendarFilter, limit int) (found []predicted, left int, err error) {
	var rows []predictedRow
	query := selectPredicted(tx, a, &rows, f).ColumnExpr("schedule.*").Limit(int64(limit))
	if f.ClientID == "" {
		query.ColumnExpr("TRUE AS shown").OrderExpr("due.at, schedule.id")
	} else {
		query.ColumnExpr("? AS shown", ofClient(a, f.ClientID)).OrderExpr("shown DESC, due.at, schedule.id")
	}
	if err := query.Scan(ctx); err != nil {
		return nil, 0, fmt.Errorf("read active schedules: %w", err)
	}
	if len(rows) == limit {
		all, err := selectPredicted(tx, a, (*scheduleRow)(nil), f).Count(ctx)
		if err != nil {
			return nil, 0, fmt.Errorf("count active schedules: %w", err)
		}
		left = int(all) - limit
	}
	ids := make([]actor.ScheduleID, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	targets, err := readTargets(ctx, tx, ids)
	if err != nil {
		return nil, 0, err
	}
	var on []actor.InstanceID
	for _, all := range targets {
		for _, t := range all {
			on = append(on, t.InstanceID)
		}
	}
	slices.Sort(on)
	instances, err := instance.ReadAll(ctx, tx, a, slices.Compact(on))
	if err != nil {
		return nil, 0, err
	}
	usual := map[actor.QueryID]execution.Usual{}
	for i := range rows {
		row := &rows[i].scheduleRow
		seen := visibleTargets(a, targets[row.ID])
		if _, known := usual[row.QueryID]; !known {
			if usual[row.QueryID], err = execution.UsualOf(ctx, tx, a, row.QueryID); err != nil {
				return nil, 0, err
			}
		}
		accounts := map[string]int{}
		for _, t := range seen {
			accounts[instances[t.InstanceID].AmazonAccount]++
		}
		found = append(found, predicted{row, rows[i].Shown, len(seen), accounts, usual[row.QueryID]})
	}
	return found, left, nil
}

// add predicts the occurrences of one schedule. A rule that cannot be followed
// has none.
func (p *prediction) add(row predicted) {
	rule, err := compile(row.Rule)
	if err != nil {
		return
	}
	lasts := guess
	if row.usual.Runs > 0 {
		lasts = row.usual.Median
	}
	// One that waits for its data was due long before it begins.
	ahead := time.Duration(row.JitterSeconds) * time.Second
	if row.Settle == SettleWait {
		ahead += window.SettleTime + 31*24*time.Hour
	}
	for firing := range rule.Between(p.from.Add(-ahead), p.until) {
		e := CalendarEntry{
			ScheduleID: row.ID, Name: row.Name, DueAt: firing.At, Executions: row.executions, Known: row.usual.Runs > 0,
			StartAt: firing.At.Add(delay(string(row.ID), firing.At, time.Duration(row.JitterSeconds)*time.Second)),
		}
		if row.Settle == SettleWait {
			if w, err := window.Resolve(row.WindowSpec, firing.At); err == nil && w.SettlesAt().After(e.StartAt) {
				e.StartAt = w.SettlesAt()
			}
		}
		e.EndAt = e.StartAt.Add(lasts)
		if e.StartAt.Before(p.from) || !e.StartAt.Before(p.until) || e.StartAt.Before(p.now) {
			continue
		}
		if row.shown {
			p.entries = append(p.entries, e)
		}
		if p.firings++; p.firings >= maxCalendarFirings {
			return
		}
		for account, n := range row.accounts {
			p.marks[account] = append(p.marks[account], mark{e.StartAt, n}, mark{e.EndAt, -n})
		}
	}
}

// load is the most slots wanted at once in each step.
func (p *prediction) load() (out []Load) {
	for account, marks := range p.marks {
		slices.SortFunc(marks, func(x, y mark) int { return cmp.Or(x.at.Compare(y.at), x.step-y.step) })
		wanted, i := 0, 0
		for at := p.from; at.Before(p.until); at = at.Add(CalendarStep) {
			most := wanted
			for i < len(marks) && marks[i].at.Before(at.Add(CalendarStep)) {
				wanted += marks[i].step
				most = max(most, wanted)
				i++
			}
			if most > 0 {
				out = append(out, Load{Account: account, At: at, Wanted: most})
			}
		}
	}
	slices.SortFunc(out, func(x, y Load) int { return cmp.Or(cmp.Compare(x.Account, y.Account), x.At.Compare(y.At)) })
	return out
}
