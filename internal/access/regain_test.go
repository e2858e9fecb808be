package access_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/fault"
)

func TestAnOwnerWhoHasLostEverythingComesBackByTheMachine(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		ann := b.member(t, owner, "ann")
		secret, codes := b.enrol(t, owner)
		step, _ := b.enter(t, owner)
		here, err := b.give(t, step, b.codeAt(t, secret, 0))
		require.NoError(t, err)

		_, _, err = b.access.Regain(t.Context(), ann.Email)
		require.Equal(t, "person.not_owner", fault.Of(err).Code)
		_, _, err = b.access.Regain(t.Context(), "nobody@agency.example")
		require.ErrorIs(t, err, access.ErrPersonNotFound)
		made, link, err := b.access.Regain(t.Context(), "")
		require.NoError(t, err)
		require.Equal(t, owner.ID, made.PersonID)
		require.Len(t, *b.told, 1)
		require.Empty(t, (*b.told)[0].PersonID, "all owners")

		const chosen = "seven otters file taxes"
		_, err = b.access.AcceptInvitation(t.Context(), access.AcceptParams{Secret: link, Password: chosen, Origin: origin})
		require.NoError(t, err)
		require.Len(t, *b.told, 2, "and once more when it is used")
		alive, err := b.access.Alive(t.Context(), here)
		require.NoError(t, err)
		require.False(t, alive)
		step, a := b.enter(t, owner)
		require.Empty(t, step, "without the second factor")
		have, err := b.access.Factors(t.Context(), a)
		require.NoError(t, err)
		require.Equal(t, access.Factors{HasPassword: true}, have, "the codes have gone too")
		require.Len(t, codes, 10)
		_, err = b.access.AcceptInvitation(t.Context(), access.AcceptParams{Secret: link, Password: chosen, Origin: origin})
		require.ErrorIs(t, err, access.ErrLink)
		require.ElementsMatch(t, []string{"regain.offered", "person.regained"}, b.acts(t, "regain.offered", "person.recovered", "person.regained"))
	})
}

// acts are those of some kinds in the audit log.
func (b bundle) acts(t *testing.T, of ...string) (found []string) {
	t.Helper()
	require.NoError(t, b.db.Read(t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().Table("audit_entry").Column("act").Where("act IN (?)", bun.List(of)).Scan(ctx, &found)
	}))
	return found
}

func TestALinkOfTheMachineEndsSoon(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		_, old, err := b.access.Regain(t.Context(), owner.Email)
		require.NoError(t, err)
		_, link, err := b.access.Regain(t.Context(), owner.Email)
		require.NoError(t, err)
		_, err = b.access.CheckInvitation(t.Context(), old, origin)
		require.ErrorIs(t, err, access.ErrLink, "a newer one ends it")
		_, err = b.access.CheckInvitation(t.Context(), link, origin)
		require.NoError(t, err)
		b.clock.Advance(61 * time.Minute)
		_, err = b.access.CheckInvitation(t.Context(), link, origin)
		require.ErrorIs(t, err, access.ErrLink)
	})
}

func TestARecoveryLinkOfAnOwnerLeavesTheSecondFactor(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b, owner := withOwner(t, db)
		ann := b.member(t, owner, "ann")
		b.enrol(t, ann)
		_, link, err := b.access.Recover(t.Context(), owner.Actor(), ann.ID, noKey)
		require.NoError(t, err)
		_, err = b.access.AcceptInvitation(t.Context(), access.AcceptParams{Secret: link, Password: password, Origin: origin})
		require.NoError(t, err)
		step, _ := b.enter(t, ann)
		require.NotEmpty(t, step)
		require.Empty(t, *b.told)
	})
}
