package schedule

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/fault"
)

// fireDue accounts for the instants of schedules that are due, in one
// transaction for many, and says of how many.
func (s *Service) fireDue(ctx context.Context) (fired int, err error) {
	var due []*dueRow
	err = s.db.Write(ctx, follower, func(ctx context.Context, tx bun.Tx) (err error) {
		if due, err = s.claim(ctx, tx, s.config.Batch); err != nil {
			return err
		}
		return s.fire(ctx, tx, due)
	})
	if err == nil || ctx.Err() != nil || len(due) == 0 || errors.Is(err, database.ErrFull) {
		return len(due), err
	}
	s.logger.WarnContext(ctx, "schedules are fired one by one", slog.Any("error", err))
	return s.fireApart(ctx, due)
}

// claim locks schedules that are due and that nobody else has.
func (s *Service) claim(ctx context.Context, tx bun.Tx, limit int) ([]*dueRow, error) {
	var due []*dueRow
	query := tx.NewSelect().Model(&due).Where("kind = ? AND at <= ?", fireDuty, s.clock.Now()).OrderExpr("at").Limit(int64(limit))
	if err := database.SkipLockedRows(query).Scan(ctx); err != nil {
		return nil, fmt.Errorf("claim due schedules: %w", err)
	}
	return due, nil
}

// fire accounts for the instants of schedules whose rows are locked.
func (s *Service) fire(ctx context.Context, tx bun.Tx, due []*dueRow) error {
	if len(due) == 0 {
		return nil
	}
	ids := make([]actor.ScheduleID, len(due))
	for i, row := range due {
		ids[i] = row.ScheduleID
	}
	b, err := s.open(ctx, tx, follower, ids)
	if err != nil {
		return err
	}
	for _, row := range due {
		if err := b.fireOne(row); err != nil {
			s.logger.ErrorContext(ctx, "schedule set aside", slog.String("schedule", string(row.ScheduleID)), slog.Any("error", err))
			if err := s.setAside(ctx, tx, row, err); err != nil {
				return err
			}
		} else {
			row.Failures, row.NoticedAt = 0, nil
		}
		b.dues = append(b.dues, row)
	}
	return b.flush(ctx)
}

// fireOne decides about one schedule. Whatever is wrong with it stays with it:
// what was decided so far is taken back.
func (b *batch) fireOne(row *dueRow) (err error) {
	before, firstAt := *b, row.DueAt
	def := b.definitions[row.ScheduleID]
	if def == nil || def.DeletedAt != nil {
		return errors.New("a schedule that is due is not there")
	}
	kept, ahead := *def.scheduleRow, def.overlap
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
		if err != nil {
			b.occurrences, b.cells, b.dues, b.looks = before.occurrences, before.cells, before.dues, before.looks
			b.prepared, b.changes, b.notices = before.prepared, before.changes, before.notices
			delete(b.schedules, def.ID)
			*def.scheduleRow, def.overlap, row.DueAt = kept, ahead, firstAt
		}
	}()
	return b.account(def, row, b.now)
}

// setAside has a schedule that cannot be followed be tried again later.
func (s *Service) setAside(ctx context.Context, tx bun.Tx, row *dueRow, why error) error {
	row.Failures++
	at := s.clock.Now().Add(min(time.Second<<min(row.Failures, 12), time.Hour))
	row.At = &at
	if row.Failures != 3 {
		return nil // told once, and not of what passes by itself
	}
	return s.raise(ctx, tx, Notice{
		Kind: NoticeBroken, Cause: cause(row.ScheduleID), ScheduleID: row.ScheduleID,
		Subject: "A schedule cannot be followed",
		Text:    "Its occurrences cannot be made: " + fault.Of(why).Message,
		Next:    "Open the schedule and save it again. If that does not help, give your administrator its id.",
	})
}

// fireApart fires each schedule by itself after they could not be together, so
// that one that is broken holds up no other.
func (s *Service) fireApart(ctx context.Context, due []*dueRow) (fired int, err error) {
	var errs []error
	for _, one := range due {
		again := func(ctx context.Context, tx bun.Tx, act func(*dueRow) error) error {
			row := new(dueRow)
			query := tx.NewSelect().Model(row).Where("kind = ? AND id = ? AND at <= ?", fireDuty, one.ID, s.clock.Now())
			err := database.SkipLockedRows(query).Scan(ctx)
			if errors.Is(err, sql.ErrNoRows) {
				return nil // somebody else has it, or it is not due any more
			}
			if err != nil {
				return fmt.Errorf("claim schedule %s: %w", one.ID, err)
			}
			return act(row)
		}
		err := s.db.Write(ctx, follower, func(ctx context.Context, tx bun.Tx) error {
			return again(ctx, tx, func(row *dueRow) error { return s.fire(ctx, tx, []*dueRow{row}) })
		})
		if err == nil {
			fired++
			continue
		}
		s.logger.ErrorContext(ctx, "schedule set aside", slog.String("schedule", string(one.ScheduleID)), slog.Any("error", err))
		why := err
		errs = append(errs, s.db.Write(ctx, follower, func(ctx context.Context, tx bun.Tx) error {
			return again(ctx, tx, func(row *dueRow) error {
				if err := s.setAside(ctx, tx, row, why); err != nil {
					return err
				}
				return storeDue(ctx, tx, row)
			})
		}))
	}
	return fired, errors.Join(errs...)
}
