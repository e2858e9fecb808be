package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/recomamp/recomamp/internal/app"
	"github.com/recomamp/recomamp/internal/config"
	"github.com/recomamp/recomamp/web"
)

type serveCmd struct {
	config.Site
	config.Storage
	config.Amazon
	config.Notify
	config.SSO
	config.Log
}

// stopWithin is how long a stopping server may take.
const stopWithin = 30 * time.Second

// Run answers requests until ctx ends.
func (c *serveCmd) Run(ctx context.Context) error {
	for _, check := range []func() error{c.Site.Check, c.Storage.Check, c.Amazon.Check, c.Notify.Check} {
		if err := check(); err != nil {
			return usageError("%v", err)
		}
	}
	settings := app.Config{Storage: c.Storage, Amazon: c.Amazon, Site: c.Site, Notify: c.Notify, SSO: c.SSO, Version: version, Logger: c.Logger()}
	if files, ok := web.App(); ok {
		settings.WebApp = files
	}
	running, err := app.Start(ctx, settings)
	if err != nil {
		return err
	}
	announce := "RecomAMP answers at " + running.URL() + "\n"
	if link := running.SetupLink(); link != "" {
		announce = "Make the owner's account (this link works once): " + link + "\n" + announce
	}
	fmt.Fprint(os.Stdout, announce)

	select {
	case <-ctx.Done():
	case err = <-running.Failed():
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	if stopErr := running.Stop(stopping); err == nil {
		err = stopErr
	}
	return err
}
