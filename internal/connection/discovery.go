package connection

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/instance"
)

var errDiscovery = fault.New(fault.Unavailable, "connection.discovery_failed", "Amazon's accounts and instances could not all be read.").
	WithNext("Look again in a few minutes.")

// Discovery is what looking around a connection found.
type Discovery struct {
	Accounts  int
	Instances int
	Added     int // instances not known before
	Gone      int // known instances not found any more
}

// Discover lists the accounts and instances of a connection at Amazon and
// brings ours in line. When some accounts cannot be read, what was found is
// kept and the error tells the rest.
func (s *Service) Discover(ctx context.Context, a actor.Actor, id actor.ConnectionID) (Discovery, error) {
	row, err := s.find(ctx, a, id)
	if err != nil {
		return Discovery{}, err
	}
	if err := access.NeedOrganisation(a, actor.Organise); err != nil {
		return Discovery{}, err
	}
	if row.State == Pending || row.State == NeedsReconnect {
		return Discovery{}, ErrReconnect
	}
	client, _, err := s.client(row)
	if err != nil {
		return Discovery{}, err
	}
	look, failure := lookAround(ctx, client, amc.Region(row.Region))
	if ctx.Err() != nil {
		return Discovery{}, fmt.Errorf("discover connection %s: %w", id, context.Cause(ctx))
	}
	found, err := s.keep(ctx, a, row, look, failure)
	if err != nil {
		return Discovery{}, err
	}
	return found, asFault(failure)
}

// sighting is what one look found.
type sighting struct {
	accounts []seenAccount
}

type seenAccount struct {
	amc.Account
	instances []amc.Instance
	complete  bool // the list was read to its end
	region    amc.Region
}

// lookAround reads all accounts and their instances. It goes on past an
// account that cannot be read and returns the first such error at the end.
func lookAround(ctx context.Context, client *amc.Client, region amc.Region) (sighting, error) {
	var look sighting
	var failure error
	for account, err := range client.ListAccounts(ctx) {
		if err != nil {
			return look, fmt.Errorf("list accounts: %w", err)
		}
		seen := seenAccount{Account: account, complete: true, region: regionOf(account.MarketplaceID, region)}
		for found, err := range client.Account(account.ID, account.MarketplaceID).ListInstances(ctx) {
			if err != nil {
				seen.complete = false
				failure = errors.Join(failure, fmt.Errorf("list instances of account %s: %w", account.ID, err))
				break
			}
			seen.instances = append(seen.instances, found)
		}
		look.accounts = append(look.accounts, seen)
	}
	return look, failure
}

// keep writes a sighting down.
func (s *Service) keep(ctx context.Context, a actor.Actor, row connectionRow, look sighting, failure error) (found Discovery, err error) {
	id := row.ID
	err = s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		found = Discovery{Accounts: len(look.accounts)}
		var seen []instance.Found
		var complete []actor.AccountID
		now := s.clock.Now()
		for _, account := range look.accounts {
			accountID, err := keepAccount(ctx, tx, id, account.Account, now)
			if err != nil {
				return fmt.Errorf("record account %s: %w", account.ID, err)
			}
			if account.complete {
				complete = append(complete, accountID)
			}
			for _, i := range account.instances {
				seen = append(seen, instance.Found{
					AmazonID: i.ID, Name: i.Name, Type: string(i.Type), Advertiser: i.AdvertiserName,
					CreationStatus: string(i.CreationStatus), CreatedAt: i.CreatedAt,
					AmazonAccount: account.ID, MarketplaceID: account.MarketplaceID, Region: string(account.region), AccountID: accountID,
				})
			}
		}
		found.Instances = len(seen)
		recorded, err := s.instances.Record(ctx, tx, a, id, seen, complete)
		if err != nil {
			return err
		}
		found.Added, found.Gone = recorded.Added, recorded.Gone
		if a.Kind == actor.KindPerson || found.Added+found.Gone > 0 { // the program looks by itself all the time
			changes := audit.Changes{}.Is("found", found.Instances).Is("added", found.Added).Is("gone", found.Gone)
			if err := s.record(ctx, tx, a, audit.ConnectionDiscovered, id, row.Region, changes); err != nil {
				return err
			}
		}
		return s.noteDiscovery(ctx, tx, a, id, now, failure)
	})
	return found, err
}

func (s *Service) noteDiscovery(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.ConnectionID, now time.Time, failure error) error {
	problem := ""
	if failure != nil {
		problem = asFault(failure).(*fault.Error).Message //nolint:errorlint,forcetypeassert // asFault returns nothing else
	}
	_, err := tx.NewUpdate().Model((*connectionRow)(nil)).Where("id = ?", id).
		Set("discovered_at = ?, discovery_problem = ?, updated_at = ?", now, problem, now).Exec(ctx)
	if err != nil {
		return fmt.Errorf("note discovery of connection %s: %w", id, err)
	}
	s.events.Record(ctx, a, event.Change{Kind: event.ConnectionChanged, SubjectID: string(id)})
	return nil
}

func keepAccount(ctx context.Context, tx bun.Tx, through actor.ConnectionID, account amc.Account, now time.Time) (id actor.AccountID, err error) {
	row := &accountRow{
		ID: actor.NewID[actor.AccountID](), ConnectionID: through, AmazonID: account.ID, Name: account.Name,
		MarketplaceID: account.MarketplaceID, SeenAt: now,
	}
	err = tx.NewInsert().Model(row).
		On("CONFLICT (connection_id, amazon_id, marketplace_id) DO UPDATE").
		Set("name = EXCLUDED.name, seen_at = EXCLUDED.seen_at").
		Returning("id").Scan(ctx, &id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("account %s was not kept", account.ID)
	}
	return id, err
}

// asFault says in safe words why Amazon could not be read; nil for nil.
func asFault(err error) error {
	if err == nil {
		return nil
	}
	if known, ok := errors.AsType[*fault.Error](err); ok {
		return known
	}
	if refusal, ok := errors.AsType[*amc.Error](err); ok {
		switch {
		case refusal.TermsNotAccepted():
			return errDiscovery.WithMessage("Amazon wants its terms for AMC accepted first.").
				WithNext("An administrator of the account must accept the terms in the AMC console.").WithCause(err)
		case refusal.Forbidden() || refusal.Unauthorized():
			return errDiscovery.WithMessage("Amazon does not let this connection read AMC's accounts.").
				WithNext("Connect with somebody who has access to AMC.").WithCause(err)
		case refusal.Throttled():
			return errDiscovery.WithMessage("Amazon asks to slow down.").WithRetryAfter(refusal.RetryAfter).WithCause(err)
		}
	}
	return errDiscovery.WithCause(err)
}

// marketplaceRegion gives the region of each marketplace in which AMC is offered.
var marketplaceRegion = map[string]amc.Region{
	"ATVPDKIKX0DER": amc.RegionNA, "A2EUQ1WTGCTBG2": amc.RegionNA, "A1AM78C64UM0Y8": amc.RegionNA, "A2Q3Y263D00KWC": amc.RegionNA,
	"A1F83G8C2ARO7P": amc.RegionEU, "A1PA6795UKMFR9": amc.RegionEU, "A13V1IB3VIYZZH": amc.RegionEU, "APJ6JRA9NG5V4": amc.RegionEU,
	"A1RKKUPIHCS9HS": amc.RegionEU, "A1805IZSGTT6HS": amc.RegionEU, "A2NODRKZP88ZB9": amc.RegionEU, "A33AVAJ2PDY3EV": amc.RegionEU,
	"A2VIGQ35RCS4UG": amc.RegionEU, "A17E79C6D8DWNP": amc.RegionEU, "A21TJRUUN4KGV": amc.RegionEU,
	"A1VC38T7YXB528": amc.RegionFE, "A39IBJ37TRP1C6": amc.RegionFE,
}

// regionOf is the region of a marketplace, or that of the connection for one
// we do not know.
func regionOf(marketplaceID string, fallback amc.Region) amc.Region {
	if region, ok := marketplaceRegion[strings.TrimSpace(marketplaceID)]; ok {
		return region
	}
	return fallback
}
