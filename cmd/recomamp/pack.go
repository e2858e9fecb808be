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

type packCmd struct {
	List    packListCmd           `cmd:"" help:"List packs of values."`
	Create  packCreateCmd         `cmd:"" help:"Make an empty pack of a brand."`
	Import  packImportCmd         `cmd:"" help:"Add, replace or remove values by a list or a CSV file."`
	Values  packValuesCmd         `cmd:"" help:"Print the values of a pack, a line each."`
	Rename  renameCmd[packNames]  `cmd:"" help:"Give a pack another name."`
	Archive archiveCmd[packNames] `cmd:"" help:"Put a pack away."`
	Restore restoreCmd[packNames] `cmd:"" help:"Bring a pack back."`
}

func printPacks(found []httpapi.Pack) error {
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "CLIENT\tBRAND\tNAME\tKIND\tVALUES\tVERSION\tARCHIVED\tID")
	for _, p := range found {
		kind := p.Kind
		if kind == "value" {
			kind = p.Type
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%d\t%d\t%s\t%s\n", p.Client.Name, p.Brand.Name, p.Name, kind, p.Size, p.Version, yesOrNo(p.Hidden), p.ID)
	}
	return table.Flush()
}

func showPack(p httpapi.Pack, asJSON bool, err error) error {
	switch {
	case err != nil:
		return err
	case asJSON:
		return printJSON(os.Stdout, p)
	default:
		return printPacks([]httpapi.Pack{p})
	}
}

type packListCmd struct {
	Client   string `placeholder:"CLIENT" help:"Id or name of a client: its packs only."`
	Brand    string `placeholder:"ID" help:"Id of a brand: its packs only."`
	Instance string `placeholder:"ID" help:"Id of an instance, here or at Amazon: the packs of its client only."`
	Search   string `placeholder:"TEXT" help:"Part of the name of the pack or its brand."`
	Archived bool   `help:"Also what is archived."`
	JSON     bool   `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints packs.
func (c packListCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	filter := apiclient.PackFilter{Brand: actor.BrandID(c.Brand), Instance: c.Instance, Search: c.Search, Archived: c.Archived}
	if c.Client != "" {
		if filter.Client, err = clientNamed(ctx, server, c.Client); err != nil {
			return err
		}
	}
	found, err := server.Packs(ctx, filter)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, append([]httpapi.Pack{}, found...))
	}
	return printPacks(found)
}

type packCreateCmd struct {
	Brand string `required:"" placeholder:"ID" help:"Id of the brand."`
	Kind  string `required:"" enum:"asin,campaign,value" help:"asin, campaign (ids, as text) or value (anything else)."`
	Type  string `enum:",string,number,date,timestamp,boolean" default:"" help:"Of a pack of values: string, number, date, timestamp or boolean."`
	Name  string `arg:""`
	JSON  bool   `name:"json" help:"Print JSON."`

	serverFlags
}

// Run makes a pack.
func (c packCreateCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	made, err := server.CreatePack(ctx, uuid.NewString(), actor.BrandID(c.Brand), c.Name, c.Kind, c.Type)
	return showPack(made, c.JSON, err)
}

type packValuesCmd struct {
	Search string `placeholder:"TEXT" help:"Only values that hold it, in any case."`
	JSON   bool   `name:"json" help:"Print JSON."`
	ID     string `arg:"" help:"Id of the pack."`

	serverFlags
}

// Run prints the values.
func (c packValuesCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	values, err := server.PackValues(ctx, actor.PackID(c.ID), c.Search)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, append([]string{}, values...))
	}
	if len(values) > 0 {
		_, err = fmt.Fprintln(os.Stdout, strings.Join(values, "\n"))
	}
	return err
}

// packNames is what renames, archives and brings back packs.
type packNames struct{}

func (packNames) patch(ctx context.Context, server *apiclient.Client, id string, patch httpapi.NamePatch, asJSON bool) error {
	found, err := server.Pack(ctx, actor.PackID(id))
	if err != nil {
		return err
	}
	changed, err := server.UpdatePack(ctx, found.ID, found.Version, patch)
	return showPack(changed, asJSON, err)
}
