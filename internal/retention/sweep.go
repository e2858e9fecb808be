package retention

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
)

var sweeper = actor.System("retention.sweep")

// batch bounds one transaction.
const batch = 200

// Sweep announces what is due, takes back what is due no more, and drops what
// was announced and is still due. It may be called at any time and by several
// processes.
func (s *Service) Sweep(ctx context.Context) error {
	if err := s.deleteFiles(ctx); err != nil { // of whoever was cut short
		return err
	}
	rules, err := s.effective(ctx)
	if err != nil {
		return err
	}
	for instance, rule := range rules {
		if err := s.sweepInstance(ctx, instance, rule); err != nil {
			return fmt.Errorf("instance %s: %w", instance, err)
		}
	}
	return s.deleteFiles(ctx)
}

// effective are the rules by instance; those without one have the zero Rule.
func (s *Service) effective(ctx context.Context) (map[actor.InstanceID]Rule, error) {
	var instances []struct {
		ID       actor.InstanceID `bun:"id"`
		ClientID actor.ClientID   `bun:"client_id"`
	}
	var rules []Rule
	err := s.db.Read(ctx, sweeper, func(ctx context.Context, tx bun.Tx) error {
		if err := tx.NewSelect().Table("instance").Column("id", "client_id").Scan(ctx, &instances); err != nil {
			return err
		}
		return tx.NewSelect().Model(&rules).Scan(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("read retention rules: %w", err)
	}
	clients, own := map[actor.ClientID]Rule{}, map[actor.InstanceID]Rule{}
	for _, r := range rules {
		clients[r.ClientID], own[r.InstanceID] = r, r
	}
	found := make(map[actor.InstanceID]Rule, len(instances))
	for _, in := range instances {
		found[in.ID] = clients[in.ClientID]
		if r, ok := own[in.ID]; ok {
			found[in.ID] = r
		}
	}
	return found, nil
}

// sweepInstance looks at one instance, a batch at a time.
func (s *Service) sweepInstance(ctx context.Context, instance actor.InstanceID, rule Rule) error {
	now := s.clock.Now()
	err := s.db.Write(ctx, sweeper, func(ctx context.Context, tx bun.Tx) error {
		return s.takeBack(ctx, tx, instance, rule, now)
	})
	if err != nil || rule.Version == 0 {
		return err
	}
	for _, act := range []step{s.announce, s.mark} {
		look := look{instance: instance, rule: rule, now: now}
		for more := true; more; {
			err := s.db.Write(ctx, sweeper, func(ctx context.Context, tx bun.Tx) (err error) {
				next := look
				if more, err = act(ctx, tx, &next); err == nil {
					database.AfterCommit(ctx, func() { look = next })
				}
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// look is how far one look at an instance has come.
type look struct {
	instance actor.InstanceID
	rule     Rule
	now      time.Time
	after    actor.ExecutionID
}

// stands reports whether the rule is still the one that the instance goes by.
func (l *look) stands(ctx context.Context, tx bun.Tx) (bool, error) {
	var found []Rule
	err := tx.NewSelect().Model(&found).Where("id = ? OR instance_id = ?", l.rule.ID, l.instance).Scan(ctx)
	if err != nil {
		return false, fmt.Errorf("read rule again: %w", err)
	}
	return len(found) == 1 && found[0].ID == l.rule.ID && found[0].Version == l.rule.Version, nil
}

// step acts on the next batch and reports whether there may be more.
type step func(ctx context.Context, tx bun.Tx, l *look) (more bool, err error)

// due selects the results of an instance that its rule does not keep.
func (r Rule) due(tx bun.Tx, instance actor.InstanceID, now time.Time) *bun.SelectQuery {
	ranked := tx.NewSelect().TableExpr("result AS r").Join("JOIN execution AS e ON e.id = r.execution_id").
		ColumnExpr("r.execution_id, r.created_at, r.pinned_at, r.drop_at, e.query_id").
		ColumnExpr("row_number() OVER (PARTITION BY e.query_id ORDER BY r.execution_id DESC) AS place").
		Where("r.instance_id = ? AND r.dropped_at IS NULL", instance)
	query := tx.NewSelect().TableExpr("(?) AS ranked", ranked).Column("execution_id").Where("pinned_at IS NULL")
	if r.KeepDays > 0 {
		query.Where("created_at <= ?", now.AddDate(0, 0, -r.KeepDays))
	}
	switch {
	case r.KeepLast > 0 && r.KeepDays > 0: // SQL that was not saved is kept by age only
		query.Where("query_id IS NULL OR place > ?", r.KeepLast)
	case r.KeepLast > 0:
		query.Where("query_id IS NOT NULL AND place > ?", r.KeepLast)
	}
	return query
}

// takeBack withdraws announcements of what is due no more.
func (s *Service) takeBack(ctx context.Context, tx bun.Tx, instance actor.InstanceID, rule Rule, now time.Time) error {
	query := tx.NewUpdate().Table("result").Set("drop_at = NULL").
		Where("instance_id = ? AND drop_at IS NOT NULL AND dropped_at IS NULL", instance)
	if rule.Version > 0 {
		query.Where("execution_id NOT IN (?)", rule.due(tx, instance, now))
	}
	taken, err := query.Exec(ctx)
	if err != nil {
		return fmt.Errorf("take announcements back: %w", err)
	}
	if n, err := taken.RowsAffected(); err != nil || n == 0 {
		return err
	}
	return s.calm(ctx, tx, instance)
}

// announce says when due results will be dropped.
func (s *Service) announce(ctx context.Context, tx bun.Tx, l *look) (bool, error) {
	ids, more, err := s.unused(ctx, tx, l, "drop_at IS NULL")
	if err != nil || len(ids) == 0 {
		return more, err
	}
	_, err = tx.NewUpdate().Table("result").Set("drop_at = ?", l.now.Add(Notice)).Where("execution_id IN (?)", bun.List(ids)).Exec(ctx)
	if err != nil {
		return false, fmt.Errorf("announce results: %w", err)
	}
	// One reminder for all of them: it names the instance whose results go.
	s.events.Record(ctx, sweeper, event.Change{Kind: event.RetentionChanged, SubjectID: string(l.instance), InstanceID: l.instance})
	return more, s.remind(ctx, tx, l)
}

// mark takes announced results that are still due from readers.
func (s *Service) mark(ctx context.Context, tx bun.Tx, l *look) (bool, error) {
	if stands, err := l.stands(ctx, tx); err != nil || !stands {
		return false, err // somebody has changed the rule: the next sweep goes by what they want
	}
	ids, more, err := s.unused(ctx, tx, l, "drop_at <= ?", l.now)
	if err != nil || len(ids) == 0 {
		return more, err
	}
	// Somebody may have pinned one since it was read.
	_, err = tx.NewUpdate().Table("result").Set("dropped_at = ?", l.now).Where("execution_id IN (?) AND pinned_at IS NULL", bun.List(ids)).Exec(ctx)
	if err != nil {
		return false, fmt.Errorf("drop results: %w", err)
	}
	for _, id := range ids {
		s.events.Record(ctx, sweeper, event.Change{Kind: event.ExecutionChanged, SubjectID: string(id), InstanceID: l.instance})
	}
	s.logger.InfoContext(ctx, "results dropped", slog.Int("results", len(ids)), slog.String("instance", string(l.instance)))
	return more, nil
}

// unused reads the next batch of due ids and leaves out what something rests on.
func (s *Service) unused(ctx context.Context, tx bun.Tx, l *look, where string, args ...any) (ids []actor.ExecutionID, more bool, err error) {
	var all []actor.ExecutionID
	err = l.rule.due(tx, l.instance, l.now).Where(where, args...).Where("execution_id > ?", l.after).
		Order("execution_id").Limit(batch).Scan(ctx, &all)
	if err != nil {
		return nil, false, fmt.Errorf("find due results: %w", err)
	}
	for _, id := range all {
		by, err := s.used(ctx, tx, id)
		if err != nil {
			return nil, false, fmt.Errorf("ask what uses the result of %s: %w", id, err)
		}
		if by == "" {
			ids = append(ids, id)
		}
		l.after = id
	}
	return ids, len(all) == batch, nil
}

// deleteFiles deletes the files of results that were dropped.
func (s *Service) deleteFiles(ctx context.Context) error {
	for {
		var rows []struct {
			ID  actor.ExecutionID `bun:"execution_id"`
			Key string            `bun:"blob_key"`
		}
		err := s.db.Read(ctx, sweeper, func(ctx context.Context, tx bun.Tx) error {
			return tx.NewSelect().Table("result").Column("execution_id", "blob_key").
				Where("dropped_at IS NOT NULL AND blob_key <> ''").Order("dropped_at").Limit(batch).Scan(ctx, &rows)
		})
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			if err := s.files.Drop(ctx, row.Key); err != nil {
				return err
			}
			err := s.db.Write(ctx, sweeper, func(ctx context.Context, tx bun.Tx) error {
				_, err := tx.NewUpdate().Table("result").Set("blob_key = ''").Where("execution_id = ?", row.ID).Exec(ctx)
				return err
			})
			if err != nil {
				return fmt.Errorf("forget file of %s: %w", row.ID, err)
			}
		}
	}
}

// Pin keeps the result of an execution for good, or ends that. It is
// ErrNoResult for what a may not see, has no rows, or has lost them, and
// access.ErrForbidden for who may only see it.
func (s *Service) Pin(ctx context.Context, a actor.Actor, id actor.ExecutionID, keep bool) error {
	return s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		var instances []actor.InstanceID
		err := database.LockRows(tx.NewSelect().Table("result").Column("instance_id").
			Where("execution_id = ? AND dropped_at IS NULL", id)).Scan(ctx, &instances)
		if err != nil {
			return fmt.Errorf("read result of %s: %w", id, err)
		}
		if len(instances) == 0 || !a.May(actor.See, instances[0]) {
			return ErrNoResult
		}
		if err := access.Need(a, actor.Pin, instances[0], ""); err != nil {
			return err
		}
		query := tx.NewUpdate().Table("result").Where("execution_id = ? AND dropped_at IS NULL", id)
		if keep {
			query.Set("pinned_at = ?, pinned_by = ?, drop_at = NULL", s.clock.Now(), a.PersonID)
		} else {
			query.Set("pinned_at = NULL, pinned_by = NULL")
		}
		if _, err := query.Exec(ctx); err != nil {
			return fmt.Errorf("pin result of %s: %w", id, err)
		}
		s.events.Record(ctx, a, event.Change{Kind: event.ExecutionChanged, SubjectID: string(id), InstanceID: instances[0]})
		return s.recordPin(ctx, tx, a, id, instances[0], keep)
	})
}

// recordPin writes down that a result was pinned, or was it no more.
func (s *Service) recordPin(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.ExecutionID, on actor.InstanceID, keep bool) error {
	what := audit.What{Act: audit.ResultUnpinned, ID: string(id), InstanceID: on}
	if keep {
		what.Act = audit.ResultPinned
	}
	if err := tx.NewSelect().Table("execution").Column("query_name").Where("id = ?", id).Scan(ctx, &what.Name); err != nil {
		return fmt.Errorf("read what %s ran: %w", id, err)
	}
	return audit.Record(ctx, tx, a, s.clock.Now(), what)
}

// Leaving is a result that was announced to be dropped.
type Leaving struct {
	ExecutionID actor.ExecutionID `bun:"execution_id"`
	InstanceID  actor.InstanceID  `bun:"instance_id"`
	QueryName   string            `bun:"query_name"`
	RowCount    int64             `bun:"row_count"`
	Bytes       int64             `bun:"bytes"`
	CreatedAt   time.Time         `bun:"created_at"`
	DropAt      time.Time         `bun:"drop_at"`
}

// Upcoming lists announced results that a sees, the first to go first.
func (s *Service) Upcoming(ctx context.Context, a actor.Actor, limit int64) ([]Leaving, error) {
	var rows []Leaving
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		return database.Visible(tx.NewSelect(), a, "r.instance_id").TableExpr("result AS r").Join("JOIN execution AS e ON e.id = r.execution_id").
			ColumnExpr("r.execution_id, r.instance_id, e.query_name, r.row_count, r.bytes, r.created_at, r.drop_at").
			Where("r.drop_at IS NOT NULL AND r.dropped_at IS NULL").OrderExpr("r.drop_at, r.execution_id").Limit(limit).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, fmt.Errorf("list results that will be dropped: %w", err)
	}
	return rows, nil
}
