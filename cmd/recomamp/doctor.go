package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/google/uuid"

	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/app"
	"github.com/recomamp/recomamp/internal/config"
	"github.com/recomamp/recomamp/internal/httpapi"
	"github.com/recomamp/recomamp/internal/selftest"
)

type doctorCmd struct {
	config.Storage
	config.Amazon
	config.Site
	config.Log
	serverFlags
	Instance string `placeholder:"ID" help:"Try a query on this instance, by its id here or at Amazon. At Amazon it takes a slot of the instance; at the sandbox one is tried anyway."`
	Here     bool   `help:"Check only what can be seen from here, without asking a server."`
	JSON     bool   `name:"json" help:"Print JSON."`
}

// doctorLook is how often the server is asked how far it is.
const doctorLook = 200 * time.Millisecond

// Run does the self-test: by the server where a token of an owner's is at hand and
// it answers, and else what can be checked without one.
func (c *doctorCmd) Run(ctx context.Context) error {
	for _, check := range []func() error{c.Look, c.Amazon.Check, c.Site.Check} {
		if err := check(); err != nil {
			return usageError("%v", err)
		}
	}
	shown := &doctorReport{out: os.Stdout, quiet: c.JSON}
	outcomes, err := c.examine(ctx, shown)
	if err != nil {
		return err
	}
	verdict := selftest.Verdict(outcomes)
	if c.JSON {
		if err := printJSON(os.Stdout, doctorAnswer{Verdict: verdict, Checks: outcomes}); err != nil {
			return err
		}
	}
	if verdict == selftest.Failed {
		return &exitError{code: exitFailed}
	}
	return nil
}

// doctorAnswer is what is printed as JSON.
type doctorAnswer struct {
	Verdict selftest.State     `json:"verdict"`
	Checks  []selftest.Outcome `json:"checks"`
}

func (c *doctorCmd) examine(ctx context.Context, shown *doctorReport) ([]selftest.Outcome, error) {
	var server []selftest.Outcome // about the server itself, where it was not asked for the rest
	if !c.Here && c.Token != "" {
		outcomes, err := c.byServer(ctx, shown)
		if err == nil || !apiclient.Passing(err) {
			return outcomes, err
		}
		server = []selftest.Outcome{{
			Name: "server", Title: "Server answers", State: selftest.Failed, Means: "Nothing useful was answered: " + err.Error() + ".",
			Next: "Start it, or give its address as RECOMAMP_URL. What follows was checked from here.",
		}}
		shown.show(server)
	}
	outcomes, err := app.SelfTest(ctx, app.SelfTestParams{Storage: c.Storage, Amazon: c.Amazon, Site: c.Site, Logger: c.Logger()}, func(now []selftest.Outcome) error {
		shown.show(append(server[:len(server):len(server)], now...))
		return nil
	})
	return append(server, outcomes...), err
}

// byServer has the server do its self-test.
func (c *doctorCmd) byServer(ctx context.Context, shown *doctorReport) ([]selftest.Outcome, error) {
	server, err := c.client()
	if err != nil {
		return nil, err
	}
	test, err := server.BeginSelfTest(ctx, uuid.NewString(), c.Instance)
	for err == nil && test.Progress == string(selftest.Under) {
		shown.show(outcomesOf(test))
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(doctorLook):
		}
		test, err = server.SelfTest(ctx, string(test.ID))
	}
	if err != nil {
		return nil, err
	}
	outcomes := outcomesOf(test)
	shown.show(outcomes)
	if test.Progress != string(selftest.Done) {
		return nil, fmt.Errorf("the self-test was interrupted: its process on %s has ended", test.Host)
	}
	return outcomes, nil
}

func outcomesOf(t httpapi.SelfTest) []selftest.Outcome {
	outcomes := make([]selftest.Outcome, len(t.Checks))
	for i, c := range t.Checks {
		outcomes[i] = selftest.Outcome{
			Name: c.Name, Subject: c.Subject, Title: c.Title, State: selftest.State(c.State), Means: c.Means, Next: c.Next, TookMS: c.TookMS,
		}
	}
	return outcomes
}

// doctorReport prints each check once it is done.
type doctorReport struct {
	out   io.Writer
	quiet bool
	shown int
}

var doctorMarks = map[selftest.State]string{
	selftest.OK: "ok      ", selftest.Warning: "warning ", selftest.Failed: "FAILED  ", selftest.NotApplicable: "-       ",
}

func (r *doctorReport) show(outcomes []selftest.Outcome) {
	for ; r.shown < len(outcomes); r.shown++ {
		o := outcomes[r.shown]
		mark, done := doctorMarks[o.State]
		if !done {
			return
		}
		if r.quiet {
			continue
		}
		fmt.Fprintf(r.out, "%s%s\n        %s\n", mark, o.Title, o.Means)
		if o.Next != "" {
			fmt.Fprintf(r.out, "        → %s\n", o.Next)
		}
	}
}
