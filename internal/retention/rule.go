package retention

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
)

// Errors a person can meet.
var (
	ErrInvalid = fault.New(fault.Invalid, "retention.invalid", "The rule cannot be used.").
			WithNext("Say how many days results are kept, or how many of each query, from 1 to 10,000.")
	ErrConflict = fault.New(fault.Conflict, "retention.version_conflict", "The rule was changed in the meantime.").
			WithNext("Look at the present one and make your change again.")
	ErrNotFound = fault.New(fault.NotFound, "retention.not_found", "There is no such client or instance to make a rule for.")
	ErrNoResult = fault.New(fault.NotFound, "execution.no_result", "This execution has no result.")
)

// Rule says how long results are kept. Exactly one of ClientID and InstanceID is set.
type Rule struct {
	bun.BaseModel `bun:"table:retention_rule,alias:rule"`

	ID         actor.RuleID     `bun:"id,pk"`
	ClientID   actor.ClientID   `bun:"client_id,nullzero"`
	InstanceID actor.InstanceID `bun:"instance_id,nullzero"`
	KeepDays   int              `bun:"keep_days,nullzero"` // 0: age keeps nothing
	KeepLast   int              `bun:"keep_last,nullzero"` // 0: being among the newest keeps nothing
	Version    int              `bun:"version"`            // counts the edits
	UpdatedBy  actor.PersonID   `bun:"updated_by"`
	UpdatedAt  time.Time        `bun:"updated_at"`

	// Name is the client's or the instance's, set by Rules and Set.
	Name string `bun:"name,scanonly"`
}

func (r Rule) check() error {
	const most = 10_000
	if r.KeepDays < 0 || r.KeepDays > most || r.KeepLast < 0 || r.KeepLast > most || r.KeepDays == 0 && r.KeepLast == 0 {
		return ErrInvalid
	}
	return nil
}

// owner is the table and the id of whom the rule belongs to.
func (r Rule) owner() (table, id string) {
	if r.ClientID != "" {
		return "client", string(r.ClientID)
	}
	return "instance", string(r.InstanceID)
}

func (r Rule) visible(a actor.Actor) bool {
	if r.InstanceID != "" {
		return a.May(actor.See, r.InstanceID)
	}
	return a.MayClient(actor.See, r.ClientID)
}

func (r Rule) editable(a actor.Actor) error {
	if r.InstanceID != "" {
		return access.Need(a, actor.Retain, r.InstanceID, "")
	}
	return access.NeedClient(a, actor.Retain, r.ClientID)
}

// Rules lists the rules a may see, those of clients first.
func (s *Service) Rules(ctx context.Context, a actor.Actor) ([]Rule, error) {
	var rows []Rule
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().Model(&rows).ColumnExpr("?TableAlias.*").
			ColumnExpr(`COALESCE((SELECT name FROM client WHERE client.id = client_id),
				(SELECT name FROM instance WHERE instance.id = instance_id)) AS name`).
			Where("? OR ?", database.Sees(a, "rule.instance_id"), database.SeesClient(a, "rule.client_id")).
			OrderExpr("client_id IS NULL, name").Scan(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("list retention rules: %w", err)
	}
	return rows, nil
}

// Set makes or changes a rule. r.Version is the one the edit was made on, 0 for
// a new one. Nothing is dropped at once: see Notice. Errors: ErrInvalid,
// ErrConflict, ErrNotFound, access.ErrForbidden.
func (s *Service) Set(ctx context.Context, a actor.Actor, r Rule) (Rule, error) {
	if err := r.check(); err != nil {
		return Rule{}, err
	}
	err := s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		old, err := editable(ctx, tx, a, r)
		if err != nil {
			return err
		}
		row := r
		row.ID, row.Name, row.Version, row.UpdatedBy, row.UpdatedAt = old.ID, old.Name, r.Version+1, a.PersonID, s.clock.Now()
		if r.Version == 0 {
			row.ID = actor.NewID[actor.RuleID]()
			_, err = tx.NewInsert().Model(&row).Exec(ctx)
		} else {
			_, err = tx.NewUpdate().Model(&row).WherePK().Exec(ctx)
		}
		if database.IsUnique(err) {
			return ErrConflict
		}
		if err != nil {
			return fmt.Errorf("store retention rule: %w", err)
		}
		s.events.Record(ctx, a, event.Change{
			Kind: event.RetentionChanged, SubjectID: string(row.ID), InstanceID: row.InstanceID, ClientID: row.ClientID,
		})
		r = row
		return s.record(ctx, tx, a, audit.RetentionSet, row, audit.Changes{}.From("keepDays", old.KeepDays, row.KeepDays).From("keepLast", old.KeepLast, row.KeepLast))
	})
	return r, err
}

// Remove ends a rule at the version it was seen at; what it announced stays.
// Errors: ErrConflict, ErrNotFound, access.ErrForbidden.
func (s *Service) Remove(ctx context.Context, a actor.Actor, r Rule) error {
	return s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		old, err := editable(ctx, tx, a, r)
		if err != nil {
			return err
		}
		if old.Version == 0 {
			return ErrNotFound
		}
		if _, err := tx.NewDelete().Model(&old).WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("remove retention rule %s: %w", old.ID, err)
		}
		s.events.Record(ctx, a, event.Change{
			Kind: event.RetentionChanged, SubjectID: string(old.ID), InstanceID: old.InstanceID, ClientID: old.ClientID,
		})
		return s.record(ctx, tx, a, audit.RetentionRemoved, old, audit.Changes{}.Was("keepDays", old.KeepDays).Was("keepLast", old.KeepLast))
	})
}

// record writes an act on a rule down, under the name of whose it is.
func (s *Service) record(ctx context.Context, tx bun.Tx, a actor.Actor, act audit.Act, r Rule, changes audit.Changes) error {
	return audit.Record(ctx, tx, a, s.clock.Now(), audit.What{
		Act: act, ID: string(r.ID), Name: r.Name, ClientID: r.ClientID, InstanceID: r.InstanceID, Changes: changes,
	})
}

// editable reads the present rule of an owner, locked; the zero Rule when there is none yet.
func editable(ctx context.Context, tx bun.Tx, a actor.Actor, r Rule) (Rule, error) {
	table, id := r.owner()
	var names []string
	err := tx.NewSelect().Table(table).Column("name").Where("id = ?", id).Scan(ctx, &names)
	if err != nil || len(names) == 0 || !r.visible(a) {
		return Rule{}, errors.Join(err, ErrNotFound)
	}
	if err := r.editable(a); err != nil {
		return Rule{}, err
	}
	var old Rule
	err = database.LockRows(tx.NewSelect().Model(&old).Where("? = ?", bun.Ident(table+"_id"), id)).Scan(ctx)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return Rule{}, fmt.Errorf("read retention rule of %s %s: %w", table, id, err)
	}
	if old.Version != r.Version {
		return Rule{}, ErrConflict.WithDetail("currentVersion", old.Version)
	}
	old.Name = names[0]
	return old, nil
}
