package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
)

var (
	// ErrPersonNotFound answers for a person who is missing or disabled.
	ErrPersonNotFound = fault.New(fault.NotFound, "person.not_found", "There is no such person.")
	errPersonInvalid  = fault.New(fault.Invalid, "person.invalid", "The account cannot be made like this.")
)

// Person is somebody who can sign in.
type Person struct {
	ID    actor.PersonID
	Email string
	Name  string
	Role  actor.Role
}

// Actor returns the actor for the person without session or token.
func (p Person) Actor() actor.Actor { return actor.Person(p.ID, p.Name, p.Role) }

type personRow struct {
	bun.BaseModel `bun:"table:person,alias:person"`

	ID           actor.PersonID `bun:"id,pk"`
	Email        string         `bun:"email"`
	EmailKey     string         `bun:"email_key"`
	Name         string         `bun:"name"`
	Role         actor.Role     `bun:"role"`
	PasswordHash string         `bun:"password_hash"`
	CreatedAt    time.Time      `bun:"created_at"`
	UpdatedAt    time.Time      `bun:"updated_at"`
	DisabledAt   time.Time      `bun:"disabled_at,nullzero"`
	JoinedAt     time.Time      `bun:"joined_at,nullzero"` // since when they can sign in

	Revision       int   `bun:"revision"`
	AccessRevision int64 `bun:"access_revision"`
}

func (r personRow) person() Person {
	return Person{ID: r.ID, Email: r.Email, Name: r.Name, Role: r.Role}
}

// emailKey is the form in which addresses are compared.
func emailKey(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// newPersonParams describe an account to be made.
type newPersonParams struct {
	Name, Email, Password string
}

func (p newPersonParams) validate() error {
	err := checkPassword(checkEmail(checkPersonName(errPersonInvalid, p.Name), p.Email), p.Password, p.Name, p.Email)
	if len(err.Fields) > 0 {
		return err
	}
	return nil
}

// checkPersonName and checkEmail add to an error what is wrong.
func checkPersonName(err *fault.Error, name string) *fault.Error {
	if name := strings.TrimSpace(name); name == "" || utf8.RuneCountInString(name) > 200 {
		err = err.WithField("/name", "must have 1 to 200 characters")
	}
	return err
}

func checkEmail(err *fault.Error, email string) *fault.Error {
	if address, parsing := mail.ParseAddress(strings.TrimSpace(email)); parsing != nil || address.Name != "" || len(email) > 320 {
		err = err.WithField("/email", "must be an e-mail address")
	}
	return err
}

// Person returns the person with that id unless disabled.
func (s *Service) Person(ctx context.Context, id actor.PersonID) (Person, error) {
	row, err := s.findPerson(ctx, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("id = ?", id) })
	return row.person(), err
}

// PersonByEmail returns the person with that address unless disabled.
func (s *Service) PersonByEmail(ctx context.Context, email string) (Person, error) {
	row, err := s.findByEmail(ctx, email)
	return row.person(), err
}

// Owner returns the first owner, for commands that act for them.
func (s *Service) Owner(ctx context.Context) (Person, error) {
	row, err := s.findPerson(ctx, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("role = ?", actor.Owner).Order("created_at").Limit(1)
	})
	return row.person(), err
}

func (s *Service) findByEmail(ctx context.Context, email string) (personRow, error) {
	return s.findPerson(ctx, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("email_key = ?", emailKey(email)) })
}

func (s *Service) findPerson(ctx context.Context, where func(*bun.SelectQuery) *bun.SelectQuery) (personRow, error) {
	var row personRow
	err := s.db.Read(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		return where(tx.NewSelect().Model(&row)).Where("disabled_at IS NULL").Scan(ctx)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return personRow{}, ErrPersonNotFound
	}
	if err != nil {
		return personRow{}, fmt.Errorf("find person: %w", err)
	}
	return row, nil
}
