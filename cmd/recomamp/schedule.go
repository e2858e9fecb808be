package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
)

type scheduleCmd struct {
	List     scheduleListCmd     `cmd:"" help:"List schedules, by name."`
	Get      scheduleGetCmd      `cmd:"" help:"Show one schedule with its last occurrences."`
	Apply    scheduleApplyCmd    `cmd:"" help:"Make a schedule what a file says, so that schedules can live in git."`
	Preview  schedulePreviewCmd  `cmd:"" help:"Show when a recurrence is due next, in words or cron."`
	Pause    schedulePauseCmd    `cmd:"" help:"Have a schedule make no occurrences by itself."`
	Resume   scheduleResumeCmd   `cmd:"" help:"End a pause."`
	Run      scheduleRunCmd      `cmd:"" help:"Make an occurrence now."`
	Delete   scheduleDeleteCmd   `cmd:"" help:"End a schedule and keep its history."`
	Backfill scheduleBackfillCmd `cmd:"" help:"Run a schedule over a past range, and follow, stop or resume that."`

	Occurrences scheduleOccurrencesCmd `cmd:"" help:"List what became of each due instant, newest first."`
	Retry       scheduleRetryCmd       `cmd:"" help:"Run once more what failed of an occurrence."`

	Analytics scheduleAnalyticsCmd `cmd:"" help:"Show how schedules have been doing."`
	Tell      scheduleTellCmd      `cmd:"" help:"Be told when an occurrence ends."`
	Versions  scheduleVersionsCmd  `cmd:"" help:"Show when a schedule was changed, and by whom."`
}

type scheduleListCmd struct {
	State    string `enum:",active,paused" default:"" placeholder:"STATE" help:"Only active or paused ones."`
	Instance string `placeholder:"ID" help:"Only those on an instance: its id here or at Amazon."`
	Client   string `placeholder:"ID" help:"Only those of a client."`
	Search   string `placeholder:"TEXT" help:"Only those with the text in name or description."`
	Limit    int    `default:"50" help:"How many at most, up to 200."`
	Cursor   string `help:"nextCursor of the page before."`
	JSON     bool   `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints one page.
func (c scheduleListCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	page, err := server.Schedules(ctx, apiclient.ScheduleFilter{
		State: c.State, Instance: c.Instance, Client: actor.ClientID(c.Client), Search: c.Search, Limit: c.Limit, Cursor: c.Cursor,
	})
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, page)
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tNAME\tSTATE\tWHEN\tNEXT (UTC)\tLAST")
	for _, s := range page.Items {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", s.ID, s.Name, scheduleState(s), s.Sentence, instantOrDash(s.NextAt), lastState(s))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if page.NextCursor != "" {
		fmt.Fprintln(os.Stderr, "more with --cursor", page.NextCursor)
	}
	return nil
}

func scheduleState(s httpapi.Schedule) string {
	if s.Pause == nil {
		return s.State
	}
	return s.State + " (" + s.Pause.Cause + ")"
}

func lastState(s httpapi.Schedule) string {
	if s.LastOccurrence == nil {
		return "-"
	}
	return s.LastOccurrence.State
}

func instantOrDash(at *time.Time) string {
	if at == nil {
		return "-"
	}
	return at.UTC().Format(time.DateTime)
}

type scheduleGetCmd struct {
	ID   actor.ScheduleID `arg:"" help:"The schedule."`
	File bool             `help:"Print the file that apply takes, to keep in git." xor:"form"`
	JSON bool             `name:"json" help:"Print JSON." xor:"form"`

	serverFlags
}

// Run prints the schedule.
func (c scheduleGetCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	found, err := server.Schedule(ctx, c.ID)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, found)
	}
	if c.File {
		return writeScheduleFile(ctx, os.Stdout, server, found)
	}
	occurrences, err := server.Occurrences(ctx, apiclient.OccurrenceFilter{Schedule: c.ID, Limit: 10})
	if err != nil {
		return err
	}
	return printSchedule(os.Stdout, found, occurrences.Items)
}

func printSchedule(w io.Writer, s httpapi.Schedule, last []httpapi.Occurrence) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "schedule\t%s\nname\t%s\nstate\t%s\nwhen\t%s\nnext (UTC)\t%s\nquery\t%s\n",
		s.ID, s.Name, scheduleState(s), s.Sentence, instantOrDash(s.NextAt), s.Query.Name)
	for _, t := range s.Targets {
		name := string(t.InstanceID)
		if t.Instance != nil {
			name = t.Instance.Name
		}
		fmt.Fprintf(table, "instance\t%s\n", name)
		for _, trouble := range []*httpapi.Trouble{t.Problem, t.Waits} {
			if trouble != nil {
				fmt.Fprintf(table, "\t%s %s\n", trouble.Message, trouble.Next)
			}
		}
	}
	if s.Pause != nil {
		fmt.Fprintf(table, "paused\t%s\nnext step\t%s\n", orDash(s.Pause.Message), orDash(s.Pause.Next))
	}
	for _, o := range last {
		fmt.Fprintf(table, "%s %s\t%s\n", localText(o.LocalDue), o.Zone, occurrenceText(o))
	}
	return table.Flush()
}

// occurrenceText is what became of an occurrence, in a line.
func occurrenceText(o httpapi.Occurrence) string {
	text := o.State
	if o.Instants > 1 {
		text = fmt.Sprintf("%d instants through %s UTC %s", o.Instants, o.ThroughAt.UTC().Format(time.DateTime), text)
	}
	if o.Kind != "due" {
		text += ", " + o.Kind
	}
	if o.Reason != nil {
		text += ": " + o.Reason.Message
	}
	return text
}

type schedulePauseCmd struct {
	ID      actor.ScheduleID `arg:"" help:"The schedule."`
	Message string           `placeholder:"TEXT" help:"Why, for others."`
	JSON    bool             `name:"json" help:"Print JSON."`

	serverFlags
}

// Run pauses it.
func (c schedulePauseCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	paused, err := server.PauseSchedule(ctx, c.ID, c.Message)
	return changedSchedule(paused, err, c.JSON, "is paused")
}

type scheduleResumeCmd struct {
	ID   actor.ScheduleID `arg:"" help:"The schedule."`
	JSON bool             `name:"json" help:"Print JSON."`

	serverFlags
}

// Run resumes it.
func (c scheduleResumeCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	resumed, err := server.ResumeSchedule(ctx, c.ID)
	return changedSchedule(resumed, err, c.JSON, "goes on")
}

func changedSchedule(s httpapi.Schedule, err error, asJSON bool, done string) error {
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(os.Stdout, s)
	}
	fmt.Fprintf(os.Stdout, "%s %s\n", s.ID, done)
	return nil
}

type scheduleRunCmd struct {
	ID     actor.ScheduleID `arg:"" help:"The schedule."`
	Resume bool             `help:"End a pause for failures once the run has succeeded."`
	JSON   bool             `name:"json" help:"Print JSON."`

	serverFlags
}

// Run makes the occurrence.
func (c scheduleRunCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	made, err := server.RunSchedule(ctx, uuid.NewString(), c.ID, c.Resume)
	if err != nil {
		return err
	}
	return printOccurrence(made, c.JSON)
}

type scheduleDeleteCmd struct {
	ID   actor.ScheduleID `arg:"" help:"The schedule."`
	JSON bool             `name:"json" help:"Print JSON."`

	serverFlags
}

// Run deletes it, whatever it is by now.
func (c scheduleDeleteCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	found, err := server.Schedule(ctx, c.ID)
	if err != nil {
		return err
	}
	if err := server.DeleteSchedule(ctx, c.ID, found.Version); err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, map[string]string{"id": string(c.ID), "result": "deleted"})
	}
	fmt.Fprintf(os.Stdout, "%s is deleted\n", c.ID)
	return nil
}
