package main

import (
	"context"
	"fmt"
	"os"

	"github.com/recomamp/recomamp/internal/actor"
)

type executionTellCmd struct {
	ID  actor.ExecutionID `arg:"" help:"The execution."`
	Off bool              `help:"Do not tell me any more."`

	serverFlags
}

// Run asks to be told when it ends.
func (c executionTellCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	told, err := server.TellOfExecution(ctx, c.ID, !c.Off)
	if err != nil {
		return err
	}
	sayTold(c.Off, told.Wanted)
	return nil
}

type scheduleTellCmd struct {
	ID   actor.OccurrenceID `arg:"" help:"The occurrence; schedule occurrences names them."`
	Off  bool               `help:"Do not tell me any more."`
	JSON bool               `name:"json" help:"Print JSON."`

	serverFlags
}

// Run asks to be told when it ends.
func (c scheduleTellCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	told, err := server.TellOfOccurrence(ctx, c.ID, !c.Off)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, told)
	}
	sayTold(c.Off, told.Wanted)
	return nil
}

func sayTold(off, wanted bool) {
	switch {
	case off:
		fmt.Fprintln(os.Stdout, "you are not told when it ends")
	case wanted:
		fmt.Fprintln(os.Stdout, "you are told when it ends: behind the bell, and by channels of your own")
	default:
		fmt.Fprintln(os.Stdout, "it has ended, which you are told now")
	}
}
