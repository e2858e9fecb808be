package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/google/uuid"

	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
)

type groupCmd struct {
	List   groupListCmd   `cmd:"" help:"List groups of people."`
	Create groupCreateCmd `cmd:"" help:"Make a group."`
	Delete groupDeleteCmd `cmd:"" help:"End a group, its memberships and its grants."`
	Add    groupAddCmd    `cmd:"" help:"Add people to a group."`
	Remove groupRemoveCmd `cmd:"" help:"Take people out of a group."`
}

// group finds the one group with that id or name.
func group(ctx context.Context, server *apiclient.Client, which string) (httpapi.Group, error) {
	found, err := server.Groups(ctx)
	if err != nil {
		return httpapi.Group{}, err
	}
	for _, g := range found {
		if string(g.ID) == which || strings.EqualFold(g.Name, which) {
			return g, nil
		}
	}
	return httpapi.Group{}, fmt.Errorf("there is no group %s", which)
}

func printGroups(found []httpapi.Group) error {
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tMEMBERS\tGRANTS\tID")
	for _, g := range found {
		names := make([]string, len(g.Members))
		for i, m := range g.Members {
			names[i] = m.Name
		}
		fmt.Fprintf(table, "%s\t%s\t%d\t%s\n", g.Name, strings.Join(names, ", "), g.Grants, g.ID)
	}
	return table.Flush()
}

type groupListCmd struct {
	JSON bool `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints groups.
func (c groupListCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	found, err := server.Groups(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, found)
	}
	return printGroups(found)
}

type groupCreateCmd struct {
	Name        string `arg:""`
	Description string `help:"What it is for."`
	JSON        bool   `name:"json" help:"Print JSON."`

	serverFlags
}

// Run makes a group.
func (c groupCreateCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	made, err := server.CreateGroup(ctx, uuid.NewString(), c.Name, c.Description)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, made)
	}
	return printGroups([]httpapi.Group{made})
}

type groupDeleteCmd struct {
	Group string `arg:"" help:"An id or a name."`

	serverFlags
}

// Run ends a group.
func (c groupDeleteCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	found, err := group(ctx, server, c.Group)
	if err != nil {
		return err
	}
	return server.DeleteGroup(ctx, string(found.ID), found.Revision)
}

type groupMembers struct {
	Group  string   `arg:"" help:"An id or a name."`
	People []string `arg:"" help:"Ids or e-mail addresses."`
	JSON   bool     `name:"json" help:"Print JSON."`

	serverFlags
}

// set puts the people into the group, or takes them out.
func (c groupMembers) set(ctx context.Context, in bool) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	found, err := group(ctx, server, c.Group)
	if err != nil {
		return err
	}
	for _, text := range c.People {
		who, err := person(ctx, server, text)
		if err != nil {
			return err
		}
		if found, err = server.SetMember(ctx, string(found.ID), string(who.ID), in); err != nil {
			return err
		}
	}
	if c.JSON {
		return printJSON(os.Stdout, found)
	}
	return printGroups([]httpapi.Group{found})
}

type groupAddCmd struct{ groupMembers }

// Run adds people.
func (c groupAddCmd) Run(ctx context.Context) error { return c.set(ctx, true) }

type groupRemoveCmd struct{ groupMembers }

// Run takes people out.
func (c groupRemoveCmd) Run(ctx context.Context) error { return c.set(ctx, false) }
