package audit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// What says what was done to which object.
type What struct {
	Act        Act
	ID         string // of the object
	Name       string // of the object, as people call it
	ClientID   actor.ClientID
	InstanceID actor.InstanceID // its client is known by it
	Changes    Changes
}

// Record writes down, in the transaction of an act, that a did it.
func Record(ctx context.Context, tx bun.Tx, a actor.Actor, now time.Time, what What) error {
	entry, err := entryOf(ctx, a, now, what)
	if err != nil {
		return err
	}
	return entry.insert(ctx, tx)
}

// RecordAll is Record for many acts, in one statement. What belongs to an
// instance must say whose that is.
func RecordAll(ctx context.Context, tx bun.Tx, a actor.Actor, now time.Time, whats []What) error {
	if len(whats) == 0 {
		return nil
	}
	entries := make([]*Entry, len(whats))
	for i, what := range whats {
		entry, err := entryOf(ctx, a, now, what)
		if err != nil {
			return err
		}
		entries[i] = entry
	}
	if _, err := tx.NewInsert().Model(&entries).ExcludeColumn(sealed...).Returning("NULL").Exec(ctx); err != nil {
		return fmt.Errorf("record %d acts: %w", len(whats), err)
	}
	return nil
}

// Record writes down, in a transaction of its own, an act that changes nothing
// that we keep, such as an export. It comes before the act: what cannot be
// written down is not done.
func (s *Service) Record(ctx context.Context, a actor.Actor, what What) error {
	return s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		return Record(ctx, tx, a, s.clock.Now(), what)
	})
}

// NameOf is what a row of a table with names is called; empty for one that is gone.
func NameOf(ctx context.Context, tx bun.Tx, table, id string) (name string, err error) {
	err = tx.NewSelect().Table(table).Column("name").Where("id = ?", id).Scan(ctx, &name)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("read the name of %s %s: %w", table, id, err)
	}
	return name, nil
}

// sealed are the columns that only the sealer sets.
var sealed = []string{"place", "batch", "digest"}

// Origin is where a request came from. It is kept in the context, as the id of
// the request in the log is; who acts never is.
type Origin struct {
	Address   string
	RequestID actor.RequestID
	Via       Via // of actors without a session or token; ByProgram when empty
}

type originKey struct{}

// WithOrigin notes where what is done with ctx comes from.
func WithOrigin(ctx context.Context, o Origin) context.Context {
	return context.WithValue(ctx, originKey{}, o)
}

func entryOf(ctx context.Context, a actor.Actor, now time.Time, what What) (*Entry, error) {
	act, known := Describe(what.Act)
	if !known {
		return nil, fmt.Errorf("audit: there is no act %q", what.Act)
	}
	changes, err := what.Changes.text()
	if err != nil {
		return nil, err
	}
	origin, _ := ctx.Value(originKey{}).(Origin) // outside of a request: from nowhere
	e := &Entry{
		ID: actor.NewIDAt[actor.AuditID](now), At: now, Act: act.Act, Outcome: Done,
		ActorKind: a.Kind, PersonID: a.PersonID, ActorName: cut(a.Name), Role: a.Role,
		ObjectKind: act.Of, ObjectID: cut(what.ID), ObjectName: cut(what.Name),
		ClientID: what.ClientID, InstanceID: what.InstanceID,
		Address: origin.Address, RequestID: origin.RequestID, Changes: changes,
	}
	e.Via, e.ViaID = viaOf(a, origin)
	return e, nil
}

func viaOf(a actor.Actor, origin Origin) (Via, string) {
	switch {
	case a.SessionID != "":
		return BySession, string(a.SessionID)
	case a.TokenID != "":
		return ByToken, string(a.TokenID)
	case origin.Via != "":
		return origin.Via, ""
	case origin.RequestID != "":
		return BySession, "" // it is about to begin
	default:
		return ByProgram, ""
	}
}

// insert writes the entry. Whose client the instance is, the database says in
// the same statement.
func (e *Entry) insert(ctx context.Context, tx bun.Tx) error {
	insert := tx.NewInsert().Model(e).ExcludeColumn(sealed...).Returning("NULL")
	if e.ClientID == "" && e.InstanceID != "" {
		insert = insert.Value("client_id", "(SELECT client_id FROM instance WHERE id = ?)", e.InstanceID)
	}
	if _, err := insert.Exec(ctx); err != nil {
		return fmt.Errorf("record %s: %w", e.Act, err)
	}
	return nil
}
