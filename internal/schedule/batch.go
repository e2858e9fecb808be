package schedule

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/instance"
	"github.com/recomamp/recomamp/internal/pack"
	"github.com/recomamp/recomamp/internal/query"
	"github.com/recomamp/recomamp/internal/recurrence"
	"github.com/recomamp/recomamp/internal/window"
)

// definition is a schedule as one transaction has read it.
type definition struct {
	*scheduleRow

	targets []targetRow
	rule    *recurrence.Recurrence
	overlap overlap
}

// batch is what one transaction does to schedules: everything is read for all
// of them together, decided in memory, and written together at its end.
type batch struct {
	s   *Service
	tx  bun.Tx
	by  actor.Actor
	now time.Time

	definitions map[actor.ScheduleID]*definition
	queries     map[query.Pick]query.Query
	instances   map[actor.InstanceID]instance.Instance
	tables      map[actor.InstanceID]*catalog.Catalog // of instances on which a text with placeholders runs
	packs       map[actor.PackID]pack.Filling         // that values stand for

	occurrences []*occurrenceRow
	cells       []*cellRow
	dues        []*dueRow
	looks       []*lookRow
	prepared    []*execution.Prepared
	cellOf      map[actor.ExecutionID]*cellRow
	schedules   map[actor.ScheduleID]bool // whose rows changed
	changes     []event.Change
	acts        []deed // for the audit log
	notices     []Notice
	actors      map[actor.PersonID]actor.Actor // who is responsible, has asked, or has written a text
}

// open reads what is needed to decide about schedules. Their rows of
// schedule_due must be locked.
func (s *Service) open(ctx context.Context, tx bun.Tx, by actor.Actor, ids []actor.ScheduleID) (*batch, error) {
	b := &batch{
		s: s, tx: tx, by: by, now: s.clock.Now(),
		definitions: make(map[actor.ScheduleID]*definition, len(ids)),
		tables:      map[actor.InstanceID]*catalog.Catalog{},
		cellOf:      map[actor.ExecutionID]*cellRow{}, schedules: map[actor.ScheduleID]bool{},
	}
	if len(ids) == 0 {
		return b, nil
	}
	var rows []*scheduleRow
	err := tx.NewSelect().Model(&rows).ColumnExpr("schedule.*").
		ColumnExpr("coalesce((SELECT p.role FROM person AS p WHERE p.id = schedule.responsible_id AND p.disabled_at IS NULL), '') AS responsible_role").
		Where("schedule.id IN (?)", bun.List(ids)).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("read schedules that are due: %w", err)
	}
	targets, err := readTargets(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		b.definitions[row.ID] = &definition{scheduleRow: row, targets: targets[row.ID]}
	}
	if err := b.readOverlaps(ctx, ids); err != nil {
		return nil, err
	}
	return b, b.readSubjects(ctx, nil, nil)
}

// readOverlaps counts what stands in the way of each schedule.
func (b *batch) readOverlaps(ctx context.Context, ids []actor.ScheduleID) error {
	var rows []struct {
		ScheduleID actor.ScheduleID
		State      OccurrenceState
		Queued     bool
		Count      int
	}
	err := b.tx.NewSelect().Model((*occurrenceRow)(nil)).ColumnExpr("schedule_id, state, queued, count(*) AS count").
		Where("schedule_id IN (?)", bun.List(ids)).Where("state IN (?, ?)", Waiting, Running).Where("kind <> ?", BackfillOf).
		Group("schedule_id", "state", "queued").Scan(ctx, &rows)
	if err != nil {
		return fmt.Errorf("count open occurrences: %w", err)
	}
	for _, row := range rows {
		def := b.definitions[row.ScheduleID]
		switch {
		case def == nil:
		case row.State == Running:
			def.overlap.running += row.Count
		case row.Queued:
			def.overlap.queued += row.Count
		}
	}
	return nil
}

// readSubjects reads the queries and the instances of all schedules, and those
// of occurrences that were made before.
func (b *batch) readSubjects(ctx context.Context, waiting []*occurrenceRow, cells map[actor.OccurrenceID][]*cellRow) (err error) {
	var picks []query.Pick
	seen := map[actor.InstanceID]bool{}
	var ids []actor.InstanceID
	for _, row := range waiting {
		picks = append(picks, query.Pick{ID: row.QueryID, Version: row.QueryVersion})
		for _, cell := range cells[row.ID] {
			if !seen[cell.InstanceID] {
				seen[cell.InstanceID] = true
				ids = append(ids, cell.InstanceID)
			}
		}
	}
	for _, def := range b.definitions {
		picks = append(picks, query.Pick{ID: def.QueryID, Version: def.QueryVersion})
		for _, t := range def.targets {
			if !seen[t.InstanceID] {
				seen[t.InstanceID] = true
				ids = append(ids, t.InstanceID)
			}
		}
	}
	// Whoever has a schedule account for what is due need not see all of it.
	if b.queries, err = query.ReadAll(ctx, b.tx, follower, picks); err != nil {
		return err
	}
	if b.instances, err = instance.ReadAll(ctx, b.tx, follower, ids); err != nil {
		return err
	}
	for _, row := range waiting {
		for _, cell := range cells[row.ID] {
			if err := b.readTables(ctx, row.QueryID, row.QueryVersion, cell.InstanceID); err != nil {
				return err
			}
		}
	}
	for _, def := range b.definitions {
		for _, t := range def.targets {
			if err := b.readTables(ctx, def.QueryID, def.QueryVersion, t.InstanceID); err != nil {
				return err
			}
		}
	}
	if err := b.readPacks(ctx, waiting, cells); err != nil {
		return err
	}
	return b.readActors(ctx, waiting)
}

// readPacks reads the packs that the values of schedules and of occurrences that
// were made before stand for. Whose they are is looked at when they are used.
func (b *batch) readPacks(ctx context.Context, waiting []*occurrenceRow, cells map[actor.OccurrenceID][]*cellRow) (err error) {
	var values []map[string]json.RawMessage
	for _, row := range waiting {
		for _, cell := range cells[row.ID] {
			values = append(values, cell.Values)
		}
	}
	for _, def := range b.definitions {
		values = append(values, def.Values)
		for _, t := range def.targets {
			values = append(values, t.Values)
		}
	}
	b.packs, err = pack.ReadAll(ctx, b.tx, follower, pack.References(values...))
	return err
}

// readTables reads, once, the tables that a query may name on an instance, where
// they matter.
func (b *batch) readTables(ctx context.Context, id actor.QueryID, version int, on actor.InstanceID) error {
	of, known := b.query(id, version)
	if _, there := b.instances[on]; !known || !there || b.tables[on] != nil {
		return nil
	}
	tables, err := b.s.executions.TablesIn(ctx, b.tx, on, of.SQL)
	if err != nil {
		return fmt.Errorf("read tables of instance %s: %w", on, err)
	}
	b.tables[on] = tables
	return nil
}

// query is the version of a query, its newest for 0; false when it is not there.
func (b *batch) query(id actor.QueryID, version int) (query.Query, bool) {
	found, known := b.queries[query.Pick{ID: id, Version: version}]
	if !known {
		found, known = b.queries[query.Pick{ID: id}]
	}
	return found, known && (version == 0 || found.Version == version)
}

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

// resolve fixes the window, the query's version and the values of an
// occurrence, from its logical time and once. What cannot be resolved is
// skipped, and false.
func (b *batch) resolve(def *definition, row *occurrenceRow) ([]*cellRow, bool) {
	found, known := b.query(def.QueryID, def.QueryVersion)
	if !known {
		b.skip(row, Reason{codeRefused, "The query, or the version of it that the schedule names, is not there.", "Choose another version in the schedule."})
		return nil, false
	}
	row.QueryVersion = found.Version
	resolved, err := window.Resolve(def.WindowSpec, row.DueAt)
	if err != nil {
		b.skip(row, refusal(err))
		return nil, false
	}
	row.WindowStart, row.WindowEnd, row.WindowZone = &resolved.Start, &resolved.End, resolved.Zone
	cells := make([]*cellRow, len(def.targets))
	for i, t := range def.targets {
		values := maps.Clone(def.Values)
		if values == nil {
			values = map[string]json.RawMessage{}
		}
		maps.Copy(values, t.Values)
		cells[i] = &cellRow{OccurrenceID: row.ID, InstanceID: t.InstanceID, Position: i}
		if cells[i].Values, err = resolveValues(values, row.DueAt, def.Rule.Zone); err != nil {
			cells[i].Refused, cells[i].Values = refusal(err), values
		}
	}
	return cells, true
}

// refusal tells a person why something was not begun.
func refusal(err error) Reason {
	found := fault.Of(err)
	parts := []string{found.Message}
	for _, field := range found.Fields {
		parts = append(parts, field.Pointer+" "+field.Message+".")
	}
	return Reason{found.Code, strings.Join(parts, " "), found.Next}
}

// beginOrWait begins an occurrence, or has it wait or be skipped for an earlier one.
func (b *batch) beginOrWait(def *definition, row *occurrenceRow, cells []*cellRow) error {
	begins, why := def.overlap.admit(def.Overlap, row.Kind)
	switch {
	case begins:
		return b.begin(def, row, cells)
	case why == reasonQueued:
		row.State, row.Queued, row.Reason = Waiting, true, why
	default:
		b.skip(row, why)
	}
	return nil
}

// priority is who is given slots first.
func (r *occurrenceRow) priority() execution.Priority {
	switch r.Kind {
	case Manual:
		return execution.Interactive
	case BackfillOf:
		return execution.Backfill
	default:
		return execution.Scheduled
	}
}

// begin prepares the executions of an occurrence. An instance for which none
// can be made says why.
func (b *batch) begin(def *definition, row *occurrenceRow, cells []*cellRow) error {
	row.State, row.Queued, row.Reason = Running, false, Reason{}
	if row.StartedAt == nil {
		row.StartedAt = &b.now
	}
	open := false
	for _, cell := range cells {
		begun, err := b.prepare(def, row, cell)
		if err != nil {
			return err
		}
		open = open || begun
	}
	if !open {
		b.looks = append(b.looks, &lookRow{OccurrenceID: row.ID, At: b.now})
	}
	return nil
}

// prepare makes the execution of a cell; false when there is none.
func (b *batch) prepare(def *definition, row *occurrenceRow, cell *cellRow) (bool, error) {
	if !cell.Refused.IsZero() {
		return false, nil
	}
	found, known := b.query(row.QueryID, row.QueryVersion)
	if !known {
		cell.Refused = Reason{codeRefused, "The version of the query that the occurrence was made with is not there.", ""}
		return false, nil
	}
	on, known := b.instances[cell.InstanceID]
	if !known {
		cell.Refused = Reason{codeRefused, "The instance is not there any more.", "Take it out of the schedule."}
		return false, nil
	}
	asker := row.AskedBy
	if asker == "" {
		asker = def.ResponsibleID
	}
	if !b.mayRun(asker, on.ID) {
		cell.Refused = reasonLost
		return false, nil
	}
	if !b.trusts(def, found, asker, on) {
		cell.Refused = reasonUntrusted
		return false, nil
	}
	p, err := b.s.executions.Prepare(execution.Order{
		Instance: execution.Instance{ID: on.ID, Account: on.AmazonAccount, ClientID: on.Client.ID, Synthetic: on.Synthetic(), OffBoarded: !on.Client.OffBoardedAt.IsZero()},
		QueryID:  found.ID, QueryVersion: found.Version, QueryName: found.Name, SQL: found.SQL,
		Parameters: found.Parameters, Placeholders: found.Placeholders, Tables: b.tables[on.ID], Values: cell.Values, Packs: b.packs,
		Window: row.window(), Timeout: time.Duration(row.TimeoutSeconds) * time.Second, KeepSuppressed: row.KeepSuppressed,
		Priority: row.priority(), For: asker, OccurrenceID: row.ID, Message: fmt.Sprintf("Queued by the schedule %s.", def.Name),
	})
	if err != nil {
		if fault.KindOf(err) == fault.Internal {
			return false, err
		}
		cell.Refused = refusal(err)
		return false, nil
	}
	cell.ExecutionID = p.ID()
	b.cellOf[p.ID()] = cell
	b.prepared = append(b.prepared, p)
	return true, nil
}

// flush writes everything.
func (b *batch) flush(ctx context.Context) error {
	refused, err := b.s.executions.StoreAll(ctx, b.tx, b.by, b.prepared)
	if err != nil {
		return err
	}
	for id, why := range refused {
		cell := b.cellOf[id]
		cell.ExecutionID, cell.Refused = "", refusal(why)
		b.looks = append(b.looks, &lookRow{OccurrenceID: cell.OccurrenceID, At: b.now})
	}
	if err := b.writeOccurrences(ctx); err != nil {
		return err
	}
	if err := b.tellEnds(ctx); err != nil {
		return err
	}
	if len(b.looks) > 0 {
		if _, err := database.InsertMany(b.tx, &b.looks).Exec(ctx); err != nil {
			return fmt.Errorf("have occurrences looked at: %w", err)
		}
	}
	if err := storeDue(ctx, b.tx, b.duesOnce()...); err != nil {
		return err
	}
	for _, n := range b.notices {
		if err := b.s.raise(ctx, b.tx, n); err != nil {
			return err
		}
	}
	for id := range b.schedules {
		if err := saveRow(ctx, b.tx, b.definitions[id].scheduleRow); err != nil {
			return err
		}
		b.changes = append(b.changes, event.Change{Kind: event.ScheduleChanged, SubjectID: string(id)})
	}
	b.s.events.RecordAll(ctx, b.by, b.changes)
	if err := record(ctx, b.tx, b.by, b.now, b.acts...); err != nil {
		return err
	}
	database.AfterCommit(ctx, b.s.poke)
	return nil
}

// tellEnds tells of the occurrences that have ended; once each, as an end is
// written once.
func (b *batch) tellEnds(ctx context.Context) error {
	if b.s.ended == nil {
		return nil
	}
	for _, row := range b.occurrences {
		if !row.State.IsFinal() || row.FinishedAt == nil || !row.FinishedAt.Equal(b.now) || row.CreatedAt.Equal(b.now) {
			continue // it had ended before, or nobody can have heard of it
		}
		o := row.occurrence()
		if def := b.definitions[row.ScheduleID]; def != nil {
			o.Schedule = def.Name
		}
		if err := b.s.ended(ctx, b.tx, o); err != nil {
			return fmt.Errorf("tell of the end of occurrence %s: %w", row.ID, err)
		}
	}
	return nil
}

// duesOnce are the rows to write, each once and as it was left.
func (b *batch) duesOnce() []*dueRow {
	type key struct {
		duty duty
		id   string
	}
	at, rows := map[key]int{}, []*dueRow{}
	for _, row := range b.dues {
		k := key{row.Duty, row.ID}
		if i, twice := at[k]; twice {
			rows[i] = row
			continue
		}
		at[k] = len(rows)
		rows = append(rows, row)
	}
	return rows
}

func (b *batch) writeOccurrences(ctx context.Context) error {
	if len(b.occurrences) > 0 {
		_, err := database.InsertMany(b.tx, &b.occurrences).On("CONFLICT (id) DO UPDATE").
			Set("state = EXCLUDED.state, queued = EXCLUDED.queued, started_at = EXCLUDED.started_at, finished_at = EXCLUDED.finished_at").
			Set("reason_code = EXCLUDED.reason_code, reason_message = EXCLUDED.reason_message, reason_next = EXCLUDED.reason_next").
			Set("start_at = EXCLUDED.start_at, error_class = EXCLUDED.error_class").Exec(ctx)
		if database.IsUnique(err) {
			return fmt.Errorf("store occurrences: %w", errors.Join(database.ErrRetry, err))
		}
		if err != nil {
			return fmt.Errorf("store occurrences: %w", err)
		}
	}
	if len(b.cells) > 0 {
		_, err := database.InsertMany(b.tx, &b.cells).On("CONFLICT (occurrence_id, instance_id) DO UPDATE").
			Set("execution_id = EXCLUDED.execution_id, stopped = EXCLUDED.stopped").
			Set("refused_code = EXCLUDED.refused_code, refused_message = EXCLUDED.refused_message, refused_next = EXCLUDED.refused_next").Exec(ctx)
		if err != nil {
			return fmt.Errorf("store what occurrences run: %w", err)
		}
	}
	return nil
}

// digest spreads instants of schedules evenly.
func digest(id string, at time.Time) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id + strconv.FormatInt(at.Unix(), 10)))
	sum := h.Sum64()
	sum ^= sum >> 32 // neighbours differ in their last bits only
	return sum * 0x9e3779b97f4a7c15 >> 16
}
