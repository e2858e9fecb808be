package connection_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/connection"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/instance"
)

// account gives the way to the account of an instance, and that.
func (b *bundle) account(t *testing.T) (*amc.AccountClient, instance.Instance) {
	t.Helper()
	list, err := b.instances.List(t.Context(), owner, instance.ListParams{})
	require.NoError(t, err)
	client, _, err := b.connections.Reach(t.Context(), owner, list[0])
	require.NoError(t, err)
	return client.Account(list[0].AmazonAccount, list[0].MarketplaceID), list[0]
}

func (b *bundle) discover(t *testing.T, id actor.ConnectionID) connection.Discovery {
	t.Helper()
	b.clock.Advance(time.Second)
	found, err := b.connections.Discover(t.Context(), owner, id)
	require.NoError(t, err)
	whole, err := b.connections.FindDiscovery(t.Context(), owner, found.ID)
	require.NoError(t, err)
	found.Changes = whole.Changes
	require.Equal(t, found, whole)
	return whole
}

func TestADiscoveryOfManyPagesTellsWhatItChanged(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		id := b.connect(t)
		account, first := b.account(t)
		known := b.only(t)
		before := 0
		for _, a := range known.Accounts {
			before += a.Instances
		}
		const more = 120 // beyond a page of 100
		for i := range more {
			_, err := account.CreateInstance(t.Context(), amc.CreateInstanceParams{Name: fmt.Sprintf("Many %03d", i), AdvertiserName: "Tailspin"})
			require.NoError(t, err)
		}
		found := b.discover(t, id)
		require.Equal(t, connection.Complete, found.State)
		require.Equal(t, "Owner", found.PersonName)
		require.Equal(t, before+more, found.Instances)
		require.Equal(t, len(known.Accounts), found.Accounts)
		require.Equal(t, more, found.Added)
		require.Zero(t, found.Gone+found.Changed+found.Returned)
		require.Len(t, found.Changes, more)
		require.Contains(t, found.Changes[0].Facts, instance.Fact{Name: "advertiser", After: "Tailspin"})

		again := b.discover(t, id)
		require.Empty(t, again.Changes)

		// One is lost at Amazon, and one is called something else.
		list, err := b.instances.List(t.Context(), owner, instance.ListParams{Search: "Many 00"})
		require.NoError(t, err)
		require.NoError(t, account.DeleteInstance(t.Context(), list[0].AmazonID))
		_, err = account.UpdateInstance(t.Context(), first.AmazonID, amc.UpdateInstanceParams{Name: new("Called anew")})
		require.NoError(t, err)
		changed := b.discover(t, id)
		require.Equal(t, 1, changed.Gone)
		require.Equal(t, 1, changed.Changed)
		require.Contains(t, changed.Changes, instance.Change{InstanceID: list[0].ID, Kind: instance.Lost, Name: list[0].Name, Facts: []instance.Fact{}})
		require.Equal(t, []instance.Fact{{Name: "amazonName", Before: first.AmazonName, After: "Called anew"}}, changed.Changes[0].Facts)
		gone, err := b.instances.Find(t.Context(), owner, list[0].ID)
		require.NoError(t, err)
		require.Equal(t, instance.Gone, gone.Health())

		listed, err := b.connections.Discoveries(t.Context(), owner, id, 3)
		require.NoError(t, err)
		require.Equal(t, []actor.DiscoveryID{changed.ID, again.ID, found.ID}, []actor.DiscoveryID{listed[0].ID, listed[1].ID, listed[2].ID})
		require.Nil(t, listed[0].Changes)
	})
}

// An account that is not listed any more has no instances any more; they come
// back with it.
func TestWhatIsLostWithItsAccountComesBackWithIt(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		id := b.connect(t)
		_, first := b.account(t)
		b.wire.without.Store(new(first.AmazonAccount))
		lost := b.discover(t, id)
		require.Positive(t, lost.Gone)
		after, err := b.instances.Find(t.Context(), owner, first.ID)
		require.NoError(t, err)
		require.Equal(t, instance.Gone, after.Health())

		b.wire.without.Store(nil)
		back := b.discover(t, id)
		require.Equal(t, lost.Gone, back.Returned)
		require.Zero(t, back.Added)
		after, err = b.instances.Find(t.Context(), owner, first.ID)
		require.NoError(t, err)
		require.Equal(t, instance.Healthy, after.Health())
		require.Equal(t, first.Name, after.Name)
	})
}

func TestADiscoveryThatIsCancelledChangesNothing(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		id := b.connect(t)
		account, _ := b.account(t)
		_, err := account.CreateInstance(t.Context(), amc.CreateInstanceParams{Name: "Not seen", AdvertiserName: "Tailspin"})
		require.NoError(t, err)
		b.clock.Advance(time.Second)
		held, goOn := b.wire.holdInstances()
		type outcome struct {
			found connection.Discovery
			err   error
		}
		ended := make(chan outcome, 1)
		go func() {
			found, err := b.connections.Discover(t.Context(), owner, id)
			ended <- outcome{found, err}
		}()
		<-held // the list of accounts was read
		listed, err := b.connections.Discoveries(t.Context(), owner, "", 1)
		require.NoError(t, err)
		require.Equal(t, connection.Looking, listed[0].State)
		stranger := actor.Actor{Kind: actor.KindPerson, PersonID: "p2", Name: "Stranger"}
		_, err = b.connections.CancelDiscovery(t.Context(), stranger, listed[0].ID)
		require.ErrorIs(t, err, connection.ErrNoDiscovery)
		_, err = b.connections.FindDiscovery(t.Context(), stranger, listed[0].ID)
		require.ErrorIs(t, err, connection.ErrNoDiscovery)
		there, _ := b.service(t) // another process
		stopping, err := there.CancelDiscovery(t.Context(), owner, listed[0].ID)
		require.NoError(t, err)
		require.Equal(t, connection.Stopping, stopping.State)
		goOn()
		end := <-ended
		require.NoError(t, end.err)
		require.Equal(t, connection.Cancelled, end.found.State)
		list, err := b.instances.List(t.Context(), owner, instance.ListParams{Search: "Not seen"})
		require.NoError(t, err)
		require.Empty(t, list)
		_, err = there.CancelDiscovery(t.Context(), owner, listed[0].ID)
		require.ErrorIs(t, err, connection.ErrLooked)
		require.Equal(t, 1, b.discover(t, id).Added, "the next one finds it")
	})
}

func TestADiscoveryWhoseProcessEndedIsToldAsInterrupted(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		id := b.connect(t)
		first := b.discover(t, id)
		b.execute(t, "UPDATE discovery SET state = 'looking', ended_at = NULL WHERE id = ?", first.ID)
		b.clock.Advance(10 * time.Minute)
		listed, err := b.connections.Discoveries(t.Context(), owner, id, 1)
		require.NoError(t, err)
		require.Equal(t, connection.Interrupted, listed[0].State)
		b.discover(t, id)
		b.clock.Advance(-10 * time.Minute)
		found, err := b.connections.FindDiscovery(t.Context(), owner, first.ID)
		require.NoError(t, err)
		require.Equal(t, connection.Interrupted, found.State, "it is written down")
	})
}

func TestADiscoveryThatCannotReadIsToldWithTheReason(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		id := b.connect(t)
		b.wire.cut.Store(true)
		_, err := b.connections.Discover(t.Context(), owner, id)
		require.Error(t, err)
		listed, err := b.connections.Discoveries(t.Context(), owner, id, 1)
		require.NoError(t, err)
		require.Equal(t, connection.Failed, listed[0].State)
		require.NotEmpty(t, listed[0].Problem.Next)
		require.Zero(t, listed[0].Gone, "nothing is taken for gone")
	})
}

// holdInstances holds every list of instances back until goOn is called.
func (w *wire) holdInstances() (held <-chan struct{}, goOn func()) {
	gate := &gate{held: make(chan struct{}, 100), open: make(chan struct{})}
	w.gate.Store(gate)
	return gate.held, func() { close(gate.open) }
}

type gate struct{ held, open chan struct{} }

// answer is what Amazon says, as the test wants it.
func (w *wire) answer(r *http.Request) (*http.Response, error) {
	if gate := w.gate.Load(); gate != nil && strings.HasSuffix(r.URL.Path, "/amc/instances") {
		select {
		case gate.held <- struct{}{}:
		default:
		}
		<-gate.open
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	if account := w.without.Load(); account != nil && err == nil && strings.HasSuffix(r.URL.Path, "/amc/accounts") {
		return leavingOut(response, *account)
	}
	return response, err
}

// leavingOut takes an account out of a list of accounts.
func leavingOut(response *http.Response, account string) (*http.Response, error) {
	defer response.Body.Close()
	var list map[string]any
	if err := json.NewDecoder(response.Body).Decode(&list); err != nil {
		return nil, err
	}
	for name, value := range list {
		if all, ok := value.([]any); ok {
			list[name] = slices.DeleteFunc(all, func(one any) bool { return one.(map[string]any)["accountId"] == account })
		}
	}
	body, err := json.Marshal(list)
	if err != nil {
		return nil, err
	}
	response.Body, response.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	response.Header.Del("Content-Length")
	return response, nil
}
