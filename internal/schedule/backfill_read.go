package schedule

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/execution"
)

// Backfill returns a backfill with its cells. Errors: ErrBackfillNotFound.
func (s *Service) Backfill(ctx context.Context, a actor.Actor, id actor.BackfillID) (found Backfill, err error) {
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		err := selectBackfills(tx, &found).Where("?TableAlias.id = ?", id).Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrBackfillNotFound
		}
		if err != nil {
			return fmt.Errorf("read backfill %s: %w", id, err)
		}
		if err := checkVisible(ctx, tx, a, found.ScheduleID); err != nil {
			return ErrBackfillNotFound
		}
		if found.Progress, err = s.progressOf(ctx, tx, a, id); err != nil {
			return err
		}
		all, err := readShown(ctx, tx, a, func(query *bun.SelectQuery) { query.Where("occurrence.backfill_id = ?", id) })
		slices.Reverse(all)
		for _, o := range all {
			for _, cell := range o.Cells {
				found.Cells = append(found.Cells, BackfillCell{Cell: cell, OccurrenceID: o.ID, LogicalAt: o.DueAt, LocalAt: o.LocalDue, StartAt: o.StartAt})
			}
		}
		return err
	})
	return found, err
}

// Backfills lists those of a schedule, the newest first, without their cells.
// Errors: ErrNotFound.
func (s *Service) Backfills(ctx context.Context, a actor.Actor, id actor.ScheduleID) (found []Backfill, err error) {
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if err := checkVisible(ctx, tx, a, id); err != nil {
			return err
		}
		if err := selectBackfills(tx, &found).Where("?TableAlias.schedule_id = ?", id).OrderExpr("?TableAlias.id DESC").Limit(200).Scan(ctx); err != nil {
			return fmt.Errorf("list backfills of schedule %s: %w", id, err)
		}
		ids := make([]actor.BackfillID, len(found))
		for i := range found {
			ids[i] = found[i].ID
		}
		progress, err := s.progressesOf(ctx, tx, a, ids)
		for i := range found {
			found[i].Progress = progress[found[i].ID]
		}
		return err
	})
	return found, err
}

func selectBackfills(tx bun.Tx, into any) *bun.SelectQuery {
	return tx.NewSelect().Model(into).ColumnExpr("?TableAlias.*").
		ColumnExpr("coalesce((SELECT name FROM person WHERE person.id = ?TableAlias.created_by), '') AS created_by_name")
}

// progressOf counts the cells of a backfill.
func (s *Service) progressOf(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.BackfillID) (Progress, error) {
	all, err := s.progressesOf(ctx, tx, a, []actor.BackfillID{id})
	return all[id], err
}

// progressesOf counts the cells that a may see of each of some backfills.
func (s *Service) progressesOf(ctx context.Context, tx bun.Tx, a actor.Actor, ids []actor.BackfillID) (map[actor.BackfillID]Progress, error) {
	var counts []struct {
		BackfillID actor.BackfillID
		Refused    string
		State      execution.State
		Count      int
		Later      int
		LaterAt    bun.NullTime
	}
	now := s.clock.Now()
	err := database.Visible(tx.NewSelect().Model((*cellRow)(nil)), a, "cell.instance_id").
		ColumnExpr("o.backfill_id, cell.refused_code AS refused, coalesce(e.state, '') AS state, count(*) AS count").
		ColumnExpr("count(CASE WHEN o.start_at > ?0 THEN 1 END) AS later, min(CASE WHEN o.start_at > ?0 THEN o.start_at END) AS later_at", now).
		Join("JOIN occurrence AS o ON o.id = cell.occurrence_id").
		Join("LEFT JOIN execution AS e ON e.id = cell.execution_id").
		Where("o.backfill_id IN (?)", bun.List(ids)).GroupExpr("1, 2, 3").Scan(ctx, &counts)
	if err != nil {
		return nil, fmt.Errorf("count cells of %d backfills: %w", len(ids), err)
	}
	all := make(map[actor.BackfillID]Progress, len(ids))
	for _, c := range counts {
		p := all[c.BackfillID]
		p.Total += c.Count
		switch {
		case c.Refused == reasonStopped.Code, c.Refused == "" && c.State == execution.Cancelled:
			p.Cancelled += c.Count
		case c.Refused != "", c.State == execution.Failed:
			p.Failed += c.Count
		case c.State == "":
			p.Unbegun += c.Count
			p.Settling, p.SettlesAt = c.Later, c.LaterAt.UTC()
		case c.State == execution.Succeeded:
			p.Succeeded += c.Count
		default:
			p.Open += c.Count
		}
		all[c.BackfillID] = p
	}
	return all, nil
}
