package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"text/tabwriter"

	"golang.org/x/text/currency"

	"github.com/recomamp/recomamp/internal/httpapi"
)

type costCmd struct {
	Month string `placeholder:"YYYY-MM" help:"The present month when absent."`
	Zone  string `default:"UTC" placeholder:"ZONE" help:"Whose month it is, an IANA name such as Europe/Berlin."`
	JSON  bool   `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints what each client cost in a month.
func (c costCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	all, err := server.Costs(ctx, c.Month, c.Zone)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, all)
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "CLIENT\tID\tEXECUTIONS\tSPENT\tRESERVED\tFORECAST\tCURRENCY")
	for _, of := range all {
		fmt.Fprintf(table, "%s\t%s\t%d\t%d\t%d\t%s\t%s\n", of.Name, of.ClientID, of.Executions, of.Spent, of.Reserved, minorUnits(of.Forecast), of.Currency)
	}
	return table.Flush()
}

// moneyText writes an amount in whole units of its currency.
func moneyText(m httpapi.Money) string {
	digits := 2
	if unit, err := currency.ParseISO(m.Currency); err == nil {
		digits, _ = currency.Standard.Rounding(unit)
	}
	return fmt.Sprintf("%.*f %s", digits, float64(m.Amount)/math.Pow10(digits), m.Currency)
}
