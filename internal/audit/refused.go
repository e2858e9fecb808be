package audit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

// Attempt is an act that was refused.
type Attempt struct {
	What

	Code string // stable, of the refusal
}

// Refused writes down, in a transaction of its own, that a may not do what they
// tried. It belongs to the client and instance that the object belongs to, so
// that who administers them reads of it; what does not exist belongs to nobody.
func (s *Service) Refused(ctx context.Context, a actor.Actor, attempt Attempt) error {
	err := s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		return RecordRefused(ctx, tx, a, s.clock.Now(), attempt)
	})
	if err != nil {
		return fmt.Errorf("record a refusal: %w", err)
	}
	return nil
}

// RecordRefused is Refused in a transaction of the caller's, which must not be
// that of the act: it is rolled back.
func RecordRefused(ctx context.Context, tx bun.Tx, a actor.Actor, now time.Time, attempt Attempt) error {
	entry, err := entryOf(ctx, a, now, attempt.What)
	if err != nil {
		return err
	}
	entry.Outcome, entry.Code = Refused, attempt.Code
	if err := entry.place(ctx, tx); err != nil {
		return err
	}
	return entry.insert(ctx, tx)
}

// owners say whose an object is, by its kind.
var owners = map[Kind]string{
	"client":    "SELECT id AS client_id, '' AS instance_id FROM client WHERE id = ?",
	"instance":  "SELECT client_id, id AS instance_id FROM instance WHERE ? IN (id, amazon_id)",
	"execution": "SELECT i.client_id, i.id AS instance_id FROM execution AS e JOIN instance AS i ON i.id = e.instance_id WHERE e.id = ?",
	"grant":     "SELECT COALESCE(g.client_id, i.client_id) AS client_id, COALESCE(g.instance_id, '') AS instance_id FROM access_grant AS g LEFT JOIN instance AS i ON i.id = g.instance_id WHERE g.id = ?",
}

// place finds the client and the instance that the object belongs to.
func (e *Entry) place(ctx context.Context, tx bun.Tx) error {
	query, id := owners[e.ObjectKind], e.ObjectID
	if e.InstanceID != "" {
		query, id = owners["instance"], string(e.InstanceID)
		e.InstanceID = ""
	}
	if query == "" || id == "" {
		return nil
	}
	var found struct {
		ClientID   actor.ClientID
		InstanceID actor.InstanceID
	}
	err := database.SeeingAll(ctx, tx, func(ctx context.Context, tx bun.Tx) error { // they may not see it
		return tx.NewRaw(query, id).Scan(ctx, &found)
	})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("find whose %s %s is: %w", e.ObjectKind, e.ObjectID, err)
	}
	e.ClientID, e.InstanceID = found.ClientID, found.InstanceID
	return nil
}
