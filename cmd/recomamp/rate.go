package main

import (
	"context"
	"fmt"
	"os"
	"text/tabwriter"

	"github.com/recomamp/recomamp/internal/httpapi"
)

type rateCmd struct {
	List rateListCmd `cmd:"" help:"List the rate cards of all instances."`
	Set  rateSetCmd  `cmd:"" help:"Set what executions of an instance cost."`
}

type rateListCmd struct {
	JSON bool `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints all rate cards.
func (c rateListCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	all, err := server.Rates(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, all)
	}
	return printRates(all)
}

func printRates(all []httpapi.RateCard) error {
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "CLIENT\tINSTANCE\tID AT AMAZON\tPER RUN\tPER MINUTE\tPER GB\tCURRENCY")
	for _, r := range all {
		fmt.Fprintf(table, "%s\t%s\t%s\t", r.Instance.Client.Name, r.Instance.Name, r.Instance.AmazonID)
		if r.Version == 0 {
			fmt.Fprintln(table, "-\t-\t-\t-")
			continue
		}
		fmt.Fprintf(table, "%d\t%d\t%d\t%s\n", r.PerRun, r.PerMinute, r.PerGB, r.Currency)
	}
	return table.Flush()
}

type rateSetCmd struct {
	Instance  string `required:"" placeholder:"ID" help:"The instance: its id here or at Amazon."`
	Currency  string `required:"" help:"Three letters, such as EUR."`
	PerRun    int64  `default:"0" placeholder:"AMOUNT" help:"For each run, in minor units of the currency, such as cents."`
	PerMinute int64  `default:"0" placeholder:"AMOUNT" help:"For each minute of computing at Amazon that has begun."`
	PerGB     int64  `name:"per-gb" default:"0" placeholder:"AMOUNT" help:"For each gigabyte of result."`
	JSON      bool   `name:"json" help:"Print JSON."`

	serverFlags
}

// Run sets the rate card, whatever it was before.
func (c rateSetCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	all, err := server.Rates(ctx)
	if err != nil {
		return err
	}
	version := 0
	for _, r := range all {
		if string(r.Instance.ID) == c.Instance || r.Instance.AmazonID == c.Instance {
			version = r.Version
		}
	}
	set, err := server.SetRate(ctx, c.Instance, version, httpapi.RateChange{
		Currency: c.Currency, PerRun: c.PerRun, PerMinute: c.PerMinute, PerGB: c.PerGB,
	})
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, set)
	}
	return printRates([]httpapi.RateCard{set})
}
