package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
)

type runCmd struct {
	Instance string   `required:"" placeholder:"ID" help:"Instance to run on: its id here or at Amazon."`
	From     string   `required:"" placeholder:"DATE" help:"First day of the window, a local time such as 2026-01-31T06:00:00, or a dynamic date such as today-14d."`
	To       string   `required:"" placeholder:"DATE" help:"End of the window, not included."`
	Zone     string   `required:"" help:"IANA zone of both, such as Europe/Berlin."`
	Params   []string `name:"param" sep:"none" placeholder:"NAME=VALUE" help:"Value of a parameter or {{placeholder}}; may be repeated. NAME:TYPE=VALUE names its type, NAME:TYPE[]=A,B is a list; NAME=@pack:ID fills it with a pack."`
	Keep     bool     `name:"keep-suppressed" help:"Have AMC keep rows of too few users, without the values that would show them, so that 'execution explain' can tell what share they hold."`
	File     string   `arg:"" help:"File with the query; - is standard input."`

	exportFlags
	serverFlags
}

// submitPatience is how long a submission is repeated while the server comes and goes.
const submitPatience = time.Minute

// Run submits the query, follows the execution and writes its rows. Only rows
// go to standard output.
func (c runCmd) Run(ctx context.Context) error {
	parameters, err := parseParameters(c.Params)
	if err != nil {
		return err
	}
	if err := c.check(); err != nil {
		return err
	}
	server, err := c.client()
	if err != nil {
		return err
	}
	if parameters, err = unpack(ctx, server, parameters); err != nil {
		return err
	}
	sql, err := readQuery(c.File)
	if err != nil {
		return usageError("%v", err)
	}
	f := &follower{server: server, progress: newProgress(os.Stderr), pause: pause}
	defer f.progress.end()

	started, err := f.submit(ctx, rand.Text(), c.submission(sql, parameters))
	if err != nil {
		return err
	}
	finished, err := f.follow(ctx, started)
	if err != nil {
		return f.leave(ctx, started.ID, err)
	}
	if finished.State != stateSucceeded {
		return failureOf(finished)
	}
	end, err := c.write(ctx, f, finished, "")
	if err != nil {
		return err
	}
	for _, notice := range end.Notices {
		f.progress.done(notice)
	}
	f.progress.done(summaryOf(finished))
	return nil
}

func (c runCmd) submission(sql string, parameters []givenParameter) apiclient.Submission {
	submission := apiclient.Submission{
		InstanceID: c.Instance,
		SQL:        sql,
		Window:     httpapi.WindowChoice{From: c.From, To: c.To, Zone: c.Zone},

		KeepSuppressed: c.Keep,
	}
	gaps := placeholdersOf(sql)
	for _, p := range parameters {
		switch placeholder, declared := p.placeholder(gaps); {
		case !gaps.has(p.Name):
			submission.Parameters = append(submission.Parameters, httpapi.Parameter{Name: p.Name, Type: p.Type, Array: p.Array})
		case declared:
			submission.Placeholders = append(submission.Placeholders, placeholder)
		}
		if submission.ParameterValues == nil {
			submission.ParameterValues = map[string]any{}
		}
		submission.ParameterValues[p.Name] = p.Value
	}
	return submission
}

// failureOf tells why an execution ended without rows.
func failureOf(e httpapi.Execution) error {
	if e.Error == nil {
		return fmt.Errorf("execution %s: %s", e.ID, e.State)
	}
	parts := []string{fmt.Sprintf("execution %s %s: %s", e.ID, e.State, e.Error.Message)}
	for _, part := range []string{e.Error.Raw, e.Error.Next} {
		if part != "" && !strings.Contains(parts[0], part) {
			parts = append(parts, part)
		}
	}
	return errors.New(strings.Join(parts, "\n"))
}

func summaryOf(e httpapi.Execution) string {
	text := "done"
	if e.RowCount != nil {
		text = rowsText(*e.RowCount)
	}
	if e.FinishedAt != nil {
		text += " in " + e.FinishedAt.Sub(e.CreatedAt).Round(100*time.Millisecond).String()
	}
	return text + " (execution " + string(e.ID) + ")"
}
