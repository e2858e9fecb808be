package execution

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/result"
)

// Filter narrows a list; zero fields do not.
type Filter struct {
	States []State
	// Instances are our ids. Nil means all; an empty list means none.
	Instances []actor.InstanceID
	QueryID   actor.QueryID
	// Search is part of the query's name or of the SQL, in any case.
	Search string
	// Before is the last execution of the page before.
	Before *actor.ExecutionID
}

// List gives at most limit executions visible to a, newest first. Executions
// made meanwhile do not move what comes after Filter.Before.
func (s *Service) List(ctx context.Context, a actor.Actor, f Filter, limit int64) (found []Execution, err error) {
	if a.IsNobody() || f.Instances != nil && len(f.Instances) == 0 {
		return nil, nil
	}
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		query := withPerson(tx.NewSelect().Model(&found)).Order("id DESC").Limit(limit) // ids are in order of creation
		if f.Before != nil {
			query.Where("id < ?", *f.Before)
		}
		if len(f.States) > 0 {
			query.Where("state IN (?)", bun.List(f.States))
		}
		if f.Instances != nil {
			query.Where("instance_id IN (?)", bun.List(f.Instances))
		}
		if f.QueryID != "" {
			query.Where("query_id = ?", f.QueryID)
		}
		if f.Search != "" {
			query.Where(`search_key LIKE ? ESCAPE '\'`, database.LikePattern(strings.ToLower(f.Search)))
		}
		return query.Scan(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("list executions: %w", err)
	}
	for i := range found {
		s.explain(&found[i])
	}
	return visible(a, found), nil
}

// withPerson adds the name of who made an execution.
func withPerson(query *bun.SelectQuery) *bun.SelectQuery {
	return query.ColumnExpr("?TableAlias.*").
		ColumnExpr("(SELECT name FROM person WHERE person.id = ?TableAlias.created_by) AS created_by_name")
}

// visible drops what a may not see.
func visible(a actor.Actor, found []Execution) []Execution {
	kept := found[:0]
	for _, e := range found {
		if a.SeesInstance(e.InstanceID) {
			kept = append(kept, e)
		}
	}
	return kept
}

// Get gives an execution with its attempts and events. It is ErrNotFound for
// one that is missing or that a may not see.
func (s *Service) Get(ctx context.Context, a actor.Actor, id actor.ExecutionID) (*Detail, error) {
	d := new(Detail)
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		err := withPerson(tx.NewSelect().Model(&d.Execution)).Where("id = ?", id).Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) || err == nil && !a.SeesInstance(d.InstanceID) {
			return ErrNotFound
		}
		if err != nil {
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
// execution a may not see and ErrNoResult for one without rows.
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
