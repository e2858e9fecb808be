package main

import (
	"context"
	"fmt"
	"os"
	"text/tabwriter"

	"github.com/google/uuid"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
)

type scheduleOccurrencesCmd struct {
	ID     actor.ScheduleID `arg:"" optional:"" help:"The schedule; all of them when left out."`
	State  []string         `enum:"waiting,running,succeeded,failed,partly_failed,cancelled,skipped" placeholder:"STATE" help:"Only in these states; may be repeated."`
	Limit  int              `default:"50" help:"How many at most, up to 200."`
	Cursor string           `help:"nextCursor of the page before."`
	JSON   bool             `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints one page of the ledger.
func (c scheduleOccurrencesCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	page, err := server.Occurrences(ctx, apiclient.OccurrenceFilter{Schedule: c.ID, States: c.State, Limit: c.Limit, Cursor: c.Cursor})
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, page)
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tSCHEDULE\tDUE\tZONE\tSUCCEEDED\tSTATE")
	for _, o := range page.Items {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", o.ID, o.ScheduleName, localText(o.LocalDue), o.Zone, succeededOf(o), occurrenceText(o))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if page.NextCursor != "" {
		fmt.Fprintln(os.Stderr, "more with --cursor", page.NextCursor)
	}
	return nil
}

// succeededOf is how many executions of an occurrence succeeded, "2 of 3".
func succeededOf(o httpapi.Occurrence) string {
	if len(o.Executions) == 0 {
		return "-"
	}
	succeeded := 0
	for _, e := range o.Executions {
		if e.State == "succeeded" {
			succeeded++
		}
	}
	return fmt.Sprintf("%d of %d", succeeded, len(o.Executions))
}

type scheduleRetryCmd struct {
	ID   actor.OccurrenceID `arg:"" help:"The occurrence; schedule occurrences names them."`
	JSON bool               `name:"json" help:"Print JSON."`

	serverFlags
}

// Run runs only what failed.
func (c scheduleRetryCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	again, err := server.RetryOccurrence(ctx, uuid.NewString(), c.ID)
	if err != nil {
		return err
	}
	return printOccurrence(again, c.JSON)
}

// printOccurrence prints an occurrence with its executions.
func printOccurrence(o httpapi.Occurrence, asJSON bool) error {
	if asJSON {
		return printJSON(os.Stdout, o)
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "occurrence\t%s\nstate\t%s\n", o.ID, occurrenceText(o))
	for _, e := range o.Executions {
		what := string(e.ExecutionID) + " " + e.State
		if e.Refused != nil {
			what = e.Refused.Message
		}
		fmt.Fprintf(table, "%s\t%s\n", e.InstanceName, what)
	}
	return table.Flush()
}
