package access

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/database"
)

// GrantChange changes what is set and leaves the rest.
type GrantChange struct {
	Rank   *actor.Rank
	Until  *time.Time // zero: it does not end by itself any more
	Reason *string
}

// UpdateGrant changes a grant, made on revision. Nobody but owners widens one
// that they hold themselves, or beyond the end of their own access. Errors: ErrForbidden,
// ErrGrantNotFound, grant.invalid, grant.version_conflict.
func (s *Service) UpdateGrant(ctx context.Context, a actor.Actor, id actor.GrantID, revision int, change GrantChange) (Grant, error) {
	err := s.changeGrant(ctx, a, id, func(ctx context.Context, tx bun.Tx, a actor.Actor, row *grantRow) error {
		before := *row
		if row.Revision != revision {
			return errGrantConflict.WithDetail("currentRevision", row.Revision).WithDetail("currentRole", row.Rank.String())
		}
		terms := GrantContent{Rank: row.Rank, Reason: row.Reason}
		if change.Rank != nil {
			terms.Rank = *change.Rank
			row.Rank = terms.Rank
		}
		if change.Until != nil {
			terms.Until = *change.Until
			row.Until = stored(terms.Until)
		}
		if change.Reason != nil {
			terms.Reason = *change.Reason
			row.Reason = terms.Reason
		}
		now := s.clock.Now()
		if wrong := checkTerms(errGrantInvalid, terms, "", now); len(wrong.Fields) > 0 {
			return wrong
		}
		if err := needToGive(a, row.ClientID, row.InstanceID, row.Rank); err != nil {
			return err
		}
		if err := row.mayWiden(ctx, tx, a, before); err != nil {
			return err
		}
		row.Revision, row.UpdatedAt = row.Revision+1, now
		if _, err := tx.NewUpdate().Model(row).WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("change grant %s: %w", id, err)
		}
		changes := audit.Changes{}.From("role", before.Rank.String(), row.Rank.String()).From("until", before.ends(), row.ends()).
			From("reason", before.Reason, row.Reason)
		return s.recordGrant(ctx, tx, a, audit.GrantChanged, row, changes)
	})
	if err != nil {
		return Grant{}, err
	}
	return s.Grant(ctx, a, id)
}

// EndGrant ends a grant. Errors: ErrForbidden, ErrGrantNotFound.
func (s *Service) EndGrant(ctx context.Context, a actor.Actor, id actor.GrantID) error {
	return s.changeGrant(ctx, a, id, s.endGrant)
}

// changeGrant has act change a grant that a may change, and computes what
// follows from it.
func (s *Service) changeGrant(ctx context.Context, a actor.Actor, id actor.GrantID,
	act func(ctx context.Context, tx bun.Tx, a actor.Actor, row *grantRow) error,
) error {
	return s.changing(ctx, a, func(ctx context.Context, tx bun.Tx, a actor.Actor) error {
		if _, err := readGrant(ctx, tx, a, id); err != nil {
			return err
		}
		row := new(grantRow)
		if err := database.LockRows(tx.NewSelect().Model(row).Where("id = ?", id)).Scan(ctx); err != nil {
			return fmt.Errorf("read grant %s: %w", id, err)
		}
		if err := needToGive(a, row.ClientID, row.InstanceID, row.Rank); err != nil {
			return err
		}
		people, err := row.holders(ctx, tx)
		if err != nil {
			return err
		}
		if err := act(ctx, tx, a, row); err != nil {
			return err
		}
		s.events.Record(ctx, a, row.changed())
		return s.recompute(ctx, tx, a, people)
	})
}
