package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/google/uuid"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
)

// clientNamed finds the one client with that id or name.
func clientNamed(ctx context.Context, server *apiclient.Client, which string) (actor.ClientID, error) {
	found, err := server.Clients(ctx)
	if err != nil {
		return "", err
	}
	var named []actor.ClientID
	for _, c := range found {
		if string(c.ID) == which {
			return c.ID, nil
		}
		if strings.EqualFold(c.Name, which) {
			named = append(named, c.ID)
		}
	}
	if len(named) == 1 {
		return named[0], nil
	}
	if len(named) > 1 {
		return "", fmt.Errorf("there are %d clients %s; name one by its id", len(named), which)
	}
	return "", fmt.Errorf("there is no client %s", which)
}

type brandCmd struct {
	List    brandListCmd           `cmd:"" help:"List the brands of a client."`
	Create  brandCreateCmd         `cmd:"" help:"Make a brand of a client."`
	Rename  renameCmd[brandNames]  `cmd:"" help:"Give a brand another name."`
	Archive archiveCmd[brandNames] `cmd:"" help:"Put a brand away, with its packs."`
	Restore restoreCmd[brandNames] `cmd:"" help:"Bring a brand back."`
}

func printBrands(found []httpapi.Brand) error {
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tPACKS\tARCHIVED\tID")
	for _, b := range found {
		fmt.Fprintf(table, "%s\t%d\t%s\t%s\n", b.Name, b.Packs, yesOrNo(b.ArchivedAt != nil), b.ID)
	}
	return table.Flush()
}

func yesOrNo(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

type brandListCmd struct {
	Client   string `required:"" placeholder:"CLIENT" help:"Id or name of the client."`
	Archived bool   `help:"Also those that are archived."`
	JSON     bool   `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints brands.
func (c brandListCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	client, err := clientNamed(ctx, server, c.Client)
	if err != nil {
		return err
	}
	found, err := server.Brands(ctx, client, c.Archived)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, found)
	}
	return printBrands(found)
}

type brandCreateCmd struct {
	Client string `required:"" placeholder:"CLIENT" help:"Id or name of the client."`
	Name   string `arg:""`
	JSON   bool   `name:"json" help:"Print JSON."`

	serverFlags
}

// Run makes a brand.
func (c brandCreateCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	client, err := clientNamed(ctx, server, c.Client)
	if err != nil {
		return err
	}
	made, err := server.CreateBrand(ctx, uuid.NewString(), client, c.Name)
	return showBrand(made, c.JSON, err)
}

func showBrand(b httpapi.Brand, asJSON bool, err error) error {
	switch {
	case err != nil:
		return err
	case asJSON:
		return printJSON(os.Stdout, b)
	default:
		return printBrands([]httpapi.Brand{b})
	}
}

// brandNames is what renames, archives and brings back brands.
type brandNames struct{}

func (brandNames) patch(ctx context.Context, server *apiclient.Client, id string, patch httpapi.NamePatch, asJSON bool) error {
	found, err := server.Brand(ctx, actor.BrandID(id))
	if err != nil {
		return err
	}
	changed, err := server.UpdateBrand(ctx, found.ID, found.Version, patch)
	return showBrand(changed, asJSON, err)
}
