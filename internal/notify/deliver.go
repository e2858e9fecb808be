package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// delivery is a row of the ledger.
type delivery struct {
	bun.BaseModel `bun:"table:delivery"`

	NoticeID  actor.NoticeID  `bun:"notice_id,pk"`
	ChannelID actor.ChannelID `bun:"channel_id,pk"`
	Episode   int             `bun:"episode,pk"`
	DueAt     time.Time       `bun:"due_at"`
	MessageID actor.MessageID `bun:"message_id,nullzero"`
	Dropped   dropped         `bun:"dropped"`
	CreatedAt time.Time       `bun:"created_at"`
}

// dropped says why something is not told.
type dropped string

const (
	kept        dropped = ""
	wasResolved dropped = "resolved" // before it could be told
	wasRefused  dropped = "refused"  // the channel does not take it any more
	wasTold     dropped = "told"     // with a later episode of the same notice
	wasHidden   dropped = "hidden"   // from whom alone it was for, by then
)

// deliver writes what an episode of a notice has to be told to whom.
func (s *Service) deliver(ctx context.Context, tx bun.Tx, n *Notice, now time.Time) error {
	var channels []channelRow
	if err := tx.NewSelect().Model(&channels).Where("active").Order("id").Scan(ctx); err != nil {
		return fmt.Errorf("read channels for notice %s: %w", n.ID, err)
	}
	if err := n.readConcerned(ctx, tx); err != nil {
		return err
	}
	for _, row := range channels {
		channel := row.channel()
		if !channel.takes(n) {
			continue
		}
		due := &delivery{
			NoticeID: n.ID, ChannelID: channel.ID, Episode: n.Episode, CreatedAt: now,
			DueAt: channel.Quiet.allows(n.Severity, now.Add(s.config.Window)),
		}
		if _, err := tx.NewInsert().Model(due).Exec(ctx); err != nil {
			return fmt.Errorf("note delivery of notice %s to channel %s: %w", n.ID, channel.ID, err)
		}
		if err := s.enqueue(ctx, tx, tellArgs{channel.ID}, due.DueAt); err != nil {
			return err
		}
	}
	return nil
}

// allows returns when something of a severity that is due at t may be told.
func (q Quiet) allows(severity Severity, t time.Time) time.Time {
	if severity == Urgent && q.UrgentPasses {
		return t
	}
	if end, quiet := q.ends(t); quiet {
		return end
	}
	return t
}
