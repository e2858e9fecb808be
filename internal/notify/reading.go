package notify

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/event"
)

// reading says that a person has read a notice up to an episode.
type reading struct {
	bun.BaseModel `bun:"table:notice_reading"`

	PersonID actor.PersonID `bun:"person_id,pk"`
	NoticeID actor.NoticeID `bun:"notice_id,pk"`
	Episode  int            `bun:"episode"`
	ReadAt   time.Time      `bun:"read_at"`
}

// SetRead notes that a has read a notice, or has not. Others' notes stay. It is
// ErrNotFound for what a may not see.
func (s *Service) SetRead(ctx context.Context, a actor.Actor, id actor.NoticeID, read bool) error {
	return s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		n, err := find(ctx, tx, a, id)
		if err != nil {
			return err
		}
		if read {
			return s.markRead(ctx, tx, a, []*Notice{n})
		}
		_, err = tx.NewDelete().Model((*reading)(nil)).Where("person_id = ? AND notice_id = ?", a.PersonID, id).Exec(ctx)
		if err != nil {
			return fmt.Errorf("mark notice %s as unread: %w", id, err)
		}
		s.events.Record(ctx, a, n.change())
		return nil
	})
}

// ReadAll notes that a has read every open notice and returns how many were not.
func (s *Service) ReadAll(ctx context.Context, a actor.Actor) (count int, err error) {
	err = s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		var unread []Notice
		query := tx.NewSelect().Model(&unread).OrderExpr("notice.id DESC").Limit(mostCounted)
		if err := (Filter{State: Unread}).narrow(query, a).Scan(ctx); err != nil {
			return fmt.Errorf("find unread notices: %w", err)
		}
		var marked []*Notice
		for i := range unread {
			marked = append(marked, &unread[i])
		}
		count = len(marked)
		return s.markRead(ctx, tx, a, marked)
	})
	return count, err
}

func (s *Service) markRead(ctx context.Context, tx bun.Tx, a actor.Actor, notices []*Notice) error {
	if len(notices) == 0 {
		return nil
	}
	now := s.clock.Now()
	rows, changes := make([]reading, len(notices)), make([]event.Change, len(notices))
	for i, n := range notices {
		rows[i], changes[i] = reading{PersonID: a.PersonID, NoticeID: n.ID, Episode: n.Episode, ReadAt: now}, n.change()
	}
	_, err := tx.NewInsert().Model(&rows).On("CONFLICT (person_id, notice_id) DO UPDATE").
		Set("episode = EXCLUDED.episode, read_at = EXCLUDED.read_at").Exec(ctx)
	if err != nil {
		return fmt.Errorf("mark %d notices as read: %w", len(notices), err)
	}
	s.events.RecordAll(ctx, a, changes)
	return nil
}

// Settle resolves a notice because a person says it is done. Should its cause
// still be there, whoever sees it next raises another. Settling what is
// resolved changes nothing. Errors: ErrNotFound, access.ErrForbidden.
func (s *Service) Settle(ctx context.Context, a actor.Actor, id actor.NoticeID) error {
	return s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		n, err := find(ctx, tx, a, id)
		if err != nil {
			return err
		}
		shown := *n
		shown.partly(a) // a refusal tells nothing of the rest
		if err := maySettle(a, &shown); err != nil {
			return err
		}
		query := tx.NewUpdate().Model((*Notice)(nil)).Where("id = ?", id).Set("resolved_at = ?, resolved_by = ?", s.clock.Now(), a.PersonID)
		if err := s.resolve(ctx, a, query); err != nil {
			return fmt.Errorf("settle notice %s: %w", id, err)
		}
		return audit.Record(ctx, tx, a, s.clock.Now(), audit.What{
			Act: audit.NoticeResolved, ID: string(id), Name: n.Title, ClientID: n.ClientID, InstanceID: n.InstanceID,
		})
	})
}

func find(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.NoticeID) (*Notice, error) {
	n := new(Notice)
	err := seen(tx.NewSelect().Model(n), a).Where("notice.id = ?", id).Where("?", seesNotice(a)).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read notice %s: %w", id, err)
	}
	return n, nil
}
