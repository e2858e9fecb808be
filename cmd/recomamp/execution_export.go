package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/result"
)

type executionExportCmd struct {
	ID   actor.ExecutionID `arg:"" help:"The execution."`
	View string            `placeholder:"FILE|JSON" help:"Write the rows of a view instead of every row: JSON, or a file that holds it. docs/results.md says what a view is."`
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
	view, err := c.view()
	if err != nil {
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
	end, err := c.write(ctx, f, found, view)
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

// view is the view asked for as JSON, empty for every row. What is no view is
// refused here; whether it fits the result, by the server.
func (c executionExportCmd) view() (string, error) {
	text := strings.TrimSpace(c.View)
	if text == "" {
		return "", nil
	}
	if !strings.HasPrefix(text, "{") {
		content, err := os.ReadFile(text)
		if err != nil {
			return "", fmt.Errorf("read the view: %w", err)
		}
		text = strings.TrimSpace(string(content))
	}
	v, err := result.ParseView(text)
	if err != nil {
		return "", viewUsage(err)
	}
	if v.IsZero() {
		return "", nil
	}
	return v.String(), nil
}

// viewUsage tells where a view is wrong.
func viewUsage(err error) error {
	told := fault.Of(err)
	where := make([]string, len(told.Fields))
	for i, field := range told.Fields {
		where[i] = strings.TrimSpace(field.Pointer + " " + field.Message)
	}
	return usageError("--view is no view: %s", strings.Join(where, "; "))
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
