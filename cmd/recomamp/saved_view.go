package main

import (
	"context"
	"fmt"
	"os"
	"text/tabwriter"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/httpapi"
)

type savedViewCmd struct {
	List    savedViewListCmd    `cmd:"" help:"List the saved views of results that you see."`
	Show    savedViewShowCmd    `cmd:"" help:"Print what a saved view holds, as it was saved or as it is on a result."`
	Rename  savedViewRenameCmd  `cmd:"" help:"Give a saved view another name."`
	Delete  savedViewDeleteCmd  `cmd:"" help:"Delete a saved view; it can be restored for 30 days."`
	Restore savedViewRestoreCmd `cmd:"" help:"Bring a deleted view back."`
}

func printSavedViews(found []httpapi.SavedView) error {
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tOWNER\tSHARED\tDEFAULT\tVERSION\tQUERY\tID")
	for _, v := range found {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%d\t%s\t%s\n", v.Name, v.Owner.Name, yesOrNo(v.Shared), yesOrNo(v.Default), v.Version, v.QueryID, v.ID)
	}
	return table.Flush()
}

type savedViewListCmd struct {
	Query    actor.QueryID `placeholder:"ID" help:"Only those of a saved query."`
	Instance string        `placeholder:"ID" help:"Only those made on results of an instance: its id here or at Amazon."`
	JSON     bool          `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints saved views.
func (c savedViewListCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	found, err := server.SavedViews(ctx, c.Query, c.Instance)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, append([]httpapi.SavedView{}, found...))
	}
	return printSavedViews(found)
}

type savedViewShowCmd struct {
	On actor.ExecutionID `placeholder:"EXECUTION" help:"As it is on the result of this execution, with what does not fit."`
	ID actor.SavedViewID `arg:"" help:"Id of the saved view."`

	serverFlags
}

// Run prints a saved view as JSON.
func (c savedViewShowCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	if c.On == "" {
		found, err := server.SavedView(ctx, c.ID)
		if err != nil {
			return err
		}
		return printJSON(os.Stdout, found)
	}
	fitted, err := server.FitSavedView(ctx, c.ID, c.On)
	if err != nil {
		return err
	}
	return printJSON(os.Stdout, fitted)
}

type savedViewRenameCmd struct {
	ID   actor.SavedViewID `arg:"" help:"Id of the saved view."`
	Name string            `arg:""`

	serverFlags
}

// Run renames a saved view.
func (c savedViewRenameCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	found, err := server.SavedView(ctx, c.ID)
	if err != nil {
		return err
	}
	changed, err := server.RenameSavedView(ctx, c.ID, found.Version, c.Name)
	if err != nil {
		return err
	}
	return printSavedViews([]httpapi.SavedView{changed})
}

type savedViewDeleteCmd struct {
	ID actor.SavedViewID `arg:"" help:"Id of the saved view."`

	serverFlags
}

// Run deletes a saved view.
func (c savedViewDeleteCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	if err := server.DeleteSavedView(ctx, c.ID); err != nil {
		return err
	}
	fmt.Fprintf(os.Stdout, "Deleted. To bring it back within 30 days: recomamp saved-view restore %s\n", c.ID)
	return nil
}

type savedViewRestoreCmd struct {
	ID actor.SavedViewID `arg:"" help:"Id of the saved view."`

	serverFlags
}

// Run brings a deleted view back.
func (c savedViewRestoreCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	back, err := server.RestoreSavedView(ctx, c.ID)
	if err != nil {
		return err
	}
	return printSavedViews([]httpapi.SavedView{back})
}
