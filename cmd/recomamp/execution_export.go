package main

import (
	"context"
	"fmt"
	"os"

	"github.com/recomamp/recomamp/internal/actor"
)

type executionExportCmd struct {
	ID   actor.ExecutionID `arg:"" help:"The execution."`
	JSON bool              `name:"json" help:"Print what was written as JSON; needs --output."`

	exportFlags
	serverFlags
}

// exportSummary is what --json prints.
type exportSummary struct {
	ExecutionID actor.ExecutionID `json:"executionId"`
	Format      string            `json:"format"`
	File        string            `json:"file"`
	Rows        int64             `json:"rows"`
	Bytes       int64             `json:"bytes"`
	Checksum    string            `json:"checksum"` // SHA-256 in hex
	Notices     []string          `json:"notices"`
}

// Run writes the rows of an execution that succeeded.
func (c executionExportCmd) Run(ctx context.Context) error {
	if c.JSON && c.toStdout() {
		return usageError("--json prints to standard output: name a file for the rows with --output")
	}
	if err := c.check(); err != nil {
		return err
	}
	server, err := c.client()
	if err != nil {
		return err
	}
	f := &follower{server: server, progress: newProgress(os.Stderr), pause: pause}
	defer f.progress.end()
	found, err := server.Execution(ctx, c.ID)
	if err != nil {
		return err
	}
	end, err := c.write(ctx, f, found)
	if err != nil {
		return err
	}
	if c.JSON {
		f.progress.end()
		return printJSON(os.Stdout, exportSummary{
			ExecutionID: c.ID, Format: string(c.format()), File: c.Output, Rows: end.Rows, Bytes: end.Bytes, Checksum: end.Checksum, Notices: orNone(end.Notices),
		})
	}
	for _, notice := range end.Notices {
		f.progress.done(notice)
	}
	f.progress.done(fmt.Sprintf("%s, %d bytes, SHA-256 %s", rowsText(end.Rows), end.Bytes, end.Checksum))
	return nil
}

// orNone makes an empty list one that prints as such.
func orNone(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func rowsText(n int64) string {
	if n == 1 {
		return "1 row"
	}
	return fmt.Sprintf("%d rows", n)
}
