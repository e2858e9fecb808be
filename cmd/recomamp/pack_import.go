package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
)

type packImportCmd struct {
	Mode        string `enum:"add,replace,remove" default:"add" help:"add to the values, replace them, or remove those named."`
	Format      string `enum:"auto,csv,list" default:"auto" help:"auto finds out; csv or list says so."`
	Column      string `placeholder:"NAME" help:"Column of CSV: its name, or its number from 1."`
	SkipRefused bool   `help:"Go on without the lines that hold no value; else one of them refuses all."`
	DryRun      bool   `help:"Say what would change, and change nothing."`
	JSON        bool   `name:"json" help:"Print JSON."`
	ID          string `arg:"" help:"Id of the pack."`
	File        string `arg:"" help:"File with the values; - is standard input."`

	serverFlags
}

// Run changes the pack as it stands. Lines that hold no value go to standard error.
func (c packImportCmd) Run(ctx context.Context) error {
	content, err := readQuery(c.File)
	if err != nil {
		return usageError("%v", err)
	}
	server, err := c.client()
	if err != nil {
		return err
	}
	text := httpapi.PackText{Text: content, Format: c.Format, Mode: c.Mode}
	if c.Column != "" {
		if text.Column, err = c.column(ctx, server, text); err != nil {
			return err
		}
		text.Format = "csv"
	}
	change, err := server.PreviewPack(ctx, actor.PackID(c.ID), text)
	if err != nil {
		return err
	}
	for _, r := range change.Refusals {
		fmt.Fprintf(os.Stderr, "line %d: %s %s\n", r.Line, r.Text, r.Why)
	}
	if hidden := change.Refused - len(change.Refusals); hidden > 0 {
		fmt.Fprintf(os.Stderr, "and %d more\n", hidden)
	}
	if !c.DryRun {
		if change.Refused > 0 && !c.SkipRefused {
			return fmt.Errorf("%d pieces hold no value of this pack, so nothing was changed; correct them, or go on without them by --skip-refused", change.Refused)
		}
		if change, err = server.FillPack(ctx, change.Pack.ID, change.Pack.Version, text, c.SkipRefused); err != nil {
			return err
		}
	}
	if c.JSON {
		return printJSON(os.Stdout, change)
	}
	would := ""
	if c.DryRun {
		would = "would be "
	}
	_, err = fmt.Printf("%s%d added, %d removed, %d unchanged, %d repeated, %d refused; %d values\n",
		would, change.Added, change.Removed, change.Unchanged, change.Duplicates, change.Refused, change.Size)
	return err
}

// column finds the column that was named.
func (c packImportCmd) column(ctx context.Context, server *apiclient.Client, text httpapi.PackText) (*int, error) {
	if number, err := strconv.Atoi(c.Column); err == nil && number > 0 {
		number--
		return &number, nil
	}
	header := true
	text.Format, text.Header = "csv", &header
	change, err := server.PreviewPack(ctx, actor.PackID(c.ID), text)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(change.Columns))
	for i, column := range change.Columns {
		if names[i] = column.Name; strings.EqualFold(column.Name, c.Column) {
			return &i, nil
		}
	}
	return nil, usageError("--column %s: the file has the columns %s", c.Column, strings.Join(names, ", "))
}
