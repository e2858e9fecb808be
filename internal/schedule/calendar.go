package schedule

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/instance"
	"github.com/recomamp/recomamp/internal/window"
)

// Bounds of a calendar.
const (
	MaxCalendar        = 32 * 24 * time.Hour
	MaxCalendarEntries = 5000
	maxCalendarFirings = 200_000
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
	Load        []Load          // in order of account and time; steps without any are left out
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
func (s *Service) Calendar(ctx context.Context, a actor.Actor, from, until time.Time) (Calendar, error) {
	out := Calendar{From: from, Until: until}
	if !until.After(from) || until.Sub(from) > MaxCalendar {
		return out, ErrInvalid.WithField("query.to", "must be after from, by 32 days at most")
	}
	var subjects []predicted
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) (err error) {
		subjects, err = readPredicted(ctx, tx, a)
		return err
	})
	if err != nil {
		return out, err
	}
	p := &prediction{from: from, until: until, now: s.clock.Now(), marks: map[string][]mark{}}
	for _, one := range subjects {
		if len(p.entries) < maxCalendarFirings {
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

	executions int
	accounts   map[string]int // executions by account
	usual      execution.Usual
}

// readPredicted reads the active schedules that a may see.
func readPredicted(ctx context.Context, tx bun.Tx, a actor.Actor) (found []predicted, err error) {
	var rows []*scheduleRow
	if err := tx.NewSelect().Model(&rows).Where("state = ? AND deleted_at IS NULL", Active).Order("id").Scan(ctx); err != nil {
		return nil, fmt.Errorf("read active schedules: %w", err)
	}
	ids := make([]actor.ScheduleID, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	targets, err := readTargets(ctx, tx, ids)
	if err != nil {
		return nil, err
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
		return nil, err
	}
	usual := map[actor.QueryID]execution.Usual{}
	for _, row := range rows {
		if !visible(a, targets[row.ID]) {
			continue
		}
		if _, known := usual[row.QueryID]; !known {
			if usual[row.QueryID], err = execution.UsualOf(ctx, tx, row.QueryID, ""); err != nil {
				return nil, err
			}
		}
		accounts := map[string]int{}
		for _, t := range targets[row.ID] {
			accounts[instances[t.InstanceID].AmazonAccount]++
		}
		found = append(found, predicted{row, len(targets[row.ID]), accounts, usual[row.QueryID]})
	}
	return found, nil
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
		if p.entries = append(p.entries, e); len(p.entries) >= maxCalendarFirings {
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
