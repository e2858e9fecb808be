package main

import (
	"context"

	"github.com/recomamp/recomamp/internal/actor"
)

type executionPinCmd struct {
	ID actor.ExecutionID `arg:"" help:"The execution."`

	serverFlags
}

// Run keeps the rows for good.
func (c executionPinCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	return server.Pin(ctx, c.ID)
}

type executionUnpinCmd struct {
	ID actor.ExecutionID `arg:"" help:"The execution."`

	serverFlags
}

// Run leaves the rows to the retention rules.
func (c executionUnpinCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	return server.Unpin(ctx, c.ID)
}
