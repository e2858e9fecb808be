package main

import (
	"context"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"github.com/recomamp/recomamp/internal/apiclient"
)

type noticeCmd struct {
	List noticeListCmd `cmd:"" help:"List what needs a person, newest first."`
}

type noticeListCmd struct {
	State    string   `enum:"open,unread,resolved,all" default:"open" help:"open, unread, resolved or all."`
	Severity []string `enum:"info,warning,urgent" help:"Only these: info, warning, urgent."`
	Kind     []string `help:"Only these, such as connection, schedule or budget."`
	Client   string   `placeholder:"ID" help:"Only of this client."`
	Limit    int      `default:"50" help:"At most so many, up to 200."`
	JSON     bool     `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints notices.
func (c noticeListCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	filter := apiclient.NoticeFilter{State: c.State, Severities: c.Severity, Kinds: c.Kind, Client: c.Client, Limit: c.Limit}
	if c.State == "all" {
		filter.State = ""
	}
	found, err := server.Notices(ctx, filter)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, found)
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "SINCE (UTC)\tSEVERITY\tKIND\tSTATE\tCOUNT\tTITLE")
	for _, n := range found {
		state := "open"
		switch {
		case n.ResolvedAt != nil:
			state = "resolved"
		case !n.Read:
			state = "unread"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%d\t%s\n", n.FirstSeenAt.UTC().Format(time.DateTime), n.Severity, n.Kind, state, n.Count, n.Title)
	}
	return table.Flush()
}
