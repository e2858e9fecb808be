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
	"github.com/recomamp/recomamp/internal/audit"
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

// Recorded says what a discovery changed: one entry for each instance.
type Recorded []Change

// Count tells how many instances changed in one way.
func (r Recorded) Count(kind ChangeKind) (n int) {
	for _, change := range r {
		if change.Kind == kind {
			n++
		}
	}
	return n
}

// Record writes what a discovery through one connection found, in tx, a
// Write's. complete names the accounts (our ids) whose lists were read to the
// end: an instance of theirs that is not in found is gone.
func (s *Service) Record(ctx context.Context, tx bun.Tx, a actor.Actor, through actor.ConnectionID, found []Found, complete []actor.AccountID) (Recorded, error) {
	var result Recorded
	now := s.clock.Now()
	var placed []actor.InstanceID
	for _, f := range found {
		at, err := s.recordOne(ctx, tx, a, through, f, now)
		if err != nil {
			return result, fmt.Errorf("record instance %s: %w", f.AmazonID, err)
		}
		if at.changed {
			result = append(result, at.change)
		}
		if at.added {
			placed = append(placed, at.change.InstanceID)
		}
	}
	if s.placed != nil && len(placed) > 0 {
		if err := s.placed(ctx, tx, a, placed); err != nil {
			return result, err
		}
	}
	if len(complete) == 0 {
		return result, nil
	}
	var gone []instanceRow
	err := tx.NewUpdate().Model((*instanceRow)(nil)).
		Set("gone_at = ?, updated_at = ?", now, now).
		Where("connection_id = ? AND account_id IN (?) AND seen_at < ? AND gone_at IS NULL", through, bun.List(complete), now).
		Returning("id, name").Scan(ctx, &gone)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return result, fmt.Errorf("mark instances as gone: %w", err)
	}
	for _, row := range gone {
		s.events.Record(ctx, a, event.Change{Kind: event.InstanceChanged, SubjectID: string(row.ID), InstanceID: row.ID})
		result = append(result, Change{InstanceID: row.ID, Kind: Lost, Name: row.Name})
	}
	return result, nil
}

// placing says what a discovery has done with an instance.
type placing struct {
	change  Change
	changed bool
	added   bool
}

func (s *Service) recordOne(ctx context.Context, tx bun.Tx, a actor.Actor, through actor.ConnectionID, f Found, now time.Time) (placing, error) {
	var row instanceRow
	err := database.LockRows(tx.NewSelect().Model(&row).Where("amazon_id = ? AND region = ?", f.AmazonID, f.Region)).Scan(ctx)
	added := errors.Is(err, sql.ErrNoRows)
	if err != nil && !added {
		return placing{}, err
	}
	if away, err := offBoarded(ctx, tx, row.ClientID); err != nil || away {
		return placing{}, err // of a client that has left, nothing comes back
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
			return placing{}, err
		}
		keeper = !keeps
	}
	if !keeper {
		return placing{}, nil // another connection reaches it and goes on to
	}
	if row.Name == row.AmazonName {
		row.Name = f.Name // nobody has given it a name of ours
	}
	row.ConnectionID, row.AccountID = through, f.AccountID
	row.AmazonAccount, row.MarketplaceID = f.AmazonAccount, f.MarketplaceID
	row.AmazonName, row.Type, row.CreationStatus = f.Name, f.Type, f.CreationStatus
	row.AmazonCreated = f.CreatedAt.UTC().Truncate(clock.Precision)
	row.Advertiser = f.advertiser()
	row.SeenAt, row.GoneAt = now, time.Time{}
	if added { // whose it is stays, whatever Amazon calls it later: people were given access by that
		if row.ClientID, err = s.clientFor(ctx, tx, a, through, f, now); err != nil {
			return placing{}, err
		}
		if away, err := offBoarded(ctx, tx, row.ClientID); err != nil || away {
			return placing{}, err
		}
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
	at := placing{added: added}
	at.change, at.changed = changeOf(before, row)
	if err != nil || !added {
		return at, err
	}
	return at, audit.Record(ctx, tx, a, now, audit.What{
		Act: audit.InstanceFound, ID: string(row.ID), Name: row.Name, ClientID: row.ClientID, InstanceID: row.ID,
		Changes: audit.Changes{}.Is("connection", through).Is("amazonId", row.AmazonID),
	})
}

// offBoarded reports whether a client is off-boarded; nobody is not.
func offBoarded(ctx context.Context, tx bun.Tx, id actor.ClientID) (bool, error) {
	if id == "" {
		return false, nil
	}
	return tx.NewSelect().Table("client").Where("id = ? AND off_boarded_at IS NOT NULL", id).Exists(ctx)
}

// sameFacts reports whether two states differ in nothing but when they were seen.
func sameFacts(a, b instanceRow) bool {
	a.SeenAt = b.SeenAt
	return a == b
}

// advertiser is the name of whose it is; the instance's own when Amazon gives none.
func (f Found) advertiser() string {
	if name := strings.TrimSpace(f.Advertiser); name != "" {
		return name
	}
	return f.Name
}

// clientFor returns the client of a new instance and makes it when it is new. An
// advertiser's name is what somebody typed at Amazon: it names a client we have
// only when that has an instance of the same connection or account.
func (s *Service) clientFor(ctx context.Context, tx bun.Tx, a actor.Actor, through actor.ConnectionID, f Found, now time.Time) (actor.ClientID, error) {
	advertiser := f.advertiser()
	for n := 1; ; n++ {
		name := nameOf(advertiser, f.AmazonAccount, n)
		var known clientRow
		err := tx.NewSelect().Model(&known).Where("advertiser = ?", name).Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) {
			return s.makeClient(ctx, tx, a, name, now)
		}
		if err != nil {
			return "", err
		}
		same, err := tx.NewSelect().Model((*instanceRow)(nil)).Where("client_id = ?", known.ID).
			Where("(connection_id = ? OR amazon_account = ?)", through, f.AmazonAccount).Exists(ctx)
		if err != nil || same {
			return known.ID, err
		}
	}
}

// nameOf is the nth name to try for a client of an advertiser: others that are
// called the same are told apart by their account.
func nameOf(advertiser, account string, n int) string {
	switch n {
	case 1:
		return advertiser
	case 2:
		return fmt.Sprintf("%s (%s)", advertiser, account)
	default:
		return fmt.Sprintf("%s (%s, %d)", advertiser, account, n-1)
	}
}

func (s *Service) makeClient(ctx context.Context, tx bun.Tx, a actor.Actor, advertiser string, now time.Time) (actor.ClientID, error) {
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
	s.events.Record(ctx, a, event.Change{Kind: event.ClientChanged, SubjectID: string(fresh.ID), ClientID: fresh.ID})
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
