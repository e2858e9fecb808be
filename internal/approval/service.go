package approval

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/idempotency"
)

// system is who looks for what a request may stand on, whoever asks.
var system = actor.System("approval")

// Dependencies of a Service.
type Dependencies struct {
	DB     *database.DB
	Clock  clock.Clock
	Events *event.Log
	// Tells tells, in tx, a person or all owners. Nil: nobody is told.
	Tells func(ctx context.Context, tx bun.Tx, by actor.Actor, notice access.AccountNotice) error
	// Settles takes back, in tx, what all owners were told about something. Nil: nothing was.
	Settles func(ctx context.Context, tx bun.Tx, by actor.Actor, about string) error
}

// Service knows what waits for a second person. It is safe for concurrent use.
type Service struct{ Dependencies }

// New returns the service.
func New(d Dependencies) *Service { return &Service{d} }

// Ask is an act that may take a second person.
type Ask struct {
	Kind    Kind
	Words   string // what it is, for people
	Request Request
}

// Needed reports whether acts of a kind take a second person.
func (s *Service) Needed(ctx context.Context, kind Kind) (needed bool, err error) {
	err = s.DB.Read(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		needed, err = isNeeded(ctx, tx, kind)
		return err
	})
	return needed, err
}

func isNeeded(ctx context.Context, tx bun.Tx, kind Kind) (bool, error) {
	query := tx.NewSelect().Table("approval_rule")
	if kind != RuleLoosening {
		query = query.Where("kind = ?", kind)
	}
	needed, err := query.Exists(ctx)
	if err != nil {
		return false, fmt.Errorf("read which acts take a second person: %w", err)
	}
	return needed, nil
}

// Use uses up an approval of exactly this act by a, which may then be done, and
// names it; empty where none is needed. Without one it is asked for. Errors:
// ErrNeeded, approval.nobody.
func (s *Service) Use(ctx context.Context, a actor.Actor, ask Ask) (id ID, err error) {
	if needed, err := s.Needed(ctx, ask.Kind); err != nil || !needed {
		return "", err
	}
	var refused error
	err = s.DB.Write(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		id, refused = "", nil
		used, err := s.use(ctx, tx, a, ask.Request.digest())
		if err != nil || used != "" {
			id = used
			return err
		}
		waits, err := s.ask(ctx, tx, a, ask)
		if waits != "" {
			refused = ErrNeeded.WithDetail("approvalId", string(waits)).WithDetail("words", ask.Words)
		}
		return err
	})
	if err != nil {
		return "", err
	}
	return id, refused
}

// Done reports whether a request with the key was done by a: its answer is given once
// more, and nothing is done again. The same key with another request is
// idempotency.ErrReused.
func (s *Service) Done(ctx context.Context, a actor.Actor, key idempotency.Key) (done bool, err error) {
	err = s.DB.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		_, done, err = idempotency.Find[string](ctx, tx, a, key)
		return err
	})
	return done, err
}

// use wins at most once for an approval, however many try.
func (s *Service) use(ctx context.Context, tx bun.Tx, a actor.Actor, digest string) (ID, error) {
	now := s.Clock.Now()
	var found row
	err := database.LockRows(tx.NewSelect().Model(&found).
		Where("asked_by = ? AND digest = ? AND decision = ? AND used_at IS NULL AND use_by > ?", a.PersonID, digest, Approved, now).
		Where("EXISTS (SELECT 1 FROM person WHERE person.id = decided_by AND role = ? AND disabled_at IS NULL)", actor.Owner).
		Order("asked_at").Limit(1)).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("look for an approval: %w", err)
	}
	done, err := tx.NewUpdate().Model((*row)(nil)).Set("used_at = ?", now).Where("id = ? AND used_at IS NULL", found.ID).Exec(ctx)
	if err != nil {
		return "", fmt.Errorf("use the approval %s: %w", found.ID, err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return "", err
	}
	return found.ID, s.record(ctx, tx, a, audit.ApprovalUsed, found, nil)
}

// ask stores an act that waits, unless the same waits already.
func (s *Service) ask(ctx context.Context, tx bun.Tx, a actor.Actor, ask Ask) (ID, error) {
	now, digest := s.Clock.Now(), ask.Request.digest()
	var waits ID
	err := tx.NewSelect().Model((*row)(nil)).Column("id").
		Where("asked_by = ? AND digest = ? AND decision IS NULL AND expires_at > ?", a.PersonID, digest, now).Limit(1).Scan(ctx, &waits)
	if err == nil {
		return waits, nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("look for what waits: %w", err)
	}
	if err := needSomebodyElse(ctx, tx, a); err != nil {
		return "", err
	}
	made := row{
		ID: actor.NewID[ID](), Kind: ask.Kind, Words: ask.Words, Digest: digest,
		Method: ask.Request.Method, Target: ask.Request.Target, Version: ask.Request.Version, Body: ask.Request.Body,
		AskedBy: a.PersonID, AskedAt: now, ExpiresAt: now.Add(decideWithin),
	}
	if _, err := tx.NewInsert().Model(&made).Exec(ctx); err != nil {
		return "", fmt.Errorf("ask for approval: %w", err)
	}
	err = s.tell(ctx, tx, a, access.AccountNotice{
		About: made.ID.about(), Title: a.Name + " asks for your approval",
		Body: made.Words + ". Another owner than " + a.Name + " approves or refuses it on the page “Approvals”, within three days.",
	})
	if err != nil {
		return "", err
	}
	return made.ID, s.record(ctx, tx, a, audit.ApprovalAsked, made, audit.Changes{}.Is("kind", made.Kind))
}

// needSomebodyElse refuses where no other owner could ever approve.
func needSomebodyElse(ctx context.Context, tx bun.Tx, a actor.Actor) error {
	exists, err := tx.NewSelect().Table("person").
		Where("id <> ? AND role = ? AND disabled_at IS NULL AND joined_at IS NOT NULL", a.PersonID, actor.Owner).Exists(ctx)
	if err != nil {
		return fmt.Errorf("look for another owner: %w", err)
	}
	if !exists {
		return errNobodyElse
	}
	return nil
}

// GiveBack lets an approval be used once more, whose act was refused and left nothing behind.
func (s *Service) GiveBack(ctx context.Context, id ID) error {
	return s.DB.Write(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.NewUpdate().Model((*row)(nil)).Set("used_at = NULL").Where("id = ?", id).Exec(ctx); err != nil {
			return fmt.Errorf("give back the approval %s: %w", id, err)
		}
		return nil
	})
}

func (s *Service) record(ctx context.Context, tx bun.Tx, a actor.Actor, act audit.Act, of row, changes audit.Changes) error {
	s.Events.Record(ctx, a, event.Change{Kind: event.PersonChanged, SubjectID: string(of.AskedBy)})
	return audit.Record(ctx, tx, a, s.Clock.Now(), audit.What{Act: act, ID: string(of.ID), Name: of.Words, Changes: changes})
}

// about names a request to those who are told of it.
func (id ID) about() string { return "approval:" + string(id) }

// settle has the other owners asked no more.
func (s *Service) settle(ctx context.Context, tx bun.Tx, by actor.Actor, id ID) error {
	if s.Settles == nil {
		return nil
	}
	return s.Settles(ctx, tx, by, id.about())
}

func (s *Service) tell(ctx context.Context, tx bun.Tx, by actor.Actor, notice access.AccountNotice) error {
	if s.Tells == nil {
		return nil
	}
	return s.Tells(ctx, tx, by, notice)
}

// Page is which requests are read.
type Page struct {
	Open   bool // waiting or approved only
	Before ID   // of the page before; all when empty
}

// List returns requests, newest first: owners see all, others their own.
func (s *Service) List(ctx context.Context, a actor.Actor, page Page, limit int64) ([]Approval, error) {
	now := s.Clock.Now()
	var rows []shownRow
	err := s.DB.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		query := visible(selectShown(tx, &rows), a).Order("approval.id DESC").Limit(limit)
		if page.Before != "" {
			query = query.Where("approval.id < ?", page.Before)
		}
		if page.Open {
			query = query.Where("approval.decision IS NULL AND approval.expires_at > ? OR approval.decision = ? AND approval.used_at IS NULL AND approval.use_by > ?", now, Approved, now)
		}
		return query.Scan(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("list approvals: %w", err)
	}
	found := make([]Approval, len(rows))
	for i, r := range rows {
		found[i] = r.approval(now)
	}
	return found, nil
}

// Get returns one request. Errors: approval.not_found.
func (s *Service) Get(ctx context.Context, a actor.Actor, id ID) (found Approval, err error) {
	err = s.DB.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		found, err = s.get(ctx, tx, a, id)
		return err
	})
	return found, err
}

func (s *Service) get(ctx context.Context, tx bun.Tx, a actor.Actor, id ID) (Approval, error) {
	var r shownRow
	err := visible(selectShown(tx, &r), a).Where("approval.id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return Approval{}, errNotFound
	}
	if err != nil {
		return Approval{}, fmt.Errorf("read the approval %s: %w", id, err)
	}
	return r.approval(s.Clock.Now()), nil
}

func selectShown(tx bun.Tx, into any) *bun.SelectQuery {
	return tx.NewSelect().Model(into).ColumnExpr("approval.*").
		ColumnExpr("(SELECT name FROM person WHERE person.id = approval.asked_by) AS asker").
		ColumnExpr("COALESCE((SELECT name FROM person WHERE person.id = approval.decided_by), '') AS decider")
}

func visible(query *bun.SelectQuery, a actor.Actor) *bun.SelectQuery {
	if a.MayOrganisation(actor.Organise) || a.SeesAll() {
		return query
	}
	return query.Where("approval.asked_by = ?", a.PersonID)
}
