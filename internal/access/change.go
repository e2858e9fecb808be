package access

import (
	"context"
	"errors"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

// changing is a Write of a's in which nobody else changes what access is
// computed from. act gets a as they may act by then: rights that were taken
// since the request began count no more. Errors: ErrForbidden for who was
// disabled meanwhile, and those of act.
func (s *Service) changing(ctx context.Context, a actor.Actor, act func(ctx context.Context, tx bun.Tx, a actor.Actor) error) error {
	return s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if err := lockAccess(ctx, tx); err != nil {
			return err
		}
		now, err := s.anew(ctx, tx, a)
		if err != nil {
			return err
		}
		return act(ctx, tx, now)
	})
}

// organising is changing for what takes the right to organise, then as before.
func (s *Service) organising(ctx context.Context, a actor.Actor, act func(ctx context.Context, tx bun.Tx, a actor.Actor) error) error {
	if err := NeedOrganisation(a, actor.Organise); err != nil {
		return err
	}
	return s.changing(ctx, a, func(ctx context.Context, tx bun.Tx, a actor.Actor) error {
		if err := NeedOrganisation(a, actor.Organise); err != nil {
			return err
		}
		return act(ctx, tx, a)
	})
}

// readingPeople is a Read of a's. Who may read people reads all grants, with the
// names of what they are on.
func (s *Service) readingPeople(ctx context.Context, a actor.Actor, fn database.Func) error {
	return s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if a.MayOrganisation(actor.ReadPeople) {
			return database.SeeingAll(ctx, tx, fn)
		}
		return fn(ctx, tx)
	})
}

// anew reads in tx what a may do now. Session, token and scope stay.
func (s *Service) anew(ctx context.Context, tx bun.Tx, a actor.Actor) (actor.Actor, error) {
	if a.Kind != actor.KindPerson {
		return a, nil
	}
	now, err := s.ActorOf(ctx, tx, a.PersonID)
	if errors.Is(err, ErrPersonNotFound) {
		return actor.Actor{}, ErrForbidden.WithMessage("Your account was disabled.").WithNext("Ask an owner to enable it.")
	}
	if err != nil {
		return actor.Actor{}, err
	}
	now.SessionID, now.TokenID, now.Scope = a.SessionID, a.TokenID, a.Scope
	return now, nil
}
