package schedule

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/instance"
	"github.com/recomamp/recomamp/internal/pack"
	"github.com/recomamp/recomamp/internal/query"
)

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
