package main

import (
	"context"
	"fmt"
	"os"

	"github.com/recomamp/recomamp/internal/app"
	"github.com/recomamp/recomamp/internal/config"
)

type connectCmd struct {
	config.Storage
	config.Amazon
	config.Log
	Sandbox       bool   `help:"Connect to the sandbox, without a browser."`
	Email         string `help:"Whose connection. Default: the owner's."`
	OwnerEmail    string `help:"E-mail address of the first account, made when there is none." env:"RECOMAMP_OWNER_EMAIL" hidden:""`
	OwnerPassword string `help:"Its password." env:"RECOMAMP_OWNER_PASSWORD" hidden:""`
}

// Run connects and says what was found.
func (c *connectCmd) Run(ctx context.Context) error {
	if !c.Sandbox {
		return usageError("connecting to Amazon itself needs a browser: use the Connections page; here only --sandbox works")
	}
	site := config.Site{OwnerEmail: c.OwnerEmail, OwnerPassword: c.OwnerPassword}
	for _, check := range []func() error{site.Check, c.Storage.Check, c.Amazon.Check} {
		if err := check(); err != nil {
			return usageError("%v", err)
		}
	}
	if c.Real() {
		return usageError("an Amazon app is configured, so there is no sandbox to connect to")
	}
	found, err := app.ConnectSandbox(atMachine(ctx), app.ConnectSandboxParams{
		Storage: c.Storage, Amazon: c.Amazon, Site: site, Email: c.Email, Logger: c.Logger(),
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stdout, "Connected: %d accounts, %d instances (%d new)\n", found.Accounts, found.Instances, found.Added)
	return nil
}
