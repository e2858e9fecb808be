package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/httpapi"
)

type scheduleAnalyticsCmd struct {
	ID     actor.ScheduleID `arg:"" optional:"" help:"Only this schedule; all when left out."`
	Client actor.ClientID   `placeholder:"ID" help:"Only schedules of a client or on one of its instances."`
	Days   int              `default:"30" help:"How many days back."`
	JSON   bool             `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints what occurrences of the last days amount to.
func (c scheduleAnalyticsCmd) Run(ctx context.Context) error {
	if c.Days < 1 || c.Days > 3660 {
		return usageError("--days must be from 1 to 3660")
	}
	if c.ID != "" && c.Client != "" {
		return usageError("--client does not go with a schedule")
	}
	server, err := c.client()
	if err != nil {
		return err
	}
	found, err := server.ScheduleAnalytics(ctx, c.ID, c.Client, time.Now().AddDate(0, 0, -c.Days))
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, found)
	}
	return printAnalytics(os.Stdout, found)
}

func printAnalytics(w io.Writer, a httpapi.ScheduleAnalytics) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "from (UTC)\t%s\nto (UTC)\t%s\nsucceeded\t%s (%d of %d)\nskipped\t%d instants\n",
		a.From.UTC().Format(time.DateTime), a.To.UTC().Format(time.DateTime), rateText(a.SuccessRate),
		a.Counts.Succeeded, a.Counts.Succeeded+a.Counts.Failed+a.Counts.PartlyFailed, a.Counts.Skipped)
	fmt.Fprintf(table, "began late\t%s\ntook\t%s\n", spreadText(a.Lateness), spreadText(a.Duration))
	for _, f := range a.Failures {
		fmt.Fprintf(table, "failed of %s\t%d\n", f.Class, f.Count)
	}
	if err := table.Flush(); err != nil || len(a.Schedules) == 0 {
		return err
	}
	fmt.Fprintln(w)
	fmt.Fprintln(table, "ID\tNAME\tSUCCEEDED\tFAILED\tSKIPPED\tIN A ROW\tLATE p50/p95\tTOOK p50/p95\tLATELY")
	for _, s := range a.Schedules {
		fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%d\t%d\t%s\t%s\t%s\n", s.ScheduleID, s.Name, rateText(s.SuccessRate), s.Failed, s.Skipped, s.Streak,
			spreadText(s.Lateness), spreadText(s.Duration), trendText(s.Trend))
	}
	if a.Left > 0 {
		fmt.Fprintf(table, "and %d more\n", a.Left)
	}
	return table.Flush()
}

func rateText(rate *float64) string {
	if rate == nil {
		return "-"
	}
	return fmt.Sprintf("%.1f %%", 100**rate)
}

func spreadText(s httpapi.Spread) string {
	if s.Count == 0 {
		return "-"
	}
	text := func(ms int64) string { return (time.Duration(ms) * time.Millisecond).String() }
	return text(s.MedianMs) + " / " + text(s.P95Ms)
}

func trendText(trend *float64) string {
	if trend == nil {
		return "-"
	}
	return fmt.Sprintf("%+.0f %%", 100**trend)
}

type scheduleVersionsCmd struct {
	ID   actor.ScheduleID `arg:"" help:"The schedule."`
	JSON bool             `name:"json" help:"Print JSON, with what each version says."`

	serverFlags
}

// Run prints the versions, the newest first.
func (c scheduleVersionsCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	found, err := server.ScheduleVersions(ctx, c.ID)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, found)
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "VERSION\tSAVED (UTC)\tBY\tNAME")
	for _, v := range found.Items {
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\n", v.Version, v.SavedAt.UTC().Format(time.DateTime), v.SavedBy.Name, v.Content.Name)
	}
	return table.Flush()
}
