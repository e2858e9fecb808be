package execution

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/result"
)

// ErrCursor reports a cursor that no list gave.
var ErrCursor = fault.New(fault.Invalid, "execution.cursor_invalid", "This place in the list is not known.").
	WithNext("Start again from the beginning of the list.").WithField("query.cursor", "is not one this list gave")

// Filter narrows a list; zero fields do not.
type Filter struct {
	States []State
	// Instances are our ids. Nil means all; an empty list means none.
	Instances []actor.InstanceID
	QueryID   actor.QueryID
	// Search is part of the query's name or of the SQL, in any case.
	Search string
}

// List gives executions visible to a, newest first, and the cursor of the next
// page, empty on the last one. Executions made meanwhile do not move a page.
func (s *Service) List(ctx context.Context, a actor.Actor, f Filter, cursor string, limit int64) (found []Execution, next string, err error) {
	before, err := decodeCursor(cursor)
	if err != nil {
		return nil, "", err
	}
	if a.IsNobody() || f.Instances != nil && len(f.Instances) == 0 {
		return nil, "", nil
	}
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		query := tx.NewSelect().Model(&found).Order("id DESC").Limit(limit + 1) // ids are in order of creation
		if before != "" {
			query.Where("id < ?", before)
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
		return nil, "", fmt.Errorf("list executions: %w", err)
	}
	if int64(len(found)) > limit {
		found = found[:limit]
		next = encodeCursor(found[limit-1].ID)
	}
	return visible(a, found), next, nil
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

const cursorPrefix = "before:"

func encodeCursor(id actor.ExecutionID) string {
	return base64.RawURLEncoding.EncodeToString([]byte(cursorPrefix + string(id)))
}

func decodeCursor(cursor string) (actor.ExecutionID, error) {
	if cursor == "" {
		return "", nil
	}
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	id, ours := strings.CutPrefix(string(text), cursorPrefix)
	if err != nil || !ours || id == "" {
		return "", ErrCursor
	}
	return actor.ExecutionID(id), nil
}

// Get gives an execution with its attempts and events. It is ErrNotFound for
// one that is missing or that a may not see.
func (s *Service) Get(ctx context.Context, a actor.Actor, id actor.ExecutionID) (*Detail, error) {
	d := new(Detail)
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		err := tx.NewSelect().Model(&d.Execution).Where("id = ?", id).Scan(ctx)
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
