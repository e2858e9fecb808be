package notify

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"github.com/recomamp/recomamp/internal/actor"
)

// ListState narrows a list of notices.
type ListState string

// What a list can be narrowed to.
const (
	AnyState ListState = ""
	Open     ListState = "open"
	Unread   ListState = "unread" // open, and not read by who asks
	Resolved ListState = "resolved"
)

// Filter narrows a list of notices.
type Filter struct {
	State      ListState
	Severities []Severity
	Kinds      []Kind
	ClientID   actor.ClientID
	Before     *actor.NoticeID // the last of the page before
}

// firstSubjects is how many subjects a list brings along.
const firstSubjects = 20

// List returns at most limit notices that a may see, the newest first, with
// their first subjects.
func (s *Service) List(ctx context.Context, a actor.Actor, f Filter, limit int64) ([]Notice, error) {
	var found []Notice
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) (err error) {
		if found, err = f.list(ctx, tx, a, limit); err != nil {
			return err
		}
		return withSubjects(ctx, tx, a, found)
	})
	if err != nil {
		return nil, fmt.Errorf("list notices: %w", err)
	}
	return found, nil
}

func (f Filter) list(ctx context.Context, tx bun.Tx, a actor.Actor, limit int64) (found []Notice, err error) {
	query := seen(tx.NewSelect().Model(&found), a).OrderExpr("notice.id DESC").Limit(limit)
	if f.Before != nil {
		query.Where("notice.id < ?", *f.Before)
	}
	if err := f.narrow(query, a).Scan(ctx); err != nil {
		return nil, err
	}
	for i := range found {
		found[i].partly(a)
	}
	return found, nil
}

// seen adds whether a has read a notice, and how much of it is hidden from a.
func seen(query *bun.SelectQuery, a actor.Actor) *bun.SelectQuery {
	return query.ColumnExpr("notice.*").ColumnExpr("? AS read", isRead(a)).ColumnExpr("? AS hidden", hidden(query.DB(), a))
}

// isRead holds for a notice whose present episode a has read.
func isRead(a actor.Actor) schema.QueryWithArgs {
	return bun.SafeQuery("EXISTS (SELECT 1 FROM notice_reading AS r WHERE r.notice_id = notice.id AND r.person_id = ? AND r.episode >= notice.episode)", a.PersonID)
}

func (f Filter) narrow(query *bun.SelectQuery, a actor.Actor) *bun.SelectQuery {
	query.Where("?", seesNotice(a))
	switch f.State {
	case AnyState:
	case Open:
		query.Where("notice.resolved_at IS NULL")
	case Unread:
		query.Where("notice.resolved_at IS NULL").Where("NOT ?", isRead(a))
	case Resolved:
		query.Where("notice.resolved_at IS NOT NULL")
	}
	if len(f.Severities) > 0 {
		query.Where("notice.severity IN (?)", bun.List(f.Severities))
	}
	if len(f.Kinds) > 0 {
		query.Where("notice.kind IN (?)", bun.List(f.Kinds))
	}
	if f.ClientID != "" {
		query.Where("?", isOf(a, f.ClientID))
	}
	return query
}

// isOf holds for a notice that a sees to be a client's: by itself, or by a subject.
func isOf(a actor.Actor, client actor.ClientID) schema.QueryWithArgs {
	if !a.MayClient(actor.See, client) {
		return bun.SafeQuery("FALSE")
	}
	return bun.SafeQuery(`(notice.client_id = ? AND ?
		OR EXISTS (SELECT 1 FROM notice_subject AS s WHERE s.notice_id = notice.id AND s.client_id = ? AND ?))`,
		client, seesPlace(a), client, seesSome(a, "s"))
}

// withSubjects brings the first subjects of notices along that a may see.
func withSubjects(ctx context.Context, tx bun.Tx, a actor.Actor, notices []Notice) error {
	if len(notices) == 0 {
		return nil
	}
	ids := make([]actor.NoticeID, len(notices))
	at := make(map[actor.NoticeID]*Notice, len(notices))
	for i := range notices {
		ids[i], at[notices[i].ID] = notices[i].ID, &notices[i]
	}
	ranked := tx.NewSelect().Model((*subject)(nil)).ColumnExpr("*").
		ColumnExpr("row_number() OVER (PARTITION BY notice_id ORDER BY added_at, kind, name, subject_id) AS place").
		Where("notice_id IN (?)", bun.List(ids))
	if !a.SeesAll() {
		ranked.Where("?", seesSome(a, "subject"))
	}
	var rows []subject
	err := tx.NewSelect().TableExpr("(?) AS ranked", ranked).
		Column("notice_id", "kind", "subject_id", "name", "client_id", "instance_id").
		Where("place <= ?", firstSubjects).Order("notice_id", "place").Scan(ctx, &rows)
	if err != nil {
		return fmt.Errorf("read subjects of notices: %w", err)
	}
	for _, row := range rows {
		n := at[row.NoticeID]
		n.Subjects = append(n.Subjects, row.subjectFor(a))
		n.Count = max(n.Count, len(n.Subjects)) // one that is seen in part counts
	}
	return nil
}

// subjectFor is the subject without the place of it that a may not see: of a
// schedule of several instances one may see another.
func (r subject) subjectFor(a actor.Actor) Subject {
	shown := Subject{Kind: r.Kind, ID: r.SubjectID, Name: r.Name}
	if a.MayClient(actor.See, r.ClientID) {
		shown.ClientID = r.ClientID
	}
	if a.May(actor.See, r.InstanceID) {
		shown.InstanceID = r.InstanceID
	}
	return shown
}

// Notice returns one notice, or ErrNotFound.
func (s *Service) Notice(ctx context.Context, a actor.Actor, id actor.NoticeID) (Notice, error) {
	found := make([]Notice, 1)
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		err := seen(tx.NewSelect().Model(&found[0]), a).Where("notice.id = ?", id).Where("?", seesNotice(a)).Scan(ctx)
		if err != nil {
			return err
		}
		found[0].partly(a)
		return withSubjects(ctx, tx, a, found)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return Notice{}, ErrNotFound
	}
	if err != nil {
		return Notice{}, fmt.Errorf("read notice %s: %w", id, err)
	}
	return found[0], nil
}

// Counts are how many notices wait for somebody.
type Counts struct {
	Open, Unread int
	Worst        Severity // of the unread; empty when there are none
}

// Count counts the open notices that a may see.
func (s *Service) Count(ctx context.Context, a actor.Actor) (c Counts, err error) {
	var open []Notice
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		query := tx.NewSelect().Model(&open).Column("notice.severity").ColumnExpr("? AS read", isRead(a)).
			OrderExpr("notice.id DESC").Limit(mostCounted)
		return Filter{State: Open}.narrow(query, a).Scan(ctx)
	})
	if err != nil {
		return Counts{}, fmt.Errorf("count notices: %w", err)
	}
	c.Open = len(open)
	for _, n := range open {
		if n.Read {
			continue
		}
		c.Unread++
		if n.Severity.rank() > c.Worst.rank() {
			c.Worst = n.Severity
		}
	}
	return c, nil
}

// mostCounted bounds what is counted; more is not told apart.
const mostCounted = 1000
