package execution

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/result"
)

// List gives at most limit executions visible to a, newest first. Executions
// made meanwhile do not move what comes after Filter.Before. A search for less
// than MinSearch characters is ErrSearch.
func (s *Service) List(ctx context.Context, a actor.Actor, f Filter, limit int64) (found []Execution, err error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	f = f.visibleTo(a)
	if a.IsNobody() || f.Instances != nil && len(f.Instances) == 0 {
		return nil, nil
	}
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		found = nil
		ids, err := find(ctx, tx, f, limit)
		if err != nil || len(ids) == 0 {
			return err
		}
		return withNames(tx.NewSelect().Model(&found)).Where("?TableAlias.id IN (?)", bun.List(ids)).Order("id DESC").Scan(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("list executions: %w", err)
	}
	for i := range found {
		s.explain(&found[i])
	}
	return found, nil
}

// withNames adds to withText who made an execution, its run at Amazon and what it cost.
func withNames(query *bun.SelectQuery) *bun.SelectQuery {
	return withText(query).
		ColumnExpr("(SELECT name FROM person WHERE person.id = ?TableAlias.created_by) AS created_by_name").
		ColumnExpr(`(SELECT amazon_id FROM execution_attempt AS t
			WHERE t.execution_id = ?TableAlias.id AND t.number = ?TableAlias.attempt) AS amazon_id`).
		ColumnExpr("charge.cost, charge.reserved, charge.currency").
		Join("LEFT JOIN charge ON charge.execution_id = ?TableAlias.id")
}

// Get gives an execution with its attempts and events. It is ErrNotFound for
// one that is missing or that a may not see.
func (s *Service) Get(ctx context.Context, a actor.Actor, id actor.ExecutionID) (*Detail, error) {
	d := new(Detail)
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		err := database.Visible(withNames(tx.NewSelect().Model(&d.Execution)), a, "execution.instance_id").Where("?TableAlias.id = ?", id).Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNotFound
		}
		if err != nil {
			return err
		}
		if d.Keeping, err = result.KeepingOf(ctx, tx, id); err != nil {
			return err
		}
		if err := tx.NewSelect().Model(&d.Attempts).Where("execution_id = ?", id).Order("number").Scan(ctx); err != nil {
			return err
		}
		return tx.NewSelect().Model(&d.Events).Where("execution_id = ?", id).Order("number").Scan(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("read execution %s: %w", id, err)
	}
	s.explain(&d.Execution)
	return d, nil
}

// Result describes the rows of an execution. It is ErrNotFound for an
// execution a may not see, ErrNoResult for one without rows, and
// result.ErrDropped for one whose rows were dropped.
func (s *Service) Result(ctx context.Context, a actor.Actor, id actor.ExecutionID) (*result.Result, *Detail, error) {
	d, err := s.Get(ctx, a, id)
	if err != nil {
		return nil, nil, err
	}
	var found *result.Result
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		found, err = result.Get(ctx, tx, a, id)
		return err
	})
	if errors.Is(err, result.ErrNotFound) {
		return nil, nil, ErrNoResult
	}
	return found, d, err
}

// Lock reads an execution in tx and keeps it as it is until the commit. It is
// ErrNotFound for one that is missing or that a may not see.
func (s *Service) Lock(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.ExecutionID) (*Execution, error) {
	e := new(Execution)
	err := database.LockRows(tx.NewSelect().Model(e).Where("id = ?", id)).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) || err == nil && !a.May(actor.See, e.InstanceID) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read execution %s: %w", id, err)
	}
	return e, nil
}
