package main

import (
	"context"
	"os"

	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/lsp"
)

type sqlLspCmd struct {
	Strict   bool     `help:"Take what sources dispute, or nobody has seen working, for refused."`
	Datasets []string `name:"dataset" placeholder:"FILE" help:"JSON with uploaded data sets that the queries may read; may be repeated."`
	Stdio    bool     `hidden:"" help:"What some editors add; there is no other way."`
}

// Run answers an editor until it says exit.
func (c sqlLspCmd) Run(ctx context.Context) error {
	tables, err := readCatalog(c.Datasets)
	if err != nil {
		return err
	}
	return lsp.Serve(ctx, os.Stdin, os.Stdout, lsp.Config{
		Options: analysis.Options{Catalog: tables, Strict: c.Strict, NotePlaceholders: true},
		Version: version,
	})
}
