package access_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/fault"
)

func ownerParams(secret string) access.CreateOwnerParams {
	return access.CreateOwnerParams{Secret: secret, Name: "Olive Owner", Email: email, Password: password}
}

func TestTheOwnerIsMadeOnceByLink(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		needed, err := b.access.NeedsOwner(t.Context())
		require.NoError(t, err)
		require.True(t, needed)
		secret, err := b.access.NewSetupLink(t.Context())
		require.NoError(t, err)

		owner, err := b.access.CreateOwner(t.Context(), ownerParams(secret))
		require.NoError(t, err)
		require.Equal(t, actor.Owner, owner.Role)

		needed, err = b.access.NeedsOwner(t.Context())
		require.NoError(t, err)
		require.False(t, needed)
		_, err = b.access.CreateOwner(t.Context(), ownerParams(secret))
		require.ErrorIs(t, err, access.ErrOwnerExists)
		_, err = b.access.NewSetupLink(t.Context())
		require.ErrorIs(t, err, access.ErrOwnerExists)
	})
}

func TestAWrongOrOldLinkMakesNoOwner(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		secret, err := b.access.NewSetupLink(t.Context())
		require.NoError(t, err)
		_, err = b.access.CreateOwner(t.Context(), ownerParams(secret+"X"))
		require.ErrorIs(t, err, access.ErrSetupLink)
		b.clock.Advance(25 * time.Hour)
		_, err = b.access.CreateOwner(t.Context(), ownerParams(secret))
		require.ErrorIs(t, err, access.ErrSetupLink)
	})
}

func TestABadAccountIsRefusedFieldByField(t *testing.T) {
	t.Parallel()
	b := setup(t, databasetest.SQLite(t))
	_, err := b.access.CreateOwner(t.Context(), access.CreateOwnerParams{Name: " ", Email: "Eve <eve@x.example>", Password: "short"})
	var pointers []string
	for _, field := range fault.Of(err).Fields {
		pointers = append(pointers, field.Pointer)
	}
	require.Equal(t, []string{"/name", "/email", "/password"}, pointers)
}

func TestManyLinksUsedAtOnceMakeOneOwner(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		secret, err := b.access.NewSetupLink(t.Context())
		require.NoError(t, err)
		errs := make([]error, 4)
		var group sync.WaitGroup
		for i := range errs {
			group.Go(func() {
				params := ownerParams(secret)
				params.Email = string(rune('a'+i)) + "@agency.example"
				_, errs[i] = b.access.CreateOwner(t.Context(), params)
			})
		}
		group.Wait()
		made := 0
		for _, err := range errs {
			if err == nil {
				made++
			} else {
				require.ErrorIs(t, err, access.ErrOwnerExists)
			}
		}
		require.Equal(t, 1, made)
	})
}

func TestTheOwnerFromSettingsIsMadeOnlyIntoAnEmptyDatabase(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, _ := withOwner(t, db)
		made, err := b.access.EnsureOwner(t.Context(), "other@agency.example", password)
		require.NoError(t, err)
		require.False(t, made)
		_, err = b.access.PersonByEmail(t.Context(), "other@agency.example")
		require.Equal(t, fault.NotFound, fault.KindOf(err))
	})
}
