package notify

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/courier"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/idempotency"
)

// ChannelChange is a channel as a person wants it.
type ChannelChange struct {
	Name    string
	Address string // whole, with its secrets; empty keeps the one before
	Active  bool
	// Mine makes it a channel of its maker's own, for what is for nobody else.
	Mine bool
	Takes
	Quiet Quiet
}

// settings is the change as a channel, checked.
func (c ChannelChange) settings(a actor.Actor) (*Channel, error) {
	channel := &Channel{Name: strings.TrimSpace(c.Name), Active: c.Active, Takes: c.Takes, Quiet: c.Quiet}
	if c.Mine {
		channel.PersonID = a.PersonID
	}
	return channel, channel.check()
}

// mayAnnounce refuses who may not have to do with such a channel: one's own is a
// matter of one's account, one that is limited to clients takes the right on each
// of them as a whole, and one for all is the organisation's. A client that a does
// not see does not exist.
func mayAnnounce(a actor.Actor, mine bool, clients []actor.ClientID) error {
	if mine {
		return access.NeedOwnAccount(a)
	}
	if len(clients) == 0 || a.MayOrganisation(actor.Organise) {
		return access.NeedOrganisation(a, actor.Organise)
	}
	for _, id := range clients {
		if !a.MayClient(actor.See, id) {
			return ErrChannelInvalid.WithField("/clientIds", "has a client that does not exist")
		}
		if err := access.NeedClient(a, actor.Announce, id); err != nil {
			return err
		}
	}
	return nil
}

// CreateChannel makes a channel. Errors: access.ErrForbidden, ErrChannelInvalid, ErrChannelName, courier.ErrAddress.
func (s *Service) CreateChannel(ctx context.Context, a actor.Actor, c ChannelChange, key idempotency.Key) (Channel, error) {
	settings, err := c.settings(a)
	if err != nil {
		return Channel{}, err
	}
	if err := mayAnnounce(a, settings.PersonID != "", settings.Clients); err != nil {
		return Channel{}, err
	}
	var id actor.ChannelID
	err = s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		now := s.clock.Now()
		id, _, err = idempotency.Once(ctx, tx, a, key, now, func() (actor.ChannelID, error) {
			row := &channelRow{ID: actor.NewIDAt[actor.ChannelID](now), State: Untried, Version: 1, CreatedBy: a.PersonID, CreatedAt: now, UpdatedAt: now}
			row.fill(settings)
			if err := s.readdress(row, c.Address); err != nil {
				return "", err
			}
			return row.ID, s.store(ctx, tx, a, audit.ChannelCreated, row, func() (sql.Result, error) { return tx.NewInsert().Model(row).Exec(ctx) })
		})
		return err
	})
	if err != nil {
		return Channel{}, err
	}
	return s.Channel(ctx, a, id)
}

// readdress seals an address into a row.
func (s *Service) readdress(row *channelRow, address string) error {
	parsed, err := courier.Parse(address)
	if err != nil {
		return err
	}
	row.Service, row.Shown = parsed.Service(), parsed.Shown()
	row.Address, err = s.box.Seal(parsed.Secret(), row.place())
	return err
}

// store writes a channel's row, tells of it and records the act.
func (s *Service) store(ctx context.Context, tx bun.Tx, a actor.Actor, act audit.Act, row *channelRow, write func() (sql.Result, error)) error {
	taken, err := tx.NewSelect().Model((*channelRow)(nil)).Where("name_key = ? AND id <> ?", row.NameKey, row.ID).Exists(ctx)
	if err != nil {
		return fmt.Errorf("look for channels named like %s: %w", row.ID, err)
	}
	if taken {
		return ErrChannelName
	}
	if _, err := write(); database.IsUnique(err) {
		return ErrChannelName
	} else if err != nil {
		return fmt.Errorf("store channel %s: %w", row.ID, err)
	}
	s.events.Record(ctx, a, event.Change{Kind: event.ChannelChanged, SubjectID: string(row.ID)})
	return s.recordChannel(ctx, tx, a, act, row)
}

// UpdateChannel changes a channel at the version it was seen at. What it has
// failed with is forgotten when its address changes. Whoever saves it has it told
// from then on, and takes over what somebody else made. Errors: ErrChannelNotFound,
// ErrChannelConflict and those of CreateChannel.
func (s *Service) UpdateChannel(ctx context.Context, a actor.Actor, id actor.ChannelID, version int, c ChannelChange) (Channel, error) {
	settings, err := c.settings(a)
	if err != nil {
		return Channel{}, err
	}
	err = s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		row, err := lockChannel(ctx, tx, a, id, version)
		if err != nil {
			return err
		}
		if err := mayAnnounce(a, settings.PersonID != "", settings.Clients); err != nil {
			return err
		}
		row.fill(settings)
		row.CreatedBy = a.PersonID
		if err := s.Resolve(ctx, tx, a, row.channel().makerCause()); err != nil {
			return err
		}
		if c.Address != "" {
			if err := s.readdress(row, c.Address); err != nil {
				return err
			}
			row.State, row.FailureCode, row.Failure, row.FailureNext, row.FailedAt = Untried, "", "", "", time.Time{}
			if err := s.Resolve(ctx, tx, a, row.channel().cause()); err != nil {
				return err
			}
		}
		row.Version, row.UpdatedAt = row.Version+1, s.clock.Now()
		return s.store(ctx, tx, a, audit.ChannelChanged, row, func() (sql.Result, error) { return tx.NewUpdate().Model(row).WherePK().Exec(ctx) })
	})
	if err != nil {
		return Channel{}, err
	}
	return s.Channel(ctx, a, id)
}

// DeleteChannel forgets a channel, its address and what it was to be told.
// Errors: ErrChannelNotFound, ErrChannelConflict.
func (s *Service) DeleteChannel(ctx context.Context, a actor.Actor, id actor.ChannelID, version int) error {
	return s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		row, err := lockChannel(ctx, tx, a, id, version)
		if err != nil {
			return err
		}
		return s.deleteChannel(ctx, tx, a, row)
	})
}

func (s *Service) deleteChannel(ctx context.Context, tx bun.Tx, a actor.Actor, row *channelRow) error {
	if _, err := tx.NewDelete().Model(row).WherePK().Exec(ctx); err != nil {
		return fmt.Errorf("delete channel %s: %w", row.ID, err)
	}
	s.events.Record(ctx, a, event.Change{Kind: event.ChannelChanged, SubjectID: string(row.ID)})
	if err := s.recordChannel(ctx, tx, a, audit.ChannelDeleted, row); err != nil {
		return err
	}
	return s.forget(ctx, tx, a, row.channel().cause(), row.channel().makerCause())
}

// lockChannel reads a channel that a sees, locked, at a version.
func lockChannel(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.ChannelID, version int) (*channelRow, error) {
	row := new(channelRow)
	err := database.LockRows(tx.NewSelect().Model(row).Where("id = ?", id)).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) || err == nil && !row.visibleTo(a) {
		return nil, ErrChannelNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read channel %s: %w", id, err)
	}
	if err := mayAnnounce(a, row.PersonID != "", row.Clients); err != nil {
		return nil, err
	}
	if row.Version != version {
		return nil, ErrChannelConflict.WithDetail("currentVersion", row.Version)
	}
	return row, nil
}

// Channels lists the channels by name that a may see.
func (s *Service) Channels(ctx context.Context, a actor.Actor) ([]Channel, error) {
	var rows []channelRow
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		return withWaiting(tx.NewSelect().Model(&rows)).OrderExpr("lower(name), id").Scan(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("list channels: %w", err)
	}
	found := make([]Channel, 0, len(rows))
	for i := range rows {
		if rows[i].visibleTo(a) {
			found = append(found, *rows[i].channel())
		}
	}
	return found, nil
}

// Channel returns one channel, or ErrChannelNotFound.
func (s *Service) Channel(ctx context.Context, a actor.Actor, id actor.ChannelID) (Channel, error) {
	row, err := s.channel(ctx, a, id)
	if err != nil {
		return Channel{}, err
	}
	return *row.channel(), nil
}

func (s *Service) channel(ctx context.Context, a actor.Actor, id actor.ChannelID) (*channelRow, error) {
	row := new(channelRow)
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		return withWaiting(tx.NewSelect().Model(row)).Where("channel.id = ?", id).Scan(ctx)
	})
	if errors.Is(err, sql.ErrNoRows) || err == nil && !row.visibleTo(a) {
		return nil, ErrChannelNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read channel %s: %w", id, err)
	}
	return row, nil
}

// withWaiting adds what a channel has not been told yet.
func withWaiting(query *bun.SelectQuery) *bun.SelectQuery {
	return query.ColumnExpr("channel.*").
		ColumnExpr(`(SELECT count(*) FROM delivery AS d LEFT JOIN message AS m ON m.id = d.message_id
			WHERE d.channel_id = channel.id AND d.dropped = '' AND (d.message_id IS NULL OR m.state IN ('sending', 'waiting'))) AS waiting`)
}

// Tried is what came of a test message.
type Tried struct {
	Arrived  bool
	Problem  *fault.Error // why not
	Duration time.Duration
}

// Test sends a message to a channel now, whatever it takes and whether it is
// quiet, and says what happened. A failure raises no notice: who tests sees it. Of a channel
// that was changed meanwhile it notes nothing. Errors: ErrChannelNotFound.
func (s *Service) Test(ctx context.Context, a actor.Actor, id actor.ChannelID) (Tried, error) {
	row, err := s.channel(ctx, a, id)
	if err != nil {
		return Tried{}, err
	}
	if err := mayAnnounce(a, row.PersonID != "", row.Clients); err != nil {
		return Tried{}, err
	}
	begun := time.Now()
	failure := s.send(ctx, row, courier.Message{
		ID: actor.NewID[string](), Level: courier.Info, Title: "This is a test from RecomAMP",
		Body: fmt.Sprintf("%s tries the channel “%s”. If you read this, notices arrive here.", a.Name, row.Name), Link: s.link("/notifications"),
	})
	tried := Tried{Arrived: failure == nil, Duration: time.Since(begun)}
	if failure != nil {
		tried.Problem = fault.New(fault.Unavailable, "channel."+failure.Code, failure.Words).WithNext(failure.Next)
	}
	err = s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if err := s.recordChannel(ctx, tx, a, audit.ChannelTested, row); err != nil {
			return err
		}
		if corrected, err := isCorrected(ctx, tx, row); err != nil || corrected {
			return err // what was tried is not what the channel is now
		}
		return s.judge(ctx, tx, row, failure, true)
	})
	return tried, err
}
