package notify

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
)

// Forget removes the notices about a client and its instances, with what was to
// be sent of them. Of notices about several clients it removes the subjects.
func Forget(ctx context.Context, tx bun.Tx, client actor.ClientID, instances []actor.InstanceID) error {
	const about = `(SELECT id FROM notice WHERE client_id = ?0 OR instance_id IN (?1))`
	for _, statement := range []string{
		`DELETE FROM message WHERE id IN (SELECT message_id FROM delivery WHERE notice_id IN ` + about + `)`,
		`DELETE FROM notice WHERE client_id = ?0 OR instance_id IN (?1)`,
		`DELETE FROM notice_subject WHERE client_id = ?0 OR instance_id IN (?1)`,
	} {
		if _, err := tx.NewRaw(statement, client, bun.List(instances)).Exec(ctx); err != nil {
			return fmt.Errorf("forget notices of client %s: %w", client, err)
		}
	}
	return nil
}

// ForgetChannels deletes the channels that tell of a client alone, and takes it out
// of those that tell of others too. It says how many were deleted and may be
// called twice.
func (s *Service) ForgetChannels(ctx context.Context, a actor.Actor, client actor.ClientID) (deleted int, err error) {
	err = s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		deleted = 0
		var rows []channelRow
		query := tx.NewSelect().Model(&rows).Where("clients LIKE ?", "%"+string(client)+"%").Order("id")
		if err := database.LockRows(query).Scan(ctx); err != nil {
			return fmt.Errorf("find channels of client %s: %w", client, err)
		}
		for i := range rows {
			row := &rows[i]
			left := slices.DeleteFunc(slices.Clone(row.Clients), func(id actor.ClientID) bool { return id == client })
			if len(left) == 0 {
				deleted++
				if err := s.deleteChannel(ctx, tx, a, row); err != nil {
					return err
				}
				if err := forgetCauses(ctx, tx, row.channel().cause(), row.channel().makerCause()); err != nil {
					return err
				}
				continue
			}
			row.Clients, row.Version, row.UpdatedAt = left, row.Version+1, s.clock.Now()
			if _, err := tx.NewUpdate().Model(row).Column("clients", "version", "updated_at").WherePK().Exec(ctx); err != nil {
				return fmt.Errorf("take client %s out of channel %s: %w", client, row.ID, err)
			}
			s.events.Record(ctx, a, event.Change{Kind: event.ChannelChanged, SubjectID: string(row.ID)})
			if err := s.recordChannel(ctx, tx, a, audit.ChannelChanged, row); err != nil {
				return err
			}
		}
		return nil
	})
	return deleted, err
}

// forgetCauses removes notices by their cause, with what was to be sent of them.
func forgetCauses(ctx context.Context, tx bun.Tx, causes ...string) error {
	for _, statement := range []string{
		`DELETE FROM message WHERE id IN (SELECT message_id FROM delivery WHERE notice_id IN (SELECT id FROM notice WHERE cause IN (?)))`,
		`DELETE FROM notice WHERE cause IN (?)`,
	} {
		if _, err := tx.NewRaw(statement, bun.List(causes)).Exec(ctx); err != nil {
			return fmt.Errorf("forget notices about a channel: %w", err)
		}
	}
	return nil
}
