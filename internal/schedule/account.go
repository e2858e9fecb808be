package schedule

import (
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/window"
)

// account decides what becomes of the instants of a schedule up to a time, and
// moves its row on.
func (b *batch) account(def *definition, due *dueRow, through time.Time) error {
	if due.DueAt == nil {
		return nil
	}
	if err := def.compile(); err != nil {
		return err
	}
	if def.State == Active && !due.DueAt.After(through) {
		if why := b.unfit(def); !why.IsZero() {
			b.lose(def, due, why)
		}
	}
	limit, all := maxSkipped, def.CatchUp == CatchUpAll && (def.State == Active || def.PauseCause == ByConnection)
	if all {
		limit = maxRuns
	}
	for {
		instants, next := dueInstants(def.rule, *due.DueAt, through, limit)
		more := !next.IsZero() && !next.After(through)
		var verdicts []verdict
		switch {
		case len(instants) == 0:
		case def.State == Paused && def.PauseCause != ByConnection:
			verdicts = []verdict{span(instants, def.pausedReason())}
		case more && def.CatchUp == CatchUpLatest:
			verdicts = []verdict{span(instants, reasonNewest)}
		case more && def.CatchUp == CatchUpNone:
			verdicts = []verdict{span(instants, reasonMissed)}
		default:
			verdicts = judge(def.CatchUp, instants, b.now)
		}
		for _, v := range verdicts {
			if err := b.add(def, v); err != nil {
				return err
			}
		}
		if len(instants) > 0 {
			due.Zones = b.s.zones
		}
		due.DueAt, due.At = nil, nil
		if next.IsZero() {
			if def.State == Active {
				b.end(def)
			}
			return nil
		}
		due.DueAt = &next
		if def.State == Active {
			due.At = &next
		}
		if !more || all {
			return nil // what is left of many is due at once, in a transaction of its own
		}
	}
}

// pausedReason is why an occurrence of a paused schedule is skipped.
func (d *definition) pausedReason() Reason {
	switch {
	case d.PauseCause == ByAccess && d.PauseMessage == reasonUntrusted.Message:
		return reasonUntrusted
	case d.PauseCause == ByAccess:
		return reasonLost
	default:
		return reasonPaused
	}
}

func (d *definition) compile() (err error) {
	if d.rule == nil {
		d.rule, err = compile(d.Rule)
	}
	return err
}

// end notes that no further instant will come.
func (b *batch) end(def *definition) {
	p := &Pause{
		Cause: ByEnd, Message: "The last instant of the rule has come.", Next: "Change the end of the rule, then resume the schedule.", At: b.now,
	}
	def.setPause(p)
	b.acts = append(b.acts, def.pausedBy(p))
	b.schedules[def.ID] = true
}

// add makes the occurrence of a verdict.
func (b *batch) add(def *definition, v verdict) error {
	row := b.newOccurrence(def, v.at, v.kind, dueSeries)
	row.ThroughAt, row.Instants = v.through, v.instants
	if !v.skip.IsZero() {
		b.skip(row, v.skip)
		return nil
	}
	cells, ok := b.resolve(def, row)
	if !ok {
		return nil
	}
	b.cells = append(b.cells, cells...)
	row.StartAt = row.DueAt.Add(delay(string(def.ID), row.DueAt, time.Duration(def.JitterSeconds)*time.Second))
	why := reasonJitter
	if settles := row.window().SettlesAt(); def.Settle == SettleWait && settles.After(row.StartAt) {
		row.StartAt, why = settles, reasonSettles
	}
	if row.StartAt.After(b.now) {
		row.State, row.Reason = Waiting, why
		b.dues = append(b.dues, &dueRow{Duty: beginDuty, ID: string(row.ID), ScheduleID: def.ID, At: &row.StartAt})
		return nil
	}
	return b.beginOrWait(def, row, cells)
}

// newOccurrence is one that is to be stored.
func (b *batch) newOccurrence(def *definition, at time.Time, kind Kind, series string) *occurrenceRow {
	zone := time.UTC
	if def.rule != nil {
		zone = def.rule.Zone()
	}
	row := &occurrenceRow{
		ID: actor.NewIDAt[actor.OccurrenceID](b.now), ScheduleID: def.ID, Series: series, Kind: kind,
		DueAt: at, ThroughAt: at, Instants: 1, LocalDue: at.In(zone).Format(window.LocalLayout), Zone: def.Rule.Zone,
		State: Waiting, StartAt: at, QueryID: def.QueryID, QueryVersion: def.QueryVersion, TimeoutSeconds: def.TimeoutSeconds,
		KeepSuppressed: def.KeepSuppressed, CreatedAt: b.now,
	}
	b.occurrences = append(b.occurrences, row)
	b.changes = append(b.changes, event.Change{Kind: event.OccurrenceChanged, SubjectID: string(row.ID)})
	return row
}

func (b *batch) skip(row *occurrenceRow, why Reason) {
	row.State, row.Reason, row.Queued, row.FinishedAt = Skipped, why, false, &b.now
}
