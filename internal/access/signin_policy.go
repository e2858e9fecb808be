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

var (
	// ErrMustAddFactor answers a session that may add a second factor and do
	// nothing else yet.
	ErrMustAddFactor = fault.New(fault.Forbidden, "session.factor_required", "Your organisation asks everybody for a second factor, and you have none yet.").
				WithNext("Add a code generator; the web app leads there.")
	errPolicyFirst = fault.New(fault.Conflict, "factor.own_first", "You have no second factor yourself.").
			WithNext("Add one on the page “Your account” first; then ask everybody for one.")
)

// SignInPolicy is what holds for everybody who signs in.
type SignInPolicy struct {
	FactorRequired bool
	ChangedBy      string    // name of the person; empty when it never was
	ChangedAt      time.Time // zero when it never was
	Without        int       // people who can sign in and have no second factor
}

type policyRow struct {
	bun.BaseModel `bun:"table:sign_in_policy,alias:policy"`

	ID             int            `bun:"id,pk"`
	FactorRequired bool           `bun:"second_factor_required"`
	ChangedBy      actor.PersonID `bun:"changed_by"`
	ChangedAt      time.Time      `bun:"changed_at"`
}

func factorRequired(ctx context.Context, tx bun.Tx) (bool, error) {
	required, err := tx.NewSelect().Model((*policyRow)(nil)).Where("second_factor_required").Exists(ctx)
	if err != nil {
		return false, fmt.Errorf("read the policy of signing in: %w", err)
	}
	return required, nil
}

// SignInPolicy returns the policy. Errors: ErrForbidden.
func (s *Service) SignInPolicy(ctx context.Context, a actor.Actor) (p SignInPolicy, err error) {
	if err := NeedOrganisation(a, actor.ReadPeople); err != nil {
		return SignInPolicy{}, err
	}
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		var row struct {
			policyRow `bun:",extend"`

			Name string `bun:"name"`
		}
		err := tx.NewSelect().Model(&row).ColumnExpr("policy.*, p.name").Join("JOIN person AS p ON p.id = policy.changed_by").Scan(ctx)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		p = SignInPolicy{FactorRequired: row.FactorRequired, ChangedBy: row.Name, ChangedAt: row.ChangedAt}
		without, err := tx.NewSelect().Model((*personRow)(nil)).
			Where("disabled_at IS NULL AND joined_at IS NOT NULL AND NOT (" + hasFactor + ")").Count(ctx)
		p.Without = int(without)
		return err
	})
	if err != nil {
		return SignInPolicy{}, fmt.Errorf("read the policy of signing in: %w", err)
	}
	return p, nil
}

// RequireFactor says whether everybody needs a second factor. Sessions of who
// has none may add one and do nothing else from then on; API tokens stay as they
// are. Errors: ErrForbidden, factor.own_first.
func (s *Service) RequireFactor(ctx context.Context, a actor.Actor, required bool) (SignInPolicy, error) {
	err := s.organising(ctx, a, func(ctx context.Context, tx bun.Tx, a actor.Actor) error {
		if required {
			has, err := tx.NewSelect().Model((*personRow)(nil)).Where("id = ? AND ("+hasFactor+")", a.PersonID).Exists(ctx)
			if err != nil || !has {
				return errorOr(err, errPolicyFirst)
			}
		}
		before, err := factorRequired(ctx, tx)
		if err != nil {
			return err
		}
		row := &policyRow{ID: 1, FactorRequired: required, ChangedBy: a.PersonID, ChangedAt: s.clock.Now()}
		_, err = tx.NewInsert().Model(row).On("CONFLICT (id) DO UPDATE").
			Set("second_factor_required = EXCLUDED.second_factor_required, changed_by = EXCLUDED.changed_by, changed_at = EXCLUDED.changed_at").Exec(ctx)
		if err != nil {
			return fmt.Errorf("set the policy of signing in: %w", err)
		}
		s.events.Record(ctx, a, event.Change{Kind: event.PersonChanged, SubjectID: string(a.PersonID)})
		return s.record(ctx, tx, a, audit.What{
			Act: audit.SignInPolicyChanged, Changes: audit.Changes{}.From("secondFactorRequired", before, required),
		})
	})
	if err != nil {
		return SignInPolicy{}, err
	}
	return s.SignInPolicy(ctx, a)
}
