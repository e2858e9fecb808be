package connection

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/amc/lwa"
	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/seal"
)

// Request is a consent to be asked for.
type Request struct {
	ConnectionID actor.ConnectionID
	AuthorizeURL string // where to send the browser
}

type consentRow struct {
	bun.BaseModel `bun:"table:consent_request"`

	StateHash    string             `bun:"state_hash,pk"`
	ConnectionID actor.ConnectionID `bun:"connection_id"`
	PersonID     actor.PersonID     `bun:"person_id"`
	SessionHash  string             `bun:"session_hash"`
	Verifier     []byte             `bun:"verifier"`
	RedirectURI  string             `bun:"redirect_uri"`
	CreatedAt    time.Time          `bun:"created_at"`
	ExpiresAt    time.Time          `bun:"expires_at"`
}

func (r consentRow) place() seal.Place {
	return seal.Place{Table: "consent_request", Row: r.StateHash, Column: "verifier"}
}

// Begin makes a connection that waits for the acting person's consent.
func (s *Service) Begin(ctx context.Context, a actor.Actor, region string, key idempotency.Key) (Request, error) {
	parsed, err := amc.ParseRegion(region)
	if err != nil {
		return Request{}, ErrRegion
	}
	if a.PersonID == "" {
		return Request{}, errNoSession
	}
	if err := access.NeedOrganisation(a, actor.Organise); err != nil {
		return Request{}, err
	}
	var id actor.ConnectionID
	err = s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		now := s.clock.Now()
		id, _, err = idempotency.Once(ctx, tx, a, key, now, func() (actor.ConnectionID, error) {
			row := &connectionRow{
				ID: actor.NewID[actor.ConnectionID](), PersonID: a.PersonID, Region: string(parsed), State: Pending,
				CreatedAt: now, UpdatedAt: now,
			}
			_, err := tx.NewInsert().Model(row).Exec(ctx)
			return row.ID, err
		})
		return err
	})
	if err != nil {
		return Request{}, fmt.Errorf("begin to connect: %w", err)
	}
	return s.Reconnect(ctx, a, id)
}

// BeginOrReuse asks for the consent of the person's own connection for the
// region if there is one, and begins one otherwise, so that a command that is
// run again does not pile up connections.
func (s *Service) BeginOrReuse(ctx context.Context, a actor.Actor, region string, key idempotency.Key) (Request, error) {
	known, err := s.List(ctx, a)
	if err != nil {
		return Request{}, err
	}
	for _, c := range known {
		if c.PersonID == a.PersonID && c.Region == region {
			return s.Reconnect(ctx, a, c.ID)
		}
	}
	return s.Begin(ctx, a, region, key)
}

// Reconnect asks for the consent of a connection anew.
func (s *Service) Reconnect(ctx context.Context, a actor.Actor, id actor.ConnectionID) (Request, error) {
	if a.PersonID == "" {
		return Request{}, errNoSession
	}
	row, err := s.find(ctx, a, id)
	if err != nil {
		return Request{}, err
	}
	if err := access.NeedOrganisation(a, actor.Organise); err != nil {
		return Request{}, err
	}
	client, err := s.lwa(amc.Region(row.Region))
	if err != nil {
		return Request{}, err
	}
	state, verifier := lwa.NewState(), lwa.NewVerifier()
	now := s.clock.Now()
	request := &consentRow{
		StateHash: stateHash(state), ConnectionID: id, PersonID: a.PersonID, SessionHash: string(a.SessionID),
		RedirectURI: s.config.App.RedirectURL, CreatedAt: now, ExpiresAt: now.Add(s.config.ConsentLifetime),
	}
	if request.Verifier, err = s.box.Seal(verifier, request.place()); err != nil {
		return Request{}, err
	}
	err = s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.NewInsert().Model(request).Exec(ctx); err != nil {
			return err
		}
		return s.record(ctx, tx, a, audit.ConsentAsked, id, row.Region, nil)
	})
	if err != nil {
		return Request{}, fmt.Errorf("ask for consent: %w", err)
	}
	return Request{ConnectionID: id, AuthorizeURL: client.AuthorizeURL(state, verifier)}, nil
}

// Complete takes the query with which Amazon sent the person's browser back.
// It stores the tokens and has the instances looked for in the background. It
// answers ErrConsent, ErrDenied, ErrRefused, or what went wrong at Amazon.
func (s *Service) Complete(ctx context.Context, a actor.Actor, query url.Values) (actor.ConnectionID, error) {
	if err := access.NeedOrganisation(a, actor.Organise); err != nil {
		return "", err
	}
	state := query.Get("state")
	request, region, err := s.takeRequest(ctx, a, state)
	if err != nil {
		return "", err
	}
	code, err := lwa.ParseCallback(query, state)
	if refusal, ok := errors.AsType[*lwa.ConsentError](err); ok {
		if refusal.Denied() {
			return request.ConnectionID, ErrDenied
		}
		return request.ConnectionID, ErrRefused.WithCause(err)
	}
	if err != nil {
		return request.ConnectionID, ErrConsent.WithCause(err)
	}
	verifier, err := s.box.Open(request.Verifier, request.place())
	if err != nil {
		return request.ConnectionID, ErrKeys.WithCause(err)
	}
	client, err := s.lwa(region)
	if err != nil {
		return request.ConnectionID, err
	}
	token, err := client.Exchange(ctx, code, verifier)
	if err != nil {
		if problem := problemOf(err); problem.Code != ErrReconnect.Code {
			return request.ConnectionID, problem
		}
		return request.ConnectionID, ErrConsent.WithCause(err) // the code was worth nothing
	}
	return request.ConnectionID, s.accept(ctx, a, request.ConnectionID, region, token)
}

// takeRequest uses up the request for consent that state belongs to, if it is
// of this person and session and not too old.
func (s *Service) takeRequest(ctx context.Context, a actor.Actor, state string) (request consentRow, region amc.Region, err error) {
	err = s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		request = consentRow{}
		err := tx.NewDelete().Model(&request).
			Where("state_hash = ? AND person_id = ? AND session_hash = ? AND expires_at > ?",
				stateHash(state), a.PersonID, a.SessionID, s.clock.Now()).
			Returning("*").Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrConsent
		}
		if err != nil {
			return fmt.Errorf("take request for consent: %w", err)
		}
		row, err := findRow(ctx, tx, a, request.ConnectionID)
		region = amc.Region(row.Region)
		return err
	})
	return request, region, err
}

// accept stores the tokens of a fresh consent.
func (s *Service) accept(ctx context.Context, a actor.Actor, id actor.ConnectionID, region amc.Region, token lwa.Token) error {
	sealed, refresh, err := s.sealTokens(id, token)
	if err != nil {
		return err
	}
	now := s.clock.Now()
	err = s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewUpdate().Model((*connectionRow)(nil)).Where("id = ?", id).
			Set("access_token = ?, refresh_token = ?, access_expires_at = ?", sealed, refresh, token.Expiry.UTC().Truncate(clock.Precision)).
			Set("token_version = token_version + 1, state = ?, problem_code = '', problem = ''", Healthy).
			Set("consented_at = ?, refreshed_at = ?, updated_at = ?, person_id = ?", now, now, now, a.PersonID).
			Exec(ctx)
		if err != nil {
			return fmt.Errorf("store tokens of connection %s: %w", id, err)
		}
		s.events.Record(ctx, a, event.Change{Kind: event.ConnectionChanged, SubjectID: string(id)})
		if err := s.notices.Resolve(ctx, tx, a, cause(id)); err != nil {
			return err
		}
		if err := s.record(ctx, tx, a, audit.ConnectionConsented, id, string(region), nil); err != nil {
			return err
		}
		if s.jobs == nil {
			return nil
		}
		return s.jobs.Insert(ctx, tx, discoverArgs{ConnectionID: id}, nil)
	})
	if err != nil {
		return err
	}
	s.forget(id) // its client remembers the tokens before
	if s.consented == nil {
		return nil
	}
	if err := s.consented(context.WithoutCancel(ctx)); err != nil { // it would have gone on later anyway
		s.logger.WarnContext(ctx, "what waits for a consent was not told", slog.Any("error", err))
	}
	return nil
}

func stateHash(state string) string {
	sum := sha256.Sum256([]byte(state))
	return hex.EncodeToString(sum[:])
}
