package budget

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/notify"
)

// limit says which limit was passed.
type limit string

const (
	soft limit = "soft"
	hard limit = "hard"
)

// cause names the passing of a limit in a month.
func (b Budget) cause(month string, of limit) string {
	return notify.Cause("budget", string(b.ID), month, string(of))
}

// warn tells, once a month each, that a soft limit was passed and a hard one reached.
func (s *Service) warn(ctx context.Context, tx bun.Tx, a actor.Actor, budgets []*Budget) error {
	for _, b := range budgets {
		m, err := b.month(s.clock.Now())
		if err != nil {
			return err
		}
		watched := b.Soft != nil && b.WarnedMonth != m.name || b.Hard != nil && b.StoppedMonth != m.name
		if !watched {
			continue
		}
		soFar, err := s.spending(ctx, tx, *b, m)
		if err != nil {
			return err
		}
		total := soFar.Total()
		if b.Soft != nil && b.WarnedMonth != m.name && total > *b.Soft {
			b.WarnedMonth = m.name
			if err := s.passed(ctx, tx, a, b, m, soft); err != nil {
				return err
			}
		}
		if b.Hard != nil && b.StoppedMonth != m.name && total >= *b.Hard {
			b.StoppedMonth = m.name
			if err := s.passed(ctx, tx, a, b, m, hard); err != nil {
				return err
			}
		}
	}
	return nil
}

// passed stores which limit was passed and says so.
func (s *Service) passed(ctx context.Context, tx bun.Tx, a actor.Actor, b *Budget, m month, of limit) error {
	if _, err := tx.NewUpdate().Model(b).Column("warned_month", "stopped_month").WherePK().Exec(ctx); err != nil {
		return fmt.Errorf("warn of budget %s: %w", b.ID, err)
	}
	s.events.Record(ctx, a, event.Change{Kind: event.BudgetChanged, SubjectID: string(b.ID), ClientID: b.ClientID})
	name, err := b.ownerName(ctx, tx)
	if err != nil {
		return err
	}
	r := notify.Raise{
		Kind: notify.KindBudget, Severity: notify.Warning, Cause: b.cause(m.name, of), ClientID: b.ClientID,
		Title:    fmt.Sprintf("The budget of “%s” has passed its soft limit in %s", name, m.name),
		Body:     "Executions go on until the hard limit, if there is one.",
		Next:     notify.Next{Label: "Look at the costs", Path: "/costs"},
		Subjects: []notify.Subject{{Kind: "budget", ID: string(b.ID), Name: name, ClientID: b.ClientID}},
		EndsAt:   m.end.UTC(),
	}
	if of == hard {
		r.Severity = notify.Urgent
		r.Title = fmt.Sprintf("The budget of “%s” for %s is spent", name, m.name)
		r.Body = "Executions under way go on; what would cost more is refused until the month ends or somebody raises the hard limit."
		r.Next.Label = "Raise the limit"
	}
	return s.notices.Raise(ctx, tx, a, r)
}

// ease takes back what was told when a limit was raised above what the month has come to.
func (s *Service) ease(ctx context.Context, tx bun.Tx, a actor.Actor, b *Budget) error {
	m, err := b.month(s.clock.Now())
	if err != nil {
		return err
	}
	soFar, err := s.spending(ctx, tx, *b, m)
	if err != nil {
		return err
	}
	if b.Soft == nil || soFar.Total() <= *b.Soft {
		if err := s.notices.Resolve(ctx, tx, a, b.cause(m.name, soft)); err != nil {
			return err
		}
	}
	if b.Hard != nil && soFar.Total() >= *b.Hard {
		return nil
	}
	if b.StoppedMonth == m.name { // reaching the new one is news again
		b.StoppedMonth = ""
		if _, err := tx.NewUpdate().Model(b).Column("stopped_month").WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("ease budget %s: %w", b.ID, err)
		}
	}
	return s.notices.Resolve(ctx, tx, a, b.cause(m.name, hard))
}

// ownerName is that of the client or the query.
func (b Budget) ownerName(ctx context.Context, tx bun.Tx) (name string, err error) {
	owner, id := "client", string(b.ClientID)
	if b.ClientID == "" {
		owner, id = "query", string(b.QueryID)
	}
	if err := tx.NewSelect().Table(owner).Column("name").Where("id = ?", id).Scan(ctx, &name); err != nil {
		return "", fmt.Errorf("read name of %s %s: %w", owner, id, err)
	}
	return name, nil
}
