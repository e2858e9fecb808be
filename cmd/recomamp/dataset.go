package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
)

type datasetCmd struct {
	List    datasetListCmd    `cmd:"" help:"List the uploaded data sets that are declared for an instance."`
	Declare datasetDeclareCmd `cmd:"" help:"Declare uploaded data sets of an instance, so that checks know them; or change declarations."`
	Remove  datasetRemoveCmd  `cmd:"" help:"Take a declaration back."`
}

// instanceFlag names the instance that a data set belongs to.
type instanceFlag struct {
	Instance string `required:"" placeholder:"ID" help:"The instance: its id here or at Amazon."`
}

type datasetListCmd struct {
	instanceFlag

	JSON bool `name:"json" help:"Print JSON, which declare reads again."`

	serverFlags
}

// Run prints the data sets of an instance.
func (c datasetListCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	sets, err := server.DataSets(ctx, c.Instance)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, sets)
	}
	return printDataSets(sets)
}

func printDataSets(sets []httpapi.DataSet) error {
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tKIND\tEVENT TIME\tCOLUMNS\tVERSION")
	for _, set := range sets {
		names := make([]string, len(set.Columns))
		for i, column := range set.Columns {
			names[i] = column.Name
		}
		eventTime := set.EventTime
		if eventTime == "" {
			eventTime = "-"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%d\n", set.Name, set.Kind, eventTime, strings.Join(names, ", "), set.Version)
	}
	return table.Flush()
}

type datasetDeclareCmd struct {
	instanceFlag

	JSON bool   `name:"json" help:"Print JSON."`
	File string `arg:"" help:"JSON with one data set or an array of them, as for sql check --dataset; - is standard input."`

	serverFlags
}

// Run declares all data sets of a file, whatever was declared before.
func (c datasetDeclareCmd) Run(ctx context.Context) error {
	text, err := readQuery(c.File)
	if err != nil {
		return usageError("%v", err)
	}
	server, err := c.client()
	if err != nil {
		return err
	}
	wanted, err := server.ReadDataSets(ctx, text)
	if err != nil {
		return err
	}
	versions, err := versionsOf(ctx, server, c.Instance)
	if err != nil {
		return err
	}
	sets := make([]httpapi.DataSet, 0, len(wanted))
	for _, declaration := range wanted {
		set, err := server.DeclareDataSet(ctx, c.Instance, versions[declaration.Name], declaration)
		if err != nil {
			return fmt.Errorf("declare %s: %w", declaration.Name, err)
		}
		sets = append(sets, set)
	}
	if c.JSON {
		return printJSON(os.Stdout, sets)
	}
	return printDataSets(sets)
}

// versionsOf are the versions of what is declared, by name.
func versionsOf(ctx context.Context, server *apiclient.Client, instance string) (map[string]int, error) {
	sets, err := server.DataSets(ctx, instance)
	versions := make(map[string]int, len(sets))
	for _, set := range sets {
		versions[set.Name] = set.Version
	}
	return versions, err
}

type datasetRemoveCmd struct {
	instanceFlag

	Name string `arg:"" help:"Name of the data set."`

	serverFlags
}

// Run removes a declaration as it stands.
func (c datasetRemoveCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	versions, err := versionsOf(ctx, server, c.Instance)
	if err != nil {
		return err
	}
	return server.RemoveDataSet(ctx, c.Instance, c.Name, versions[strings.ToLower(c.Name)])
}
