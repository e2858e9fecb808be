package main

import (
	"context"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
)

type scheduleBackfillCmd struct {
	Start  backfillStartCmd  `cmd:"" help:"Run a schedule over a past range."`
	List   backfillListCmd   `cmd:"" help:"List the backfills of a schedule, newest first."`
	Get    backfillGetCmd    `cmd:"" help:"Show how far a backfill is."`
	Cancel backfillCancelCmd `cmd:"" help:"Begin no more of it and stop what runs."`
	Resume backfillResumeCmd `cmd:"" help:"Go on with a cancelled backfill."`
}

type backfillStartCmd struct {
	ID       actor.ScheduleID   `arg:"" help:"The schedule."`
	From     string             `required:"" placeholder:"DATE" help:"First local date."`
	To       string             `required:"" placeholder:"DATE" help:"Local date that is not included any more."`
	Instance []actor.InstanceID `placeholder:"ID" help:"Only on these of its instances; may be repeated."`
	Parallel int                `default:"5" help:"Executions open at once, up to 50."`
	JSON     bool               `name:"json" help:"Print JSON."`

	serverFlags
}

// Run starts it.
func (c backfillStartCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	made, err := server.StartBackfill(ctx, uuid.NewString(), c.ID, apiclient.BackfillRequest{
		From: c.From, To: c.To, InstanceIDs: c.Instance, Parallel: c.Parallel,
	})
	return printBackfill(made, err, c.JSON)
}

type backfillListCmd struct {
	ID   actor.ScheduleID `arg:"" help:"The schedule."`
	JSON bool             `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints them.
func (c backfillListCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	found, err := server.Backfills(ctx, c.ID)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, httpapi.List[httpapi.Backfill]{Items: found})
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tFROM (UTC)\tUNTIL (UTC)\tSTATE\tEXECUTIONS\tBY")
	for _, b := range found {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", b.ID, b.From.UTC().Format(time.DateTime), b.Until.UTC().Format(time.DateTime),
			b.State, progressText(b), b.CreatedBy.Name)
	}
	return table.Flush()
}

func progressText(b httpapi.Backfill) string {
	text := fmt.Sprintf("%d: %d succeeded, %d failed, %d cancelled, %d open, %d to begin",
		b.Total, b.Succeeded, b.Failed, b.Cancelled, b.Open, b.Unbegun)
	if b.SettlesAt != nil {
		text += fmt.Sprintf(" (%d wait for their data, until %s UTC or later)", b.Settling, b.SettlesAt.UTC().Format(time.DateTime))
	}
	return text
}

// backfillNamed names one backfill.
type backfillNamed struct {
	ID   actor.BackfillID `arg:"" help:"The backfill."`
	JSON bool             `name:"json" help:"Print JSON."`

	serverFlags
}

func (n backfillNamed) change(ctx context.Context, act string) error {
	server, err := n.client()
	if err != nil {
		return err
	}
	changed, err := server.ChangeBackfill(ctx, n.ID, act)
	return printBackfill(changed, err, n.JSON)
}

type backfillGetCmd struct{ backfillNamed }

// Run prints it.
func (c backfillGetCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	found, err := server.Backfill(ctx, c.ID)
	return printBackfill(found, err, c.JSON)
}

type backfillCancelCmd struct{ backfillNamed }

// Run cancels it.
func (c backfillCancelCmd) Run(ctx context.Context) error { return c.change(ctx, "cancel") }

type backfillResumeCmd struct{ backfillNamed }

// Run resumes it.
func (c backfillResumeCmd) Run(ctx context.Context) error { return c.change(ctx, "resume") }

// printBackfill prints counts, and what failed.
func printBackfill(b httpapi.Backfill, err error, asJSON bool) error {
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(os.Stdout, b)
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "backfill\t%s\nstate\t%s\nexecutions\t%s\n", b.ID, b.State, progressText(b))
	for _, cell := range b.Cells {
		if cell.State == "failed" {
			fmt.Fprintf(table, "%s\t%s failed: %s\n", cell.LocalAt, cell.InstanceName, cell.Message)
		}
	}
	return table.Flush()
}
