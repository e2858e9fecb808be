package main

import (
	"context"
	"fmt"
	"os"
	"text/tabwriter"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/app"
	"github.com/recomamp/recomamp/internal/config"
	"github.com/recomamp/recomamp/internal/httpapi"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/keyring"
)

type keysCmd struct {
	Status keysStatusCmd `cmd:"" help:"Show the keys that seal secrets, and what each has sealed."`
	Rotate keysRotateCmd `cmd:"" help:"Add a key and seal everything with it, while servers run."`
	Retire keysRetireCmd `cmd:"" help:"Remove the keys that seal nothing any more."`
}

// operator is who acts at the command line of the machine itself.
var operator = actor.System("operator")

// keysFlags find the keys and the database.
type keysFlags struct {
	config.Storage
	config.Log
	JSON bool `name:"json" help:"Print JSON."`
}

// with runs act and prints how the keys stand then.
func (c *keysFlags) with(ctx context.Context, act func(ctx context.Context, keys *keyring.Service) error) error {
	if err := c.Check(); err != nil {
		return usageError("%v", err)
	}
	core, err := app.OpenCore(ctx, app.CoreConfig{Storage: c.Storage, Logger: c.Logger()})
	if err != nil {
		return err
	}
	defer core.Close() //nolint:errcheck // everything is stored by then
	if err := act(atMachine(ctx), core.Keys); err != nil {
		return err
	}
	status, err := core.Keys.Status(ctx, operator)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, httpapi.EncryptionKeysOf(status))
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "KEY\tSEALS\tSECRETS")
	for _, k := range status.Keys {
		seals := "no more"
		if k.Primary {
			seals = "yes"
		}
		fmt.Fprintf(table, "%d\t%s\t%d\n", k.ID, seals, k.Values)
	}
	if status.UnsealedResults > 0 {
		fmt.Fprintf(os.Stderr, "%d results of old times are still to be sealed; servers do so in the background\n", status.UnsealedResults)
	}
	return table.Flush()
}

type keysStatusCmd struct{ keysFlags }

// Run prints the keys.
func (c *keysStatusCmd) Run(ctx context.Context) error {
	return c.with(ctx, func(context.Context, *keyring.Service) error { return nil })
}

type keysRotateCmd struct {
	keysFlags
	Resume bool `help:"Add no key; only go on with a rotation that was broken off."`
}

// Run rotates the keys and tells how far it is on stderr.
func (c *keysRotateCmd) Run(ctx context.Context) error {
	return c.with(ctx, func(ctx context.Context, keys *keyring.Service) error {
		if !c.Resume {
			if err := keys.Begin(ctx, operator, idempotency.Key{}); err != nil {
				return err
			}
		}
		status, err := keys.Status(ctx, operator)
		if err != nil {
			return err
		}
		done, all := 0, status.Left()
		return keys.Reseal(ctx, func(resealed int) {
			if done += resealed; resealed > 0 {
				fmt.Fprintf(os.Stderr, "%d of %d secrets are sealed with the new key\n", done, all)
			}
		})
	})
}

type keysRetireCmd struct{ keysFlags }

// Run removes old keys.
func (c *keysRetireCmd) Run(ctx context.Context) error {
	return c.with(ctx, func(ctx context.Context, keys *keyring.Service) error {
		return keys.Retire(ctx, operator, idempotency.Key{})
	})
}
