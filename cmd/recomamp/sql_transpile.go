package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/recomamp/recomamp/amcsandbox/engine"
	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/amcsql/duckdb"
	"github.com/recomamp/recomamp/internal/window"
)

type sqlTranspileCmd struct {
	From         string         `placeholder:"DATE" help:"First day of the window; without a window tables are read whole."`
	To           string         `placeholder:"DATE" help:"End of the window, not included."`
	Zone         string         `default:"UTC" help:"IANA zone of both."`
	Params       []string       `name:"param" sep:"none" placeholder:"NAME=VALUE" help:"Value of a parameter, as for sql run; may be repeated."`
	Sample       bool           `name:"sample-parameters" help:"Give every parameter and {{placeholder}} without a value a plausible one from the sandbox's data; they are told on standard error."`
	Datasets     []string       `name:"dataset" sep:"none" placeholder:"FILE.json" help:"Declare uploaded data sets; may be repeated."`
	NoThresholds bool           `help:"Leave the privacy thresholds out."`
	Data         syntheticFlags `embed:""`
	File         string         `arg:"" help:"File with the query; - is standard input."`
}

// Run prints the statement that means the same to DuckDB, on tables named as
// the data sources.
func (c sqlTranspileCmd) Run(ctx context.Context) error {
	given, err := parseParameters(c.Params)
	if err != nil {
		return err
	}
	text, err := readQuery(c.File)
	if err != nil {
		return usageError("%v", err)
	}
	tables, err := readCatalog(c.Datasets)
	if err != nil {
		return err
	}
	now := time.Now()
	options := duckdb.Options{Catalog: tables, Privacy: duckdb.Privacy{Off: c.NoThresholds}, Parameters: map[string]duckdb.Parameter{}}
	if c.From != "" || c.To != "" {
		resolved, err := window.Resolve(window.Spec{From: c.From, To: c.To, Zone: c.Zone}, now)
		if err != nil {
			return usageError("%v", err)
		}
		options.Window = duckdb.Window{Start: resolved.Start, End: resolved.End}
	}
	checked := analysis.Check(text, analysis.Options{Catalog: tables, Placeholders: true, Unaggregated: c.NoThresholds})
	if amcsql.HasErrors(checked.Diagnostics) {
		return printDiagnostics(c.File, checked.Diagnostics)
	}
	options.Audience = checked.Audience
	request := engine.Request{SQL: text, Now: now, Window: options.Window, Values: map[string]any{}, DisableAggregationControls: c.NoThresholds}
	if err := giveParameters(&request, given); err != nil {
		return err
	}
	if c.Sample {
		if request, err = c.sampled(ctx, tables, request); err != nil {
			return shownWithPlaces(err, c.File)
		}
	}
	for _, p := range request.Parameters {
		options.Parameters[p.Name] = duckdb.Parameter{Type: p.Type, Value: request.Values[p.Name]}
	}
	query, diagnostics := amcsql.Parse(text)
	diagnostics = append(diagnostics, amcsql.Fill(query, request.Placeholders)...)
	var statement *duckdb.Statement
	if !amcsql.HasErrors(diagnostics) {
		var more []amcsql.Diagnostic
		statement, more = duckdb.Translate(query, options)
		diagnostics = append(diagnostics, more...)
	}
	if err := printDiagnostics(c.File, diagnostics); err != nil {
		return err
	}
	if _, err := fmt.Fprintln(os.Stdout, statement.SQL); err != nil {
		return fmt.Errorf("print statement: %w", err)
	}
	return nil
}

// sampled completes the values of a request from the data of the sandbox.
func (c sqlTranspileCmd) sampled(ctx context.Context, tables *catalog.Catalog, request engine.Request) (engine.Request, error) {
	runner, err := c.Data.open(ctx, tables, &request)
	if err != nil {
		return request, err
	}
	completed, err := sample(ctx, runner, request)
	return completed, errors.Join(err, runner.Close())
}
