package execution

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
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
	on := []actor.InstanceID{own.InstanceID}
	if wide || free.account < s.config.Slots {
		if on, err = waitedFor(ctx, tx, own.Account); err != nil {
			return nil, err
		}
	}
	var waiting []place
	for _, id := range on {
		if paused[id] {
			continue
		}
		free.instances[id] = s.config.Slots - used[id]
		first, err := firstInLine(ctx, tx, own.Account, id, min(free.instances[id], free.account))
		if err != nil {
			return nil, err
		}
		waiting = append(waiting, first...)
	}
	return take(waiting, held, free), nil
}

// waitedFor lists the instances of an account on which somebody waits. It leaps
// through the index, so that it matters little how many do.
func waitedFor(ctx context.Context, tx bun.Tx, account string) (ids []actor.InstanceID, err error) {
	for last := actor.InstanceID(""); ; {
		var next []actor.InstanceID
		err := tx.NewSelect().Model((*place)(nil)).Column("instance_id").
			Where("account = ? AND waiting AND instance_id > ?", account, last).Order("instance_id").Limit(1).Scan(ctx, &next)
		if err != nil {
			return nil, fmt.Errorf("find where somebody waits on %s: %w", account, err)
		}
		if len(next) == 0 {
			return ids, nil
		}
		last = next[0]
		ids = append(ids, last)
	}
}

// firstInLine reads who waits for the free slots of an instance, as far as it
// can matter: no person is served more often than there are free slots, and no
// priority before those above it. Like waitedFor it leaps through the index,
// from one person to the next.
func firstInLine(ctx context.Context, tx bun.Tx, account string, instance actor.InstanceID, free int) (found []place, err error) {
	priority, person := -1, actor.PersonID("")
	for free > 0 {
		var batch []place
		err := tx.NewSelect().Model(&batch).Where("account = ? AND instance_id = ? AND waiting", account, instance).
			Where("(priority, person_id) > (?, ?)", priority, person).
			Order("priority", "person_id", "since", "execution_id").Limit(int64(free)).Scan(ctx)
		if err != nil {
			return nil, fmt.Errorf("read who waits for a slot of %s: %w", instance, err)
		}
		if len(batch) == 0 {
			break
		}
		if last := batch[len(batch)-1]; len(batch) == free {
			// The last person may have more; unless it has all of these, it is read again.
			if whole := slices.IndexFunc(batch, func(p place) bool { return p.Priority == last.Priority && p.PersonID == last.PersonID }); whole > 0 {
				batch = batch[:whole]
			}
		}
		above := slices.IndexFunc(found, func(p place) bool { return p.Priority == batch[0].Priority })
		if above < 0 {
			above = len(found)
		}
		if above >= free {
			break // the priorities above take all
		}
		found = append(found, batch...)
		last := batch[len(batch)-1]
		priority, person = last.Priority, last.PersonID
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
