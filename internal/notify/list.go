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
		return withSubjects(ctx, tx, found)
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
	return visible(found, a), nil
}

// seen adds whether a has read a notice.
func seen(query *bun.SelectQuery, a actor.Actor) *bun.SelectQuery {
	return query.ColumnExpr("notice.*").ColumnExpr("? AS read", isRead(a))
}

// isRead holds for a notice whose present episode a has read.
func isRead(a actor.Actor) schema.QueryWithArgs {
	return bun.SafeQuery("EXISTS (SELECT 1 FROM notice_reading AS r WHERE r.notice_id = notice.id AND r.person_id = ? AND r.episode >= notice.episode)", a.PersonID)
}

func (f Filter) narrow(query *bun.SelectQuery, a actor.Actor) *bun.SelectQuery {
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
	query.Where("notice.person_id IS NULL OR notice.person_id = ?", a.PersonID)
	if f.ClientID != "" {
		query.Where("notice.client_id = ? OR EXISTS (SELECT 1 FROM notice_subject AS s WHERE s.notice_id = notice.id AND s.client_id = ?)", f.ClientID, f.ClientID)
	}
	return query
}

func visible(all []Notice, a actor.Actor) []Notice {
	some := all[:0]
	for _, n := range all {
		if n.visibleTo(a) {
			some = append(some, n)
		}
	}
	return some
}

// withSubjects brings the first subjects of notices along.
func withSubjects(ctx context.Context, tx bun.Tx, notices []Notice) error {
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
	var rows []subject
	err := tx.NewSelect().TableExpr("(?) AS ranked", ranked).
		Column("notice_id", "kind", "subject_id", "name", "client_id", "instance_id").
		Where("place <= ?", firstSubjects).Order("notice_id", "place").Scan(ctx, &rows)
	if err != nil {
		return fmt.Errorf("read subjects of notices: %w", err)
	}
	for _, row := range rows {
		n := at[row.NoticeID]
		n.Subjects = append(n.Subjects, Subject{Kind: row.Kind, ID: row.SubjectID, Name: row.Name, ClientID: row.ClientID, InstanceID: row.InstanceID})
	}
	return nil
}

// Notice returns one notice, or ErrNotFound.
func (s *Service) Notice(ctx context.Context, a actor.Actor, id actor.NoticeID) (Notice, error) {
	found := make([]Notice, 1)
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if err := seen(tx.NewSelect().Model(&found[0]), a).Where("notice.id = ?", id).Scan(ctx); err != nil {
			return err
		}
		return withSubjects(ctx, tx, found)
	})
	if errors.Is(err, sql.ErrNoRows) || err == nil && !found[0].visibleTo(a) {
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
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) (err error) {
		open, err = Filter{State: Open}.list(ctx, tx, a, mostCounted)
		return err
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
