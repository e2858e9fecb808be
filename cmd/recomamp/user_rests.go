package main

import (
	"context"
	"fmt"
	"os"
	"text/tabwriter"
)

type userRestsCmd struct {
	ofPerson

	HandOverTo string `placeholder:"PERSON" help:"Say how many of the schedules this person could take over."`
}

// Run prints what disabling the person would leave behind.
func (c userRestsCmd) Run(ctx context.Context) error {
	server, who, err := c.find(ctx)
	if err != nil {
		return err
	}
	to, err := heir(ctx, server, c.HandOverTo)
	if err != nil {
		return err
	}
	rests, err := server.Responsibilities(ctx, string(who.ID), string(to.ID))
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, rests)
	}
	taken := ""
	if to.Email != "" {
		taken = fmt.Sprintf(", of which %s can take over %d", to.Email, rests.TakenOver)
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "schedules\t%d%s\nconnections\t%d\nshared views\t%d\nrequests for approval\t%d\n",
		rests.Schedules, taken, rests.Connections, rests.SharedViews, rests.Approvals)
	return table.Flush()
}
