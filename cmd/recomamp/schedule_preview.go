package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/recomamp/recomamp/internal/httpapi"
)

type schedulePreviewCmd struct {
	Text   string `arg:"" optional:"" help:"A recurrence such as \"every weekday at 06:30\", or cron."`
	File   string `placeholder:"FILE" help:"The recurrence and the window of a schedule's file instead."`
	Zone   string `default:"UTC" help:"IANA zone that is meant when the text names none."`
	Window string `placeholder:"RANGE" help:"Also show the windows that it gives, such as \"last_full_week(monday)\"."`
	Count  int    `default:"10" help:"How many firings, up to 50."`
	JSON   bool   `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints the next firings. What saving would refuse makes it fail.
func (c schedulePreviewCmd) Run(ctx context.Context) error {
	switch {
	case c.Count < 1 || c.Count > 50:
		return usageError("--count must be from 1 to 50")
	case (c.Text == "") == (c.File == ""):
		return usageError("give a recurrence or --file")
	case c.File != "" && c.Window != "":
		return usageError("--window does not go with --file, which has one")
	}
	file := scheduleFile{When: c.Text, Zone: c.Zone}
	file.Window.Range = c.Window
	if c.File != "" {
		var err error
		if file, err = readScheduleFile(c.File); err != nil {
			return fmt.Errorf("%s: %w", c.File, err)
		}
	}
	server, err := c.client()
	if err != nil {
		return err
	}
	rule := file.Rule
	if file.When != "" {
		zone := file.Zone
		if zone == "" {
			zone = "UTC"
		}
		parsed, err := server.ParseRecurrence(ctx, file.When, zone)
		if err != nil {
			return err
		}
		rule = parsed.Rule
	}
	window, settle := &file.Window, file.Settle
	if *window == (httpapi.ScheduleWindow{}) {
		window, settle = nil, "run"
	}
	shown, err := server.PreviewSchedule(ctx, rule, window, settle, c.Count)
	if err != nil {
		return err
	}
	if c.JSON {
		err = printJSON(os.Stdout, shown)
	} else {
		err = printPreview(os.Stdout, shown, window != nil)
	}
	if err == nil && len(shown.Problems) > 0 {
		return refusedAs(shown.Problems)
	}
	return err
}

// refusedAs says what saving would refuse.
func refusedAs(problems []httpapi.PreviewProblem) error {
	parts := []string{"It could not be saved like this."}
	for _, p := range problems {
		parts = append(parts, p.Pointer+": "+p.Message+".")
	}
	return &exitError{code: exitFailed, message: strings.Join(parts, " ")}
}

func printPreview(w io.Writer, shown httpapi.SchedulePreview, windows bool) error {
	if shown.Sentence != "" {
		fmt.Fprintln(w, shown.Sentence)
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, f := range shown.Firings {
		fires := f.At.UTC().Format(time.DateTime) + " UTC"
		if !f.Fires {
			fires = "does not run"
		}
		fmt.Fprintf(table, "%s %s\t%s", localText(f.Local), shown.Rule.Zone, fires)
		switch {
		case !windows:
		case f.Problem != nil:
			fmt.Fprintf(table, "\tskipped: %s", f.Problem.Message)
		case f.Window != nil:
			fmt.Fprintf(table, "\treads %s to %s %s, settled %s UTC",
				localText(f.Window.LocalStart), localText(f.Window.LocalEnd), f.Window.Zone, f.Window.SettlesAt.UTC().Format(time.DateTime))
		default:
			fmt.Fprint(table, "\t")
		}
		fmt.Fprintf(table, "\t%s\n", f.Note)
	}
	return table.Flush()
}
