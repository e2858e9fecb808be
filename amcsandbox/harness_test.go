package amcsandbox_test

import (
	"bytes"
	"encoding/json"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/amc/lwa"
	"github.com/recomamp/recomamp/amcsandbox"
	"github.com/recomamp/recomamp/amcsandbox/synthetic"
)

const returnURL = "http://127.0.0.1:9/oauth/callback"

func lwaClient(t *testing.T, server *amcsandbox.Server) *lwa.Client {
	t.Helper()
	client, err := lwa.New(lwa.Config{
		AuthorizeURL: server.BaseURL + "/ap/oa", TokenURL: server.BaseURL + "/auth/o2/token",
		ClientID: server.ClientID, ClientSecret: server.ClientSecret, RedirectURL: returnURL, Now: server.Now,
	})
	require.NoError(t, err)
	return client
}

// clientOf returns the real client of the AMC API, signed in.
func clientOf(t *testing.T, server *amcsandbox.Server) *amc.Client {
	t.Helper()
	store := lwa.NewMemoryStore(lwa.Token{Refresh: server.RefreshToken(t)})
	client, err := amc.New(amc.Config{
		BaseURL: server.BaseURL, ClientID: server.ClientID, Now: server.Now,
		TokenSource: lwa.NewTokenSource(lwaClient(t, server), store), Retry: amc.Retry{Tries: 1},
	})
	require.NoError(t, err)
	return client
}

func collect[T any](t *testing.T, items iter.Seq2[T, error]) []T {
	t.Helper()
	var all []T
	for item, err := range items {
		require.NoError(t, err)
		all = append(all, item)
	}
	return all
}

// instanceOf binds calls to one of the default instances.
func instanceOf(t *testing.T, server *amcsandbox.Server, which synthetic.Instance) *amc.InstanceClient {
	t.Helper()
	return clientOf(t, server).Account(which.Account.ID, which.Account.MarketplaceID).Instance(which.ID)
}

func standard() synthetic.Instance { return synthetic.DefaultInstances()[0] }

func sandboxed() synthetic.Instance { return synthetic.DefaultInstances()[2] }

// wire speaks to the sandbox without a client in between.
type wire struct {
	server *amcsandbox.Server
	header http.Header
}

func wireOf(t *testing.T, server *amcsandbox.Server, instance synthetic.Instance) wire {
	t.Helper()
	token, err := lwaClient(t, server).Refresh(t.Context(), server.RefreshToken(t))
	require.NoError(t, err)
	header := http.Header{}
	header.Set("Authorization", "Bearer "+token.Access)
	header.Set("Amazon-Advertising-API-ClientId", server.ClientID)
	header.Set("Amazon-Advertising-API-AdvertiserId", instance.Account.ID)
	header.Set("Amazon-Advertising-API-MarketplaceId", instance.Account.MarketplaceID)
	return wire{server, header}
}

func (w wire) with(key, value string) wire {
	header := w.header.Clone()
	if value == "" {
		header.Del(key)
	} else {
		header.Set(key, value)
	}
	return wire{w.server, header}
}

type answer struct {
	status int
	header http.Header
	body   string
}

func (a answer) json(t *testing.T) map[string]any {
	t.Helper()
	var value map[string]any
	require.NoError(t, json.Unmarshal([]byte(a.body), &value), a.body)
	return value
}

func (w wire) do(t *testing.T, method, path string, body any) answer {
	t.Helper()
	var reader io.Reader
	switch body := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(body)
	default:
		raw, err := json.Marshal(body)
		require.NoError(t, err)
		reader = bytes.NewReader(raw)
	}
	request, err := http.NewRequestWithContext(t.Context(), method, w.server.BaseURL+path, reader)
	require.NoError(t, err)
	request.Header = w.header.Clone()
	return send(t, request)
}

func send(t *testing.T, request *http.Request) answer {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return answer{response.StatusCode, response.Header, string(body)}
}

func postForm(t *testing.T, address string, form url.Values) answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(form.Encode()))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return send(t, request)
}
