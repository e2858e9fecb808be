package execution

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/query"
)

// needToRun refuses who may not run an execution on an instance: it takes the
// right to run SQL of one's own, or less for a saved text that is trusted there.
func (s *Service) needToRun(ctx context.Context, a actor.Actor, e *Execution, in Instance) error {
	if in.OffBoarded {
		return ErrOffBoarded
	}
	if a.May(actor.RunSQL, in.ID) {
		return nil
	}
	if err := access.Need(a, runRight(e), in.ID, in.ClientID); err != nil {
		return err
	}
	by, trusted := system("trust"), false
	err := s.db.Read(ctx, by, func(ctx context.Context, tx bun.Tx) (err error) {
		trusted, err = s.trusted(ctx, tx, e, in.ID, a.PersonID)
		return err
	})
	if err != nil || trusted {
		return err
	}
	refused := fault.Of(access.Need(a, actor.RunSQL, in.ID, in.ClientID))
	if refused.Next != "" { // it is the token that allows less
		return refused
	}
	return refused.WithMessage("The text of this query was written by somebody who may not run SQL of their own on this instance. " + refused.Message)
}

// runRight is the least it takes to run an execution: less for what somebody saved.
func runRight(e *Execution) actor.Right {
	if e.QueryID != "" {
		return actor.Run
	}
	return actor.RunSQL
}

// trusted reports, in tx, whether the saved text of an execution may run on an
// instance for somebody who may run no SQL of their own there.
func (s *Service) trusted(ctx context.Context, tx bun.Tx, e *Execution, on actor.InstanceID, asker actor.PersonID) (bool, error) {
	pick := query.Pick{ID: e.QueryID, Version: e.QueryVersion}
	texts, err := query.ReadAll(ctx, tx, system("trust"), []query.Pick{pick})
	text, known := texts[pick]
	if err != nil || !known {
		return false, err
	}
	var client actor.ClientID
	if err := tx.NewSelect().Table("instance").Column("client_id").Where("id = ?", on).Scan(ctx, &client); err != nil {
		return false, fmt.Errorf("find the client of instance %s: %w", on, err)
	}
	var author actor.Actor
	if s.actors != nil {
		found, err := s.actors(ctx, tx, []actor.PersonID{text.Origin.Author})
		if err != nil {
			return false, err
		}
		author = found[text.Origin.Author]
	}
	return text.Origin.TrustedOn(asker, author, on, client), nil
}
