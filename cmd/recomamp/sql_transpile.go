package main

import (
	"fmt"
	"os"
	"time"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/duckdb"
	"github.com/recomamp/recomamp/internal/window"
)

type sqlTranspileCmd struct {
	From         string   `placeholder:"DATE" help:"First day of the window; without a window tables are read whole."`
	To           string   `placeholder:"DATE" help:"End of the window, not included."`
	Zone         string   `default:"UTC" help:"IANA zone of both."`
	Params       []string `name:"param" sep:"none" placeholder:"NAME=VALUE" help:"Value of a parameter, as for sql run; may be repeated."`
	Datasets     []string `name:"dataset" sep:"none" placeholder:"FILE.json" help:"Declare uploaded data sets; may be repeated."`
	NoThresholds bool     `help:"Leave the privacy thresholds out."`
	File         string   `arg:"" help:"File with the query; - is standard input."`
}

// Run prints the statement that means the same to DuckDB, on tables named as
// the data sources.
func (c sqlTranspileCmd) Run() error {
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
	options := duckdb.Options{Catalog: tables, Privacy: duckdb.Privacy{Off: c.NoThresholds}, Parameters: map[string]duckdb.Parameter{}}
	if c.From != "" || c.To != "" {
		resolved, err := window.Resolve(window.Spec{From: c.From, To: c.To, Zone: c.Zone}, time.Now())
		if err != nil {
			return usageError("%v", err)
		}
		options.Window = duckdb.Window{Start: resolved.Start, End: resolved.End}
	}
	for _, p := range given {
		if p.Type == typeRows {
			continue
		}
		typ, err := p.dataType()
		if err != nil {
			return usageError("--param %s: %v", p.Name, err)
		}
		options.Parameters[p.Name] = duckdb.Parameter{Type: typ, Value: p.Value}
	}
	checked := analysis.Check(text, analysis.Options{Catalog: tables, Placeholders: true, Unaggregated: c.NoThresholds})
	if amcsql.HasErrors(checked.Diagnostics) {
		return printDiagnostics(c.File, checked.Diagnostics)
	}
	options.Audience = checked.Audience
	query, diagnostics := amcsql.Parse(text)
	diagnostics = append(diagnostics, amcsql.Fill(query, placeholderValues(given))...)
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
