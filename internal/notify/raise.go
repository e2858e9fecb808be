package notify

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
)

// tellAgainAfter is how long after an episode began something that joins the
// notice is worth another.
const tellAgainAfter = 24 * time.Hour

// Raise says in tx, a Write's of by, that something needs a person. While a
// notice of the same cause is open the subjects join it. Raising again what has
// been raised changes nothing but when it was last seen.
//
// The most severe raise names the notice; among equals the first.
func (s *Service) Raise(ctx context.Context, tx bun.Tx, by actor.Actor, r Raise) error {
	if err := r.check(); err != nil {
		return err
	}
	return database.SeeingAll(ctx, tx, func(ctx context.Context, tx bun.Tx) error { return s.raise(ctx, tx, by, r) })
}

func (s *Service) raise(ctx context.Context, tx bun.Tx, by actor.Actor, r Raise) error {
	now := s.clock.Now()
	n, fresh, err := open(ctx, tx, r, now)
	if err != nil {
		return err
	}
	joined, err := join(ctx, tx, n, r.Subjects, now)
	if err != nil {
		return err
	}
	worse := r.Severity.rank() > n.Severity.rank()
	if fresh || worse {
		n.name(r)
	}
	if !fresh {
		n.widen(r)
	}
	if err := retitle(ctx, tx, n, r); err != nil {
		return err
	}
	tell := fresh || worse || joined > 0 && now.Sub(n.ToldAt) >= tellAgainAfter
	if tell {
		n.Episode, n.ToldAt = n.Episode+1, now
	}
	n.Count += joined
	n.LastSeenAt = now
	if _, err := tx.NewUpdate().Model(n).WherePK().Exec(ctx); err != nil {
		return fmt.Errorf("raise notice of %s: %w", r.Cause, err)
	}
	s.events.Record(ctx, by, n.change())
	if !tell {
		return nil
	}
	return s.deliver(ctx, tx, n, now)
}

// open returns the open notice of a cause, locked; fresh when there was none.
func open(ctx context.Context, tx bun.Tx, r Raise, now time.Time) (n *Notice, fresh bool, err error) {
	n = &Notice{
		ID: actor.NewIDAt[actor.NoticeID](now), Kind: r.Kind, Severity: r.Severity, Cause: r.Cause,
		PersonID: r.PersonID, ClientID: r.ClientID, InstanceID: r.InstanceID, ToldAt: now, FirstSeenAt: now, LastSeenAt: now, EndsAt: r.EndsAt,
	}
	made, err := tx.NewInsert().Model(n).On("CONFLICT (cause) WHERE resolved_at IS NULL DO NOTHING").Exec(ctx)
	if err != nil {
		return nil, false, fmt.Errorf("raise notice of %s: %w", r.Cause, err)
	}
	if rows, err := made.RowsAffected(); err != nil || rows == 1 {
		return n, true, err
	}
	n = new(Notice)
	err = database.LockRows(tx.NewSelect().Model(n).Where("cause = ? AND resolved_at IS NULL", r.Cause)).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) { // resolved meanwhile
		return nil, false, fmt.Errorf("raise notice of %s: %w", r.Cause, database.ErrRetry)
	}
	if err != nil {
		return nil, false, fmt.Errorf("read notice of %s: %w", r.Cause, err)
	}
	return n, false, nil
}

// join adds subjects to a notice and returns how many were not there before.
func join(ctx context.Context, tx bun.Tx, n *Notice, subjects []Subject, now time.Time) (joined int, err error) {
	if len(subjects) == 0 {
		return 0, nil
	}
	rows := make([]subject, len(subjects))
	for i, of := range subjects {
		rows[i] = subject{
			NoticeID: n.ID, Kind: of.Kind, SubjectID: of.ID, Name: of.Name, ClientID: of.ClientID, InstanceID: of.InstanceID, AddedAt: now,
		}
	}
	added, err := tx.NewInsert().Model(&rows).On("CONFLICT DO NOTHING").Exec(ctx)
	if err != nil {
		return 0, fmt.Errorf("add subjects to notice %s: %w", n.ID, err)
	}
	count, err := added.RowsAffected()
	return int(count), err
}

// name lets a raise say what the notice is.
func (n *Notice) name(r Raise) {
	n.Kind, n.Severity, n.Title, n.Body, n.NextLabel, n.NextPath = r.Kind, r.Severity, r.Title, r.Body, r.Next.Label, r.Next.Path
}

// widen makes a notice nobody's in particular when a raise belongs elsewhere,
// and lets it last as long as the longest asks for.
func (n *Notice) widen(r Raise) {
	if n.ClientID != r.ClientID {
		n.ClientID = ""
	}
	if n.InstanceID != r.InstanceID {
		n.InstanceID = ""
	}
	if !n.EndsAt.IsZero() && (r.EndsAt.IsZero() || r.EndsAt.After(n.EndsAt)) {
		n.EndsAt = r.EndsAt
	}
}

// retitle puts the number of subjects into the title of a notice that is about several.
func retitle(ctx context.Context, tx bun.Tx, n *Notice, r Raise) error {
	if r.Many == "" || r.Kind != n.Kind || len(r.Subjects) == 0 {
		return nil
	}
	alike, err := tx.NewSelect().Model((*subject)(nil)).Where("notice_id = ? AND kind = ?", n.ID, r.Subjects[0].Kind).Count(ctx)
	if err != nil {
		return fmt.Errorf("count subjects of notice %s: %w", n.ID, err)
	}
	if alike > 1 {
		n.Title = fmt.Sprintf(r.Many, alike)
	}
	return nil
}

// change is the event that tells of the notice.
func (n *Notice) change() event.Change {
	return event.Change{Kind: event.NoticeChanged, SubjectID: string(n.ID), InstanceID: n.InstanceID}
}

// Resolve says in tx, a Write's of by, that a cause is gone. What has not been
// told yet is not told any more. Resolving what is not open changes nothing.
func (s *Service) Resolve(ctx context.Context, tx bun.Tx, by actor.Actor, cause string) error {
	err := database.SeeingAll(ctx, tx, func(ctx context.Context, tx bun.Tx) error {
		return s.resolve(ctx, by, tx.NewUpdate().Model((*Notice)(nil)).Set("resolved_at = ?", s.clock.Now()).Where("cause = ?", cause))
	})
	if err != nil {
		return fmt.Errorf("resolve notice of %s: %w", cause, err)
	}
	return nil
}

// resolve carries out an update that resolves open notices, and tells of them.
func (s *Service) resolve(ctx context.Context, by actor.Actor, query *bun.UpdateQuery) error {
	var resolved []Notice
	err := query.Where("resolved_at IS NULL").Returning("*").Scan(ctx, &resolved)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	changes := make([]event.Change, len(resolved))
	for i := range resolved {
		changes[i] = resolved[i].change()
	}
	s.events.RecordAll(ctx, by, changes)
	return nil
}
