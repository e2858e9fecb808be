package main

import (
	"context"

	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
)

// names are objects that can be renamed, archived and brought back: patch changes
// one as it stands now, and prints it.
type names interface {
	patch(ctx context.Context, server *apiclient.Client, id string, patch httpapi.NamePatch, asJSON bool) error
}

// namedFlags name one of them.
type namedFlags[N names] struct {
	ID   string `arg:"" help:"Its id."`
	JSON bool   `name:"json" help:"Print JSON."`

	serverFlags
}

func (c namedFlags[N]) patch(ctx context.Context, patch httpapi.NamePatch) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	var all N
	return all.patch(ctx, server, c.ID, patch, c.JSON)
}

type renameCmd[N names] struct {
	namedFlags[N]

	Name string `arg:"" help:"Its new name."`
}

// Run renames it.
func (c renameCmd[N]) Run(ctx context.Context) error {
	return c.patch(ctx, httpapi.NamePatch{Name: &c.Name})
}

type archiveCmd[N names] struct{ namedFlags[N] }

// Run archives it.
func (c archiveCmd[N]) Run(ctx context.Context) error {
	return c.patch(ctx, httpapi.NamePatch{Archived: new(true)})
}

type restoreCmd[N names] struct{ namedFlags[N] }

// Run brings it back.
func (c restoreCmd[N]) Run(ctx context.Context) error {
	return c.patch(ctx, httpapi.NamePatch{Archived: new(false)})
}
