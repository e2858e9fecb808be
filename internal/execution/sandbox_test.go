package execution

import (
	"context"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/amc/lwa"
	"github.com/recomamp/recomamp/amcsandbox"
	"github.com/recomamp/recomamp/amcsandbox/fault"
	"github.com/recomamp/recomamp/amcsandbox/synthetic"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/window"
)

// sandboxAmazon is an instance of the sandbox, over HTTP, by the real client.
type sandboxAmazon struct {
	*amc.InstanceClient

	client *amc.Client
}

// Download implements Amazon.
func (s sandboxAmazon) Download(ctx context.Context, link string) (io.ReadCloser, error) {
	body, err := s.client.Download(ctx, link)
	if err != nil {
		return nil, err
	}
	return body, nil
}

func reachSandbox(t *testing.T, server *amcsandbox.Server) sandboxAmazon {
	t.Helper()
	auth, err := lwa.New(lwa.Config{
		AuthorizeURL: server.BaseURL + "/ap/oa", TokenURL: server.BaseURL + "/auth/o2/token",
		ClientID: server.ClientID, ClientSecret: server.ClientSecret, RedirectURL: "http://127.0.0.1/oauth/callback", Now: server.Now,
	})
	require.NoError(t, err)
	client, err := amc.New(amc.Config{
		BaseURL: server.BaseURL, ClientID: server.ClientID, Now: server.Now, Retry: amc.Retry{Tries: 1},
		TokenSource: lwa.NewTokenSource(auth, lwa.NewMemoryStore(lwa.Token{Refresh: server.RefreshToken(t)})),
	})
	require.NoError(t, err)
	which := synthetic.DefaultInstances()[0]
	return sandboxAmazon{client.Account(which.Account.ID, which.Account.MarketplaceID).Instance(which.ID), client}
}

const reachSQL = "SELECT campaign, COUNT(DISTINCT user_id) AS reach FROM dsp_impressions GROUP BY campaign"

// The sandbox spoils calls the way Amazon does; whatever it spoils, each
// execution ends with its rows by one run.
func TestFaultsOfTheSandboxCostNoSecondRun(t *testing.T) {
	t.Parallel()
	const runs, links, files = "/workflowExecutions", "/workflowExecutions/*/downloadUrls", "/results/*/*/*/*"
	for name, rule := range map[string]fault.Rule{
		"none":                     {Match: fault.Match{Method: "BREW"}, Action: fault.Action{Kind: fault.Drop}},
		"dropped before the work":  {Match: fault.Match{Method: "POST", Route: runs, Nth: 1}, Action: fault.Action{Kind: fault.Drop}},
		"dropped after the work":   {Match: fault.Match{Method: "POST", Route: runs, Nth: 1}, Action: fault.Action{Kind: fault.Drop, When: fault.After}},
		"500 after the work":       {Match: fault.Match{Method: "POST", Route: runs, Nth: 1}, Action: fault.Action{Kind: fault.Status, Status: 500, When: fault.After}},
		"504 after the work":       {Match: fault.Match{Method: "POST", Route: runs, Nth: 1}, Action: fault.Action{Kind: fault.Timeout}},
		"throttled":                {Match: fault.Match{Method: "POST", Route: runs, Nth: 1}, Action: fault.Action{Kind: fault.Throttle, RetryAfter: 1}},
		"HTML from a proxy":        {Match: fault.Match{Method: "GET", Route: runs, Max: 3}, Action: fault.Action{Kind: fault.BadGateway}},
		"hidden for a while":       {Match: fault.Match{Method: "POST", Route: runs, Nth: 1}, Action: fault.Action{Kind: fault.Hide, DelayMS: 200}},
		"links fail at first":      {Match: fault.Match{Method: "GET", Route: links, Max: 2}, Action: fault.Action{Kind: fault.Status, Status: 503}},
		"half a file":              {Match: fault.Match{Method: "GET", Route: files, Max: 2}, Action: fault.Action{Kind: fault.Truncate, Bytes: 20}},
		"ended by Amazon's fault":  {Match: fault.Match{Method: "POST", Route: runs, Nth: 1}, Action: fault.Action{Kind: fault.End, State: "FAILED", Text: "Internal error. Try again."}},
		"links expire immediately": {Match: fault.Match{Method: "GET", Route: links, Max: 1}, Action: fault.Action{Kind: fault.ExpireLinks}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			databasetest.Configs(t, func(t *testing.T, config database.Config) {
				server := amcsandbox.Start(t)
				server.WaitReady(t)
				amazon := reachSandbox(t, server)
				w := newWorld(t, config, impatient())
				w.instances.amazon[w.instance] = amazon
				p := w.start(t)
				_, err := server.Faults().Add(rule)
				require.NoError(t, err)

				params := w.params()
				params.SQL, params.Window = reachSQL, window.Spec{Preset: window.LastFullMonth, Zone: "America/New_York"}
				made, err := p.Create(t.Context(), w.owner, params)
				require.NoError(t, err)
				d := p.ended(t, w.owner, made.ID)
				require.Equal(t, Succeeded, d.State, d.Problem)
				require.Positive(t, *d.RowCount)

				wanted := 1
				if name == "ended by Amazon's fault" {
					wanted = 2 // the first one failed for good
				}
				require.Equal(t, wanted, countRuns(t, amazon))
				if rule.Match.Method != "BREW" {
					require.Positive(t, server.Faults().List()[0].Fired, "the rule never applied")
				}
			})
		})
	}
}

func countRuns(t *testing.T, amazon Amazon) (n int) {
	t.Helper()
	for _, err := range amazon.ListExecutions(t.Context(), amc.ListExecutionsParams{CreatedFrom: time.Now().Add(-24 * time.Hour)}) {
		require.NoError(t, err)
		n++
	}
	return n
}
