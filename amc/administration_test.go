package amc_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amc"
)

func TestListAccounts_SendsNoAccountHeaders(t *testing.T) {
	t.Parallel()
	server := serve(t, answerWith(200, `{"amcAccounts":[{"accountId":"ENTITY4TESTACCT01","accountName":"Northwind","marketplaceId":"ATVPDKIKX0DER"}]}`))
	accounts, err := collect(clientOf(t, server.URL).ListAccounts(t.Context()))
	require.NoError(t, err)
	require.Equal(t, []amc.Account{{ID: accountID, Name: "Northwind", MarketplaceID: marketplace}}, accounts)
	request := server.got()[0]
	require.Equal(t, "/amc/accounts", request.Path)
	require.NotContains(t, request.Header, "Amazon-Advertising-Api-Advertiserid")
	require.NotContains(t, request.Header, "Amazon-Advertising-Api-Marketplaceid")
}

func TestListInstances_ReadsNullEmptyAndNewValues(t *testing.T) {
	t.Parallel()
	server := serveFile(t, 200, "instances.json")
	instances, err := collect(clientOf(t, server.URL).Account(accountID, marketplace).ListInstances(t.Context()))
	require.NoError(t, err)
	require.Len(t, instances, 2)

	ready := instances[0]
	require.Equal(t, instanceID, ready.ID)
	require.Equal(t, amc.InstanceStandard, ready.Type)
	require.Equal(t, "Northwind", ready.AdvertiserName)
	require.True(t, ready.CreationStatus.IsUsable())
	require.Equal(t, time.Date(2025, 2, 11, 9, 30, 5, 120934511, time.UTC), ready.CreatedAt)
	require.Equal(t, "CONVERSIONS_V2", ready.Datasets[0].Label)
	require.Nil(t, ready.Collaboration)

	requested := instances[1]
	require.Equal(t, amc.InstanceSandbox, requested.Type)
	require.Empty(t, requested.AdvertiserName)
	require.True(t, requested.CreatedAt.IsZero())
	require.False(t, requested.CreationStatus.IsUsable())
	require.False(t, requested.CreationStatus.IsFinal())
	require.Equal(t, "811639200769", requested.DataUploadAWSAccountID, "an id sent as a number")
	require.Equal(t, []amc.AdvertiserType{"A_NEW_ONE"}, requested.AdvertiserTypes)
	require.Equal(t, "Northwind room", requested.Collaboration.Name)
}

func TestInstance_CreateUpdateDelete(t *testing.T) {
	t.Parallel()
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodDelete {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		answerWith(200, `{"instance":{"instanceId":"amcnew00001","creationStatus":"REQUESTED"}}`)(w, r)
	})
	account := clientOf(t, server.URL).Account(accountID, marketplace)

	created, err := account.CreateInstance(t.Context(), amc.CreateInstanceParams{Name: "Northwind CA", IdempotencyToken: "once"})
	require.NoError(t, err)
	require.Equal(t, "amcnew00001", created.ID)
	name := "Northwind Canada"
	_, err = account.UpdateInstance(t.Context(), created.ID, amc.UpdateInstanceParams{Name: &name})
	require.NoError(t, err)
	require.NoError(t, account.DeleteInstance(t.Context(), created.ID))

	requests := server.got()
	require.Len(t, requests, 3)
	require.JSONEq(t, `{"instanceName":"Northwind CA","idempotencyToken":"once"}`, requests[0].Body)
	require.JSONEq(t, `{"instanceName":"Northwind Canada"}`, requests[1].Body, "fields not set are not sent")
	require.Equal(t, http.MethodDelete, requests[2].Method)
	require.Equal(t, "/amc/instances/amcnew00001", requests[2].Path)
}

func TestUpdateCustomerAWSAccount_ReadsTheLinkWhateverItsContentType(t *testing.T) {
	t.Parallel()
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/octet-stream")
		answerWith(200, `{"cfnBucketUrl":"https://console.example/cfn"}`)(w, r)
	})
	link, err := clientOf(t, server.URL).Account(accountID, marketplace).
		UpdateCustomerAWSAccount(t.Context(), instanceID, "123456789012", "amc-northwind")
	require.NoError(t, err)
	require.Equal(t, "https://console.example/cfn", link)
	require.JSONEq(t, `{"awsAccountId":"123456789012","bucketName":"amc-northwind"}`, server.got()[0].Body)
}

func TestAdvertisers_KeepIDsAsText(t *testing.T) {
	t.Parallel()
	server := serveFile(t, 200, "advertisers.json")
	advertisers, err := collect(instanceOf(t, server).ListAdvertisers(t.Context(), amc.AdvertiserDisplay))
	require.NoError(t, err)
	require.Len(t, advertisers, 2)
	require.Equal(t, "590000000000000017", advertisers[0].ID, "an id beyond 2^53 sent as a number")
	require.Empty(t, advertisers[0].MarketplaceID)
	require.Equal(t, marketplace, advertisers[1].MarketplaceID)
	require.Equal(t, "limit=100&type=DISPLAY", server.got()[0].Query)
}

func TestAdvertiserUpdates_CreateGetList(t *testing.T) {
	t.Parallel()
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodGet && r.URL.Path == "/amc/instances/"+instanceID+"/advertisers/updates":
			answerWith(200, `{"advertiserUpdates":[{"updateId":0,"status":"COMPLETE"},{"updateId":1,"status":"PENDING"}],"nextToken":null}`)(w, r)
		default:
			answerWith(200, `{"advertiserUpdate":{"updateId":0,"status":"UPDATING"}}`)(w, r)
		}
	})
	instance := instanceOf(t, server)
	update, err := instance.UpdateAdvertisers(t.Context(), amc.UpdateAdvertisersParams{
		Add: []amc.AdvertiserReference{{ID: "590000000000000017", Type: amc.AdvertiserDisplay}},
	})
	require.NoError(t, err)
	require.Equal(t, amc.AdvertiserUpdate{ID: "0", Status: amc.AdvertiserUpdateUpdating}, update)
	_, err = instance.GetAdvertiserUpdate(t.Context(), update.ID)
	require.NoError(t, err)
	all, err := collect(instance.ListAdvertiserUpdates(t.Context()))
	require.NoError(t, err)
	require.True(t, all[0].Status.IsFinal())
	require.False(t, all[1].Status.IsFinal())

	requests := server.got()
	require.JSONEq(t, `{"advertisersToAdd":[{"id":"590000000000000017","type":"DISPLAY"}]}`, requests[0].Body)
	require.Equal(t, "/amc/instances/"+instanceID+"/advertisers/updates/0", requests[1].Path)
}

func TestRegions_HaveTheirHostsAndCanBeOverridden(t *testing.T) {
	t.Parallel()
	for _, region := range amc.Regions() {
		hosts := region.Hosts()
		require.NotEmpty(t, hosts.API)
		require.NotEmpty(t, hosts.Authorize)
		require.NotEmpty(t, hosts.Token)
		parsed, err := amc.ParseRegion(string(region))
		require.NoError(t, err)
		require.Equal(t, region, parsed)
	}
	apac, err := amc.ParseRegion(" apac ")
	require.NoError(t, err)
	require.Equal(t, amc.RegionFE, apac)
	_, err = amc.ParseRegion("US")
	require.Error(t, err)
	require.Zero(t, amc.Region("US").Hosts())

	own := amc.RegionEU.Hosts().Override(amc.Hosts{API: "http://localhost:1"})
	require.Equal(t, "http://localhost:1", own.API)
	require.Equal(t, amc.RegionEU.Hosts().Token, own.Token)
}

func TestNew_RefusesAnIncompleteConfig(t *testing.T) {
	t.Parallel()
	good := amc.Config{Region: amc.RegionNA, ClientID: "id", TokenSource: amc.StaticToken("t")}
	_, err := amc.New(good)
	require.NoError(t, err)
	for name, spoil := range map[string]func(*amc.Config){
		"no host":      func(c *amc.Config) { c.Region = "" },
		"bad host":     func(c *amc.Config) { c.BaseURL = "ftp://x" },
		"no scheme":    func(c *amc.Config) { c.BaseURL = "localhost:80" },
		"query":        func(c *amc.Config) { c.BaseURL = "https://x/?a=b" },
		"user":         func(c *amc.Config) { c.BaseURL = "https://u:p@x" },
		"no client id": func(c *amc.Config) { c.ClientID = "" },
		"no tokens":    func(c *amc.Config) { c.TokenSource = nil },
	} {
		config := good
		spoil(&config)
		_, err := amc.New(config)
		require.Error(t, err, name)
	}
}

func TestNew_KeepsThePathOfTheBaseURL(t *testing.T) {
	t.Parallel()
	server := serve(t, answerWith(200, `{"amcAccounts":[]}`))
	_, err := collect(clientOf(t, server.URL+"/sandbox/").ListAccounts(t.Context()))
	require.NoError(t, err)
	require.Equal(t, "/sandbox/amc/accounts", server.got()[0].Path)
}
