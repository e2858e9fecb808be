package execution

import (
	"context"
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
	if err := ensureLane(ctx, tx, lane{Kind: accountLane, ID: account}); err != nil {
		return err
	}
	err := database.LockRows(tx.NewSelect().Model(new(lane)).Where("kind = ? AND id = ?", accountLane, account)).Scan(ctx)
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

// held is a count of slots.
type heldRow struct {
	InstanceID actor.InstanceID `bun:"instance_id"`
	ClientID   actor.ClientID   `bun:"client_id"`
	PersonID   actor.PersonID   `bun:"person_id"`
	Count      int              `bun:"count"`
}

// serve wakes everyone on an account whose turn it is. The account must be locked.
func (s *Service) serve(ctx context.Context, tx bun.Tx, account string) error {
	turn, err := s.whoseTurn(ctx, tx, &place{Account: account}, true)
	if err != nil {
		return err
	}
	return s.rouse(ctx, tx, turn, s.clock.Now())
}

// whoseTurn gives the waiting executions of an account to whom the free slots
// go; unless wide, only those of own's instance where the account leaves room
// enough for all of them. The account must be locked.
func (s *Service) whoseTurn(ctx context.Context, tx bun.Tx, own *place, wide bool) ([]place, error) {
	var rows []heldRow
	err := tx.NewSelect().Model((*place)(nil)).
		ColumnExpr("instance_id, client_id, person_id, count(*) AS count").
		Where("account = ? AND slot IS NOT NULL", own.Account).
		Group("instance_id", "client_id", "person_id").Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("count slots of %s: %w", own.Account, err)
	}
	var lanes []lane
	err = tx.NewSelect().Model(&lanes).Where("kind = ?", instanceLane).
		Where("account = ?", own.Account).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("read lanes of %s: %w", own.Account, err)
	}
	held := holding{map[actor.ClientID]int{}, map[actor.PersonID]int{}}
	used, total := map[actor.InstanceID]int{}, 0
	for _, row := range rows {
		held.clients[row.ClientID] += row.Count
		held.people[row.PersonID] += row.Count
		used[row.InstanceID] += row.Count
		total += row.Count
	}
	paused, now := map[actor.InstanceID]bool{}, s.clock.Now()
	for _, l := range lanes {
		id := actor.InstanceID(l.ID)
		used[id] += l.elsewhere(now)
		total += l.elsewhere(now)
		paused[id] = l.PausedAt != nil
	}
	free := room{account: s.config.AccountSlots - total, instances: map[actor.InstanceID]int{}}
	waiting, err := s.waiting(ctx, tx, own, wide || free.account < s.config.Slots)
	if err != nil {
		return nil, err
	}
	for _, p := range waiting {
		if !paused[p.InstanceID] {
			free.instances[p.InstanceID] = s.config.Slots - used[p.InstanceID]
		}
	}
	return take(waiting, held, free), nil
}

// waiting reads as many waiting places of an instance, or of its whole account,
// as could matter: nobody can be served more often than an instance has slots.
func (s *Service) waiting(ctx context.Context, tx bun.Tx, own *place, wide bool) (found []place, err error) {
	numbered := tx.NewSelect().Model((*place)(nil)).
		ColumnExpr("?TableAlias.*").
		ColumnExpr("row_number() OVER (PARTITION BY instance_id, priority, person_id ORDER BY since, execution_id) AS turn").
		Where("account = ? AND waiting", own.Account)
	if !wide {
		numbered.Where("instance_id = ?", own.InstanceID)
	}
	err = tx.NewSelect().TableExpr("(?) AS numbered", numbered).
		Column("execution_id", "instance_id", "account", "client_id", "person_id", "priority", "since", "waiting", "slot").
		Where("turn <= ?", s.config.Slots).Scan(ctx, &found)
	if err != nil {
		return nil, fmt.Errorf("read who waits for a slot of %s: %w", own.Account, err)
	}
	return found, nil
}

// rouse makes parked executions due. One whose work is locked is being worked
// on right now and looks for a slot by itself, after us.
func (s *Service) rouse(ctx context.Context, tx bun.Tx, turn []place, now time.Time) error {
	if len(turn) == 0 {
		return nil
	}
	ids := make([]actor.ExecutionID, len(turn))
	for i, p := range turn {
		ids[i] = p.ExecutionID
	}
	var parked []work
	query := tx.NewSelect().Model(&parked).Where("kind = ? AND parked AND id IN (?)", stepDuty, bun.List(ids)).Order("id")
	if err := database.SkipLockedRows(query).Scan(ctx); err != nil {
		return fmt.Errorf("find who waits for a slot: %w", err)
	}
	for _, w := range parked {
		if err := wakeAt(ctx, tx, stepDuty, w.ID, w.InstanceID, now); err != nil {
			return err
		}
	}
	if len(parked) > 0 {
		database.AfterCommit(ctx, s.poke)
	}
	return nil
}
