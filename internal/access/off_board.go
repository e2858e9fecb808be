package access

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
)

// GrantsOn counts the grants on a client and on its instances, ended ones as well.
func GrantsOn(ctx context.Context, tx bun.Tx, client actor.ClientID, instances []actor.InstanceID) (int, error) {
	n, err := tx.NewSelect().Model((*grantRow)(nil)).Where("client_id = ? OR instance_id IN (?)", client, bun.List(instances)).Count(ctx)
	if err != nil {
		return 0, fmt.Errorf("count grants on client %s: %w", client, err)
	}
	return int(n), nil
}

// EndGrantsOn ends all grants on a client and on its instances, each with its
// entry in the audit log, and says how many there were. It may be called twice.
func (s *Service) EndGrantsOn(ctx context.Context, a actor.Actor, client actor.ClientID, instances []actor.InstanceID) (ended int, err error) {
	err = s.changing(ctx, a, func(ctx context.Context, tx bun.Tx, a actor.Actor) error {
		var rows []grantRow
		err := tx.NewSelect().Model(&rows).Where("client_id = ? OR instance_id IN (?)", client, bun.List(instances)).Order("id").Scan(ctx)
		if err != nil {
			return fmt.Errorf("read grants on client %s: %w", client, err)
		}
		var people []actor.PersonID
		for i := range rows {
			row := &rows[i]
			holders, err := row.holders(ctx, tx)
			if err != nil {
				return err
			}
			people = append(people, holders...)
			if err := s.endGrant(ctx, tx, a, row); err != nil {
				return err
			}
			s.events.Record(ctx, a, row.changed())
		}
		ended = len(rows)
		return s.recompute(ctx, tx, a, people)
	})
	return ended, err
}

// endGrant removes a grant and writes it down.
func (s *Service) endGrant(ctx context.Context, tx bun.Tx, a actor.Actor, row *grantRow) error {
	if _, err := tx.NewDelete().Model(row).WherePK().Exec(ctx); err != nil {
		return fmt.Errorf("end grant %s: %w", row.ID, err)
	}
	return s.recordGrant(ctx, tx, a, audit.GrantEnded, row, audit.Changes{}.Was("role", row.Rank.String()).Was("until", row.ends()))
}
