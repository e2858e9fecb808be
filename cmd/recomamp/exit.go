package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/recomamp/recomamp/internal/fault"
)

const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// exitError carries an exit code other than exitFailed, or an error already
// told to the person (message empty).
type exitError struct {
	code    int
	message string
}

func (e *exitError) Error() string { return e.message }

// usageError says the command was called wrongly; it exits with 2.
func usageError(format string, args ...any) error {
	return &exitError{code: exitUsage, message: fmt.Sprintf(format, args...)}
}

// report writes err to stderr and returns the exit code it asks for.
func report(err error) int {
	if exit, ok := errors.AsType[*exitError](err); ok {
		if exit.message != "" {
			fmt.Fprintln(os.Stderr, "recomamp:", exit.message)
		}
		return exit.code
	}
	fmt.Fprintln(os.Stderr, "recomamp:", err)
	if told, ok := errors.AsType[*fault.Error](err); ok {
		for _, field := range told.Fields {
			fmt.Fprintln(os.Stderr, "recomamp:", strings.TrimPrefix(field.Pointer, "/"), field.Message)
		}
		if told.Next != "" {
			fmt.Fprintln(os.Stderr, "recomamp:", told.Next)
		}
	}
	return exitFailed
}
