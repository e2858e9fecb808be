package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
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
	errTokenMade = fault.New(fault.Conflict, "token.already_made",
		"This request made a token before; its secret was shown then and cannot be shown again.").
		WithNext("End that token and make a new one.")
)

// usedPrecision bounds how often using a token writes to the database.
const usedPrecision = time.Hour

// Token is an API token without its secret.
type Token struct {
	ID         actor.TokenID
	Name       string
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
}

func (r tokenRow) token() Token {
	return Token{ID: r.ID, Name: r.Name, CreatedAt: r.CreatedAt, LastUsedAt: r.LastUsedAt}
}

// CreateToken makes an API token for the acting person and returns its
// secret, the only time it is known.
func (s *Service) CreateToken(ctx context.Context, a actor.Actor, name string, key idempotency.Key) (Token, string, error) {
	name = strings.TrimSpace(name)
	if name == "" || utf8.RuneCountInString(name) > 200 {
		return Token{}, "", errTokenName
	}
	if a.PersonID == "" {
		return Token{}, "", errPersonNotFound
	}
	secret := tokenPrefix + newSecret()
	row := tokenRow{ID: actor.NewID[actor.TokenID](), PersonID: a.PersonID, Name: name, TokenHash: digest(secret), CreatedAt: s.clock.Now()}
	err := s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		_, repeated, err := idempotency.Once(ctx, tx, a, key, row.CreatedAt, func() (actor.TokenID, error) {
			if _, err := tx.NewInsert().Model(&row).Exec(ctx); err != nil {
				return "", fmt.Errorf("make token: %w", err)
			}
			s.events.Record(ctx, a, event.Change{Kind: event.TokenChanged, SubjectID: string(row.ID)})
			return row.ID, nil
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
	var rows []tokenRow
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().Model(&rows).Where("person_id = ?", a.PersonID).Order("created_at DESC", "id DESC").Scan(ctx)
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
	return s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		result, err := tx.NewDelete().Model((*tokenRow)(nil)).Where("id = ? AND person_id = ?", id, a.PersonID).Exec(ctx)
		if err != nil {
			return fmt.Errorf("end token: %w", err)
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errorOr(err, errTokenNotFound)
		}
		s.events.Record(ctx, a, event.Change{Kind: event.TokenChanged, SubjectID: string(id)})
		return nil
	})
}

// ActorByToken returns who acts with an API token, or ErrTokenInvalid.
func (s *Service) ActorByToken(ctx context.Context, secret string) (actor.Actor, error) {
	if !strings.HasPrefix(secret, tokenPrefix) {
		return actor.Actor{}, ErrTokenInvalid
	}
	var token tokenRow
	var person personRow
	err := s.db.Read(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		if err := tx.NewSelect().Model(&token).Where("token_hash = ?", digest(secret)).Scan(ctx); err != nil {
			return err
		}
		return tx.NewSelect().Model(&person).Where("id = ? AND disabled_at IS NULL", token.PersonID).Scan(ctx)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return actor.Actor{}, ErrTokenInvalid
	}
	if err != nil {
		return actor.Actor{}, fmt.Errorf("look up token: %w", err)
	}
	a := person.person().Actor()
	a.TokenID = token.ID
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
