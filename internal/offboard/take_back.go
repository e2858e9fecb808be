package offboard

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
)

// TakeBack ends an off-boarding in its grace time: the client stays. What was
// stopped goes on, as far as it can; tokens that were forgotten need a new
// consent. Errors: instance.ErrClientNotFound, access.ErrForbidden, ErrNotBegun,
// ErrTooLate.
func (s *Service) TakeBack(ctx context.Context, a actor.Actor, id actor.ClientID) error {
	var of Subject
	err := s.DB.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if err := may(ctx, tx, a, id); err != nil {
			return err
		}
		row, err := find(ctx, tx, id)
		switch {
		case err != nil:
			return err
		case row == nil:
			return ErrNotBegun
		case !row.DestroyAt.After(s.Clock.Now()):
			return ErrTooLate
		}
		if of, err = subject(ctx, tx, id, row, s.Clock.Now()); err != nil {
			return err
		}
		if _, err := tx.NewDelete().Model(row).WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("take client %s back: %w", id, err)
		}
		if _, err := tx.NewUpdate().Table("client").Set("off_boarded_at = NULL, updated_at = ?", s.Clock.Now()).Where("id = ?", id).Exec(ctx); err != nil {
			return fmt.Errorf("take client %s back: %w", id, err)
		}
		return s.tell(ctx, tx, a, id, audit.What{Act: audit.ClientTakenBack, Name: of.Name, Changes: audit.Changes{}.Was("reason", row.Reason)})
	})
	if err != nil {
		return err
	}
	return s.undo(ctx, of)
}

// undo takes back what the steps have stopped.
func (s *Service) undo(ctx context.Context, of Subject) error {
	for _, step := range s.steps {
		if step.Phase != Stop || step.Undo == nil {
			continue
		}
		if err := step.Undo(ctx, of); err != nil {
			return fmt.Errorf("take back step %s of client %s: %w", step.Name, of.ClientID, err)
		}
	}
	return nil
}
