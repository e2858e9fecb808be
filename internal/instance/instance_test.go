package instance_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/instance"
)

func text(s string) *string { return &s }

func TestADiscoveryMakesAClientPerAdvertiser(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		recorded := b.discover(t, "c1",
			found("c1", "amc1", "Northwind US", "Northwind"), found("c1", "amc2", "Northwind CA", "Northwind"),
			found("c1", "amc3", "Fabrikam", ""))
		require.Len(t, recorded, 3)
		require.Equal(t, 3, recorded.Count(instance.Added))
		clients, err := b.instances.ListClients(t.Context(), owner)
		require.NoError(t, err)
		require.Len(t, clients, 2)
		require.Equal(t, "Fabrikam", clients[0].Name)
		require.Equal(t, "Northwind", clients[1].Name)
		require.Equal(t, 2, clients[1].Instances)
		require.NotEqual(t, clients[0].Color, clients[1].Color)
		require.Equal(t, instance.Healthy, b.get(t, "amc1").Health())
		require.Equal(t, "Agency", b.get(t, "amc1").AccountName)
		require.Equal(t, b.get(t, "amc1"), b.get(t, string(b.get(t, "amc1").ID)), "our id and Amazon's name the same")
	})
}

// Access is given by clients: a text that somebody typed at Amazon must not move
// an instance to another's.
func TestAnInstanceStaysWithItsClientWhateverAmazonCallsItsAdvertiser(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		b.discover(t, "c1", found("c1", "amc1", "One", "Northwind"), found("c1", "amc2", "Two", "Fabrikam"))
		before := b.get(t, "amc1")
		require.Empty(t, before.OtherAdvertiser())
		b.discover(t, "c1", found("c1", "amc1", "One", "Fabrikam"), found("c1", "amc2", "Two", "Fabrikam"))
		after := b.get(t, "amc1")
		require.Equal(t, before.Client, after.Client)
		require.Equal(t, "Fabrikam", after.OtherAdvertiser(), "it is told")
		b.discover(t, "c1", found("c1", "amc1", "One", "Brand new"), found("c1", "amc2", "Two", "Fabrikam"))
		require.Equal(t, before.Client, b.get(t, "amc1").Client)
		clients, err := b.instances.ListClients(t.Context(), owner)
		require.NoError(t, err)
		require.Len(t, clients, 2, "nothing is made for a name that nobody has")
	})
}

func TestAnAdvertiserOfTheSameNameElsewhereIsAnotherClient(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		b.discover(t, "c1", found("c1", "amc1", "One", "Northwind"))
		elsewhere := func(id string) instance.Found {
			f := found("c2", id, id, "Northwind")
			f.AmazonAccount = "ENTITY2BBBBBBBBBB"
			return f
		}
		b.discover(t, "c2", elsewhere("amc2"), elsewhere("amc3"))
		mine, theirs := b.get(t, "amc1").Client, b.get(t, "amc2").Client
		require.NotEqual(t, mine.ID, theirs.ID)
		require.Equal(t, "Northwind (ENTITY2BBBBBBBBBB)", theirs.Name, "they are told apart")
		require.Empty(t, b.get(t, "amc2").OtherAdvertiser())
		require.Equal(t, theirs, b.get(t, "amc3").Client)

		// An owner says that both are one.
		b.execute(t, "UPDATE instance SET client_id = ?", mine.ID)
		b.discover(t, "c2", elsewhere("amc2"), elsewhere("amc3"), elsewhere("amc4"))
		require.Equal(t, mine.ID, b.get(t, "amc3").Client.ID, "an owner's act stays")
		require.Equal(t, mine.ID, b.get(t, "amc4").Client.ID, "its account is that client's by now")
	})
}

func TestEditsSurviveDiscoveriesAndAmazonsNewsArrive(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		b.discover(t, "c1", found("c1", "amc1", "Old name", "A"), found("c1", "amc2", "Old name", "A"))
		_, err := b.instances.Update(t.Context(), owner, "amc1", 1, instance.UpdateParams{Name: text(" Ours ")})
		require.NoError(t, err)
		renamed := found("c1", "amc1", "New name", "A")
		renamed.CreationStatus = "IN_PROGRESS"
		b.discover(t, "c1", renamed, found("c1", "amc2", "New name", "A"))

		edited := b.get(t, "amc1")
		require.Equal(t, "Ours", edited.Name)
		require.Equal(t, "New name", edited.AmazonName)
		require.Equal(t, instance.NotReady, edited.Health())
		require.Equal(t, "New name", b.get(t, "amc2").Name, "a name nobody chose follows Amazon's")
	})
}

func TestAnInstanceNotFoundAnyMoreIsGoneAndMayComeBack(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		both := []instance.Found{found("c1", "amc1", "A", "A"), found("c1", "amc2", "B", "B")}
		b.discover(t, "c1", both...)
		lost := b.discover(t, "c1", both[0])
		require.Equal(t, instance.Recorded{{InstanceID: b.get(t, "amc2").ID, Kind: instance.Lost, Name: "B"}}, lost)
		require.Equal(t, instance.Gone, b.get(t, "amc2").Health())
		require.Equal(t, instance.Healthy, b.get(t, "amc1").Health())
		back := both[1]
		back.Type = "SANDBOX"
		require.Equal(t, instance.Recorded{{
			InstanceID: b.get(t, "amc2").ID, Kind: instance.Returned, Name: "B",
			Facts: []instance.Fact{{Name: "type", Before: "STANDARD", After: "SANDBOX"}},
		}}, b.discover(t, "c1", both[0], back))
		require.Empty(t, b.discover(t, "c1", both[0], back), "nothing has changed since")
		require.Equal(t, instance.Healthy, b.get(t, "amc2").Health())
	})
}

func TestAnInstanceStaysWithItsConnectionWhileThatIsHealthy(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		b.discover(t, "c1", found("c1", "amc1", "A", "A"))
		b.discover(t, "c2", found("c2", "amc1", "A", "A"))
		require.Equal(t, actor.ConnectionID("c1"), b.get(t, "amc1").ConnectionID)

		b.execute(t, "UPDATE connection SET state = 'needs_reconnect' WHERE id = 'c1'")
		require.Equal(t, instance.NeedsReconnect, b.get(t, "amc1").Health())
		b.discover(t, "c2", found("c2", "amc1", "A", "A"))
		require.Equal(t, actor.ConnectionID("c2"), b.get(t, "amc1").ConnectionID)

		b.execute(t, "DELETE FROM connection WHERE id = 'c2'")
		require.Equal(t, instance.Disconnected, b.get(t, "amc1").Health())
	})
}

func TestAnEditOnAnOldVersionIsAConflictThatTellsThePresentState(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		b.discover(t, "c1", found("c1", "amc1", "A", "A"))
		id := b.get(t, "amc1").Client.ID
		changed, err := b.instances.UpdateClient(t.Context(), owner, id, 1, instance.UpdateClientParams{Name: text("B"), Color: text("#123abc")})
		require.NoError(t, err)
		require.Equal(t, 2, changed.Version)
		_, err = b.instances.UpdateClient(t.Context(), owner, id, 1, instance.UpdateClientParams{Name: text("C")})
		require.ErrorIs(t, err, instance.ErrClientConflict)
		require.Equal(t, map[string]any{"currentVersion": 2, "currentName": "B", "currentColor": "#123abc"}, fault.Of(err).Details)
		_, err = b.instances.Update(t.Context(), owner, "amc1", 7, instance.UpdateParams{})
		require.ErrorIs(t, err, instance.ErrConflict)
	})
}

func TestBadNamesAndColoursAreRefused(t *testing.T) {
	t.Parallel()
	b := setup(t, databasetest.SQLite(t))
	b.discover(t, "c1", found("c1", "amc1", "A", "A"))
	id := b.get(t, "amc1").Client.ID
	for _, params := range []instance.UpdateClientParams{{Name: text("  ")}, {Color: text("red")}, {Color: text("#12345G")}} {
		_, err := b.instances.UpdateClient(t.Context(), owner, id, 1, params)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
	}
}

func TestListsSearchNamesAndIDs(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		b.discover(t, "c1", found("c1", "amc1", "Northwind US", "Northwind"), found("c1", "amc2", "100% Fabrikam", "Fabrikam"))
		for search, want := range map[string]int{"": 2, "NORTH": 1, "amc2": 1, "100%": 1, "%": 1, "wind_us": 0} {
			list, err := b.instances.List(t.Context(), owner, instance.ListParams{Search: search})
			require.NoError(t, err)
			require.Len(t, list, want, "%q", search)
		}
		list, err := b.instances.List(t.Context(), owner, instance.ListParams{ClientID: b.get(t, "amc1").Client.ID})
		require.NoError(t, err)
		require.Len(t, list, 1)
	})
}

func TestAPersonWithoutRightsFindsNothing(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		b.discover(t, "c1", found("c1", "amc1", "A", "A"))
		_, err := b.instances.Find(t.Context(), stranger, "amc1")
		require.ErrorIs(t, err, instance.ErrNotFound)
		list, err := b.instances.List(t.Context(), stranger, instance.ListParams{})
		require.NoError(t, err)
		require.Empty(t, list)
		clients, err := b.instances.ListClients(t.Context(), stranger)
		require.NoError(t, err)
		require.Empty(t, clients)
		_, err = b.instances.Update(t.Context(), stranger, "amc1", 1, instance.UpdateParams{Name: text("mine")})
		require.ErrorIs(t, err, instance.ErrNotFound)
	})
}

func TestDataThroughIsThePromiseOfAmazon(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 28, 3, 41, 0, 0, time.FixedZone("", 3600))
	i := instance.Instance{ConnectionID: "c1", ConnectionState: "healthy", CreationStatus: "COMPLETED"}
	require.Equal(t, time.Date(2026, 11, 26, 2, 0, 0, 0, time.UTC), i.DataThrough(now))

	i.ConnectionState = "needs_reconnect"
	require.False(t, i.DataThrough(now).IsZero(), "its data go on though we cannot read them")
	i.CreationStatus, i.ConnectionState = "REQUESTED", "healthy"
	require.Zero(t, i.DataThrough(now), "not ready")
	i.GoneAt = now
	require.Zero(t, i.DataThrough(now), "gone")
}
