package execution

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

// lane is what bounds the open runs of an account or of an instance.
type lane struct {
	bun.BaseModel `bun:"table:execution_lane"`

	Kind        string     `bun:"kind,pk"`
	ID          string     `bun:"id,pk"`
	PausedAt    *time.Time `bun:"paused_at"`
	PausedBy    string     `bun:"paused_by"`
	Account     string     `bun:"account"` // of an instance
	Elsewhere   int        `bun:"elsewhere"`
	ElsewhereAt *time.Time `bun:"elsewhere_at"`
}

// elsewhere is how many open runs are not ours, as far as is known. A count that
// nobody could renew for a while says nothing any more; it must not block for ever.
func (l lane) elsewhere(now time.Time) int {
	if l.ElsewhereAt == nil || now.Sub(*l.ElsewhereAt) > 5*censusEvery {
		return 0
	}
	return l.Elsewhere
}

const (
	accountLane  = "account"
	instanceLane = "instance"
)

// lockAccount has one transaction at a time give away or free slots of an
// account. It comes after the locks on executions and their work.
func lockAccount(ctx context.Context, tx bun.Tx, account string) error {
	lock := func() error {
		return database.LockRows(tx.NewSelect().Model((*lane)(nil)).Column("id").Where("kind = ? AND id = ?", accountLane, account)).Scan(ctx, new(string))
	}
	err := lock()
	if errors.Is(err, sql.ErrNoRows) { // the first time
		if err := ensureLane(ctx, tx, lane{Kind: accountLane, ID: account}); err != nil {
			return err
		}
		err = lock()
	}
	if err != nil {
		return fmt.Errorf("lock account %s: %w", account, err)
	}
	return nil
}

// ensureInstance makes the lane of an instance when there is none.
func ensureInstance(ctx context.Context, tx bun.Tx, in Instance) error {
	return ensureLane(ctx, tx, lane{Kind: instanceLane, ID: string(in.ID), Account: in.Account})
}

func ensureLane(ctx context.Context, tx bun.Tx, l lane) error {
	if _, err := tx.NewInsert().Model(&l).On("CONFLICT DO NOTHING").Exec(ctx); err != nil {
		return fmt.Errorf("make lane of %s %s: %w", l.Kind, l.ID, err)
	}
	return nil
}

func laneOf(ctx context.Context, tx bun.Tx, instance actor.InstanceID) (lane, error) {
	var found []lane
	err := tx.NewSelect().Model(&found).Where("kind = ? AND id = ?", instanceLane, instance).Scan(ctx)
	if err != nil {
		return lane{}, fmt.Errorf("read lane of %s: %w", instance, err)
	}
	if len(found) == 0 {
		return lane{Kind: instanceLane, ID: string(instance)}, nil
	}
	return found[0], nil
}
