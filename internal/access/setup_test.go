package access_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
)

const (
	email    = "owner@agency.example"
	password = "correct horse battery"
)

type bundle struct {
	db     *database.DB
	clock  *clock.Manual
	access *access.Service
}

// setup returns a service without any account.
func setup(t *testing.T, db *database.DB) bundle {
	t.Helper()
	c := clock.NewManual(time.Now())
	return bundle{db: db, clock: c, access: access.New(
		access.Dependencies{DB: db, Clock: c, Events: event.NewLog(c)},
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
