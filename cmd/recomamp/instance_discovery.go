package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/httpapi"
)

type instanceDiscoverCmd struct {
	Connection string `arg:"" optional:"" help:"Which connection. Default: each that is healthy."`
	JSON       bool   `name:"json" help:"Print JSON."`

	serverFlags
}

// Run looks around each connection in turn. One that cannot be read does not
// keep the others from it.
func (c instanceDiscoverCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	looked := []actor.ConnectionID{actor.ConnectionID(c.Connection)}
	if c.Connection == "" {
		all, err := server.Connections(ctx)
		if err != nil {
			return err
		}
		looked = looked[:0]
		for _, connection := range all {
			if connection.State == "healthy" || connection.State == "expired" {
				looked = append(looked, connection.ID)
			}
		}
		if len(looked) == 0 {
			return errors.New("there is no connection to look around; connect to Amazon first, on the Connections page")
		}
	}
	var failures error
	found := []httpapi.DiscoveryDetail{}
	for _, id := range looked {
		run, err := server.Discover(ctx, id)
		if err != nil {
			failures = errors.Join(failures, err)
			continue
		}
		detail, err := server.Discovery(ctx, run.ID)
		if err != nil {
			return err
		}
		found = append(found, detail)
	}
	if c.JSON {
		return errors.Join(printJSON(os.Stdout, found), failures)
	}
	for _, detail := range found {
		printDiscovery(os.Stdout, detail)
	}
	return failures
}

type instanceDiscoveriesCmd struct {
	Connection string `help:"Of this connection only."`
	Limit      int    `help:"At most that many." default:"20"`
	JSON       bool   `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints discoveries.
func (c instanceDiscoveriesCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	found, err := server.Discoveries(ctx, actor.ConnectionID(c.Connection), c.Limit)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, found)
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "STARTED (UTC)\tREGION\tBY\tSTATE\tFOUND\tNEW\tCHANGED\tBACK\tGONE\tID")
	for _, d := range found {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%d\t%d\t%d\t%d\t%d\t%s\n",
			minute(&d.StartedAt), d.Region, askedBy(d), d.State, d.Instances, d.Added, d.Changed, d.Returned, d.Gone, d.ID)
	}
	return table.Flush()
}

type instanceDiscoveryCmd struct {
	ID   string `arg:"" help:"Id of the discovery."`
	JSON bool   `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints one discovery with its changes.
func (c instanceDiscoveryCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	found, err := server.Discovery(ctx, actor.DiscoveryID(c.ID))
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, found)
	}
	printDiscovery(os.Stdout, found)
	return nil
}

type instanceCancelDiscoveryCmd struct {
	ID string `arg:"" help:"Id of the discovery."`

	serverFlags
}

// Run cancels a discovery.
func (c instanceCancelDiscoveryCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	if _, err := server.CancelDiscovery(ctx, actor.DiscoveryID(c.ID)); err != nil {
		return err
	}
	fmt.Fprintln(os.Stdout, "It stops, and changes nothing.")
	return nil
}

func askedBy(d httpapi.Discovery) string {
	if d.Person == nil {
		return "the program"
	}
	return d.Person.Name
}

func printDiscovery(out io.Writer, d httpapi.DiscoveryDetail) {
	fmt.Fprintf(out, "%s, %s UTC, by %s: %s. %d instances in %d accounts: %d new, %d changed, %d back, %d gone.\n",
		d.Region, minute(&d.StartedAt), askedBy(d.Discovery), d.State, d.Instances, d.Accounts, d.Added, d.Changed, d.Returned, d.Gone)
	if d.Problem != nil {
		fmt.Fprintf(out, "%s %s\n", d.Problem.Message, d.Problem.Next)
	}
	for _, change := range d.Changes {
		fmt.Fprintf(out, "  %s: %s\n", change.Kind, change.Name)
		for _, fact := range change.Facts {
			if change.Kind == "added" {
				fmt.Fprintf(out, "    %s: %s\n", fact.Name, fact.After)
				continue
			}
			fmt.Fprintf(out, "    %s: %s -> %s\n", fact.Name, cmp.Or(fact.Before, "nothing"), cmp.Or(fact.After, "nothing"))
		}
	}
}
