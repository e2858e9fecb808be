package main

import (
	"context"
	"fmt"
	"os"

	"github.com/recomamp/recomamp/internal/app"
	"github.com/recomamp/recomamp/internal/config"
	"github.com/recomamp/recomamp/internal/idempotency"
)

type tokenCmd struct {
	Create tokenCreateCmd `cmd:"" help:"Make an API token and print its secret."`
}

type tokenCreateCmd struct {
	config.Storage
	config.Log
	Email string `required:"" help:"Whose token."`
	Name  string `required:"" help:"What it is for."`
}

// Run prints the secret and nothing else on stdout.
func (c *tokenCreateCmd) Run(ctx context.Context) error {
	if err := c.Check(); err != nil {
		return usageError("%v", err)
	}
	core, err := app.OpenCore(ctx, app.CoreConfig{Storage: c.Storage, Logger: c.Logger()})
	if err != nil {
		return err
	}
	defer core.Close() //nolint:errcheck // the token is made by then
	person, err := core.Access.PersonByEmail(ctx, c.Email)
	if err != nil {
		return err
	}
	_, secret, err := core.Access.CreateToken(ctx, person.Actor(), c.Name, idempotency.Key{})
	if err != nil {
		return err
	}
	fmt.Fprintln(os.Stdout, secret)
	return nil
}
