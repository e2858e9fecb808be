package amcsandbox_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/amcsandbox"
	"github.com/recomamp/recomamp/amcsandbox/synthetic"
)

func TestAccountsAndInstancesAreListedPerAccount(t *testing.T) {
	t.Parallel()
	server := amcsandbox.Start(t)
	client := clientOf(t, server)
	found := map[string]amc.Instance{}
	accounts := collect(t, client.ListAccounts(t.Context()))
	require.GreaterOrEqual(t, len(accounts), 2)
	for _, account := range accounts {
		for _, instance := range collect(t, client.Account(account.ID, account.MarketplaceID).ListInstances(t.Context())) {
			found[instance.ID] = instance
		}
	}
	require.Len(t, found, len(synthetic.DefaultInstances()))
	for _, want := range synthetic.DefaultInstances() {
		require.Equal(t, want.Name, found[want.ID].Name)
		require.Equal(t, string(want.Type), string(found[want.ID].Type))
		require.True(t, found[want.ID].CreationStatus.IsUsable())
	}
}

func TestHeadersDecideWhoIsLetIn(t *testing.T) {
	t.Parallel()
	server := amcsandbox.Start(t)
	caller := wireOf(t, server, standard())
	foreign := synthetic.DefaultInstances()[3]
	const (
		entity      = "Amazon-Advertising-API-AdvertiserId"
		marketplace = "Amazon-Advertising-API-MarketplaceId"
	)
	for _, c := range []struct {
		name    string
		wire    wire
		path    string
		status  int
		details string
	}{
		{"all good", caller, "/amc/instances", 200, ""},
		{"no token", caller.with("Authorization", ""), "/amc/instances", 401, "Authentication failed"},
		{"token of another client", caller.with("Amazon-Advertising-API-ClientId", "amzn1.other"), "/amc/instances", 401, "Authentication failed"},
		{"no entity", caller.with(entity, ""), "/amc/instances", 400, "entityId provided is null"},
		{"entity as query only", caller.with(entity, ""), "/amc/instances?entityId=" + standard().Account.ID, 400, "entityId provided is null"},
		{"no marketplace", caller.with(marketplace, ""), "/amc/instances", 400, "marketplaceId provided is null"},
		{"profile id as entity", caller.with(entity, "1234567890"), "/amc/instances", 403, "Unauthorized request."},
		{"wrong marketplace", caller.with(marketplace, synthetic.MarketplaceDE), "/amc/instances", 403, "Unauthorized request."},
		{"instance of another account", caller, "/amc/instances/" + foreign.ID, 403, "Unauthorized request."},
		{"unknown instance", caller, "/amc/instances/amc00000000", 403, "Unauthorized request."},
		{"limit zero", caller, "/amc/instances?limit=0", 400, "limit must be a number from 1 to 100"},
		{"limit above", caller, "/amc/instances?limit=1000&nextToken=", 200, ""},
		{"bad page", caller, "/amc/instances?nextToken=zzz", 400, "nextToken is invalid"},
		{"unknown path", caller, "/amc/nothing", 404, "Could not find resource for GET /amc/nothing"},
		{"wrong method", caller, "/amc/accounts", 200, ""},
	} {
		answer := c.wire.do(t, http.MethodGet, c.path, nil)
		require.Equal(t, c.status, answer.status, "%s: %s", c.name, answer.body)
		require.Regexp(t, `^[A-Z0-9]{20}$`, answer.header.Get("x-amz-rid"), c.name)
		require.Equal(t, answer.header.Get("x-amz-rid"), answer.header.Get("x-amz-request-id"), c.name)
		if c.details != "" {
			require.Equal(t, c.details, answer.json(t)["details"], c.name)
		}
	}
	require.Equal(t, "Authentication failed",
		caller.with("Authorization", "").do(t, http.MethodGet, "/amc/accounts", nil).json(t)["message"])
}

func TestInstanceIsMadeInTime(t *testing.T) {
	t.Parallel()
	server := amcsandbox.Start(t, func(c *amcsandbox.Config) { c.Options.CreationTime = time.Minute })
	account := clientOf(t, server).Account(standard().Account.ID, standard().Account.MarketplaceID)
	created, err := account.CreateInstance(t.Context(), amc.CreateInstanceParams{Name: "Sprout US", AdvertiserName: "Sprout", IdempotencyToken: "once"})
	require.NoError(t, err)
	require.Equal(t, "REQUESTED", string(created.CreationStatus))
	same, err := account.CreateInstance(t.Context(), amc.CreateInstanceParams{Name: "Sprout US", AdvertiserName: "Sprout", IdempotencyToken: "once"})
	require.NoError(t, err)
	require.Equal(t, created.ID, same.ID)

	requireDetails(t, account.DeleteInstance(t.Context(), created.ID), http.StatusBadRequest, "creationStatus is REQUESTED")
	server.Advance(30 * time.Second)
	found, err := account.GetInstance(t.Context(), created.ID)
	require.NoError(t, err)
	require.Equal(t, "IN_PROGRESS", string(found.CreationStatus))
	server.Advance(30 * time.Second)
	renamed := "Sprout North"
	found, err = account.UpdateInstance(t.Context(), created.ID, amc.UpdateInstanceParams{Name: &renamed})
	require.NoError(t, err)
	require.Equal(t, "Sprout North", found.Name)
	require.NoError(t, account.DeleteInstance(t.Context(), created.ID))
	_, err = account.GetInstance(t.Context(), created.ID)
	requireDetails(t, err, http.StatusForbidden, "Unauthorized request.")
}

func TestAdvertisersChangeInTimeAndOneUpdateAtOnce(t *testing.T) {
	t.Parallel()
	server := amcsandbox.Start(t, func(c *amcsandbox.Config) { c.Options.CreationTime = time.Minute })
	instance := instanceOf(t, server, standard())
	before := collect(t, instance.ListAdvertisers(t.Context(), ""))
	require.Len(t, before, len(standard().Advertisers))
	require.Less(t, len(collect(t, instance.ListAdvertisers(t.Context(), amc.AdvertiserDisplay))), len(before))

	add := amc.UpdateAdvertisersParams{Add: []amc.AdvertiserReference{{ID: "590000000000000001", Type: amc.AdvertiserDisplay}}}
	update, err := instance.UpdateAdvertisers(t.Context(), add)
	require.NoError(t, err)
	require.Equal(t, "0", update.ID)
	require.Equal(t, "PENDING", string(update.Status))
	_, err = instance.UpdateAdvertisers(t.Context(), add)
	requireDetails(t, err, http.StatusBadRequest, "Update 0")

	server.Advance(time.Minute)
	update, err = instance.GetAdvertiserUpdate(t.Context(), "0")
	require.NoError(t, err)
	require.Equal(t, "COMPLETED", string(update.Status))
	require.Len(t, collect(t, instance.ListAdvertisers(t.Context(), "")), len(before)+1)
}

func requireDetails(t *testing.T, err error, status int, part string) {
	t.Helper()
	var refused *amc.Error
	require.ErrorAs(t, err, &refused)
	require.Equal(t, status, refused.Status, "%v", err)
	require.Contains(t, refused.Details, part)
}
