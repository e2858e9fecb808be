package notify

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/courier"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
)

var teller = actor.System("notify.tell")

const (
	// tries are made before a message is given up; they take about four hours.
	tries     = 10
	firstWait = 30 * time.Second
	longWait  = time.Hour
)

// tell sends what is due for a channel, message by message. It may be called at
// any time and by several processes.
func (s *Service) tell(ctx context.Context, id actor.ChannelID) error {
	for ctx.Err() == nil {
		m, to, err := s.claim(ctx, id)
		if err != nil {
			return fmt.Errorf("tell channel %s: %w", id, err)
		}
		if m == nil {
			return nil
		}
		// What was begun is brought to its end, for a process that stops halfway
		// leaves nobody knowing whether the message arrived.
		ending := context.WithoutCancel(ctx)
		failure := s.send(ending, to, m.outgoing())
		if err := s.record(ending, to, m, failure); err != nil {
			return fmt.Errorf("note the end of message %s: %w", m.ID, err)
		}
	}
	return context.Cause(ctx)
}

// send carries a message to a channel; nil when it arrived.
func (s *Service) send(ctx context.Context, to *channelRow, m courier.Message) *courier.Failure {
	secret, err := s.box.Open(to.Address, to.place())
	if err != nil {
		return &courier.Failure{Code: "keys_missing", Words: ErrChannelKeys.Message, Next: ErrChannelKeys.Next, Permanent: true}
	}
	address, err := courier.Parse(secret)
	if err != nil {
		return &courier.Failure{Code: "address", Words: "The address is no longer understood.", Next: "Enter it again.", Permanent: true}
	}
	ctx, cancel := context.WithTimeout(ctx, s.config.Timeout)
	defer cancel()
	err = s.courier.Send(ctx, address, m)
	if err == nil {
		return nil
	}
	if failure, ok := errors.AsType[*courier.Failure](err); ok {
		return failure
	}
	return &courier.Failure{Code: "unreachable", Words: "The message could not be sent."} // the text of err may hold the address
}

// record writes down how a message fared, unless somebody else has taken it over.
// Of a channel that was changed meanwhile it says nothing: what did not arrive is
// tried there anew, at once.
func (s *Service) record(ctx context.Context, to *channelRow, m *messageRow, failure *courier.Failure) error {
	return s.db.Write(ctx, teller, func(ctx context.Context, tx bun.Tx) error {
		now := s.clock.Now()
		corrected, err := isCorrected(ctx, tx, to)
		if err != nil {
			return err
		}
		query := tx.NewUpdate().Model((*messageRow)(nil)).Where("id = ? AND state = ? AND fence = ?", m.ID, sending, m.Fence).Set("lease_until = NULL")
		var retryAt time.Time
		switch {
		case failure == nil:
			query.Set("state = ?, ended_at = ?, failure = ''", sent, now)
		case corrected:
			retryAt = now
			query.Set("state = ?, due_at = ?, tries = 0, failure = ''", waiting, retryAt)
		case failure.Permanent || m.Tries >= tries:
			query.Set("state = ?, ended_at = ?, failure = ?", failed, now, failure.Words)
		default:
			retryAt = now.Add(pause(m.Tries, failure.RetryAfter))
			query.Set("state = ?, due_at = ?, failure = ?", waiting, retryAt, failure.Words)
		}
		changed, err := query.Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := changed.RowsAffected(); err != nil || n == 0 {
			return err // taken over
		}
		if !retryAt.IsZero() {
			if err := s.enqueue(ctx, tx, tellArgs{to.ID}, retryAt); err != nil {
				return err
			}
		}
		if corrected {
			return nil
		}
		if err := s.judge(ctx, tx, to, failure, retryAt.IsZero()); err != nil || failure == nil || !retryAt.IsZero() {
			return err
		}
		return s.givenUp(ctx, tx, to, failure)
	})
}

// isCorrected reports whether a channel was changed or removed since it was
// read, and keeps others from changing it until the commit.
func isCorrected(ctx context.Context, tx bun.Tx, to *channelRow) (bool, error) {
	var version int
	err := database.LockRows(tx.NewSelect().Model((*channelRow)(nil)).Column("version").Where("id = ?", to.ID)).Scan(ctx, &version)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, fmt.Errorf("read version of channel %s: %w", to.ID, err)
	}
	return version != to.Version, nil
}

// pause is how long to wait after so many tries: full jitter below a bound that
// doubles, on top of what the receiver asks for.
func pause(tried int, asked time.Duration) time.Duration {
	bound := min(firstWait<<min(tried-1, 20), longWait)
	return asked + time.Duration(rand.Int64N(int64(bound))) + time.Second
}

// judge notes at a channel how the last try went. One that has given a message
// up is failing until something arrives again.
func (s *Service) judge(ctx context.Context, tx bun.Tx, to *channelRow, failure *courier.Failure, final bool) error {
	now := s.clock.Now()
	query := tx.NewUpdate().Model((*channelRow)(nil)).Where("id = ?", to.ID)
	if failure == nil {
		query.Set("state = ?, failure_code = '', failure = '', failure_next = '', failed_at = NULL, sent_at = ?", Working, now)
	} else {
		query.Set("failure_code = ?, failure = ?, failure_next = ?, failed_at = ?", failure.Code, failure.Words, failure.Next, now)
		if final {
			query.Set("state = ?", Failing)
		}
		s.logger.WarnContext(ctx, "notice not delivered", slog.String("channelId", string(to.ID)), slog.String("code", failure.Code), slog.Bool("final", final))
	}
	if _, err := query.Exec(ctx); err != nil {
		return fmt.Errorf("note state of channel %s: %w", to.ID, err)
	}
	s.events.Record(ctx, teller, event.Change{Kind: event.ChannelChanged, SubjectID: string(to.ID)})
	if failure == nil {
		return s.Resolve(ctx, tx, teller, to.channel().cause())
	}
	return nil
}

// givenUp says that a channel needs a person.
func (s *Service) givenUp(ctx context.Context, tx bun.Tx, to *channelRow, failure *courier.Failure) error {
	return s.Raise(ctx, tx, teller, Raise{
		Kind: KindChannel, Severity: Warning, Cause: to.channel().cause(), PersonID: to.PersonID,
		Title:    fmt.Sprintf("Notices do not reach the channel “%s”", to.Name),
		Body:     failure.Words + " What it was to be told stands here; later notices are still tried.",
		Next:     Next{Label: "Look at the channel", Path: "/notifications/channels"},
		Subjects: []Subject{{Kind: "channel", ID: string(to.ID), Name: to.Name}},
	})
}
