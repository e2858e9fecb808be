package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
)

type grantCmd struct {
	List   grantListCmd   `cmd:"" help:"List who was given what, newest first."`
	Give   grantGiveCmd   `cmd:"" help:"Give a person or a group a role on a client or an instance."`
	Change grantChangeCmd `cmd:"" help:"Change the role, the end or the reason of a grant."`
	End    grantEndCmd    `cmd:"" help:"End grants."`
}

// grantScope narrows what is listed.
type grantScope struct {
	Person   string `help:"An id, an e-mail address, or me."`
	Group    string `help:"An id."`
	Client   string `help:"An id."`
	Instance string `help:"Our id or Amazon's."`
}

func printGrants(found []httpapi.Grant) error {
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "WHO\tROLE\tCLIENT\tINSTANCE\tUNTIL (UTC)\tGIVEN BY\tREASON\tID")
	for _, g := range found {
		who := ""
		if g.Person != nil {
			who = g.Person.Name
		} else if g.Group != nil {
			who = "group " + g.Group.Name
		}
		on := "all"
		if g.Instance != nil {
			on = g.Instance.Name
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", who, g.Role, g.Client.Name, on, instant(g.Until, "-"), g.GivenBy.Name, g.Reason, g.ID)
	}
	return table.Flush()
}

type grantListCmd struct {
	grantScope

	Ended bool `help:"Also those whose time is over."`
	JSON  bool `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints grants.
func (c grantListCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	found, err := server.Grants(ctx, apiclient.GrantFilter{Person: c.Person, Group: c.Group, Client: c.Client, Instance: c.Instance, Ended: c.Ended})
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, found)
	}
	return printGrants(found)
}

type grantGiveCmd struct {
	Role     string        `arg:"" enum:"viewer,runner,author,manager,administrator" help:"viewer, runner, author, manager or administrator."`
	To       string        `xor:"who" required:"" placeholder:"PERSON" help:"An id or an e-mail address."`
	Group    string        `xor:"who" required:"" help:"An id or a name."`
	Client   string        `xor:"on" required:"" help:"Id of a client: all its instances, also those found later."`
	Instance string        `xor:"on" required:"" help:"Id of an instance."`
	For      time.Duration `help:"It ends by itself after so long, such as 72h."`
	Reason   string        `help:"Why, for the access review."`
	JSON     bool          `name:"json" help:"Print JSON."`

	serverFlags
}

// Run gives access.
func (c grantGiveCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	wanted := apiclient.Grant{NewGrant: httpapi.NewGrant{
		ClientID: actor.ClientID(c.Client), InstanceID: actor.InstanceID(c.Instance), Role: c.Role, Reason: c.Reason,
	}}
	if c.For > 0 {
		wanted.Until = new(time.Now().Add(c.For).UTC())
	}
	if c.To != "" {
		who, err := person(ctx, server, c.To)
		if err != nil {
			return err
		}
		wanted.PersonID = string(who.ID)
	} else {
		found, err := group(ctx, server, c.Group)
		if err != nil {
			return err
		}
		wanted.GroupID = string(found.ID)
	}
	made, err := server.GiveGrant(ctx, uuid.NewString(), wanted)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, made)
	}
	return printGrants([]httpapi.Grant{made})
}

type grantChangeCmd struct {
	ID     string        `arg:""`
	Role   string        `help:"viewer, runner, author, manager or administrator."`
	For    time.Duration `help:"It ends by itself after so long from now."`
	NoEnd  bool          `help:"It does not end by itself any more."`
	Reason string        `help:"Why."`
	JSON   bool          `name:"json" help:"Print JSON."`

	serverFlags
}

// Run changes a grant.
func (c grantChangeCmd) Run(ctx context.Context) error {
	if c.Role != "" {
		if _, known := actor.ParseRank(c.Role); !known {
			return usageError("--role must be viewer, runner, author, manager or administrator")
		}
	}
	server, err := c.client()
	if err != nil {
		return err
	}
	change := apiclient.GrantChange{Role: c.Role, NoEnd: c.NoEnd, Reason: c.Reason}
	if c.For > 0 {
		change.Until = time.Now().Add(c.For).UTC().Format(time.RFC3339)
	}
	changed, err := server.ChangeGrant(ctx, c.ID, change)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, changed)
	}
	return printGrants([]httpapi.Grant{changed})
}

type grantEndCmd struct {
	IDs []string `arg:"" name:"id"`

	serverFlags
}

// Run ends grants.
func (c grantEndCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	for _, id := range c.IDs {
		if err := server.EndGrant(ctx, id); err != nil {
			return fmt.Errorf("grant %s: %w", id, err)
		}
	}
	return nil
}

type accessCmd struct {
	Client   string `xor:"of" required:"" help:"Who can see the instances of a client."`
	Instance string `xor:"of" required:"" help:"Who can see an instance: our id or Amazon's."`
	Person   string `xor:"of" required:"" help:"What a person can see: an id, an e-mail address, or me."`
	JSON     bool   `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints who can see what, and why.
func (c accessCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	found, err := server.Access(ctx, apiclient.GrantFilter{Client: c.Client, Instance: c.Instance, Person: c.Person})
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, found)
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "CLIENT\tINSTANCE\tPERSON\tROLE\tBY\tUNTIL (UTC)\tLAST USED (UTC)")
	for _, e := range found {
		by := make([]string, len(e.Grants))
		for i, g := range e.Grants {
			by[i] = g.Role + " on the " + g.On
			if g.Group != nil {
				by[i] += " by the group " + g.Group.Name
			}
		}
		if e.Owner {
			by = []string{"owner"}
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", e.Client.Name, e.Instance.Name, cmp.Or(e.Person.Name, e.Email), e.Role, strings.Join(by, "; "),
			instant(e.Until, "-"), instant(e.LastUsedAt, "never"))
	}
	return table.Flush()
}
