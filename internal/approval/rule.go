package approval

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/event"
)

type ruleRow struct {
	bun.BaseModel `bun:"table:approval_rule"`

	Kind      Kind           `bun:"kind,pk"`
	ChangedBy actor.PersonID `bun:"changed_by"`
	ChangedAt time.Time      `bun:"changed_at"`
}

// Rules are the kinds of act that take a second person. Errors: access.ErrForbidden.
func (s *Service) Rules(ctx context.Context, a actor.Actor) (kinds []Kind, err error) {
	if err := access.NeedOrganisation(a, actor.ReadPeople); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		kinds, err = rules(ctx, tx)
		return err
	})
	return kinds, err
}

func rules(ctx context.Context, tx bun.Tx) ([]Kind, error) {
	var stand []Kind
	if err := tx.NewSelect().Model((*ruleRow)(nil)).Column("kind").Scan(ctx, &stand); err != nil {
		return nil, fmt.Errorf("read which acts take a second person: %w", err)
	}
	kinds := []Kind{}
	for _, known := range Kinds() {
		if slices.Contains(stand, known.Kind) {
			kinds = append(kinds, known.Kind)
		}
	}
	return kinds, nil
}

// Loosens reports whether fewer kinds would take a second person, which takes one itself.
func (s *Service) Loosens(ctx context.Context, a actor.Actor, to []Kind) (bool, error) {
	stand, err := s.Rules(ctx, a)
	return slices.ContainsFunc(stand, func(k Kind) bool { return !slices.Contains(to, k) }), err
}

// SetRules says which kinds of act take a second person from now on. Errors:
// access.ErrForbidden, approval.invalid, approval.nobody.
func (s *Service) SetRules(ctx context.Context, a actor.Actor, to []Kind) ([]Kind, error) {
	if err := access.NeedOrganisation(a, actor.Organise); err != nil {
		return nil, err
	}
	for _, kind := range to {
		if !slices.ContainsFunc(Kinds(), func(d Described) bool { return d.Kind == kind }) {
			return nil, errInvalid.WithField("/kinds", "has a kind that there is not")
		}
	}
	err := s.DB.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if len(to) > 0 {
			if err := needSomebodyElse(ctx, tx, a); err != nil {
				return err
			}
		}
		before, err := rules(ctx, tx)
		if err != nil {
			return err
		}
		if _, err := tx.NewDelete().Model((*ruleRow)(nil)).Where("1 = 1").Exec(ctx); err != nil {
			return fmt.Errorf("end rules for a second person: %w", err)
		}
		now := s.Clock.Now()
		for _, kind := range to {
			set := &ruleRow{Kind: kind, ChangedBy: a.PersonID, ChangedAt: now}
			if _, err := tx.NewInsert().Model(set).On("CONFLICT (kind) DO NOTHING").Exec(ctx); err != nil {
				return fmt.Errorf("set the rule for a second person: %w", err)
			}
		}
		s.Events.Record(ctx, a, event.Change{Kind: event.PersonChanged, SubjectID: string(a.PersonID)})
		return audit.Record(ctx, tx, a, now, audit.What{Act: audit.ApprovalRulesChanged, Changes: audit.Changes{}.From("kinds", before, to)})
	})
	if err != nil {
		return nil, err
	}
	return s.Rules(ctx, a)
}
