package main

import (
	"context"
	"fmt"
	"os"

	"github.com/recomamp/recomamp/internal/config"
	"github.com/recomamp/recomamp/internal/database"
)

type migrateCmd struct {
	config.Storage
}

// Run brings the database to the schema of this program.
func (c *migrateCmd) Run(ctx context.Context) error {
	if err := c.Check(); err != nil {
		return usageError("%v", err)
	}
	db, err := database.Open(ctx, c.Database())
	if err != nil {
		return err
	}
	defer db.Close()
	before, after, err := db.Migrate(ctx)
	if err != nil {
		return err
	}
	if before.Current == after.Current {
		fmt.Fprintf(os.Stdout, "The database is up to date at version %d.\n", after.Current)
		return nil
	}
	fmt.Fprintf(os.Stdout, "The database went from version %d to %d.\n", before.Current, after.Current)
	return nil
}
