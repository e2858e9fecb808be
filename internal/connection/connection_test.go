package connection_test

import (
	"context"
	"errors"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/connection"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/instance"
	"github.com/recomamp/recomamp/internal/notify"
)

func TestAConsentConnectsAndDiscovers(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		b.connect(t)
		c := b.only(t)
		require.Equal(t, connection.Healthy, c.State)
		require.Equal(t, "Owner", c.PersonName)
		require.GreaterOrEqual(t, len(c.Accounts), 2)
		list, err := b.instances.List(t.Context(), owner, instance.ListParams{})
		require.NoError(t, err)
		require.GreaterOrEqual(t, len(list), 6)
		regions, types := map[string]bool{}, map[string]bool{}
		for _, i := range list {
			regions[i.Region], types[i.Type] = true, true
			require.Equal(t, instance.Healthy, i.Health())
		}
		require.Equal(t, map[string]bool{"NA": true, "EU": true}, regions)
		require.Equal(t, map[string]bool{"STANDARD": true, "SANDBOX": true}, types)
	})
}

func TestTokensAreStoredSealed(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		b.connect(t)
		var stored struct{ AccessToken, RefreshToken []byte }
		require.NoError(t, db.Read(t.Context(), owner, func(ctx context.Context, tx bun.Tx) error {
			return tx.NewRaw("SELECT access_token, refresh_token FROM connection").Scan(ctx, &stored)
		}))
		require.NotEmpty(t, stored.AccessToken)
		require.NotContains(t, string(stored.AccessToken), "Atza|")
		require.NotContains(t, string(stored.RefreshToken), "Atzr|")

		// Swapping two sealed values makes neither of use.
		b.execute(t, "UPDATE connection SET access_token = refresh_token, refresh_token = access_token")
		other, _ := b.service(t)
		_, err := other.Discover(t.Context(), owner, b.only(t).ID)
		require.ErrorIs(t, err, connection.ErrKeys)
	})
}

func TestAConsentCountsOnceAndOnlyForWhoAskedInTheSameSession(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		answer := b.press(t, b.begin(t).AuthorizeURL, "allow")
		elsewhere := owner
		elsewhere.SessionID = "another"
		_, err := b.connections.Complete(t.Context(), elsewhere, answer)
		require.ErrorIs(t, err, connection.ErrConsent)
		forged := url.Values{"code": answer["code"], "state": {"forged"}}
		_, err = b.connections.Complete(t.Context(), owner, forged)
		require.ErrorIs(t, err, connection.ErrConsent)
		_, err = b.connections.Complete(t.Context(), owner, answer)
		require.NoError(t, err)
		_, err = b.connections.Complete(t.Context(), owner, answer)
		require.ErrorIs(t, err, connection.ErrConsent)
	})
}

func TestDeniedLateAndUselessConsents(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		_, err := b.connections.Complete(t.Context(), owner, b.press(t, b.begin(t).AuthorizeURL, "deny"))
		require.ErrorIs(t, err, connection.ErrDenied)

		answer := b.press(t, b.begin(t).AuthorizeURL, "allow")
		answer.Set("code", "wrong")
		_, err = b.connections.Complete(t.Context(), owner, answer)
		require.ErrorIs(t, err, connection.ErrConsent)

		answer = b.press(t, b.begin(t).AuthorizeURL, "allow")
		b.clock.Advance(31 * time.Minute)
		_, err = b.connections.Complete(t.Context(), owner, answer)
		require.ErrorIs(t, err, connection.ErrConsent)

		list, err := b.connections.List(t.Context(), owner)
		require.NoError(t, err)
		require.Empty(t, list, "what was never consented to is not shown")
	})
}

// Two processes and many callers need a fresh token at once; Amazon is asked once.
func TestOneRefreshIsInFlightAcrossProcesses(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		id := b.connect(t)
		there, _ := b.service(t)
		b.clock.Advance(58 * time.Minute) // less than five minutes are left
		before := b.wire.tokenCalls.Load()
		var group sync.WaitGroup
		for i := range 8 {
			service := b.connections
			if i%2 == 1 {
				service = there
			}
			group.Go(func() {
				if _, err := service.Discover(t.Context(), owner, id); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		require.EqualValues(t, 1, b.wire.tokenCalls.Load()-before)
		require.Equal(t, b.clock.Now(), b.only(t).RefreshedAt)
	})
}

// A process that dies while it holds the lease must not keep others from a
// token that is good.
func TestATokenThatIsThereIsHadWithoutTheLease(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		id := b.connect(t)
		b.execute(t, "UPDATE connection SET lease_holder = 'dead', lease_until = ?", b.clock.Now().Add(45*time.Second))
		started, _ := b.service(t) // a process that was started just now
		before := b.wire.tokenCalls.Load()
		_, err := started.Discover(t.Context(), owner, id)
		require.NoError(t, err)
		require.Equal(t, before, b.wire.tokenCalls.Load())
	})
}

func TestALeaseOfADeadProcessRunsOut(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		id := b.connect(t)
		b.clock.Advance(58 * time.Minute)
		b.execute(t, "UPDATE connection SET lease_holder = 'dead', lease_until = ?", b.clock.Now().Add(45*time.Second))
		waiting, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		_, err := b.connections.Discover(waiting, owner, id)
		require.Error(t, err, "the lease is honoured while it lasts")
		b.clock.Advance(12 * time.Minute)
		_, err = b.connections.Discover(t.Context(), owner, id)
		require.NoError(t, err)
	})
}

// Two processes whose clocks are hours apart: the one that is behind has the
// lease and dies, or is still at it.
func TestClocksThatDifferNeitherDoubleARefreshNorHoldItUp(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		id := b.connect(t)
		b.clock.Advance(58 * time.Minute)
		b.execute(t, "UPDATE connection SET lease_holder = 'dead, its clock is ahead', lease_until = ?", b.clock.Now().Add(5*time.Hour))
		done := make(chan error, 1)
		go func() {
			_, err := b.connections.Discover(t.Context(), owner, id)
			done <- err
		}()
		waited := 0
		require.Eventually(t, func() bool {
			select {
			case err := <-done:
				return err == nil
			default:
				waited++
				b.clock.Advance(5 * time.Second)
				return false
			}
		}, 30*time.Second, 60*time.Millisecond)
		require.Greater(t, waited, 5, "the lease is honoured for its time")

		// The clock of the holder is five minutes behind ours: by ours its time is over.
		b.clock.Advance(58 * time.Minute)
		before := b.wire.tokenCalls.Load()
		b.execute(t, "UPDATE connection SET lease_holder = 'alive, its clock is behind', lease_until = ?", b.clock.Now().Add(-5*time.Minute))
		waiting, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		_, err := b.connections.Discover(waiting, owner, id)
		require.Error(t, err)
		require.Equal(t, before, b.wire.tokenCalls.Load(), "Amazon is asked by one at a time")
	})
}

func TestAWithdrawnConsentNeedsAReconnectWhichHealsIt(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		id := b.connect(t)
		b.sandbox.Revoke(t)
		b.clock.Advance(2 * time.Hour)
		_, err := b.connections.Discover(t.Context(), owner, id)
		require.ErrorIs(t, err, connection.ErrReconnect)
		c := b.only(t)
		require.Equal(t, connection.NeedsReconnect, c.State)
		require.NotEmpty(t, c.Problem.Next)
		asked := b.wire.tokenCalls.Load()
		_, err = b.connections.Discover(t.Context(), owner, id)
		require.ErrorIs(t, err, connection.ErrReconnect)
		require.Equal(t, asked, b.wire.tokenCalls.Load(), "Amazon is not asked over and over")
		open := b.notices(t, notify.Open)
		require.Len(t, open, 1, "one notice, however often it is met")
		require.Equal(t, notify.Urgent, open[0].Severity)
		require.Equal(t, "connection", open[0].Subjects[0].Kind)
		require.Greater(t, open[0].Count, 1, "its instances are named")

		request, err := b.connections.Reconnect(t.Context(), owner, id)
		require.NoError(t, err)
		_, err = b.connections.Complete(t.Context(), owner, b.press(t, request.AuthorizeURL, "allow"))
		require.NoError(t, err)
		require.Equal(t, connection.Healthy, b.only(t).State)
		require.Nil(t, b.only(t).Problem)
		require.Empty(t, b.notices(t, notify.Open), "and its notice is resolved")
		require.Len(t, b.notices(t, notify.Resolved), 1)
		_, err = b.connections.Discover(t.Context(), owner, id)
		require.NoError(t, err)
	})
}

func TestAnOutageExpiresAConnectionOnlyWhenItsTokenEnds(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		id := b.connect(t)
		b.wire.cut.Store(true)
		b.clock.Advance(58 * time.Minute)
		_, err := b.connections.Discover(t.Context(), owner, id)
		require.Error(t, err)
		require.Equal(t, connection.Healthy, b.only(t).State, "the token still lives")
		b.clock.Advance(3 * time.Minute)
		_, err = b.connections.Discover(t.Context(), owner, id)
		require.Error(t, err)
		require.Equal(t, connection.Expired, b.only(t).State)
		require.Equal(t, fault.Unavailable, b.only(t).Problem.Kind)
		b.wire.cut.Store(false)
		_, err = b.connections.Discover(t.Context(), owner, id)
		require.NoError(t, err)
		require.Equal(t, connection.Healthy, b.only(t).State)
	})
}

func TestATrySaysHowFarItCame(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		try := func(by actor.Actor, id actor.ConnectionID) (connection.Tried, error) {
			return b.connections.Try(t.Context(), by, id)
		}
		_, err := try(owner, "nothing")
		require.ErrorIs(t, err, connection.ErrNotFound)
		pending := b.begin(t)
		_, err = try(owner, pending.ConnectionID)
		require.Error(t, err, "nobody has consented yet")

		id := b.connect(t)
		calls := b.wire.tokenCalls.Load()
		tried, err := try(owner, id)
		require.NoError(t, err)
		require.Equal(t, connection.Tried{Renewed: true, Reaches: true}, tried)
		require.Equal(t, calls+1, b.wire.tokenCalls.Load(), "a token that is still good is renewed all the same")
		viewer := actor.Actor{Kind: actor.KindPerson, PersonID: "p2", Name: "Viewer", Role: actor.Member}
		_, err = try(viewer, id)
		require.Error(t, err)

		refused := errors.New("no way to the accounts")
		b.wire.refuse.Store(&refused)
		tried, err = try(owner, id)
		require.Equal(t, fault.Unavailable, fault.Of(err).Kind)
		require.Equal(t, connection.Tried{Renewed: true}, tried)
		b.wire.refuse.Store(nil)

		b.wire.cut.Store(true)
		tried, err = try(owner, id)
		require.Error(t, err)
		require.Equal(t, connection.Tried{}, tried)
		b.wire.cut.Store(false)

		b.sandbox.Revoke(t)
		_, err = try(owner, id)
		require.ErrorIs(t, err, connection.ErrReconnect)
		require.Equal(t, connection.NeedsReconnect, b.only(t).State)
		calls = b.wire.tokenCalls.Load()
		_, err = try(owner, id)
		require.ErrorIs(t, err, connection.ErrReconnect)
		require.Equal(t, calls, b.wire.tokenCalls.Load(), "Amazon is not asked again")
	})
}

func TestAForgottenConnectionLeavesItsInstancesDisconnected(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		id := b.connect(t)
		list, err := b.instances.List(t.Context(), owner, instance.ListParams{})
		require.NoError(t, err)
		_, _, err = b.connections.Reach(t.Context(), owner, list[0])
		require.NoError(t, err)
		require.NoError(t, b.connections.Delete(t.Context(), owner, id))
		_, _, err = b.connections.Reach(t.Context(), owner, list[0])
		require.ErrorIs(t, err, connection.ErrDisconnected)
		after, err := b.instances.Find(t.Context(), owner, list[0].ID)
		require.NoError(t, err)
		require.Equal(t, instance.Disconnected, after.Health())
		require.ErrorIs(t, b.connections.Delete(t.Context(), owner, id), connection.ErrNotFound)
	})
}

func TestARepeatedBeginIsOneConnection(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		key, err := idempotency.NewKey("k", "createConnection", "NA")
		require.NoError(t, err)
		first, err := b.connections.Begin(t.Context(), owner, "NA", key)
		require.NoError(t, err)
		second, err := b.connections.Begin(t.Context(), owner, "NA", key)
		require.NoError(t, err)
		require.Equal(t, first.ConnectionID, second.ConnectionID)
		_, err = b.connections.Begin(t.Context(), owner, "MARS", key)
		require.ErrorIs(t, err, connection.ErrRegion)
	})
}

func TestAPersonWithoutRightsSeesNoConnection(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		id := b.connect(t)
		stranger := actor.Person("p2", "Stranger", "")
		list, err := b.connections.List(t.Context(), stranger)
		require.NoError(t, err)
		require.Empty(t, list)
		for _, err := range []error{
			b.connections.Delete(t.Context(), stranger, id),
			second(b.connections.Discover(t.Context(), stranger, id)),
			second(b.connections.Reconnect(t.Context(), stranger, id)),
		} {
			require.True(t, errors.Is(err, connection.ErrNotFound))
		}
	})
}

func second[T any](_ T, err error) error { return err }
