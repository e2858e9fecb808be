package execution

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"
	"golang.org/x/sync/errgroup"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/amc/lwa"
	"github.com/recomamp/recomamp/amcsandbox"
	"github.com/recomamp/recomamp/amcsandbox/fault"
	"github.com/recomamp/recomamp/amcsandbox/synthetic"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/query"
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
	for _, err := range amazon.ListExecutions(t.Context(), amc.ListExecutionsParams{CreatedFrom: time.Now().Add(-24 * time.Hour)}) { // cancelled ones too
		require.NoError(t, err)
		n++
	}
	return n
}

// A result of five files, of which the third breaks off once and the links
// expire once, is collected whole by one run.
func TestAResultOfFivePartsIsCollectedWhole(t *testing.T) {
	t.Parallel()
	databasetest.Configs(t, func(t *testing.T, config database.Config) {
		const links, files = "/workflowExecutions/*/downloadUrls", "/results/*/*/*/*"
		server := amcsandbox.Start(t, func(c *amcsandbox.Config) { c.Options.RowsPerFile = 1 })
		server.WaitReady(t)
		amazon := reachSandbox(t, server)
		w := newWorld(t, config, impatient())
		w.instances.amazon[w.instance] = amazon
		p := w.start(t)
		for _, rule := range []fault.Rule{
			{Match: fault.Match{Method: http.MethodGet, Route: files, Nth: 3}, Action: fault.Action{Kind: fault.Truncate, Bytes: 20}},
			{Match: fault.Match{Method: http.MethodGet, Route: links, Nth: 2}, Action: fault.Action{Kind: fault.ExpireLinks}},
		} {
			_, err := server.Faults().Add(rule)
			require.NoError(t, err)
		}
		params := w.params()
		params.SQL, params.Window = reachSQL, window.Spec{Preset: window.LastFullMonth, Zone: "America/New_York"}
		made, err := p.Create(t.Context(), w.owner, params)
		require.NoError(t, err)
		d := p.ended(t, w.owner, made.ID)
		require.Equal(t, Succeeded, d.State, d.Problem)
		require.Equal(t, 1, countRuns(t, amazon))
		for _, rule := range server.Faults().List() {
			require.EqualValues(t, 1, rule.Fired)
		}

		urls, err := amazon.GetDownloadURLs(t.Context(), d.Attempts[0].AmazonID)
		require.NoError(t, err)
		require.Len(t, urls.Results, 5)
		rows := 0
		for _, link := range urls.Results {
			body, err := amazon.Download(t.Context(), link)
			require.NoError(t, err)
			content, err := io.ReadAll(body)
			require.NoError(t, err)
			require.NoError(t, body.Close())
			rows += strings.Count(string(content), "\n") - 1
		}
		require.Greater(t, rows, 5)
		require.EqualValues(t, rows, *d.RowCount)
	})
}

// Two people ask for exactly the same at the same moment; both answers are
// lost after the work was done, the runs show in Amazon's list only after five
// seconds, and somebody cancels one in Amazon's console meanwhile. Each
// execution still ends as its own run did.
func TestTwoPeopleWhoAskForTheSameEachGetTheirOwnRun(t *testing.T) {
	t.Parallel()
	databasetest.Configs(t, func(t *testing.T, config database.Config) {
		const hidden = 5 * time.Second
		server := amcsandbox.Start(t, func(c *amcsandbox.Config) {
			c.Profile, c.Options.VisibilityDelay = amcsandbox.Real, hidden
		})
		server.WaitReady(t)
		amazon := reachSandbox(t, server)
		settings := impatient()
		settings.Visibility = time.Minute // the sandbox's clock is moved below
		w := newWorld(t, config, settings)
		w.instances.amazon[w.instance] = amazon
		p := w.start(t)
		_, err := server.Faults().Add(fault.Rule{
			Match:  fault.Match{Method: http.MethodPost, Route: "/workflowExecutions", Max: 2},
			Action: fault.Action{Kind: fault.Drop, When: fault.After},
		})
		require.NoError(t, err)

		people := []actor.Actor{w.owner, addPerson(t, p.db)}
		var ids [2]actor.ExecutionID
		var group errgroup.Group
		for i, person := range people {
			group.Go(func() error {
				params := w.params()
				params.SQL, params.Window = reachSQL, window.Spec{Preset: window.LastFullMonth, Zone: "America/New_York"}
				params.Parameters = []query.Parameter{{Name: "floor", Type: query.Long}}
				params.Values = map[string]json.RawMessage{"floor": raw("5")}
				made, err := p.Create(t.Context(), person, params)
				if err == nil {
					ids[i] = made.ID
				}
				return err
			})
		}
		require.NoError(t, group.Wait())
		for _, id := range ids {
			p.reaches(t, w.owner, id, func(d *Detail) bool { return strings.Contains(d.Events[len(d.Events)-1].Message, "lost") })
		}
		server.Advance(hidden) // what is left of it
		first := p.reaches(t, w.owner, ids[0], func(d *Detail) bool { return d.State.atAmazon() })
		p.reaches(t, w.owner, ids[1], func(d *Detail) bool { return d.State.atAmazon() })
		require.NoError(t, amazon.CancelExecution(t.Context(), first.Attempts[0].AmazonID)) // as the console would
		server.Advance(time.Hour)

		cancelled, succeeded := p.ended(t, w.owner, ids[0]), p.ended(t, w.owner, ids[1])
		require.Equal(t, Cancelled, cancelled.State)
		require.Contains(t, cancelled.Events[len(cancelled.Events)-1].Message, "not by RecomAMP")
		require.Equal(t, Succeeded, succeeded.State, succeeded.Problem)
		require.Equal(t, 2, countRuns(t, amazon))
		for _, d := range []*Detail{cancelled, succeeded} {
			require.Len(t, d.Attempts, 1)
			require.True(t, d.Attempts[0].Adopted)
			run, err := amazon.GetExecution(t.Context(), d.Attempts[0].AmazonID)
			require.NoError(t, err)
			require.Equal(t, string(d.Attempts[0].ID), markOf(run), "it follows its own run")
		}
		require.NotEqual(t, cancelled.Attempts[0].AmazonID, succeeded.Attempts[0].AmazonID)
	})
}

func addPerson(t *testing.T, db *database.DB) actor.Actor {
	t.Helper()
	id := actor.NewID[actor.PersonID]()
	require.NoError(t, db.Write(t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`INSERT INTO person (id, email, email_key, name, role, password_hash, created_at, updated_at)
			VALUES (?, ?, ?, 'Bea', 'owner', '', ?, ?)`, id, id, id, simStart, simStart).Exec(ctx)
		return err
	}))
	return actor.Person(id, "Bea", actor.Owner)
}
