package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
	"github.com/recomamp/recomamp/internal/offboard"
)

type clientCmd struct {
	List     clientListCmd     `cmd:"" help:"List clients."`
	Offboard clientOffboardCmd `cmd:"" help:"Have a client leave: see what it would do, stop it, take it back, destroy its data."`
}

type clientListCmd struct {
	JSON bool `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints clients.
func (c clientListCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	found, err := server.Clients(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, found)
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tINSTANCES\tOFF-BOARDED (UTC)\tID")
	for _, one := range found {
		fmt.Fprintf(table, "%s\t%d\t%s\t%s\n", one.Name, one.Instances, instant(one.OffBoardedAt, "-"), one.ID)
	}
	return table.Flush()
}

type clientOffboardCmd struct {
	Status   clientStatusCmd   `cmd:"" default:"withargs" help:"Show how far a client has left, or what off-boarding it would do."`
	Begin    clientBeginCmd    `cmd:"" help:"Stop all that runs for a client; its data are destroyed after the grace time."`
	TakeBack clientTakeBackCmd `cmd:"" help:"End an off-boarding in its grace time: the client stays."`
	Destroy  clientDestroyCmd  `cmd:"" help:"Destroy the data of a client that leaves now, for good."`
}

// leaving is which client is meant, and how its state is printed.
type leaving struct {
	Client string `arg:"" help:"The client's id."`
	JSON   bool   `name:"json" help:"Print JSON."`

	serverFlags
}

// with acts on the server and prints how far the client is then.
func (c leaving) with(act func(server *apiclient.Client) (httpapi.OffBoarding, error)) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	found, err := act(server)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, found)
	}
	return printOffBoarding(found)
}

func printOffBoarding(o httpapi.OffBoarding) error {
	switch {
	case o.State == offboard.Staying:
		fmt.Printf("%s stays. Off-boarding it would do this:\n", o.ClientName)
	case o.EndedAt != nil:
		fmt.Printf("%s has left; its data were destroyed on %s (UTC).\n", o.ClientName, instant(o.DestroyedAt, "-"))
	default:
		fmt.Printf("%s is %s; its data are destroyed on %s (UTC).\n", o.ClientName, o.State, instant(o.DestroyAt, "-"))
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "PHASE\tSTEP\tCOUNT\tBYTES\tDONE (UTC)\tNOTES")
	for _, step := range o.Steps {
		notes := strings.Join(step.Notes, " ")
		if step.Problem != "" {
			notes = "It did not go well and is tried again: " + step.Problem
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", step.Phase, step.Title, numberOrDash(max(step.Count, step.Left, 0)), numberOrDash(int(step.Bytes)), instant(step.DoneAt, "-"), notes)
	}
	return table.Flush()
}

type clientStatusCmd struct{ leaving }

// Run prints the state.
func (c clientStatusCmd) Run(ctx context.Context) error {
	return c.with(func(server *apiclient.Client) (httpapi.OffBoarding, error) { return server.OffBoarding(ctx, c.Client) })
}

type clientBeginCmd struct {
	leaving

	Confirm   string `required:"" placeholder:"NAME" help:"The client's name, letter by letter."`
	Reason    string `required:"" help:"Why it leaves; it stands in the audit log."`
	GraceDays int    `default:"7" help:"Days in which it can be taken back; 0 destroys its data at once."`
}

// Run begins.
func (c clientBeginCmd) Run(ctx context.Context) error {
	return c.with(func(server *apiclient.Client) (httpapi.OffBoarding, error) {
		return server.BeginOffBoarding(ctx, c.Client, apiclient.OffBoard{Confirm: c.Confirm, Reason: c.Reason, GraceDays: c.GraceDays})
	})
}

type clientTakeBackCmd struct{ leaving }

// Run takes the client back.
func (c clientTakeBackCmd) Run(ctx context.Context) error {
	return c.with(func(server *apiclient.Client) (httpapi.OffBoarding, error) {
		return server.TakeClientBack(ctx, c.Client)
	})
}

type clientDestroyCmd struct {
	leaving

	Confirm string `required:"" placeholder:"NAME" help:"The client's name, letter by letter."`
}

// Run ends the grace time.
func (c clientDestroyCmd) Run(ctx context.Context) error {
	return c.with(func(server *apiclient.Client) (httpapi.OffBoarding, error) {
		return server.HastenOffBoarding(ctx, c.Client, c.Confirm)
	})
}
