package access

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
	"github.com/recomamp/recomamp/internal/fault"
)

var errSessionNotFound = fault.New(fault.NotFound, "session.not_found", "There is no such session.")

// Session is a browser in which a person is signed in.
type Session struct {
	ID        actor.SessionID
	CreatedAt time.Time // zero for one begun before this was noted
	UsedAt    time.Time // to touchPrecision
	ExpiresAt time.Time // unless it is used before
	Origin    string    // network address it was begun from
	Agent     string    // how the browser names itself
}

// needAccount lets a look at, or change, their own account, and who has a right
// of the organisation at anybody's.
func (s *Service) needAccount(ctx context.Context, a actor.Actor, id actor.PersonID, right actor.OrganisationRight) error {
	if id == a.PersonID && id != "" {
		if right == actor.ReadPeople {
			return nil
		}
		return NeedOwnAccount(a)
	}
	if err := NeedOrganisation(a, right); err != nil {
		return err
	}
	return s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		known, err := tx.NewSelect().Model((*personRow)(nil)).Where("id = ?", id).Exists(ctx)
		if err != nil {
			return fmt.Errorf("find person %s: %w", id, err)
		}
		if !known {
			return ErrPersonNotFound
		}
		return nil
	})
}

// ListSessions returns a person's sessions, the last used first. Errors:
// ErrForbidden, ErrPersonNotFound.
func (s *Service) ListSessions(ctx context.Context, a actor.Actor, id actor.PersonID) ([]Session, error) {
	if err := s.needAccount(ctx, a, id, actor.ReadPeople); err != nil {
		return nil, err
	}
	var rows []sessionRow
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().Model(&rows).Column("session_id", "expires_at", "created_at", "used_at", "origin", "agent").
			Where("person_id = ? AND ended_at IS NULL AND expires_at > ?", id, s.clock.Now()).
			OrderExpr("COALESCE(used_at, expires_at) DESC, session_id").Scan(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("list sessions of %s: %w", id, err)
	}
	found := make([]Session, len(rows))
	for i, r := range rows {
		found[i] = Session{ID: r.SessionID, CreatedAt: r.CreatedAt, UsedAt: r.UsedAt, ExpiresAt: r.ExpiresAt, Origin: r.Origin, Agent: r.Agent}
	}
	return found, nil
}

// EndSession ends a session of a person and its streams. Errors: ErrForbidden,
// ErrPersonNotFound, session.not_found.
func (s *Service) EndSession(ctx context.Context, a actor.Actor, person actor.PersonID, id actor.SessionID) error {
	if err := s.needAccount(ctx, a, person, actor.Organise); err != nil {
		return err
	}
	return s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		result, err := tx.NewUpdate().Model((*sessionRow)(nil)).Set("ended_at = ?", s.clock.Now()).
			Where("session_id = ? AND person_id = ? AND ended_at IS NULL", id, person).Exec(ctx)
		if err != nil {
			return fmt.Errorf("end session %s: %w", id, err)
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errorOr(err, errSessionNotFound)
		}
		s.events.Record(ctx, a, event.Change{Kind: event.SessionEnded, SubjectID: string(id), PersonID: person})
		name, err := audit.NameOf(ctx, tx, "person", string(person))
		if err != nil {
			return err
		}
		return s.record(ctx, tx, a, audit.What{Act: audit.SessionRevoked, ID: string(id), Name: name, Changes: audit.Changes{}.Was("person", person)})
	})
}

// EndOtherSessions ends all sessions of the acting person but the one that acts,
// and says how many. Errors: ErrForbidden.
func (s *Service) EndOtherSessions(ctx context.Context, a actor.Actor) (ended int, err error) {
	if err := NeedOwnAccount(a); err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) (err error) {
		if ended, err = s.endSessions(ctx, tx, a, a.PersonID, a.SessionID); err != nil {
			return err
		}
		return s.record(ctx, tx, a, audit.What{
			Act: audit.SessionRevoked, Name: a.Name, Changes: audit.Changes{}.Was("person", a.PersonID).Was("sessions", ended),
		})
	})
	return ended, err
}

// endSessions ends all sessions of a person but one, and those that are begun.
func (s *Service) endSessions(ctx context.Context, tx bun.Tx, by actor.Actor, person actor.PersonID, but actor.SessionID) (int, error) {
	if err := endSteps(ctx, tx, person); err != nil {
		return 0, err
	}
	now := s.clock.Now()
	var ended []actor.SessionID
	err := tx.NewUpdate().Model((*sessionRow)(nil)).Set("ended_at = ?", now).
		Where("person_id = ? AND session_id <> ? AND ended_at IS NULL AND expires_at > ?", person, but, now).
		Returning("session_id").Scan(ctx, &ended)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("end sessions of %s: %w", person, err)
	}
	changes := make([]event.Change, len(ended))
	for i, id := range ended {
		changes[i] = event.Change{Kind: event.SessionEnded, SubjectID: string(id), PersonID: person}
	}
	s.events.RecordAll(ctx, by, changes)
	return len(ended), nil
}
