package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
)

type retentionCmd struct {
	List    retentionListCmd    `cmd:"" help:"List how long results are kept."`
	Set     retentionSetCmd     `cmd:"" help:"Set how long results of a client or an instance are kept."`
	Remove  retentionRemoveCmd  `cmd:"" help:"End a rule: results are kept for good again."`
	Leaving retentionLeavingCmd `cmd:"" help:"List results that will be dropped."`
}

// retentionOwner says whose rule is meant.
type retentionOwner struct {
	Client   string `xor:"owner" required:"" placeholder:"ID" help:"The rule of a client."`
	Instance string `xor:"owner" required:"" placeholder:"ID" help:"The rule of an instance, which stands for the client's: its id here."`
}

func (o retentionOwner) subject() (subject, id string) {
	if o.Client != "" {
		return "client", o.Client
	}
	return "instance", o.Instance
}

// version is that of the present rule, 0 when there is none.
func (o retentionOwner) version(ctx context.Context, server *apiclient.Client) (int, error) {
	subject, id := o.subject()
	all, err := server.RetentionRules(ctx)
	for _, r := range all {
		if r.Subject == subject && r.OwnerID == id {
			return r.Version, nil
		}
	}
	return 0, err
}

type retentionListCmd struct {
	JSON bool `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints all rules.
func (c retentionListCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	all, err := server.RetentionRules(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, all)
	}
	return printRules(all)
}

func printRules(all []httpapi.RetentionRule) error {
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "OF\tNAME\tID\tDAYS\tLAST OF A QUERY")
	for _, r := range all {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", r.Subject, r.Name, r.OwnerID, numberOrDash(r.KeepDays), numberOrDash(r.KeepLast))
	}
	return table.Flush()
}

func numberOrDash(n int) string {
	if n == 0 {
		return "-"
	}
	return strconv.Itoa(n)
}

type retentionSetCmd struct {
	retentionOwner

	KeepDays int  `placeholder:"N" help:"Keep every result for so many days."`
	KeepLast int  `placeholder:"N" help:"Keep the newest results of each saved query, however old."`
	JSON     bool `name:"json" help:"Print JSON."`

	serverFlags
}

// Run sets the rule, whatever it was before.
func (c retentionSetCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	version, err := c.version(ctx, server)
	if err != nil {
		return err
	}
	subject, id := c.subject()
	set, err := server.SetRetentionRule(ctx, subject, id, version, httpapi.RetentionChange{KeepDays: c.KeepDays, KeepLast: c.KeepLast})
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, set)
	}
	return printRules([]httpapi.RetentionRule{set})
}

type retentionRemoveCmd struct {
	retentionOwner
	serverFlags
}

// Run ends the rule.
func (c retentionRemoveCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	version, err := c.version(ctx, server)
	if err != nil {
		return err
	}
	subject, id := c.subject()
	return server.RemoveRetentionRule(ctx, subject, id, version)
}

type retentionLeavingCmd struct {
	JSON bool `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints what was announced.
func (c retentionLeavingCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	all, err := server.LeavingResults(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, all)
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "EXECUTION\tINSTANCE\tQUERY\tROWS\tDROPPED AT (UTC)")
	for _, l := range all {
		fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%s\n", l.ExecutionID, l.Instance.Name, orDash(l.QueryName), l.RowCount, l.DropAt.UTC().Format(time.DateTime))
	}
	return table.Flush()
}
