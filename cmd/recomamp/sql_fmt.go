package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/recomamp/recomamp/amcsql"
)

type sqlFmtCmd struct {
	Write bool     `short:"w" xor:"mode" help:"Rewrite the files instead of printing them."`
	Check bool     `xor:"mode" help:"Only name the files that are not formatted; exit 1 if there are any."`
	Files []string `arg:"" optional:"" name:"file" help:"Files with one query each; standard input without any."`
}

// Run formats the files in the order given. A text that does not parse is
// left as it is and reported, and the other files are still formatted.
func (c sqlFmtCmd) Run() error {
	files := c.Files
	if len(files) == 0 {
		files = []string{"-"}
	}
	var unreadable, failed []error
	unformatted := false
	for _, file := range files {
		text, err := readQuery(file)
		if err != nil {
			unreadable = append(unreadable, err)
			continue
		}
		formatted, err := amcsql.Format(text)
		if syntax, ok := errors.AsType[*amcsql.SyntaxError](err); ok {
			first := syntax.Diagnostics[0]
			failed = append(failed, fmt.Errorf("%s:%d:%d: %s", file, first.Span.Start.Line, first.Span.Start.Column, first.Message))
			continue
		}
		unformatted = unformatted || formatted != text
		if err := c.put(file, text, formatted); err != nil {
			failed = append(failed, err)
		}
	}
	switch {
	case len(unreadable) > 0:
		return usageError("%v", errors.Join(append(unreadable, failed...)...))
	case len(failed) > 0:
		return errors.Join(failed...)
	case c.Check && unformatted:
		return &exitError{code: exitFailed}
	}
	return nil
}

// put does with a formatted text what was asked for.
func (c sqlFmtCmd) put(file, before, after string) error {
	switch {
	case c.Check:
		if before != after {
			fmt.Fprintln(os.Stdout, file)
		}
		return nil
	case c.Write && file != "-":
		if before == after {
			return nil
		}
		return replaceFile(file, after)
	}
	if _, err := os.Stdout.WriteString(after); err != nil {
		return fmt.Errorf("print %s: %w", file, err)
	}
	return nil
}

// replaceFile puts text into a file in one step, so that a crash leaves the
// old text or the new one. Its permissions stay.
func replaceFile(file, text string) error {
	info, err := os.Stat(file)
	if err != nil {
		return fmt.Errorf("rewrite %s: %w", file, err)
	}
	temporary, err := os.CreateTemp(filepath.Dir(file), ".recomamp-*")
	if err != nil {
		return fmt.Errorf("rewrite %s: %w", file, err)
	}
	defer os.Remove(temporary.Name())
	_, err = temporary.WriteString(text)
	err = errors.Join(err, temporary.Chmod(info.Mode().Perm()), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), file)
	}
	if err != nil {
		return fmt.Errorf("rewrite %s: %w", file, err)
	}
	return nil
}
