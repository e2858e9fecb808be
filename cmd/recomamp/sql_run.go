package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/recomamp/recomamp/amcsandbox/engine"
	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/amcsql/duckdb"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/window"
)

type sqlRunCmd struct {
	From     string         `placeholder:"DATE" help:"First day of the window, a local time, or a dynamic date such as today-14d; by default all that is retained."`
	To       string         `placeholder:"DATE" help:"End of the window, not included."`
	Zone     string         `default:"UTC" help:"IANA zone of both."`
	Params   []string       `name:"param" sep:"none" placeholder:"NAME=VALUE" help:"Value of a parameter; may be repeated. NAME:TYPE=VALUE names its type, NAME:TYPE[]=A,B is a list."`
	Sample   bool           `name:"sample-parameters" help:"Give every parameter and {{placeholder}} without a value a plausible one from the data; they are told on standard error."`
	Datasets []string       `name:"dataset" sep:"none" placeholder:"FILE.json" help:"Declare uploaded data sets; may be repeated. Their rows are made up."`
	Data     syntheticFlags `embed:""`
	File     string         `arg:"" help:"File with the query; - is standard input."`
}

// Run executes the query on the sandbox's data without a server. Only rows go
// to standard output.
func (c sqlRunCmd) Run(ctx context.Context) error {
	parameters, err := parseParameters(c.Params)
	if err != nil {
		return err
	}
	text, err := readQuery(c.File)
	if err != nil {
		return usageError("%v", err)
	}
	now := time.Now()
	chosen, err := c.window(now)
	if err != nil {
		return err
	}
	tables, err := readCatalog(c.Datasets)
	if err != nil {
		return err
	}
	request := engine.Request{SQL: text, Now: now, Window: chosen, Values: map[string]any{}}
	if err := giveParameters(&request, parameters); err != nil {
		return err
	}
	runner, err := c.Data.open(ctx, tables, &request)
	if err != nil {
		return err
	}
	return errors.Join(shownWithPlaces(c.execute(ctx, runner, request), c.File), runner.Close())
}

// execute writes the rows to standard output and what else is to be known to
// standard error.
func (c sqlRunCmd) execute(ctx context.Context, runner *engine.Engine, request engine.Request) error {
	if c.Sample {
		sampled, err := sample(ctx, runner, request)
		if err != nil {
			return err
		}
		request = sampled
	}
	summary, err := runner.Execute(ctx, request, os.Stdout)
	if err == nil && summary.Audience {
		fmt.Fprintf(os.Stderr, "%d users in the audience\n", summary.Users)
	}
	return err
}

// sample gives what has no value one from the data, and tells of it on standard error.
func sample(ctx context.Context, runner *engine.Engine, request engine.Request) (engine.Request, error) {
	sampled, chosen, err := runner.Sample(ctx, request)
	for _, value := range chosen {
		fmt.Fprintf(os.Stderr, "sampled %s = %s\n", value.Name, asJSON(value.Value))
	}
	return sampled, err
}

func asJSON(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(text)
}

// readCatalog gives the catalogue with the data sets that files declare.
func readCatalog(files []string) (*catalog.Catalog, error) {
	tables := catalog.Default()
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, usageError("--dataset: %v", err)
		}
		datasets, err := catalog.ParseDatasets(text)
		if err == nil {
			tables, err = tables.With(datasets...)
		}
		if err != nil {
			return nil, usageError("--dataset %s: %v", file, err)
		}
	}
	return tables, nil
}

// window resolves --from and --to; zero when neither is given.
func (c sqlRunCmd) window(now time.Time) (duckdb.Window, error) {
	if c.From == "" && c.To == "" {
		return duckdb.Window{}, nil
	}
	if c.From == "" || c.To == "" {
		return duckdb.Window{}, usageError("--from and --to go together")
	}
	resolved, err := window.Resolve(window.Spec{From: c.From, To: c.To, Zone: c.Zone}, now)
	if err != nil {
		return duckdb.Window{}, windowError(err)
	}
	return duckdb.Window{Start: resolved.Start, End: resolved.End}, nil
}

// windowError tells what is wrong with a window in the words of the flags.
func windowError(err error) error {
	told := fault.Of(err)
	parts := []string{told.Message}
	for _, field := range told.Fields {
		parts = append(parts, "--"+strings.TrimPrefix(field.Pointer, "/window/")+" "+field.Message+".")
	}
	return usageError("%s", strings.TrimSpace(strings.Join(append(parts, told.Next), " ")))
}

// giveParameters declares the parameters given, as parameters and as
// placeholders: the text uses each as what it is.
func giveParameters(request *engine.Request, given []givenParameter) error {
	request.Placeholders = placeholderValues(given)
	for _, p := range given {
		if p.Type == typeRows {
			continue // AMC has no such parameters.
		}
		typ, err := p.dataType()
		if err != nil {
			return usageError("--param %s: %v", p.Name, err)
		}
		request.Parameters = append(request.Parameters, engine.Parameter{Name: p.Name, Type: typ})
		request.Values[p.Name] = p.Value
	}
	return nil
}

// shownWithPlaces writes every diagnostic of a refused query to standard error.
func shownWithPlaces(err error, file string) error {
	refused, is := errors.AsType[*engine.QueryError](err)
	if !is || len(refused.Diagnostics) == 0 {
		return err
	}
	return printDiagnostics(file, refused.Diagnostics)
}

// printDiagnostics writes FILE:LINE:COLUMN: message lines to standard error
// and gives the error that ends the command, if any of them is one. What merely
// could be better is for sql check to tell.
func printDiagnostics(file string, diagnostics []amcsql.Diagnostic) error {
	for _, d := range diagnostics {
		if d.Severity != amcsql.SeverityError && d.Severity != amcsql.SeverityWarning {
			continue
		}
		fmt.Fprintf(os.Stderr, "%s:%d:%d: %s: %s", file, d.Span.Start.Line, d.Span.Start.Column, d.Severity, d.Message)
		if d.Hint != "" {
			fmt.Fprintf(os.Stderr, " (%s)", d.Hint)
		}
		fmt.Fprintln(os.Stderr)
	}
	if amcsql.HasErrors(diagnostics) {
		return &exitError{code: exitFailed}
	}
	return nil
}
