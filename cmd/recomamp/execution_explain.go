package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/httpapi"
)

type executionExplainCmd struct {
	ID   actor.ExecutionID `arg:"" help:"The execution."`
	JSON bool              `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints the explanation.
func (c executionExplainCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	told, err := server.Explanation(ctx, c.ID)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, told)
	}
	return printExplanation(os.Stdout, told)
}

func printExplanation(w io.Writer, e httpapi.Explanation) error {
	for _, cause := range e.Empty {
		certain := "perhaps"
		if cause.Known {
			certain = "known"
		}
		fmt.Fprintf(w, "no rows, %s: %s %s\n", certain, cause.Text, cause.Next)
	}
	for _, sentence := range e.Summary {
		fmt.Fprintln(w, sentence)
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	if len(e.Suppression.Metrics) > 0 {
		fmt.Fprintln(table, "\nMETRIC\tSUM\tSUPPRESSED\tSHARE")
		for _, m := range e.Suppression.Metrics {
			fmt.Fprintf(table, "%s\t%s\t%s\t%.1f %%\n", m.Column, m.Sum, m.Suppressed, m.Share*100)
		}
	}
	fmt.Fprintln(table, "\nCOLUMN\tTYPE\tUNIT\tCLASS\tUSERS NEEDED")
	for _, c := range e.Columns {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%d\n", c.Name, c.Type, orDash(c.Unit), orDash(c.Class), c.Users)
	}
	return table.Flush()
}
