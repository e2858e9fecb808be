package approval

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/database"
)

// AskedBy counts the requests of a person that wait for a second one, to owners.
func (s *Service) AskedBy(ctx context.Context, a actor.Actor, person actor.PersonID) (n int, err error) {
	err = s.DB.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		found, err := s.waitingOf(visible(tx.NewSelect().Model((*row)(nil)), a), person).Count(ctx)
		n = int(found)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("count what person %s has asked for: %w", person, err)
	}
	return n, nil
}

// Leave takes back, in tx, what a person who leaves has asked for and nobody has
// decided: only they could go on with it.
func (s *Service) Leave(ctx context.Context, tx bun.Tx, by actor.Actor, person actor.PersonID) error {
	var rows []row
	if err := database.LockRows(s.waitingOf(tx.NewSelect().Model(&rows), person).Order("approval.id")).Scan(ctx); err != nil {
		return fmt.Errorf("read what person %s has asked for: %w", person, err)
	}
	for _, r := range rows {
		r.Decision, r.DecidedBy, r.DecidedAt, r.Reason = Withdrawn, by.PersonID, s.Clock.Now(), "Whoever asked has left."
		if _, err := tx.NewUpdate().Model(&r).Column("decision", "decided_by", "decided_at", "reason").WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("take back the approval %s: %w", r.ID, err)
		}
		if err := s.settle(ctx, tx, by, r.ID); err != nil {
			return err
		}
		if err := s.record(ctx, tx, by, audit.ApprovalWithdrawn, r, audit.Changes{}.Is("reason", r.Reason)); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) waitingOf(query *bun.SelectQuery, person actor.PersonID) *bun.SelectQuery {
	return query.Where("approval.asked_by = ? AND approval.decision IS NULL AND approval.expires_at > ?", person, s.Clock.Now())
}
