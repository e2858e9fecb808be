package approval

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/database"
)

// Approve lets whoever asked do what they asked for, once and soon. Errors:
// access.ErrForbidden, approval.not_found, approval.own, approval.decided.
func (s *Service) Approve(ctx context.Context, a actor.Actor, id ID, reason string) (Approval, error) {
	return s.decide(ctx, a, id, Approved, reason)
}

// Refuse ends a request without the act. Errors: as for Approve, and
// approval.invalid without a reason.
func (s *Service) Refuse(ctx context.Context, a actor.Actor, id ID, reason string) (Approval, error) {
	if strings.TrimSpace(reason) == "" {
		return Approval{}, errInvalid.WithField("/reason", "says to whoever asked why not")
	}
	return s.decide(ctx, a, id, Refused, reason)
}

// Withdraw takes back what one has asked for oneself. Errors: approval.not_found,
// approval.decided.
func (s *Service) Withdraw(ctx context.Context, a actor.Actor, id ID) (Approval, error) {
	return s.decide(ctx, a, id, Withdrawn, "")
}

var acts = map[State]audit.Act{
	Approved: audit.ApprovalGiven, Refused: audit.ApprovalRefused, Withdrawn: audit.ApprovalWithdrawn,
}

func (s *Service) decide(ctx context.Context, a actor.Actor, id ID, as State, reason string) (found Approval, err error) {
	reason = strings.TrimSpace(reason)
	if utf8.RuneCountInString(reason) > 1000 {
		return Approval{}, errInvalid.WithField("/reason", "must have at most 1000 characters")
	}
	err = s.DB.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		r, err := lock(ctx, tx, a, id)
		if err != nil {
			return err
		}
		if err := mayDecide(a, r, as); err != nil {
			return err
		}
		now := s.Clock.Now()
		if r.state(now) != Waiting {
			return errDecided
		}
		r.Decision, r.DecidedBy, r.DecidedAt, r.Reason = as, a.PersonID, now, reason
		if as == Approved {
			r.UseBy = now.Add(useWithin)
		}
		if _, err := tx.NewUpdate().Model(&r).Column("decision", "decided_by", "decided_at", "reason", "use_by").WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("decide the approval %s: %w", id, err)
		}
		if err := s.record(ctx, tx, a, acts[as], r, audit.Changes{}.Is("reason", reason)); err != nil {
			return err
		}
		if err := s.settle(ctx, tx, a, id); err != nil {
			return err
		}
		if err := s.tellAsker(ctx, tx, a, r); err != nil {
			return err
		}
		found, err = s.get(ctx, tx, a, id)
		return err
	})
	return found, err
}

func lock(ctx context.Context, tx bun.Tx, a actor.Actor, id ID) (r row, err error) {
	err = database.LockRows(visible(tx.NewSelect().Model(&r), a).Where("approval.id = ?", id)).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return row{}, errNotFound
	}
	if err != nil {
		return row{}, fmt.Errorf("read the approval %s: %w", id, err)
	}
	return r, nil
}

// mayDecide holds for owners about what others have asked for, and for withdrawing
// for whoever asked. The person counts, not the session or token.
func mayDecide(a actor.Actor, r row, as State) error {
	own := r.AskedBy == a.PersonID
	switch {
	case as == Withdrawn && !own:
		return access.ErrForbidden.WithMessage("Only whoever asked takes it back.").WithNext("Refuse it instead.")
	case as == Withdrawn:
		return nil
	case own:
		return errSelf
	default:
		return access.NeedOrganisation(a, actor.Organise)
	}
}

func (s *Service) tellAsker(ctx context.Context, tx bun.Tx, by actor.Actor, r row) error {
	notice := access.AccountNotice{PersonID: r.AskedBy, About: r.ID.about()}
	switch r.Decision {
	case Approved:
		notice.Title = by.Name + " approved what you asked for"
		notice.Body = r.Words + ". Do it within a day, on the page “Approvals”."
	case Refused:
		notice.Title = by.Name + " refused what you asked for"
		notice.Body = r.Words + ". " + r.Reason
	default:
		return nil
	}
	return s.tell(ctx, tx, by, notice)
}
