package budget

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/zone"
)

// Budget is what a client or a query may cost in a month. Exactly one of
// ClientID and QueryID is set.
type Budget struct {
	bun.BaseModel `bun:"table:budget"`

	ID       actor.BudgetID `bun:"id,pk"`
	ClientID actor.ClientID `bun:"client_id,nullzero"`
	QueryID  actor.QueryID  `bun:"query_id,nullzero"`
	Currency string         `bun:"currency"`
	Soft     *int64         `bun:"soft"` // warns; nil for none
	Hard     *int64         `bun:"hard"` // stops; nil for none
	Zone     string         `bun:"zone"` // whose months they are, an IANA name; UTC for ""
	// WarnedMonth is the last month in which Soft was passed, such as 2026-03.
	WarnedMonth string `bun:"warned_month"`
	// StoppedMonth is the last month in which Hard was reached.
	StoppedMonth string         `bun:"stopped_month"`
	Version      int            `bun:"version"` // counts the edits
	UpdatedBy    actor.PersonID `bun:"updated_by"`
	UpdatedAt    time.Time      `bun:"updated_at"`
}

// Spending is what came together in a month.
type Spending struct {
	Spent    int64 `bun:"spent"`    // by what has ended
	Reserved int64 `bun:"reserved"` // for what is on its way: the estimate, or what it has cost so far where that is more
}

// Total is what counts against limits.
func (s Spending) Total() int64 { return s.Spent + s.Reserved }

// Standing is a budget with how it stands this month.
type Standing struct {
	Budget
	Spending

	Month string
	// Uncounted is how many executions of the month are priced in another
	// currency, which the budget cannot count.
	Uncounted int64
	// Forecast is what the month is expected to come to at its end; nil on its first day.
	Forecast *int64
	// ClientName or QueryName says whose it is.
	ClientName, QueryName string
}

// Level says which limit was passed.
type Level string

// The levels.
const (
	Within   Level = "within"
	OverSoft Level = "over_soft"
	AtHard   Level = "at_hard"
)

// Level compares the month with the limits.
func (s Standing) Level() Level {
	switch total := s.Total(); {
	case s.Hard != nil && total >= *s.Hard:
		return AtHard
	case s.Soft != nil && total > *s.Soft:
		return OverSoft
	default:
		return Within
	}
}

func (b Budget) check() error {
	invalid := !currencyForm.MatchString(b.Currency) || b.Soft == nil && b.Hard == nil ||
		b.Soft != nil && !inRange(*b.Soft) || b.Hard != nil && !inRange(*b.Hard) ||
		b.Soft != nil && b.Hard != nil && *b.Soft > *b.Hard
	if invalid {
		return ErrInvalid
	}
	if _, err := b.location(); err != nil {
		return ErrZone
	}
	return nil
}

// month is the one of an instant in the budget's zone.
func (b Budget) month(at time.Time) (month, error) {
	location, err := b.location()
	if err != nil {
		return month{}, fmt.Errorf("read zone of budget %s: %w", b.ID, err)
	}
	return monthOf(at, location), nil
}

func (b Budget) location() (*time.Location, error) { return zone.Load(cmp.Or(b.Zone, "UTC")) }

// owned narrows a query to the budget's owner.
func (b Budget) owned(query bun.QueryBuilder) bun.QueryBuilder {
	if b.ClientID != "" {
		return query.Where("client_id = ?", b.ClientID)
	}
	return query.Where("query_id = ?", b.QueryID)
}

// Set makes or changes a budget. b.Version is the one the edit was made on, 0
// for a new one. Errors: ErrInvalid, ErrConflict, ErrNotFound, access.ErrForbidden.
func (s *Service) Set(ctx context.Context, a actor.Actor, b Budget) (Budget, error) {
	b.Zone = cmp.Or(b.Zone, "UTC")
	if err := b.check(); err != nil {
		return Budget{}, err
	}
	var set Budget
	err := s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		row := b
		old, err := s.editable(ctx, tx, a, b)
		if err != nil {
			return err
		}
		row.ID, row.WarnedMonth, row.StoppedMonth = old.ID, old.WarnedMonth, old.StoppedMonth
		if b.Version == 0 {
			row.ID = actor.NewID[actor.BudgetID]()
		}
		row.Version, row.UpdatedBy, row.UpdatedAt = b.Version+1, a.PersonID, s.clock.Now()
		if err := store(ctx, tx, &row, "owner", b.Version, ErrConflict); err != nil {
			return err
		}
		s.events.Record(ctx, a, event.Change{Kind: event.BudgetChanged, SubjectID: string(row.ID), ClientID: row.ClientID})
		if err := s.ease(ctx, tx, a, &row); err != nil {
			return err
		}
		if err := s.warn(ctx, tx, a, []*Budget{&row}); err != nil {
			return err
		}
		set = row
		return s.record(ctx, tx, a, audit.BudgetSet, &row, audit.Changes{}.From("soft", old.Soft, row.Soft).From("hard", old.Hard, row.Hard).
			From("currency", old.Currency, row.Currency).From("zone", old.Zone, row.Zone))
	})
	return set, err
}

// Remove ends a budget at the version it was seen at. Errors: ErrConflict,
// ErrNotFound, access.ErrForbidden.
func (s *Service) Remove(ctx context.Context, a actor.Actor, b Budget) error {
	return s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		old, err := s.editable(ctx, tx, a, b)
		if err != nil {
			return err
		}
		if old.Version == 0 {
			return ErrNotFound
		}
		if _, err := tx.NewDelete().Model(&old).WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("remove budget %s: %w", old.ID, err)
		}
		s.events.Record(ctx, a, event.Change{Kind: event.BudgetChanged, SubjectID: string(old.ID), ClientID: old.ClientID})
		err = s.record(ctx, tx, a, audit.BudgetRemoved, &old, audit.Changes{}.Was("soft", old.Soft).Was("hard", old.Hard).Was("currency", old.Currency))
		if err != nil {
			return err
		}
		m, err := old.month(s.clock.Now())
		if err != nil {
			return err
		}
		return errors.Join(s.notices.Resolve(ctx, tx, a, old.cause(m.name, soft)), s.notices.Resolve(ctx, tx, a, old.cause(m.name, hard)))
	})
}

// record writes an act on a budget down, under the name of whose it is.
func (s *Service) record(ctx context.Context, tx bun.Tx, a actor.Actor, act audit.Act, b *Budget, changes audit.Changes) error {
	table, id := "client", string(b.ClientID)
	if b.ClientID == "" {
		table, id = "query", string(b.QueryID)
	}
	what := audit.What{Act: act, ID: string(b.ID), ClientID: b.ClientID, Changes: changes.Is(table, id)}
	var err error
	if what.Name, err = audit.NameOf(ctx, tx, table, id); err != nil {
		return err
	}
	return audit.Record(ctx, tx, a, s.clock.Now(), what)
}

// editable reads the present budget of an owner, locked; the zero Budget when
// there is none yet. The rest of the transaction sees all rows.
func (s *Service) editable(ctx context.Context, tx bun.Tx, a actor.Actor, b Budget) (Budget, error) {
	owner, id := "client", string(b.ClientID)
	if b.ClientID == "" {
		owner, id = "query", string(b.QueryID)
	}
	known, err := tx.NewSelect().Table(owner).Where("id = ?", id).Exists(ctx)
	if err != nil || !known {
		return Budget{}, errors.Join(err, ErrNotFound)
	}
	if err := b.maySet(ctx, tx, a); err != nil {
		return Budget{}, err
	}
	// How it stands is a sum over what others have run.
	if err := database.SeeAll(ctx, tx); err != nil {
		return Budget{}, err
	}
	var old Budget
	err = database.LockRows(tx.NewSelect().Model(&old).ApplyQueryBuilder(b.owned)).Scan(ctx)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return Budget{}, fmt.Errorf("read budget of %s %s: %w", owner, id, err)
	}
	if old.Version != b.Version {
		return Budget{}, ErrConflict.WithDetail("currentVersion", old.Version)
	}
	return old, nil
}

// budgetsOf reads the budgets that a charge counts for.
func budgetsOf(ctx context.Context, tx bun.Tx, c *charge) ([]*Budget, error) {
	var found []*Budget
	err := tx.NewSelect().Model(&found).Where("client_id = ? OR query_id = ?", c.ClientID, c.QueryID).Order("id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("read budgets for %s: %w", c.ExecutionID, err)
	}
	return found, nil
}

// spending sums the charges of a month.
func (s *Service) spending(ctx context.Context, tx bun.Tx, b Budget, m month) (found Spending, err error) {
	err = m.during(tx.NewSelect().Model((*charge)(nil))).ColumnExpr("COALESCE(SUM(cost), 0) AS spent").
		Where("currency = ?", b.Currency).ApplyQueryBuilder(b.owned).Scan(ctx, &found.Spent)
	if err != nil {
		return Spending{}, fmt.Errorf("sum charges of budget %s: %w", b.ID, err)
	}
	var open []charge
	err = m.during(tx.NewSelect().Model(&open)).
		Where("currency = ? AND cost IS NULL", b.Currency).ApplyQueryBuilder(b.owned).Scan(ctx)
	if err != nil {
		return Spending{}, fmt.Errorf("read open charges of budget %s: %w", b.ID, err)
	}
	if err := s.raise(ctx, tx, open); err != nil {
		return Spending{}, err
	}
	for _, c := range open {
		found.Reserved += c.Reserved
	}
	return found, nil
}

// uncounted counts the charges of a month in other currencies.
func (b Budget) uncounted(ctx context.Context, tx bun.Tx, m month) (int64, error) {
	return m.during(tx.NewSelect().Model((*charge)(nil))).Where("currency <> ?", b.Currency).ApplyQueryBuilder(b.owned).Count(ctx)
}
