package execution

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

// heldRow counts slots.
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
	err = tx.NewSelect().Model(&lanes).Where("kind = ? AND account = ?", instanceLane, own.Account).
		Where("paused_at IS NOT NULL OR elsewhere > 0").Scan(ctx)
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
	on := own.InstanceID
	if wide || free.account < s.config.Slots {
		on = ""
	}
	roomOn := func(id actor.InstanceID) int {
		if _, known := free.instances[id]; !known && !paused[id] {
			free.instances[id] = s.config.Slots - used[id]
		}
		return free.instances[id]
	}
	var turn []place
	for priority := range Priorities() {
		if free.account <= 0 || on != "" && roomOn(on) <= 0 {
			break
		}
		lines, err := firstInLine(ctx, tx, own.Account, priority, on)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			first := l.waiting[0]
			roomOn(first.InstanceID)
			l.more = func() ([]place, error) { return behind(ctx, tx, first, min(roomOn(first.InstanceID), free.account)) }
		}
		served, err := take(lines, held, free)
		if err != nil {
			return nil, fmt.Errorf("read who waits for a slot of %s: %w", own.Account, err)
		}
		free.account -= len(served)
		turn = append(turn, served...)
	}
	return turn, nil
}

// firstInLine reads the first of each line of an account with a priority; unless
// the instance is empty, only of those on it. It leaps through the index from
// one line to the next, so that it matters little how long they are.
func firstInLine(ctx context.Context, tx bun.Tx, account string, priority int, instance actor.InstanceID) ([]*line, error) {
	head := func() *bun.SelectQuery {
		query := tx.NewSelect().TableExpr("execution_place AS p").Where("p.account = ? AND p.priority = ? AND p.waiting", account, priority).
			OrderExpr("p.instance_id, p.person_id, p.since, p.execution_id").Limit(1)
		if instance != "" {
			query.Where("p.instance_id = ?", instance)
		}
		return query
	}
	next := head().Column("p.execution_id").Where("(p.instance_id, p.person_id) > (head.instance_id, head.person_id)")
	var first []place
	err := tx.NewRaw(`WITH RECURSIVE head (execution_id, instance_id, person_id) AS (
			SELECT * FROM (?) AS start
			UNION ALL
			SELECT later.execution_id, later.instance_id, later.person_id
			FROM head JOIN execution_place AS later ON later.execution_id = (?)
		) SELECT place.* FROM head JOIN execution_place AS place ON place.execution_id = head.execution_id`,
		head().Column("p.execution_id", "p.instance_id", "p.person_id"), next).Scan(ctx, &first)
	if err != nil {
		return nil, fmt.Errorf("read who is first in line on %s: %w", account, err)
	}
	return linesOf(first), nil
}

// behind reads who waits behind an execution in its line.
func behind(ctx context.Context, tx bun.Tx, first place, limit int) (found []place, err error) {
	err = tx.NewSelect().Model(&found).Where("account = ? AND priority = ? AND waiting", first.Account, first.Priority).
		Where("instance_id = ? AND person_id = ?", first.InstanceID, first.PersonID).
		Where("(since, execution_id) > (?, ?)", first.Since, first.ExecutionID).
		Order("since", "execution_id").Limit(int64(limit)).Scan(ctx)
	return found, err
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
