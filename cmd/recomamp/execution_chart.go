package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/httpapi"
	"github.com/recomamp/recomamp/internal/result"
)

type executionChartCmd struct {
	ID   actor.ExecutionID `arg:"" help:"The execution."`
	Spec string            `placeholder:"FILE|JSON" help:"What to draw: JSON, or a file that holds it. docs/results.md says what a chart is. The chart that suits the columns best when absent."`
	View string            `placeholder:"FILE|JSON" help:"Draw a view instead of every row: JSON, or a file that holds it."`
	JSON bool              `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints the points of a chart, and how they were made.
func (c executionChartCmd) Run(ctx context.Context) error {
	view, err := readView(c.View)
	if err != nil {
		return err
	}
	spec, err := jsonOrFile(c.Spec, "chart")
	if err != nil {
		return err
	}
	if _, err := result.ParseChart(spec); err != nil {
		return partsUsage("--spec is no chart", err)
	}
	server, err := c.client()
	if err != nil {
		return err
	}
	data, err := server.Chart(ctx, c.ID, view, spec)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, data)
	}
	for _, note := range data.Notes {
		fmt.Fprintln(os.Stderr, note)
	}
	return printChart(os.Stdout, data)
}

// printChart writes the points as a table: a line for each place along x, each
// point of a scatter, or each flow.
func printChart(w io.Writer, data httpapi.ResultChartData) error {
	fmt.Fprintln(w, data.Title)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := func(cells ...string) { fmt.Fprintln(table, strings.Join(cells, "\t")) }
	switch data.Chart.Kind {
	case result.ChartSankey:
		line("FROM", "TO", "VALUE")
		for _, f := range data.Flows {
			line(f.From, f.To, f.Value)
		}
	case result.ChartScatter:
		line("SERIES", "X", "Y")
		for _, s := range data.Series {
			for _, p := range s.Points {
				line(s.Name, p[0], p[1])
			}
		}
	default:
		head := []string{""}
		for _, s := range data.Series {
			head = append(head, s.Name)
		}
		line(head...)
		for i, g := range data.Groups {
			cells := []string{groupText(g)}
			for _, s := range data.Series {
				cells = append(cells, valueText(s.Values[i]))
			}
			line(cells...)
		}
	}
	return table.Flush()
}

func groupText(g httpapi.ResultChartGroup) string {
	switch {
	case g.Rest:
		return "Other"
	case g.To != nil:
		return valueText(g.Text) + " to " + *g.To
	default:
		return valueText(g.Text)
	}
}

func valueText(v *string) string {
	if v == nil {
		return "-"
	}
	return *v
}
