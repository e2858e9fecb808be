package budget

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
)

// Rate is what executions of an instance cost, in minor units of the currency.
type Rate struct {
	bun.BaseModel `bun:"table:rate_card"`

	InstanceID actor.InstanceID `bun:"instance_id,pk"`
	Currency   string           `bun:"currency"`
	PerRun     int64            `bun:"per_run"`
	PerMinute  int64            `bun:"per_minute"` // of computing at Amazon, begun ones whole
	PerGB      int64            `bun:"per_gb"`     // 10⁹ bytes of result
	Version    int              `bun:"version"`    // counts the edits
	UpdatedBy  actor.PersonID   `bun:"updated_by"`
	UpdatedAt  time.Time        `bun:"updated_at"`
}

// Usage is what an execution took.
type Usage struct {
	Runs      int64         // at Amazon; retries make more
	Computing time.Duration // at Amazon
	Bytes     int64         // of result
}

// price is what usage costs.
func (r Rate) price(u Usage) int64 {
	const gigabyte = 1_000_000_000
	minutes := int64((u.Computing + time.Minute - 1) / time.Minute)
	// Whole gigabytes and the rest apart, so that no product overflows.
	whole, rest := u.Bytes/gigabyte, u.Bytes%gigabyte
	perRest := int64(float64(r.PerGB)*float64(rest)/gigabyte + 0.5)
	return u.Runs*r.PerRun + minutes*r.PerMinute + whole*r.PerGB + perRest
}

// guess is what an execution is expected to cost on an instance without a past.
func (r Rate) guess() int64 { return r.price(Usage{Runs: 1, Computing: 5 * time.Minute}) }

// Rates lists the rate cards of the instances a sees.
func (s *Service) Rates(ctx context.Context, a actor.Actor) ([]Rate, error) {
	var rows []Rate
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		return database.Visible(tx.NewSelect().Model(&rows), a, "instance_id").Order("instance_id").Scan(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("list rate cards: %w", err)
	}
	return rows, nil
}

// SetRate makes or changes the rate card of an instance that a sees. r.Version
// is the one the edit was made on, 0 for a new card; otherwise it is
// ErrRateConflict. Costs that were fixed stay. Errors: ErrRateInvalid, ErrRateConflict.
func (s *Service) SetRate(ctx context.Context, a actor.Actor, r Rate) (Rate, error) {
	if !a.May(actor.See, r.InstanceID) {
		return Rate{}, errNoInstance
	}
	if err := access.Need(a, actor.Spend, r.InstanceID, ""); err != nil {
		return Rate{}, err
	}
	if !currencyForm.MatchString(r.Currency) || !inRange(r.PerRun) || !inRange(r.PerMinute) || !inRange(r.PerGB) {
		return Rate{}, ErrRateInvalid
	}
	var set Rate
	err := s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		old, err := rateOf(ctx, tx, r.InstanceID)
		if err != nil {
			return err
		}
		if old.Version != r.Version {
			return ErrRateConflict.WithDetail("currentVersion", old.Version)
		}
		row := r
		row.Version, row.UpdatedBy, row.UpdatedAt = r.Version+1, a.PersonID, s.clock.Now()
		if err := store(ctx, tx, &row, "instance_id", old.Version, ErrRateConflict); err != nil {
			return err
		}
		set = row
		s.events.Record(ctx, a, event.Change{Kind: event.RateChanged, SubjectID: string(r.InstanceID), InstanceID: r.InstanceID})
		name, err := audit.NameOf(ctx, tx, "instance", string(r.InstanceID))
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, a, row.UpdatedAt, audit.What{
			Act: audit.RateSet, ID: string(r.InstanceID), Name: name, InstanceID: r.InstanceID,
			Changes: audit.Changes{}.From("currency", old.Currency, row.Currency).From("perRun", old.PerRun, row.PerRun).
				From("perMinute", old.PerMinute, row.PerMinute).From("perGB", old.PerGB, row.PerGB),
		})
	})
	return set, err
}

// rateOf is the zero Rate for an instance without a card.
func rateOf(ctx context.Context, tx bun.Tx, id actor.InstanceID) (Rate, error) {
	var found Rate
	err := tx.NewSelect().Model(&found).Where("instance_id = ?", id).Scan(ctx)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return Rate{}, fmt.Errorf("read rate card of %s: %w", id, err)
	}
	return found, nil
}
