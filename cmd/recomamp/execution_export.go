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
func (c executionExportCmd) view() (string, error) { return readView(c.View) }

// readView reads a view, JSON or a file that holds it.
func readView(given string) (string, error) {
	text, err := jsonOrFile(given, "view")
	if text == "" || err != nil {
		return "", err
	}
	v, err := result.ParseView(text)
	if err != nil {
		return "", partsUsage("--view is no view", err)
	}
	if v.IsZero() {
		return "", nil
	}
	return v.String(), nil
}

// jsonOrFile is JSON that was given itself or as the name of a file that holds it.
func jsonOrFile(given, what string) (string, error) {
	text := strings.TrimSpace(given)
	if text == "" || strings.HasPrefix(text, "{") {
		return text, nil
	}
	content, err := os.ReadFile(text)
	if err != nil {
		return "", fmt.Errorf("read the %s: %w", what, err)
	}
	return strings.TrimSpace(string(content)), nil
}

// partsUsage tells where what was given is wrong.
func partsUsage(what string, err error) error {
	told := fault.Of(err)
	where := make([]string, len(told.Fields))
	for i, field := range told.Fields {
		where[i] = strings.TrimSpace(field.Pointer + " " + field.Message)
	}
	return usageError("%s: %s", what, strings.Join(where, "; "))
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
