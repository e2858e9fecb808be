package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	var run task
	flag.StringVar(&run.root, "root", "../..", "the repository")
	flag.StringVar(&run.version, "version", "", "the version of the program, for the bill of materials")
	flag.BoolVar(&run.write, "write", false, "write NOTICE instead of comparing it")
	flag.Parse()
	if err := run.do(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "licence:", err)
		os.Exit(1)
	}
}

// task is what one call does.
type task struct {
	root    string
	version string
	write   bool
}

const (
	ours       = "github.com/recomamp/recomamp"
	sbomFile   = "bin/recomamp.cdx.json"
	noticeFail = "NOTICE is out of date; run: make generate"
)

func (t task) do(ctx context.Context, out io.Writer) error {
	policy, err := parsePolicy(committed)
	if err != nil {
		return err
	}
	parts, err := collect(ctx, t.root)
	if err != nil {
		return err
	}
	if problems := policy.check(parts); len(problems) > 0 {
		return fmt.Errorf("%d problems\n  %s", len(problems), strings.Join(problems, "\n  "))
	}

	var bom bytes.Buffer
	if err := writeSBOM(&bom, t.version, parts); err != nil {
		return fmt.Errorf("write the bill of materials: %w", err)
	}
	if err := os.MkdirAll(filepath.Join(t.root, filepath.Dir(sbomFile)), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(t.root, sbomFile), bom.Bytes(), 0o644); err != nil {
		return err
	}

	made, at := notice(parts, policy.Carried), filepath.Join(t.root, "NOTICE")
	if t.write {
		return os.WriteFile(at, []byte(made), 0o644)
	}
	if have, err := os.ReadFile(at); err != nil || string(have) != made {
		return errors.Join(err, errors.New(noticeFail))
	}
	shipped := 0
	for _, part := range parts {
		if part.Scope == Shipped {
			shipped++
		}
	}
	fmt.Fprintf(out, "licence: %d parts, of which %d are shipped, are under licences that are allowed; %s lists them\n", len(parts), shipped, sbomFile)
	return nil
}

// collect finds every part of the repository at root.
func collect(ctx context.Context, root string) ([]Part, error) {
	var parts []Part
	for _, module := range []goModule{
		{Folder: ".", Program: "./cmd/recomamp"},
		{Folder: "bench/pgquery"},
		{Folder: "build/licence"},
	} {
		found, err := goParts(ctx, root, module, ours)
		if err != nil {
			return nil, err
		}
		parts = append(parts, found...)
	}
	for _, packages := range []struct {
		folder  string
		shipped bool
	}{{"web", true}, {"e2e", false}, {"bench/web", false}} {
		found, err := npmParts(root, packages.folder, packages.shipped)
		if err != nil {
			return nil, err
		}
		parts = append(parts, found...)
	}
	return merge(parts), nil
}
