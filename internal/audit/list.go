package audit

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/fault"
)

// ErrNotFound says that there is no such entry, or none that may be seen.
var ErrNotFound = fault.New(fault.NotFound, "audit.not_found", "There is no such entry in the audit log.")

// errForbidden is of the code of access.ErrForbidden, which this package cannot
// import: package access records its acts here.
var errForbidden = fault.New(fault.Forbidden, "access.forbidden", "The audit log is for owners, auditors and the administrators of a client.").
	WithDetail("role", actor.Audit.Least().String())

// Filter narrows the log; what is empty narrows nothing.
type Filter struct {
	PersonID   actor.PersonID // who acted
	Acts       []Act
	Outcome    Outcome
	ObjectID   string
	ClientID   actor.ClientID
	InstanceID actor.InstanceID
	RequestID  actor.RequestID
	From       time.Time // done then or later
	Until      time.Time // done before

	Before *actor.AuditID // the last entry of the page before
}

// Shown is an entry with the names by which clients and instances go now.
type Shown struct {
	Entry `bun:",extend"`

	ClientName   string `bun:"client_name"`
	ClientColor  string `bun:"client_color"`
	InstanceName string `bun:"instance_name"`
	AmazonID     string `bun:"amazon_id"`
	InstanceType string `bun:"instance_type"`
	SealedAt     bun.NullTime
}

// readsAll reports whether somebody reads the whole log.
func readsAll(a actor.Actor) bool { return a.MayOrganisation(actor.ReadAudit) }

// needToRead refuses who reads nothing of the log.
func needToRead(a actor.Actor) error {
	if readsAll(a) || a.MayAnywhere(actor.Audit) {
		return nil
	}
	return errForbidden
}

// seen is the condition that a may read an entry: what belongs to an instance or
// a client that they administer.
func seen(a actor.Actor) schema.QueryWithArgs {
	switch {
	case readsAll(a):
		return bun.SafeQuery("TRUE")
	case a.Access == nil || !a.MayAnywhere(actor.Audit):
		return bun.SafeQuery("FALSE")
	}
	least := actor.Audit.Least()
	return bun.SafeQuery(`(entry.instance_id IN (SELECT instance_id FROM instance_access WHERE person_id = ? AND rank >= ? AND until > ?)
		OR entry.client_id IN (SELECT client_id FROM client_access WHERE person_id = ? AND rank >= ? AND until > ?))`,
		a.PersonID, least, a.Access.At, a.PersonID, least, a.Access.At)
}

func selectEntries(tx bun.Tx, a actor.Actor, model any) *bun.SelectQuery {
	return tx.NewSelect().Model(model).ColumnExpr("entry.*").
		ColumnExpr("COALESCE(client.name, '') AS client_name, COALESCE(client.color, '') AS client_color").
		ColumnExpr("COALESCE(instance.name, '') AS instance_name, COALESCE(instance.amazon_id, '') AS amazon_id, COALESCE(instance.type, '') AS instance_type").
		ColumnExpr("batch.sealed_at").
		Join("LEFT JOIN client ON client.id = entry.client_id").
		Join("LEFT JOIN instance ON instance.id = entry.instance_id").
		Join("LEFT JOIN audit_batch AS batch ON batch.number = entry.batch").
		Where("?", seen(a))
}

// read reads as a, with all in sight for who reads the whole log.
func (s *Service) read(ctx context.Context, a actor.Actor, fn database.Func) error {
	return s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if readsAll(a) {
			if err := database.SeeAll(ctx, tx); err != nil {
				return err
			}
		}
		return fn(ctx, tx)
	})
}

// List returns up to limit entries that a may read, newest first. Errors: ErrForbidden.
func (s *Service) List(ctx context.Context, a actor.Actor, f Filter, limit int64) (found []Shown, err error) {
	if err := needToRead(a); err != nil {
		return nil, err
	}
	err = s.read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		found = nil
		return f.narrow(selectEntries(tx, a, &found)).OrderExpr("entry.id DESC").Limit(limit).Scan(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("list the audit log: %w", err)
	}
	return found, nil
}

func (f Filter) narrow(query *bun.SelectQuery) *bun.SelectQuery {
	equal := func(column, value string) {
		if value != "" {
			query.Where("? = ?", bun.Ident("entry."+column), value)
		}
	}
	equal("person_id", string(f.PersonID))
	equal("outcome", string(f.Outcome))
	equal("object_id", f.ObjectID)
	equal("client_id", string(f.ClientID))
	equal("instance_id", string(f.InstanceID))
	equal("request_id", string(f.RequestID))
	if len(f.Acts) > 0 {
		query.Where("entry.act IN (?)", bun.List(f.Acts))
	}
	if !f.From.IsZero() {
		query.Where("entry.id >= ?", actor.FirstIDAt[actor.AuditID](f.From))
	}
	if !f.Until.IsZero() {
		query.Where("entry.id < ?", actor.FirstIDAt[actor.AuditID](f.Until))
	}
	if f.Before != nil {
		query.Where("entry.id < ?", *f.Before)
	}
	return query
}

// Get returns one entry. Errors: ErrForbidden, ErrNotFound.
func (s *Service) Get(ctx context.Context, a actor.Actor, id actor.AuditID) (Shown, error) {
	if err := needToRead(a); err != nil {
		return Shown{}, err
	}
	var found []Shown
	err := s.read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		found = nil
		return selectEntries(tx, a, &found).Where("entry.id = ?", id).Scan(ctx)
	})
	switch {
	case err != nil:
		return Shown{}, fmt.Errorf("read entry %s of the audit log: %w", id, err)
	case len(found) == 0:
		return Shown{}, ErrNotFound
	default:
		return found[0], nil
	}
}
