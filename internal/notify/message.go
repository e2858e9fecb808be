package notify

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/courier"
	"github.com/recomamp/recomamp/internal/database"
)

// messageState says how far a message is; see the package comment.
type messageState string

const (
	sending messageState = "sending" // or was, when its lease ran out
	waiting messageState = "waiting" // to be tried again
	sent    messageState = "sent"
	failed  messageState = "failed"  // given up
	undone  messageState = "dropped" // nothing of it needs a person any more
)

// messageRow is what is sent to a channel at once.
type messageRow struct {
	bun.BaseModel `bun:"table:message"`

	ID         actor.MessageID `bun:"id,pk"`
	ChannelID  actor.ChannelID `bun:"channel_id"`
	Severity   Severity        `bun:"severity"`
	Title      string          `bun:"title"`
	Body       string          `bun:"body"`
	Link       string          `bun:"link"`
	State      messageState    `bun:"state"`
	Tries      int             `bun:"tries"`
	DueAt      time.Time       `bun:"due_at"`
	LeaseUntil time.Time       `bun:"lease_until,nullzero"`
	Fence      int64           `bun:"fence"`
	Failure    string          `bun:"failure"`
	CreatedAt  time.Time       `bun:"created_at"`
	EndedAt    time.Time       `bun:"ended_at,nullzero"`
}

func (m *messageRow) outgoing() courier.Message {
	return courier.Message{ID: string(m.ID), Level: courier.Level(m.Severity), Title: m.Title, Body: m.Body, Link: m.Link}
}

// most is how many notices one message tells of.
const most = 50

// claim takes the next message of a channel that is due, or makes one; nil when
// there is none to send now. What it returns is this caller's to send for as
// long as the lease lasts.
func (s *Service) claim(ctx context.Context, id actor.ChannelID) (m *messageRow, to *channelRow, err error) {
	err = s.db.Write(ctx, teller, func(ctx context.Context, tx bun.Tx) error {
		m, to = nil, new(channelRow)
		err := database.LockRows(tx.NewSelect().Model(to).Where("id = ?", id)).Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) {
			return nil // removed
		}
		if err != nil {
			return fmt.Errorf("read channel %s: %w", id, err)
		}
		if err := s.disownFallen(ctx, tx, teller, to); err != nil {
			return err
		}
		open, busy, err := s.unfinished(ctx, tx, to)
		if err != nil || busy {
			return err
		}
		if open == nil {
			if open, err = s.gather(ctx, tx, to); err != nil || open == nil {
				return err
			}
		}
		now := s.clock.Now()
		open.State, open.LeaseUntil = sending, now.Add(s.config.Lease)
		open.Fence++
		open.Tries++
		if _, err := tx.NewUpdate().Model(open).Column("state", "lease_until", "fence", "tries").WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("lease message %s: %w", open.ID, err)
		}
		m = open
		// Should this process die, somebody looks when the lease has run out.
		return s.enqueue(ctx, tx, tellArgs{id}, open.LeaseUntil)
	})
	return m, to, err
}

// unfinished returns the open message of a channel when it is due; busy when it
// is to be left alone. One that nobody needs any more is dropped, and so are that
// of a channel that was switched off and one that tells what its person may no
// longer see.
func (s *Service) unfinished(ctx context.Context, tx bun.Tx, to *channelRow) (open *messageRow, busy bool, err error) {
	open = new(messageRow)
	err = tx.NewSelect().Model(open).Where("channel_id = ? AND state IN (?, ?)", to.ID, sending, waiting).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read open message of channel %s: %w", to.ID, err)
	}
	now := s.clock.Now()
	if open.State == sending && open.LeaseUntil.After(now) || open.State == waiting && open.DueAt.After(now) {
		return nil, true, nil
	}
	needed, err := tx.NewSelect().TableExpr("delivery AS d").Join("JOIN notice AS n ON n.id = d.notice_id").
		Where("d.message_id = ? AND n.resolved_at IS NULL", open.ID).Exists(ctx)
	if err != nil {
		return nil, false, fmt.Errorf("look whether message %s is needed: %w", open.ID, err)
	}
	if needed && to.Active {
		if unwritten, err := s.unwritten(ctx, tx, to, open); err != nil || !unwritten {
			return open, false, err
		}
	}
	_, err = tx.NewUpdate().Model(open).Set("state = ?, ended_at = ?, lease_until = NULL", undone, now).WherePK().Exec(ctx)
	return nil, false, err
}

// gather makes a message of what is due for a channel, nil when nothing is.
func (s *Service) gather(ctx context.Context, tx bun.Tx, to *channelRow) (*messageRow, error) {
	now := s.clock.Now()
	var due []delivery
	err := tx.NewSelect().Model(&due).Where("channel_id = ? AND due_at <= ? AND message_id IS NULL AND dropped = ''", to.ID, now).
		Order("created_at", "notice_id", "episode").Limit(most).Scan(ctx)
	if err != nil || len(due) == 0 {
		return nil, err
	}
	id := actor.NewIDAt[actor.MessageID](now)
	var notices []*Notice
	for i := range due {
		d := &due[i]
		n, err := s.settle(ctx, tx, to.channel(), d, now)
		if err != nil {
			return nil, err
		}
		if n != nil {
			d.MessageID = id
			notices = append(notices, n)
		}
	}
	var made *messageRow
	if len(notices) > 0 {
		if made, err = s.compose(ctx, tx, to, id, notices, now); err != nil {
			return nil, err
		}
		if _, err := tx.NewInsert().Model(made).Exec(ctx); err != nil {
			return nil, fmt.Errorf("make message to channel %s: %w", to.ID, err)
		}
	}
	for i := range due {
		_, err := tx.NewUpdate().Model(&due[i]).Column("message_id", "due_at", "dropped").WherePK().Exec(ctx)
		if err != nil {
			return nil, fmt.Errorf("note what message %s tells: %w", id, err)
		}
	}
	return made, nil
}

// settle decides about one due delivery: it returns the notice to tell of, or
// nil after it has dropped or put off the delivery.
func (s *Service) settle(ctx context.Context, tx bun.Tx, to *Channel, d *delivery, now time.Time) (*Notice, error) {
	n := new(Notice)
	if err := tx.NewSelect().Model(n).Where("id = ?", d.NoticeID).Scan(ctx); err != nil {
		return nil, fmt.Errorf("read notice %s: %w", d.NoticeID, err)
	}
	if err := n.readConcerned(ctx, tx); err != nil {
		return nil, err
	}
	seen, err := s.isFor(ctx, tx, n)
	if err != nil {
		return nil, err
	}
	switch allowed := to.Quiet.allows(n.Severity, now); {
	case !n.ResolvedAt.IsZero():
		d.Dropped = wasResolved
	case !to.takes(n):
		d.Dropped = wasRefused
	case !seen:
		d.Dropped = wasHidden
	case d.Episode < n.Episode:
		d.Dropped = wasTold
	case allowed.After(now):
		d.DueAt = allowed
		return nil, s.enqueue(ctx, tx, tellArgs{to.ID}, allowed)
	default:
		return n, nil
	}
	return nil, nil //nolint:nilnil // dropped
}
