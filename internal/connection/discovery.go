package connection

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
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

// Discover lists the accounts and instances of a connection at Amazon and
// brings ours in line. It is written down with what it changed. When some
// accounts cannot be read, what was found is kept and the error tells the rest. A
// discovery that was cancelled changes nothing and is no error; it ends as well
// when ctx does.
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
	run, err := s.beginDiscovery(ctx, a, row)
	if err != nil {
		return Discovery{}, err
	}
	look, failure := s.lookAround(ctx, a, client, amc.Region(row.Region), run)
	run.Accounts, run.Instances = len(look.accounts), look.instances()
	if ctx.Err() != nil {
		failure = fmt.Errorf("discover connection %s: %w", id, context.Cause(ctx))
		return Discovery{}, errors.Join(failure, s.giveUp(context.WithoutCancel(ctx), a, &run))
	}
	if !errors.Is(failure, errStopped) {
		err = s.keep(ctx, a, row, &run, look, failure)
		if err == nil {
			return run.discovery(s.clock.Now()), asFault(failure)
		}
	}
	if err != nil && !errors.Is(err, errStopped) {
		return Discovery{}, errors.Join(err, s.giveUp(context.WithoutCancel(ctx), a, &run))
	}
	if err := s.giveUp(ctx, a, &run); err != nil {
		return Discovery{}, err
	}
	return run.discovery(s.clock.Now()), nil
}

// giveUp ends a discovery that changes nothing.
func (s *Service) giveUp(ctx context.Context, a actor.Actor, run *discoveryRow) error {
	return s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		return s.endDiscovery(ctx, tx, a, run, Cancelled, nil)
	})
}

// sighting is what one look found.
type sighting struct {
	accounts []seenAccount
	whole    bool // the list of accounts was read to its end
}

func (l sighting) instances() (n int) {
	for _, account := range l.accounts {
		n += len(account.instances)
	}
	return n
}

type seenAccount struct {
	amc.Account
	instances []amc.Instance
	complete  bool // the list was read to its end
	region    amc.Region
}

// lookStep is after how many instances of one account a discovery tells how far
// it is.
const lookStep = 100

// lookAround reads all accounts and their instances, page by page, and tells on
// the way how far it is. It goes on past an account that cannot be read and
// returns the first such error at the end, or errStopped.
func (s *Service) lookAround(ctx context.Context, a actor.Actor, client *amc.Client, region amc.Region, run discoveryRow) (sighting, error) {
	var look sighting
	var failure error
	read := 0
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
			if read++; len(seen.instances)%lookStep == 0 {
				if err := s.advance(ctx, a, run, len(look.accounts), read); err != nil {
					return look, err
				}
			}
		}
		look.accounts = append(look.accounts, seen)
		if err := s.advance(ctx, a, run, len(look.accounts), read); err != nil {
			return look, err
		}
	}
	look.whole = true
	return look, failure
}

// keep writes a sighting down, with what it changed. It answers errStopped, and
// changes nothing, when somebody has cancelled it.
func (s *Service) keep(ctx context.Context, a actor.Actor, row connectionRow, run *discoveryRow, look sighting, failure error) error {
	id := row.ID
	return s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
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
		if look.whole {
			var lost []actor.AccountID // has no instances any more
			if err := tx.NewSelect().Model((*accountRow)(nil)).Column("id").Where("connection_id = ? AND seen_at < ?", id, now).Scan(ctx, &lost); err != nil {
				return fmt.Errorf("find accounts that are gone: %w", err)
			}
			complete = append(complete, lost...)
		}
		recorded, err := s.instances.Record(ctx, tx, a, id, seen, complete)
		if err != nil {
			return err
		}
		state := Complete
		switch {
		case failure != nil && len(look.accounts) == 0:
			state, run.Problem = Failed, words(failure)
		case failure != nil:
			state, run.Problem = Incomplete, words(failure)
		}
		if err := s.endDiscovery(ctx, tx, a, run, state, recorded); err != nil {
			return err
		}
		if a.Kind == actor.KindPerson || len(recorded) > 0 { // the program looks by itself all the time
			changes := audit.Changes{}.Is("found", run.Instances).Is("added", run.Added).Is("changed", run.Changed).
				Is("returned", run.Returned).Is("gone", run.Gone)
			if err := s.record(ctx, tx, a, audit.ConnectionDiscovered, id, row.Region, changes); err != nil {
				return err
			}
		}
		return s.noteDiscovery(ctx, tx, a, id, now, run.Problem)
	})
}

func (s *Service) noteDiscovery(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.ConnectionID, now time.Time, problem string) error {
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

// words are the safe words of asFault.
func words(failure error) string {
	return asFault(failure).(*fault.Error).Message //nolint:errorlint,forcetypeassert // asFault returns nothing else
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
