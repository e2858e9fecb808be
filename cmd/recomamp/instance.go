package main

import (
	"context"
	"fmt"
	"os"
	"text/tabwriter"
	"time"
)

type instanceCmd struct {
	List instanceListCmd `cmd:"" help:"List instances with their health: last success, slots in use, data-through date, connection."`

	Discover        instanceDiscoverCmd        `cmd:"" help:"Look for accounts and instances at Amazon again, and say what changed."`
	Discoveries     instanceDiscoveriesCmd     `cmd:"" help:"List the newest looks for accounts and instances."`
	Discovery       instanceDiscoveryCmd       `cmd:"" help:"Show what one look changed, instance by instance."`
	CancelDiscovery instanceCancelDiscoveryCmd `cmd:"" name:"cancel-discovery" help:"Stop a look; it then changes nothing."`
}

type instanceListCmd struct {
	JSON bool `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints instances.
func (c instanceListCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	found, err := server.Instances(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, found)
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "CLIENT\tNAME\tREGION\tHEALTH\tLAST SUCCESS (UTC)\tSLOTS\tWAITING\tDATA THROUGH (UTC)\tAMAZON ID")
	for _, i := range found {
		success, slots, waiting := "-", "-", 0
		if i.Use != nil {
			success, slots, waiting = minute(i.Use.LastSuccessAt), fmt.Sprintf("%d of %d", i.Use.Held+i.Use.Elsewhere, i.Use.Slots), i.Use.Waiting
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\t%s\n",
			i.Client.Name, i.Name, i.Region, i.Health, success, slots, waiting, minute(i.DataThrough), i.AmazonID)
	}
	return table.Flush()
}

// minute is an instant in UTC that may be missing.
func minute(at *time.Time) string {
	if at == nil {
		return "-"
	}
	return at.UTC().Format("2006-01-02 15:04")
}
