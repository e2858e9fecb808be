package access

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// Alive reports whether a may still act as it was read: the session or token it
// came with stands, the person is not disabled, and what they may do has not
// changed. It is for connections that outlive the check at their start.
func (s *Service) Alive(ctx context.Context, a actor.Actor) (alive bool, err error) {
	if a.IsNobody() {
		return false, nil
	}
	err = s.db.Read(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		query := tx.NewSelect().Model((*personRow)(nil)).Where("id = ? AND disabled_at IS NULL AND role = ?", a.PersonID, a.Role)
		if a.Access != nil {
			if !a.Access.EndsAt.IsZero() && !s.clock.Now().Before(a.Access.EndsAt) {
				return nil
			}
			query.Where("access_revision = ?", a.Access.Revision)
		}
		switch {
		case a.SessionID != "":
			query = query.Where("EXISTS (SELECT 1 FROM session WHERE session_id = ? AND person_id = ? AND ended_at IS NULL AND expires_at > ?)",
				a.SessionID, a.PersonID, s.clock.Now()).
				Where("(NOT ("+mustAdd+") OR EXISTS (SELECT 1 FROM session WHERE session_id = ? AND both_factors))", a.SessionID)
		case a.TokenID != "":
			query = query.Where("EXISTS (SELECT 1 FROM api_token WHERE id = ? AND person_id = ? AND (expires_at IS NULL OR expires_at > ?))",
				a.TokenID, a.PersonID, s.clock.Now())
		}
		alive, err = query.Exists(ctx)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("check that a session lasts: %w", err)
	}
	return alive, nil
}
