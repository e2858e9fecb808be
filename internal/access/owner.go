package access

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/fault"
)

var (
	// ErrOwnerExists says that the first account has been made already.
	ErrOwnerExists = fault.New(fault.Conflict, "setup.done", "The owner's account has been made already.").WithNext("Sign in.")
	// ErrSetupLink says that the link is wrong, used up or too old.
	ErrSetupLink = fault.New(fault.Forbidden, "setup.link_invalid", "This set-up link is not valid any more.").
			WithNext("Start the program again; it prints a new link as long as there is no account.")
)

type setupLinkRow struct {
	bun.BaseModel `bun:"table:setup_link"`

	TokenHash string    `bun:"token_hash,pk"`
	CreatedAt time.Time `bun:"created_at"`
	ExpiresAt time.Time `bun:"expires_at"`
}

// NeedsOwner reports whether there is no account yet.
func (s *Service) NeedsOwner(ctx context.Context) (needed bool, err error) {
	err = s.db.Read(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		needed, err = noPerson(ctx, tx)
		return err
	})
	return needed, err
}

func noPerson(ctx context.Context, tx bun.Tx) (bool, error) {
	exists, err := tx.NewSelect().Model((*personRow)(nil)).Exists(ctx)
	if err != nil {
		return false, fmt.Errorf("look for accounts: %w", err)
	}
	return !exists, nil
}

// NewSetupLink makes the secret of a one-time link with which the owner's
// account can be made. Links made before stay valid, so that several replicas
// can each print one. It answers ErrOwnerExists when there is an account.
func (s *Service) NewSetupLink(ctx context.Context) (string, error) {
	secret := newSecret()
	now := s.clock.Now()
	err := s.db.Write(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		if free, err := noPerson(ctx, tx); err != nil || !free {
			return errorOr(err, ErrOwnerExists)
		}
		row := &setupLinkRow{TokenHash: digest(secret), CreatedAt: now, ExpiresAt: now.Add(s.config.SetupLifetime)}
		if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
			return fmt.Errorf("make set-up link: %w", err)
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	return secret, nil
}

// CreateOwnerParams describe the owner's account and prove the right to make it.
type CreateOwnerParams struct {
	Secret                string // of a set-up link
	Name, Email, Password string
}

// CreateOwner makes the owner's account and uses up all set-up links. It
// answers ErrOwnerExists, ErrSetupLink, or what is wrong with the input.
func (s *Service) CreateOwner(ctx context.Context, params CreateOwnerParams) (Person, error) {
	return s.createOwner(ctx, newPersonParams{Name: params.Name, Email: params.Email, Password: params.Password},
		func(ctx context.Context, tx bun.Tx) error {
			valid, err := tx.NewSelect().Model((*setupLinkRow)(nil)).
				Where("token_hash = ? AND expires_at > ?", digest(params.Secret), s.clock.Now()).Exists(ctx)
			if err != nil || !valid {
				return errorOr(err, ErrSetupLink)
			}
			return nil
		})
}

// EnsureOwner makes the owner's account from settings unless there is any
// account, and reports whether it did.
func (s *Service) EnsureOwner(ctx context.Context, email, password string) (bool, error) {
	if needed, err := s.NeedsOwner(ctx); err != nil || !needed {
		return false, err
	}
	name, _, _ := strings.Cut(email, "@")
	_, err := s.createOwner(ctx, newPersonParams{Name: name, Email: email, Password: password},
		func(context.Context, bun.Tx) error { return nil })
	if err != nil && fault.Of(err).Code == ErrOwnerExists.Code {
		return false, nil // another replica was quicker
	}
	return err == nil, err
}

func (s *Service) createOwner(ctx context.Context, params newPersonParams, allowed database.Func) (Person, error) {
	if err := params.validate(); err != nil {
		return Person{}, err
	}
	// Hashing is slow and must not hold a transaction; the check beforehand
	// keeps strangers from making us hash.
	if err := s.db.Read(ctx, system, func(ctx context.Context, tx bun.Tx) error { return s.mayCreateOwner(ctx, tx, allowed) }); err != nil {
		return Person{}, err
	}
	hash, err := s.hasher.hash(ctx, params.Password)
	if err != nil {
		return Person{}, err
	}
	now := s.clock.Now()
	row := personRow{
		ID: actor.NewID[actor.PersonID](), Email: strings.TrimSpace(params.Email), EmailKey: emailKey(params.Email),
		Name: strings.TrimSpace(params.Name), Role: actor.Owner, PasswordHash: hash, JoinedAt: now, CreatedAt: now, UpdatedAt: now, Revision: 1,
	}
	err = s.db.Write(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		if err := lockSetup(ctx, tx); err != nil {
			return err
		}
		if err := s.mayCreateOwner(ctx, tx, allowed); err != nil {
			return err
		}
		if _, err := tx.NewInsert().Model(&row).Exec(ctx); err != nil {
			return fmt.Errorf("make the owner's account: %w", err)
		}
		if _, err := tx.NewDelete().Model((*setupLinkRow)(nil)).Where("TRUE").Exec(ctx); err != nil {
			return fmt.Errorf("use up set-up links: %w", err)
		}
		return s.recordPerson(ctx, tx, row.person().Actor(), audit.PersonCreated, &row, audit.Changes{}.Is("role", row.Role))
	})
	if err != nil {
		return Person{}, err
	}
	return row.person(), nil
}

func (s *Service) mayCreateOwner(ctx context.Context, tx bun.Tx, allowed database.Func) error {
	if free, err := noPerson(ctx, tx); err != nil || !free {
		return errorOr(err, ErrOwnerExists)
	}
	return allowed(ctx, tx)
}

// lockSetup lets one transaction at a time make the first account. There is no
// row yet to lock; SQLite has one writer anyway.
func lockSetup(ctx context.Context, tx bun.Tx) error {
	if database.DialectOf(tx) != database.PostgreSQL {
		return nil
	}
	if _, err := tx.ExecContext(ctx, "LOCK TABLE person IN SHARE ROW EXCLUSIVE MODE"); err != nil {
		return fmt.Errorf("lock accounts: %w", err)
	}
	return nil
}

// errorOr returns err, or otherwise when there is none.
func errorOr(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}
