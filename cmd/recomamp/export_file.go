package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/term"

	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/framed"
	"github.com/recomamp/recomamp/internal/httpapi"
	"github.com/recomamp/recomamp/internal/result"
)

// exportFlags say how and where rows are written.
type exportFlags struct {
	Format   string `enum:",csv,xlsx,parquet,json,ndjson,arrow" default:"" help:"csv, xlsx, parquet, json, ndjson or arrow. Else the end of the output's name tells; csv when it does not."`
	AsStored bool   `help:"CSV: leave texts that a spreadsheet would run as formulas exactly as stored. Else they get an apostrophe in front."`
	Output   string `short:"o" placeholder:"FILE" help:"Write the rows to a file instead of standard output. It appears whole or not at all."`
}

// toStdout reports that no file was named.
func (e exportFlags) toStdout() bool { return e.Output == "" || e.Output == "-" }

func (e exportFlags) format() result.Format {
	if e.Format != "" {
		return result.Format(e.Format)
	}
	end := strings.ToLower(strings.TrimPrefix(filepath.Ext(e.Output), "."))
	for _, format := range result.Formats {
		if end == format.Extension() || end == string(format) {
			return format
		}
	}
	return result.CSV
}

// check refuses choices that make no sense, before anything is run.
func (e exportFlags) check() error {
	binary := slices.Contains([]result.Format{result.XLSX, result.Parquet, result.Arrow}, e.format())
	if binary && e.toStdout() && term.IsTerminal(int(os.Stdout.Fd())) {
		return usageError("%s is not for a terminal: name a file with --output", e.format())
	}
	if e.AsStored && e.format() != result.CSV {
		return usageError("--as-stored is for CSV: nothing is run as a formula in %s", e.format())
	}
	return nil
}

// write puts the rows, or those of a view as JSON, where they were asked for. A file appears whole or not at
// all: its length and checksum are those that the server told.
func (e exportFlags) write(ctx context.Context, f *follower, of httpapi.Execution, view string) (end framed.End, err error) {
	f.progress.say("fetching rows")
	choice := apiclient.ExportChoice{Format: string(e.format()), AsStored: e.AsStored, View: view}
	if e.toStdout() {
		end, err = f.export(ctx, of, choice, os.Stdout)
	} else {
		err = writeWhole(e.Output, func(w io.Writer) (err error) {
			end, err = f.export(ctx, of, choice, w)
			return err
		})
	}
	if err != nil {
		return end, fmt.Errorf("fetch rows of execution %s: %w", of.ID, err)
	}
	return end, nil
}

// writeWhole writes a file beside its place and moves it there once it is complete.
func writeWhole(name string, write func(io.Writer) error) error {
	file, err := os.Create(name + ".part")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	if err := errors.Join(write(file), file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), name)
}
