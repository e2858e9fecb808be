package main

import (
	"fmt"
	"io"
	"os"
)

// sqlCmd holds the language tools; they work on files and need no server.
type sqlCmd struct {
	Check     sqlCheckCmd     `cmd:"" help:"Say what is wrong with queries before they are sent."`
	Fmt       sqlFmtCmd       `cmd:"" help:"Lay queries out; comments stay."`
	Lsp       sqlLspCmd       `cmd:"" help:"Serve an editor by the Language Server Protocol on standard input and output."`
	Run       sqlRunCmd       `cmd:"" help:"Run a query on synthetic data, without a server."`
	Transpile sqlTranspileCmd `cmd:"" help:"Print a query as DuckDB would have it."`
}

// readQuery returns the text of a file; "-" is standard input.
func readQuery(file string) (string, error) {
	if file == "-" {
		text, err := io.ReadAll(os.Stdin)
		if err != nil {
			return "", fmt.Errorf("read standard input: %w", err)
		}
		return string(text), nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("read query: %w", err)
	}
	return string(text), nil
}
