package access

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/idempotency"
)

var (
	// ErrTokenInvalid answers a token that is unknown, ended, or of a disabled person.
	ErrTokenInvalid = fault.New(fault.Unauthorized, "token.invalid", "This API token is not valid.").
			WithNext("Make a new token in the settings or with `recomamp token create`.")
	errTokenNotFound = fault.New(fault.NotFound, "token.not_found", "There is no such API token.")
	errTokenName     = fault.New(fault.Invalid, "token.invalid_name", "The token needs a name.").
				WithField("/name", "must have 1 to 200 characters")
	errTokenByToken = ErrForbidden.WithMessage("An API token makes no other tokens.").
			WithNext("Make it in the web app, or with `recomamp token create` where the program runs.")
	errTokenInvalid = fault.New(fault.Invalid, "token.invalid_content", "The token cannot be made like this.")
	errTokenMade    = fault.New(fault.Conflict, "token.already_made",
		"This request made a token before; its secret was shown then and cannot be shown again.").
		WithNext("End that token and make a new one.")
)

// usedPrecision bounds how often using a token writes to the database.
const usedPrecision = time.Hour

// Token is an API token without its secret.
type Token struct {
	ID         actor.TokenID
	Name       string
	Scope      actor.Scope
	ExpiresAt  time.Time // zero when it does not
	CreatedAt  time.Time
	LastUsedAt time.Time // zero when never; to usedPrecision
}

type tokenRow struct {
	bun.BaseModel `bun:"table:api_token"`

	ID         actor.TokenID  `bun:"id,pk"`
	PersonID   actor.PersonID `bun:"person_id"`
	Name       string         `bun:"name"`
	TokenHash  string         `bun:"token_hash"`
	CreatedAt  time.Time      `bun:"created_at"`
	LastUsedAt time.Time      `bun:"last_used_at,nullzero"`
	Scope      actor.Scope    `bun:"scope"`
	ExpiresAt  time.Time      `bun:"expires_at,nullzero"`
}

func (r tokenRow) token() Token {
	return Token{ID: r.ID, Name: r.Name, Scope: r.Scope, ExpiresAt: r.ExpiresAt, CreatedAt: r.CreatedAt, LastUsedAt: r.LastUsedAt}
}

// TokenParams describe a token to be made.
type TokenParams struct {
	Name      string
	Scope     actor.Scope // actor.ScopeAdminister when empty
	ExpiresAt time.Time   // never when zero
	Key       idempotency.Key
}

// CreateToken makes an API token for the acting person and returns its
// secret, the only time it is known. A token makes none: what it made would
// outlive it. Errors: ErrForbidden, token.invalid_name, token.invalid_content,
// token.already_made.
func (s *Service) CreateToken(ctx context.Context, a actor.Actor, p TokenParams) (Token, string, error) {
	p.Name, p.Scope = strings.TrimSpace(p.Name), cmp.Or(p.Scope, actor.ScopeAdminister)
	switch {
	case p.Name == "" || utf8.RuneCountInString(p.Name) > 200:
		return Token{}, "", errTokenName
	case !slices.Contains(actor.Scopes(), p.Scope):
		return Token{}, "", errTokenInvalid.WithField("/scope", "must be read, run, write or administer")
	case !p.ExpiresAt.IsZero() && !p.ExpiresAt.After(s.clock.Now()):
		return Token{}, "", errTokenInvalid.WithField("/expiresAt", "has passed")
	case a.PersonID == "":
		return Token{}, "", ErrPersonNotFound
	}
	if a.TokenID != "" {
		return Token{}, "", errTokenByToken
	}
	secret := tokenPrefix + newSecret()
	row := tokenRow{
		ID: actor.NewID[actor.TokenID](), PersonID: a.PersonID, Name: p.Name, TokenHash: digest(secret), CreatedAt: s.clock.Now(),
		Scope: p.Scope, ExpiresAt: p.ExpiresAt.UTC().Truncate(clock.Precision),
	}
	err := s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		_, repeated, err := idempotency.Once(ctx, tx, a, p.Key, row.CreatedAt, func() (actor.TokenID, error) {
			if _, err := tx.NewInsert().Model(&row).Exec(ctx); err != nil {
				return "", fmt.Errorf("make token: %w", err)
			}
			s.events.Record(ctx, a, event.Change{Kind: event.TokenChanged, SubjectID: string(row.ID), PersonID: a.PersonID})
			return row.ID, s.record(ctx, tx, a, audit.What{
				Act: audit.TokenCreated, ID: string(row.ID), Name: row.Name,
				Changes: audit.Changes{}.Is("scope", row.Scope).Is("expiresAt", row.ExpiresAt),
			})
		})
		if repeated {
			return errTokenMade
		}
		return err
	})
	if err != nil {
		return Token{}, "", err
	}
	return row.token(), secret, nil
}

// ListTokens returns the acting person's tokens, newest first.
func (s *Service) ListTokens(ctx context.Context, a actor.Actor) ([]Token, error) {
	return s.tokensOf(ctx, a, a.PersonID)
}

// TokensOf returns a person's tokens, newest first. Errors: ErrForbidden, ErrPersonNotFound.
func (s *Service) TokensOf(ctx context.Context, a actor.Actor, id actor.PersonID) ([]Token, error) {
	if err := s.needAccount(ctx, a, id, actor.ReadPeople); err != nil {
		return nil, err
	}
	return s.tokensOf(ctx, a, id)
}

func (s *Service) tokensOf(ctx context.Context, a actor.Actor, id actor.PersonID) ([]Token, error) {
	var rows []tokenRow
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().Model(&rows).Where("person_id = ?", id).Order("created_at DESC", "id DESC").Scan(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("list tokens: %w", err)
	}
	tokens := make([]Token, len(rows))
	for i, row := range rows {
		tokens[i] = row.token()
	}
	return tokens, nil
}

// DeleteToken ends one of the acting person's tokens.
func (s *Service) DeleteToken(ctx context.Context, a actor.Actor, id actor.TokenID) error {
	return s.EndToken(ctx, a, a.PersonID, id)
}

// EndToken ends a token of a person, and the streams it holds open. Errors:
// ErrForbidden, ErrPersonNotFound, token.not_found.
func (s *Service) EndToken(ctx context.Context, a actor.Actor, person actor.PersonID, id actor.TokenID) error {
	if err := s.needAccount(ctx, a, person, actor.Organise); err != nil {
		return err
	}
	return s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		var row tokenRow
		err := tx.NewDelete().Model(&row).Where("id = ? AND person_id = ?", id, person).Returning("*").Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) {
			return errTokenNotFound
		}
		if err != nil {
			return fmt.Errorf("end token: %w", err)
		}
		s.events.RecordAll(ctx, a, tokenEnded(person, id))
		return s.record(ctx, tx, a, audit.What{
			Act: audit.TokenRevoked, ID: string(id), Name: row.Name, Changes: audit.Changes{}.Was("person", person).Was("scope", row.Scope),
		})
	})
}

// endTokens ends all tokens of a person, and the streams they hold open, and
// says how many there were.
func (s *Service) endTokens(ctx context.Context, tx bun.Tx, by actor.Actor, person actor.PersonID) (int, error) {
	var ended []actor.TokenID
	err := tx.NewDelete().Model((*tokenRow)(nil)).Where("person_id = ?", person).Returning("id").Scan(ctx, &ended)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("end the tokens of %s: %w", person, err)
	}
	changes := make([]event.Change, 0, 2*len(ended))
	for _, id := range ended {
		changes = append(changes, tokenEnded(person, id)...)
	}
	s.events.RecordAll(ctx, by, changes)
	return len(ended), nil
}

func tokenEnded(person actor.PersonID, id actor.TokenID) []event.Change {
	return []event.Change{
		{Kind: event.TokenChanged, SubjectID: string(id), PersonID: person},
		{Kind: event.SessionEnded, SubjectID: string(id), PersonID: person},
	}
}

// ActorByToken returns who acts with an API token, or ErrTokenInvalid.
func (s *Service) ActorByToken(ctx context.Context, secret string) (actor.Actor, error) {
	if !strings.HasPrefix(secret, tokenPrefix) {
		return actor.Actor{}, ErrTokenInvalid
	}
	var token tokenRow
	var a actor.Actor
	err := s.db.Read(ctx, system, func(ctx context.Context, tx bun.Tx) (err error) {
		err = tx.NewSelect().Model(&token).Where("token_hash = ? AND (expires_at IS NULL OR expires_at > ?)", digest(secret), s.clock.Now()).Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrTokenInvalid
		}
		if err != nil {
			return fmt.Errorf("look up token: %w", err)
		}
		a, err = s.ActorOf(ctx, tx, token.PersonID)
		if errors.Is(err, ErrPersonNotFound) {
			return ErrTokenInvalid
		}
		return err
	})
	if err != nil {
		return actor.Actor{}, err
	}
	a.TokenID, a.Scope = token.ID, token.Scope
	return a, s.noteUse(ctx, a, token)
}

func (s *Service) noteUse(ctx context.Context, a actor.Actor, token tokenRow) error {
	now := s.clock.Now()
	if now.Sub(token.LastUsedAt) < usedPrecision {
		return nil
	}
	err := s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewUpdate().Model(&token).WherePK().Set("last_used_at = ?", now).Exec(ctx)
		return err
	})
	// A full disk keeps nobody from reading what is there.
	if err != nil && !errors.Is(err, database.ErrFull) {
		return fmt.Errorf("note the use of a token: %w", err)
	}
	return nil
}
