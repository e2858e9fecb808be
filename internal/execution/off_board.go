package execution

import (
	"context"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/fault"
)

// ErrOffBoarded refuses to run anything for a client that has left.
var ErrOffBoarded = fault.New(fault.Conflict, "client.off_boarding", "The client of this instance is being off-boarded; nothing runs on it any more.").
	WithNext("An owner can take it back, as long as its data are not destroyed.")

// Open lists the executions of instances that have not ended.
func Open(ctx context.Context, tx bun.Tx, instances []actor.InstanceID) (ids []actor.ExecutionID, err error) {
	err = tx.NewSelect().Model((*Execution)(nil)).Column("id").Where("instance_id IN (?)", bun.List(instances)).
		Where("state NOT IN (?)", bun.List([]State{Succeeded, Failed, Cancelled})).Order("id").Scan(ctx, &ids)
	if err != nil {
		return nil, fmt.Errorf("list open executions: %w", err)
	}
	return ids, nil
}

// Abandon ends an execution without waiting for what Amazon says of its run. One
// that has ended stays as it is.
func (s *Service) Abandon(ctx context.Context, a actor.Actor, id actor.ExecutionID) error {
	err := s.change(ctx, a, id, nil, func(ctx context.Context, x *edit) error {
		none, err := x.noRun(ctx)
		if err != nil {
			return err
		}
		if err := x.recordCancel(ctx); err != nil {
			return err
		}
		if none {
			return x.become(Cancelled, "Cancelled before a run was started: the client was off-boarded.")
		}
		return x.become(Cancelled, "Given up: the client was off-boarded while a run may have been open at Amazon. What became of it was not waited for.")
	})
	if errors.Is(err, errFinal) {
		return nil
	}
	return err
}

// Forget removes what executions of instances say: their SQL, their values, the
// columns they brought and Amazon's words. When they ran, what became of them
// and what they cost stays.
func Forget(ctx context.Context, tx bun.Tx, instances []actor.InstanceID) error {
	on := bun.List(instances)
	var statements []string
	if database.DialectOf(tx) == database.SQLite { // the index over the texts has its own copy, by trigrams
		statements = append(statements, `INSERT INTO execution_text_search (execution_text_search, rowid, search_key)
			SELECT 'delete', id, search_key FROM execution_text WHERE search_key <> '' AND instance_id IN (?)`)
	}
	statements = append(statements,
		`UPDATE execution_text SET sql = '', search_key = '', query_name = '', sql_hash = 'forgotten:' || id WHERE search_key <> '' AND instance_id IN (?)`,
		`UPDATE execution SET query_name = '', sql_hash = '', parameters = '[]', parameter_values = '{}', placeholders = '[]', output_columns = '[]',
			error_message = '', error_next = '', error_raw = '' WHERE instance_id IN (?)`,
		`UPDATE execution_attempt SET error_message = '', error_next = '', error_raw = '' WHERE instance_id IN (?)`,
		`UPDATE execution_event SET message = '' WHERE instance_id IN (?)`,
		`DELETE FROM execution_filling WHERE instance_id IN (?)`,
	)
	for _, statement := range statements {
		if _, err := tx.NewRaw(statement, on).Exec(ctx); err != nil {
			return fmt.Errorf("forget what executions say: %w", err)
		}
	}
	if database.DialectOf(tx) == database.SQLite {
		if _, err := tx.NewRaw(`INSERT INTO execution_text_search (execution_text_search) VALUES ('optimize')`).Exec(ctx); err != nil {
			return fmt.Errorf("rewrite the index over texts: %w", err)
		}
	}
	return nil
}
