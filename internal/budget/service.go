package budget

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/notify"
)

// Errors a person can meet.
var (
	ErrRateInvalid = fault.New(fault.Invalid, "rate.invalid", "The rate card cannot be used.").
			WithNext("Give a currency of three letters, such as EUR, and amounts in its minor units, none below 0.")
	ErrRateConflict = fault.New(fault.Conflict, "rate.version_conflict", "The rate card was changed in the meantime.").
			WithNext("Look at the present one and make your change again.")
	ErrInvalid = fault.New(fault.Invalid, "budget.invalid", "The budget cannot be used.").
			WithNext("Give a currency of three letters, and a soft or a hard limit in its minor units; the soft one is not above the hard one.")
	ErrConflict = fault.New(fault.Conflict, "budget.version_conflict", "The budget was changed in the meantime.").
			WithNext("Look at the present one and make your change again.")
	ErrNotFound = fault.New(fault.NotFound, "budget.not_found", "There is no such client or query to set a budget for.")
	// ErrZone refuses a zone that is none.
	ErrZone = fault.New(fault.Invalid, "budget.zone", "There is no such time zone.").
		WithField("/zone", "must be an IANA name, such as Europe/Berlin")
	// ErrSpent refuses what would pass a hard limit.
	ErrSpent = fault.New(fault.Conflict, "budget.hard_limit", "The budget of the month does not cover this execution.").
			WithNext("Raise the hard limit under Costs, or run it next month. Executions under way go on.")
	// ErrCurrency refuses what a budget cannot be compared with.
	ErrCurrency = fault.New(fault.Conflict, "budget.currency", "The budget and the rate card of the instance are in different currencies.").
			WithNext("Give both the same currency under Costs.")

	errNoInstance = fault.New(fault.NotFound, "instance.not_found", "There is no such instance.")
)

// Dependencies of a Service.
type Dependencies struct {
	DB      *database.DB
	Events  *event.Log
	Notices *notify.Service
	Clock   clock.Clock
	SoFar   SoFarFunc // nil: what is under way is expected to keep to its estimate
}

// SoFarFunc says what executions that have not ended have used so far, as a Settle
// at this moment would be told.
type SoFarFunc func(ctx context.Context, tx bun.Tx, ids []actor.ExecutionID, now time.Time) (map[actor.ExecutionID]Usage, error)

// Service keeps rate cards, charges and budgets. It is safe for concurrent use.
type Service struct {
	db      *database.DB
	events  *event.Log
	notices *notify.Service
	clock   clock.Clock
	soFar   SoFarFunc
}

// New builds the service.
func New(d Dependencies) *Service {
	return &Service{db: d.DB, events: d.Events, notices: d.Notices, clock: d.Clock, soFar: d.SoFar}
}

// store inserts a row whose version was 0, or updates one that still has the
// version old; otherwise it is the conflict.
func store(ctx context.Context, tx bun.Tx, row any, key string, old int, conflict error) error {
	if old == 0 {
		_, err := tx.NewInsert().Model(row).Exec(ctx)
		if database.IsUnique(err) {
			return conflict
		}
		if err != nil {
			return fmt.Errorf("store by %s: %w", key, err)
		}
		return nil
	}
	changed, err := tx.NewUpdate().Model(row).WherePK().Where("version = ?", old).Exec(ctx)
	if err != nil {
		return fmt.Errorf("change by %s: %w", key, err)
	}
	if n, err := changed.RowsAffected(); err != nil || n == 0 {
		return conflict
	}
	return nil
}
