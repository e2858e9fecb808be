package connection

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/amc/lwa"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/instance"
	"github.com/recomamp/recomamp/internal/seal"
)

// source hands out access tokens and notes in the connection's row when Amazon
// refuses to give one. Its errors are faults of this package.
type source struct {
	tokens  *lwa.TokenSource
	service *Service
	id      actor.ConnectionID
}

var _ amc.TokenSource = (*source)(nil)

// Token implements amc.TokenSource.
func (s *source) Token(ctx context.Context) (string, error) {
	token, err := s.tokens.Token(ctx)
	return token, s.noted(ctx, err)
}

// Renew implements amc.TokenSource.
func (s *source) Renew(ctx context.Context, refused string) (string, error) {
	token, err := s.tokens.Renew(ctx, refused)
	return token, s.noted(ctx, err)
}

func (s *source) noted(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil {
		return err
	}
	problem := problemOf(err)
	if noting := s.service.noteProblem(context.WithoutCancel(ctx), s.id, problem); noting != nil {
		return errors.Join(problem, noting)
	}
	return problem
}

// problemOf turns an error of asking for a token into what a person is told.
func problemOf(err error) *fault.Error {
	if known, ok := errors.AsType[*fault.Error](err); ok {
		return known
	}
	if refusal, ok := errors.AsType[*lwa.Error](err); ok {
		switch {
		case refusal.NeedsReconnect():
			return ErrReconnect.WithCause(err)
		case refusal.OperatorFault():
			return ErrApp.WithCause(err)
		default:
			return ErrUnavailable.WithCause(err).WithRetryAfter(refusal.RetryAfter)
		}
	}
	switch {
	case errors.Is(err, lwa.ErrNoToken):
		return ErrReconnect.WithCause(err)
	case errors.Is(err, seal.ErrOpen):
		return ErrKeys.WithCause(err)
	default:
		return ErrUnavailable.WithCause(err)
	}
}

// noteProblem writes down that no token could be had. A connection whose
// access token still lives stays healthy through passing trouble.
func (s *Service) noteProblem(ctx context.Context, id actor.ConnectionID, problem *fault.Error) error {
	if problem.Code == ErrNotFound.Code {
		return nil
	}
	state := Expired
	if problem.Code == ErrReconnect.Code {
		state = NeedsReconnect
	}
	err := s.db.Write(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		query := tx.NewUpdate().Model((*connectionRow)(nil)).
			Where("id = ? AND state <> ?", id, Pending).
			Where("(state <> ? OR problem_code <> ?)", state, problem.Code).
			Set("state = ?, problem_code = ?, problem = ?, updated_at = ?", state, problem.Code, problem.Message, s.clock.Now())
		if state == Expired {
			query = query.Where("(access_expires_at IS NULL OR access_expires_at <= ?)", s.clock.Now())
		}
		result, err := query.Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return err
		}
		s.events.Record(ctx, system, event.Change{Kind: event.ConnectionChanged, SubjectID: string(id)})
		if state != NeedsReconnect {
			return nil
		}
		row, err := findRow(ctx, tx, system, id)
		if err != nil {
			return err
		}
		if err := s.record(ctx, tx, system, audit.ConnectionLost, id, row.Region, audit.Changes{}.Is("problem", problem.Code)); err != nil {
			return err
		}
		return s.raise(ctx, tx, id)
	})
	if err != nil {
		return fmt.Errorf("note problem of connection %s: %w", id, err)
	}
	return nil
}

// reach is the way to Amazon through one connection. It is kept, for both
// parts remember tokens.
type reach struct {
	client *amc.Client
	tokens *source
}

// briefly is how calls are repeated within themselves: enough for a hiccup.
// Longer trouble goes back to whoever called, a person or work that is durable
// and shows what it waits for.
var briefly = amc.Retry{Tries: 3, Base: time.Second, Patience: 4 * time.Second}

// client returns the way to Amazon for a connection that exists.
func (s *Service) client(row connectionRow) (*amc.Client, *source, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if known, ok := s.reaches[row.ID]; ok {
		return known.client, known.tokens, nil
	}
	region := amc.Region(row.Region)
	auth, err := s.lwa(region)
	if err != nil {
		return nil, nil, err
	}
	tokens := &source{tokens: lwa.NewTokenSource(auth, &tokenStore{service: s, id: row.ID}), service: s, id: row.ID}
	client, err := amc.New(amc.Config{
		Region: region, BaseURL: s.hosts(region).API, ClientID: s.config.App.ClientID,
		TokenSource: tokens, HTTPClient: s.http, Retry: briefly, LinkHosts: s.config.LinkHosts, Logger: s.logger, Now: s.clock.Now,
	})
	if err != nil {
		return nil, nil, fmt.Errorf("set up calls to Amazon: %w", err)
	}
	s.reaches[row.ID] = reach{client, tokens}
	return client, tokens, nil
}

// ErrDisconnected says that no connection reaches an instance.
var ErrDisconnected = fault.New(fault.Conflict, "instance.disconnected", "No connection to Amazon reaches this instance.").
	WithNext("Connect to Amazon with somebody who has access to it.")

// Reach returns the way to an instance at Amazon: the client of its
// connection (for downloads) and calls for the instance. It makes no call.
func (s *Service) Reach(ctx context.Context, a actor.Actor, i instance.Instance) (client *amc.Client, calls *amc.InstanceClient, err error) {
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		client, calls, err = s.reach(ctx, tx, i)
		return err
	})
	return client, calls, err
}

// ReachByID is Reach for an instance that is not yet read.
func (s *Service) ReachByID(ctx context.Context, a actor.Actor, id actor.InstanceID) (client *amc.Client, calls *amc.InstanceClient, err error) {
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		found, err := instance.Read(ctx, tx, a, id)
		if err != nil {
			return err
		}
		client, calls, err = s.reach(ctx, tx, found)
		return err
	})
	return client, calls, err
}

func (s *Service) reach(ctx context.Context, tx bun.Tx, i instance.Instance) (*amc.Client, *amc.InstanceClient, error) {
	if i.ConnectionID == "" {
		return nil, nil, ErrDisconnected
	}
	row, err := findRow(ctx, tx, system, i.ConnectionID) // whoever sees the instance reaches it
	if errors.Is(err, ErrNotFound) {
		return nil, nil, ErrDisconnected
	}
	if err != nil {
		return nil, nil, err
	}
	if row.State == NeedsReconnect {
		return nil, nil, ErrReconnect
	}
	client, _, err := s.client(row)
	if err != nil {
		return nil, nil, err
	}
	return client, client.Account(i.AmazonAccount, i.MarketplaceID).Instance(i.AmazonID), nil
}
