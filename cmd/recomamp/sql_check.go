package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

type sqlCheckCmd struct {
	JSON     bool     `help:"Print one line of JSON per file."`
	Audience bool     `help:"Check as audience queries. Without it a query that reads an audience table is taken for one."`
	Strict   bool     `help:"Take what sources dispute, or nobody has seen working, for refused."`
	Datasets []string `name:"dataset" placeholder:"FILE" help:"JSON with uploaded data sets that the queries may read; may be repeated."`
	Params   []string `name:"param" placeholder:"NAME" help:"A declared parameter; may be repeated. With none, every CUSTOM_PARAMETER is accepted."`
	Files    []string `arg:"" name:"file" help:"Files with one query each; - is standard input."`
}

// checkedFile is the line of one file. Its shape is an interface: fields may
// be added, none may change.
type checkedFile struct {
	File        string              `json:"file"`
	OK          bool                `json:"ok"`
	Diagnostics []amcsql.Diagnostic `json:"diagnostics"`
}

// Run checks the files in the order given. One that cannot be read does not
// keep the others from being checked.
func (c sqlCheckCmd) Run() error {
	tables, err := readCatalog(c.Datasets)
	if err != nil {
		return err
	}
	var unreadable []error
	failed := false
	for _, file := range c.Files {
		text, err := readQuery(file)
		if err != nil {
			unreadable = append(unreadable, err)
			continue
		}
		checked := c.check(file, text, tables)
		failed = failed || !checked.OK
		if err := c.print(os.Stdout, checked); err != nil {
			return fmt.Errorf("print diagnostics of %s: %w", file, err)
		}
	}
	switch {
	case len(unreadable) > 0:
		return usageError("%v", errors.Join(unreadable...))
	case failed:
		return &exitError{code: exitFailed}
	}
	return nil
}

func (c sqlCheckCmd) check(file, text string, tables *catalog.Catalog) checkedFile {
	options := analysis.Options{Catalog: tables, Strict: c.Strict, NotePlaceholders: true}
	if c.Audience {
		options.Mode = analysis.ModeAudience
	}
	for _, name := range c.Params {
		options.Parameters = append(options.Parameters, analysis.Parameter{Name: name})
	}
	diagnostics := analysis.Check(text, options).Diagnostics
	if diagnostics == nil {
		diagnostics = []amcsql.Diagnostic{} // [] in JSON, never null
	}
	return checkedFile{File: file, OK: !amcsql.HasErrors(diagnostics), Diagnostics: diagnostics}
}

func (c sqlCheckCmd) print(w io.Writer, checked checkedFile) error {
	if c.JSON {
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		return encoder.Encode(checked)
	}
	for _, d := range checked.Diagnostics {
		start := d.Span.Start
		if _, err := fmt.Fprintf(w, "%s:%d:%d: %s: %s [%s]\n", checked.File, start.Line, start.Column, d.Severity, d.Message, d.Code); err != nil {
			return err
		}
	}
	return nil
}
