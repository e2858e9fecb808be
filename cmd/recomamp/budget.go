package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"text/tabwriter"

	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
)

type budgetCmd struct {
	List   budgetListCmd   `cmd:"" help:"List budgets and how they stand this month."`
	Set    budgetSetCmd    `cmd:"" help:"Set what a client or a query may cost in a month."`
	Remove budgetRemoveCmd `cmd:"" help:"End a budget."`
}

// budgetOwner says whose budget is meant.
type budgetOwner struct {
	Client string `xor:"owner" required:"" placeholder:"ID" help:"The budget of a client."`
	Query  string `xor:"owner" required:"" placeholder:"ID" help:"The budget of a saved query."`
}

func (o budgetOwner) subject() (subject, id string) {
	if o.Client != "" {
		return "client", o.Client
	}
	return "query", o.Query
}

// version is that of the present budget, 0 when there is none.
func (o budgetOwner) version(ctx context.Context, server *apiclient.Client) (int, error) {
	subject, id := o.subject()
	all, err := server.Budgets(ctx)
	for _, b := range all {
		if b.Subject == subject && b.OwnerID == id {
			return b.Version, nil
		}
	}
	return 0, err
}

type budgetListCmd struct {
	JSON bool `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints all budgets.
func (c budgetListCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	all, err := server.Budgets(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, all)
	}
	return printBudgets(all)
}

func printBudgets(all []httpapi.Budget) error {
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "OF\tNAME\tID\tMONTH\tZONE\tSPENT\tRESERVED\tFORECAST\tSOFT\tHARD\tCURRENCY\tLEVEL\tNOT COUNTED")
	for _, b := range all {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%d\t%d\t%s\t%s\t%s\t%s\t%s\t%d\n", b.Subject, b.Name, b.OwnerID, b.Month, b.Zone, b.Spent, b.Reserved,
			minorUnits(b.Forecast), minorUnits(b.Soft), minorUnits(b.Hard), b.Currency, b.Level, b.Uncounted)
	}
	return table.Flush()
}

// minorUnits is an amount that may be missing.
func minorUnits(amount *int64) string {
	if amount == nil {
		return "-"
	}
	return strconv.FormatInt(*amount, 10)
}

type budgetSetCmd struct {
	budgetOwner

	Currency string `required:"" help:"Three letters, such as EUR: those of the rate cards."`
	Soft     *int64 `placeholder:"AMOUNT" help:"In minor units of the currency, such as cents; passing it warns."`
	Hard     *int64 `placeholder:"AMOUNT" help:"In minor units; what would pass it is refused."`
	Zone     string `default:"UTC" placeholder:"ZONE" help:"Whose months they are, an IANA name such as Europe/Berlin."`
	JSON     bool   `name:"json" help:"Print JSON."`

	serverFlags
}

// Run sets the budget, whatever it was before.
func (c budgetSetCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	version, err := c.version(ctx, server)
	if err != nil {
		return err
	}
	subject, id := c.subject()
	set, err := server.SetBudget(ctx, subject, id, version, httpapi.BudgetChange{Currency: c.Currency, Soft: c.Soft, Hard: c.Hard, Zone: c.Zone})
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, set)
	}
	return printBudgets([]httpapi.Budget{set})
}

type budgetRemoveCmd struct {
	budgetOwner
	serverFlags
}

// Run ends the budget.
func (c budgetRemoveCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	version, err := c.version(ctx, server)
	if err != nil {
		return err
	}
	subject, id := c.subject()
	return server.RemoveBudget(ctx, subject, id, version)
}
