package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/recomamp/recomamp/internal/app"
	"github.com/recomamp/recomamp/internal/config"
)

// userRegainCmd works on the database itself: whoever needs it cannot sign in.
type userRegainCmd struct {
	config.Storage
	config.Log
	Email     string `arg:"" optional:"" help:"Which owner; the first one when absent."`
	PublicURL string `name:"public-url" env:"RECOMAMP_PUBLIC_URL" default:"http://localhost:8484" placeholder:"URL" help:"Address people reach the program by."`
}

// Run prints the link and nothing else on stdout.
func (c *userRegainCmd) Run(ctx context.Context) error {
	if err := c.Check(); err != nil {
		return usageError("%v", err)
	}
	site := strings.TrimRight(c.PublicURL, "/")
	logger := c.Logger()
	core, err := app.OpenCore(ctx, app.CoreConfig{Storage: c.Storage, Logger: logger, SiteURL: site})
	if err != nil {
		return err
	}
	defer core.Close() //nolint:errcheck // the link is made by then
	made, secret, err := core.Access.Regain(atMachine(ctx), c.Email)
	if err != nil {
		return err
	}
	logger.WarnContext(ctx, "a link to regain an owner's account was made", slog.String("personId", string(made.PersonID)))
	fmt.Fprintf(os.Stderr, "Whoever opens this link sets a new password for %s and needs no second factor. It works once, until %s. All owners are told.\n",
		made.Email, made.ExpiresAt.UTC().Format(time.RFC3339))
	fmt.Fprintln(os.Stdout, site+"/welcome#token="+secret)
	return nil
}
