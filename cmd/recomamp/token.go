package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/app"
	"github.com/recomamp/recomamp/internal/config"
)

type tokenCmd struct {
	Create tokenCreateCmd `cmd:"" help:"Make an API token and print its secret."`
}

type tokenCreateCmd struct {
	config.Storage
	config.Log
	Email string        `required:"" help:"Whose token."`
	Name  string        `required:"" help:"What it is for."`
	Scope string        `default:"administer" enum:"read,run,write,administer" help:"What it may be used for, at most what the person may."`
	For   time.Duration `help:"How long it lasts, such as 720h; for good when absent."`
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
	params := access.TokenParams{Name: c.Name, Scope: actor.Scope(c.Scope)}
	if c.For > 0 {
		params.ExpiresAt = core.Clock.Now().Add(c.For)
	}
	_, secret, err := core.Access.CreateToken(atMachine(ctx), person.Actor(), params)
	if err != nil {
		return err
	}
	fmt.Fprintln(os.Stdout, secret)
	return nil
}
