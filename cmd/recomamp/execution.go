package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
)

type executionCmd struct {
	List    executionListCmd    `cmd:"" help:"List executions, newest first."`
	Get     executionGetCmd     `cmd:"" help:"Show one execution with its attempts and timeline."`
	Cancel  executionCancelCmd  `cmd:"" help:"Ask executions to stop."`
	Rerun   executionRerunCmd   `cmd:"" help:"Run the same SQL again, with the same or other values and window."`
	Export  executionExportCmd  `cmd:"" help:"Write the rows of an execution to a file."`
	Chart   executionChartCmd   `cmd:"" help:"Show what a chart of an execution's rows draws."`
	Explain executionExplainCmd `cmd:"" help:"Say what an execution's rows are made of and what is not in them."`
	Pin     executionPinCmd     `cmd:"" help:"Keep the rows of an execution for good."`
	Unpin   executionUnpinCmd   `cmd:"" help:"Leave the rows of an execution to the retention rules."`
	Tell    executionTellCmd    `cmd:"" help:"Be told when an execution ends."`
}

type executionListCmd struct {
	State    []string `placeholder:"STATE" enum:"queued,submitting,pending,running,collecting,waiting,succeeded,failed,cancelled" help:"Only those in a state; may be repeated."`
	Instance string   `placeholder:"ID" help:"Only those of an instance: its id here or at Amazon."`
	Client   string   `placeholder:"ID" help:"Only those of a client."`
	Query    string   `placeholder:"ID" help:"Only those of a saved query."`
	Person   string   `placeholder:"WHO" help:"Only those that a person asked for: an e-mail address, an id, or me."`
	Search   string   `placeholder:"TEXT" help:"Only those with the text, of three characters or more, in the query's name or in the SQL."`
	From     string   `placeholder:"DATE" help:"Only those made on that day or later; an instant such as 2026-01-31T06:00:00Z does as well."`
	To       string   `placeholder:"DATE" help:"Only those made before."`
	Zone     string   `default:"UTC" help:"IANA zone of the dates."`
	Limit    int      `default:"50" help:"How many at most, up to 200."`
	Cursor   string   `help:"nextCursor of the page before."`
	JSON     bool     `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints one page.
func (c executionListCmd) Run(ctx context.Context) error {
	if c.Limit < 1 || c.Limit > 200 {
		return usageError("--limit must be from 1 to 200")
	}
	server, err := c.client()
	if err != nil {
		return err
	}
	page, err := server.Executions(ctx, apiclient.ExecutionFilter{
		States: c.State, Instance: c.Instance, Client: actor.ClientID(c.Client), Query: actor.QueryID(c.Query),
		Person: c.Person, Search: c.Search, From: c.From, To: c.To, Zone: c.Zone, Limit: c.Limit, Cursor: c.Cursor,
	})
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, page)
	}
	return printExecutions(os.Stdout, page, time.Now())
}

func printExecutions(w io.Writer, page httpapi.Page[httpapi.ExecutionSummary], now time.Time) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tSTATE\tINSTANCE\tQUERY\tROWS\tCREATED (UTC)\tBY")
	for _, e := range page.Items {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", e.ID, stateText(e, now), e.Instance.Name, orDash(e.QueryName),
			rowsOf(e), e.CreatedAt.UTC().Format(time.DateTime), orDash(e.CreatedBy.Name))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if page.NextCursor != "" {
		fmt.Fprintln(os.Stderr, "more with --cursor", page.NextCursor)
	}
	return nil
}

// stateText is the state, and when one that waits is tried again.
func stateText(e httpapi.ExecutionSummary, now time.Time) string {
	if e.Retry == nil {
		return e.State
	}
	return e.State + ", " + retryText(*e.Retry, now)
}

func rowsOf(e httpapi.ExecutionSummary) string {
	if e.RowCount == nil {
		return "-"
	}
	return strconv.FormatInt(*e.RowCount, 10)
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

type executionGetCmd struct {
	ID   actor.ExecutionID `arg:"" help:"The execution."`
	JSON bool              `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints the execution.
func (c executionGetCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	found, err := server.Execution(ctx, c.ID)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, found)
	}
	return printExecution(os.Stdout, found, time.Now())
}

// printExecution tells the story of an execution, in the order it happened.
func printExecution(w io.Writer, e httpapi.Execution, now time.Time) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "execution\t%s\nstate\t%s\ninstance\t%s\nquery\t%s\nasked for\t%s\nwindow (UTC)\t%s to %s\nrows\t%s\n",
		e.ID, stateText(e.ExecutionSummary, now), e.Instance.Name, orDash(e.QueryName), askedFor(e.ExecutionSummary),
		e.Window.Start.UTC().Format(time.DateTime), e.Window.End.UTC().Format(time.DateTime), rowsOf(e.ExecutionSummary))
	if e.Cost != nil {
		fmt.Fprintf(table, "cost\t%s\n", moneyText(*e.Cost))
	}
	if e.Estimate != nil {
		fmt.Fprintf(table, "cost\tabout %s, reserved\n", moneyText(*e.Estimate))
	}
	if text := keptText(e.Keeping); text != "" {
		fmt.Fprintf(table, "kept\t%s\n", text)
	}
	if e.Standing != nil {
		fmt.Fprintf(table, "queue\t%s\n", standingText(*e.Standing))
	}
	for _, a := range e.Attempts {
		fmt.Fprintf(table, "attempt %d\t%s %s %s\n", a.Number, a.Outcome, a.Status, a.AmazonExecutionID)
	}
	for _, event := range e.Events {
		fmt.Fprintf(table, "%s\t%s: %s\n", event.At.UTC().Format(time.DateTime), event.State, event.Message)
	}
	if e.Error != nil {
		fmt.Fprintf(table, "error\t%s\nnext\t%s\n", troubleText(*e.Error), orDash(e.Error.Next))
	}
	return table.Flush()
}

// keptText says how long rows stay, nothing when no rule says otherwise.
func keptText(k httpapi.Keeping) string {
	switch {
	case k.DroppedAt != nil:
		return "no: its rows were dropped at " + k.DroppedAt.UTC().Format(time.DateTime)
	case k.PinnedAt != nil:
		return "for good, pinned"
	case k.DropAt != nil:
		return "until " + k.DropAt.UTC().Format(time.DateTime)
	default:
		return ""
	}
}

// askedFor says who wanted an execution, where, and why.
func askedFor(e httpapi.ExecutionSummary) string {
	text := "by " + e.CreatedBy.Name
	switch e.Origin {
	case "cli":
		text += ", on the command line"
	case "api":
		text += ", by the API"
	default:
		text += ", in the web app"
	}
	if e.RerunOf != "" {
		text += ", to repeat " + string(e.RerunOf)
	}
	return text
}

// standingText says why an execution waits, and for how long.
func standingText(s httpapi.Standing) string {
	text := fmt.Sprintf("%d ahead", s.Ahead)
	if s.Elsewhere > 0 {
		text += fmt.Sprintf(", %d slots taken by runs begun elsewhere", s.Elsewhere)
	}
	if s.AccountFull {
		text += ", all slots of the account taken"
	}
	if s.PausedAt != nil {
		return text + ", the instance is paused since " + s.PausedAt.UTC().Format(time.DateTime)
	}
	if s.StartAt != nil {
		text += ", expected to begin at " + s.StartAt.UTC().Format(time.DateTime)
	}
	return text
}

type executionCancelCmd struct {
	IDs  []actor.ExecutionID `arg:"" name:"id" help:"The executions."`
	JSON bool                `name:"json" help:"Print JSON, an execution per line."`

	serverFlags
}

// Run asks each execution to stop.
func (c executionCancelCmd) Run(ctx context.Context) error {
	return forEach(ctx, c.serverFlags, c.IDs, c.JSON, "is asked to stop", func(server *apiclient.Client, id actor.ExecutionID) (httpapi.Execution, error) {
		return server.Cancel(ctx, id)
	})
}

// forEach acts on every execution, whatever became of the ones before.
func forEach(
	ctx context.Context, flags serverFlags, ids []actor.ExecutionID, asJSON bool, done string,
	act func(*apiclient.Client, actor.ExecutionID) (httpapi.Execution, error),
) error {
	server, err := flags.client()
	if err != nil {
		return err
	}
	var failures []error
	for _, id := range ids {
		if ctx.Err() != nil {
			return errors.Join(append(failures, context.Cause(ctx))...)
		}
		changed, err := act(server, id)
		switch {
		case err != nil:
			failures = append(failures, fmt.Errorf("execution %s: %w", id, err))
		case asJSON:
			failures = append(failures, json.NewEncoder(os.Stdout).Encode(changed))
		default:
			fmt.Fprintf(os.Stdout, "%s %s\n", changed.ID, done)
		}
	}
	return errors.Join(failures...)
}

// printJSON writes a value for programs and for people.
func printJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}
