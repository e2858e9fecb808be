package execution

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

const (
	// censusEvery is how often open runs that are not ours are counted.
	censusEvery = time.Minute
	// censusBack and censusDepth bound the list that is read for it: open runs
	// are among the newest.
	censusBack  = 24 * time.Hour
	censusDepth = 200
)

// census looks for the open runs of an instance that are not ours, such as
// those begun in Amazon's console, in a list that is read anyway. They take
// slots as ours do.
type census struct {
	begun time.Time
	due   bool // it is time for one
	read  int
	open  []string // the marks of the open runs; empty for those without one
}

// done reports whether the list was read far enough.
func (c *census) done() bool { return !c.due || c.read >= censusDepth }

func (c *census) count(run amc.Execution) {
	c.read++
	if c.due && !run.Status.IsFinal() {
		c.open = append(c.open, markOf(run))
	}
}

func (s *Service) beginCensus(ctx context.Context, tx bun.Tx, instance actor.InstanceID) (*census, error) {
	c := &census{begun: s.clock.Now()}
	l, err := laneOf(ctx, tx, instance)
	c.due = l.ElsewhereAt == nil || c.begun.Sub(*l.ElsewhereAt) >= censusEvery
	return c, err
}

// endCensus stores how many are not ours and, when slots became free, wakes
// those whose turn it is.
func (s *Service) endCensus(ctx context.Context, l lease, instance actor.InstanceID, c *census) error {
	if !c.due {
		return nil
	}
	in, err := s.instances.Find(ctx, system("census"), instance)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, system("census"), func(ctx context.Context, tx bun.Tx) error {
		if _, err := hold(ctx, tx, l); err != nil { // one that was frozen counts for nothing
			return err
		}
		elsewhere, err := c.elsewhere(ctx, tx, instance)
		if err != nil {
			return fmt.Errorf("count runs of %s that are not ours: %w", instance, err)
		}
		if err := lockAccount(ctx, tx, in.Account); err != nil {
			return err
		}
		if err := ensureInstance(ctx, tx, in); err != nil {
			return err
		}
		_, err = tx.NewUpdate().Model((*lane)(nil)).Set("elsewhere = ?, elsewhere_at = ?", elsewhere, c.begun).
			Where("kind = ? AND id = ?", instanceLane, instance).Exec(ctx)
		if err != nil {
			return fmt.Errorf("store census of %s: %w", instance, err)
		}
		return s.serve(ctx, tx, in.Account)
	})
}

// elsewhere counts the open runs that no execution of ours stands for. One that
// ended since the list was asked for still stood for its run then.
func (c *census) elsewhere(ctx context.Context, tx bun.Tx, instance actor.InstanceID) (int, error) {
	if len(c.open) == 0 {
		return 0, nil
	}
	var ours []string
	err := tx.NewRaw(`SELECT a.id FROM execution_attempt a JOIN execution e ON e.id = a.execution_id
		WHERE a.instance_id = ? AND a.id IN (?) AND (e.finished_at IS NULL OR e.finished_at >= ?)`,
		instance, bun.List(c.open), c.begun).Scan(ctx, &ours)
	return len(c.open) - len(ours), err
}

// awaitCensus has somebody count again while runs that are not ours may be in
// the way of an execution, on any instance of its account.
func (s *Service) awaitCensus(ctx context.Context, id actor.ExecutionID) error {
	return s.db.Write(ctx, system("census"), func(ctx context.Context, tx bun.Tx) error {
		var lanes []lane
		err := tx.NewSelect().Model(&lanes).Where("kind = ? AND elsewhere > 0 AND elsewhere_at IS NOT NULL", instanceLane).
			Where(`id IN (SELECT instance_id FROM execution_place WHERE account =
				(SELECT account FROM execution_place WHERE execution_id = ?))`, id).Order("id").Scan(ctx)
		if err != nil {
			return fmt.Errorf("find runs in the way of %s: %w", id, err)
		}
		for _, l := range lanes {
			if err := wakeAt(ctx, tx, pollDuty, l.ID, actor.InstanceID(l.ID), l.ElsewhereAt.Add(censusEvery)); err != nil {
				return err
			}
		}
		if len(lanes) > 0 {
			database.AfterCommit(ctx, s.poke)
		}
		return nil
	})
}

// isCrowded reports whether executions wait on the account of an instance while
// runs that are not ours take slots of the instance.
func (*Service) isCrowded(ctx context.Context, tx bun.Tx, instance actor.InstanceID) (bool, error) {
	l, err := laneOf(ctx, tx, instance)
	if err != nil || l.Elsewhere == 0 {
		return false, err
	}
	return tx.NewSelect().Model((*place)(nil)).Where("waiting").
		Where("account IN (SELECT account FROM execution_place WHERE instance_id = ?)", instance).Exists(ctx)
}
