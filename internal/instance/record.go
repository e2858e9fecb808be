package instance

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
)

// Found is an instance as a discovery saw it.
type Found struct {
	AmazonID       string
	Name           string
	Type           string
	Advertiser     string // the instance's name stands in when Amazon gives none
	CreationStatus string
	CreatedAt      time.Time // zero when Amazon does not say
	AmazonAccount  string
	MarketplaceID  string
	Region         string
	AccountID      actor.AccountID
}

// Recorded says what a discovery changed.
type Recorded struct {
	Added int // instances not known before
	Gone  int // known instances marked as gone
}

// Record writes what a discovery through one connection found, in tx, a
// Write's. complete names the accounts (our ids) whose lists were read to the
// end: an instance of theirs that is not in found is gone.
func (s *Service) Record(ctx context.Context, tx bun.Tx, a actor.Actor, through actor.ConnectionID, found []Found, complete []actor.AccountID) (Recorded, error) {
	var result Recorded
	now := s.clock.Now()
	for _, f := range found {
		added, err := s.recordOne(ctx, tx, a, through, f, now)
		if err != nil {
			return result, fmt.Errorf("record instance %s: %w", f.AmazonID, err)
		}
		if added {
			result.Added++
		}
	}
	if len(complete) == 0 {
		return result, nil
	}
	var gone []actor.InstanceID
	err := tx.NewUpdate().Model((*instanceRow)(nil)).
		Set("gone_at = ?, updated_at = ?", now, now).
		Where("connection_id = ? AND account_id IN (?) AND seen_at < ? AND gone_at IS NULL", through, bun.List(complete), now).
		Returning("id").Scan(ctx, &gone)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return result, fmt.Errorf("mark instances as gone: %w", err)
	}
	for _, id := range gone {
		s.events.Record(ctx, a, event.Change{Kind: event.InstanceChanged, SubjectID: string(id), InstanceID: id})
	}
	result.Gone = len(gone)
	return result, nil
}

func (s *Service) recordOne(ctx context.Context, tx bun.Tx, a actor.Actor, through actor.ConnectionID, f Found, now time.Time) (added bool, err error) {
	var row instanceRow
	err = database.LockRows(tx.NewSelect().Model(&row).Where("amazon_id = ? AND region = ?", f.AmazonID, f.Region)).Scan(ctx)
	added = errors.Is(err, sql.ErrNoRows)
	if err != nil && !added {
		return false, err
	}
	before := row
	if added {
		row = instanceRow{
			ID: actor.NewID[actor.InstanceID](), AmazonID: f.AmazonID, Region: f.Region, Name: f.Name, Version: 1, CreatedAt: now,
		}
	}
	keeper := row.ConnectionID == "" || row.ConnectionID == through || !row.GoneAt.IsZero()
	if !keeper {
		keeps, err := tx.NewSelect().Table("connection").Where("id = ? AND state = 'healthy'", row.ConnectionID).Exists(ctx)
		if err != nil {
			return false, err
		}
		keeper = !keeps
	}
	if !keeper {
		return false, nil // another connection reaches it and goes on to
	}
	if row.Name == row.AmazonName {
		row.Name = f.Name // nobody has given it a name of ours
	}
	row.ConnectionID, row.AccountID = through, f.AccountID
	row.AmazonAccount, row.MarketplaceID = f.AmazonAccount, f.MarketplaceID
	row.AmazonName, row.Type, row.CreationStatus = f.Name, f.Type, f.CreationStatus
	row.AmazonCreated = f.CreatedAt.UTC().Truncate(clock.Precision)
	row.SeenAt, row.GoneAt = now, time.Time{}
	if row.ClientID, err = s.clientFor(ctx, tx, a, f, now); err != nil {
		return false, err
	}
	if added || !sameFacts(before, row) {
		row.UpdatedAt = now
		s.events.Record(ctx, a, event.Change{Kind: event.InstanceChanged, SubjectID: string(row.ID), InstanceID: row.ID})
	}
	if added {
		_, err = tx.NewInsert().Model(&row).Exec(ctx)
	} else {
		_, err = tx.NewUpdate().Model(&row).WherePK().Exec(ctx)
	}
	return added, err
}

// sameFacts reports whether two states differ in nothing but when they were seen.
func sameFacts(a, b instanceRow) bool {
	a.SeenAt = b.SeenAt
	return a == b
}

// clientFor returns the client of the instance's advertiser and makes it when
// it is new.
func (s *Service) clientFor(ctx context.Context, tx bun.Tx, a actor.Actor, f Found, now time.Time) (actor.ClientID, error) {
	advertiser := strings.TrimSpace(f.Advertiser)
	if advertiser == "" {
		advertiser = f.Name
	}
	var known clientRow
	err := tx.NewSelect().Model(&known).Where("advertiser = ?", advertiser).Scan(ctx)
	if err == nil || !errors.Is(err, sql.ErrNoRows) {
		return known.ID, err
	}
	count, err := tx.NewSelect().Model((*clientRow)(nil)).Count(ctx)
	if err != nil {
		return "", err
	}
	fresh := &clientRow{
		ID: actor.NewID[actor.ClientID](), Advertiser: advertiser, Name: advertiser, Color: palette[count%int64(len(palette))],
		Version: 1, CreatedAt: now, UpdatedAt: now,
	}
	if _, err := tx.NewInsert().Model(fresh).Exec(ctx); err != nil {
		if database.IsUnique(err) { // a discovery beside this one made it
			return "", errors.Join(database.ErrRetry, err)
		}
		return "", err
	}
	s.events.Record(ctx, a, event.Change{Kind: event.ClientChanged, SubjectID: string(fresh.ID)})
	return fresh.ID, nil
}

// changedOne answers ErrRetry when an update met no row, because another
// transaction changed it since it was read.
func changedOne(result sql.Result, err error) error {
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errors.Join(database.ErrRetry, err)
	}
	return nil
}
