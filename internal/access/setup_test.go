package access_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/passkey"
	"github.com/recomamp/recomamp/internal/seal"
)

const (
	email    = "owner@agency.example"
	password = "correct horse battery"
	siteURL  = "https://amp.agency.example"
)

type bundle struct {
	db     *database.DB
	clock  *clock.Manual
	access *access.Service
	box    *seal.Box
	told   *[]access.AccountNotice // of accounts, so far
}

// setup returns a service without any account.
func setup(t *testing.T, db *database.DB) bundle {
	t.Helper()
	c := clock.NewManual(time.Now())
	box, err := seal.New(seal.Config{Path: filepath.Join(t.TempDir(), "keyset.json")})
	require.NoError(t, err)
	site, err := passkey.New(siteURL)
	require.NoError(t, err)
	told := new([]access.AccountNotice)
	tells := func(_ context.Context, _ bun.Tx, _ actor.Actor, notice access.AccountNotice) error {
		*told = append(*told, notice)
		return nil
	}
	return bundle{db: db, clock: c, box: box, told: told, access: access.New(
		access.Dependencies{DB: db, Clock: c, Events: event.NewLog(c), Box: box, Tells: tells, Passkeys: site},
		access.Config{PasswordKiB: 64}, // weak, for speed
	)}
}

// withOwner also makes the owner's account.
func withOwner(t *testing.T, db *database.DB) (bundle, access.Person) {
	t.Helper()
	b := setup(t, db)
	made, err := b.access.EnsureOwner(t.Context(), email, password)
	require.NoError(t, err)
	require.True(t, made)
	owner, err := b.access.PersonByEmail(t.Context(), email)
	require.NoError(t, err)
	return b, owner
}

// noKey is for requests that are not repeated.
var noKey idempotency.Key

// member makes a person who has set a password, and gives their actor.
func (b bundle) member(t *testing.T, owner access.Person, name string, grants ...access.GrantContent) access.Person {
	t.Helper()
	_, secret, err := b.access.Invite(t.Context(), owner.Actor(), access.InviteParams{
		Email: name + "@agency.example", Role: actor.Member, Grants: grants,
	})
	require.NoError(t, err)
	person, err := b.access.AcceptInvitation(t.Context(), access.AcceptParams{Secret: secret, Password: password})
	require.NoError(t, err)
	return person
}

// as gives a person as an actor with what they may do now.
func (b bundle) as(t *testing.T, person access.Person) actor.Actor {
	t.Helper()
	a, err := b.access.ActorOfPerson(t.Context(), person.ID)
	require.NoError(t, err)
	return a
}

// session signs in a person without a second factor and gives the actor of the
// session.
func (b bundle) session(t *testing.T, person access.Person) actor.Actor {
	t.Helper()
	step, a := b.enter(t, person)
	require.Empty(t, step)
	return a
}
