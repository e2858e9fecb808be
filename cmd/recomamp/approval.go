package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/recomamp/recomamp/internal/approval"
	"github.com/recomamp/recomamp/internal/httpapi"
)

type approvalCmd struct {
	List     approvalListCmd     `cmd:"" help:"List what waits for a second person, or is approved and not done yet."`
	Approve  approvalApproveCmd  `cmd:"" help:"Approve what somebody else asks for, who may then do it once, within a day."`
	Refuse   approvalRefuseCmd   `cmd:"" help:"Refuse what somebody else asks for."`
	Withdraw approvalWithdrawCmd `cmd:"" help:"Take back what you asked for."`
	Rules    approvalRulesCmd    `cmd:"" help:"See and set which acts take a second person."`
}

type approvalListCmd struct {
	All  bool `help:"Also what is over."`
	JSON bool `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints a line for each.
func (c approvalListCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	found, err := server.Approvals(ctx, c.All)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, found)
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tSTATE\tASKED BY\tUNTIL\tWHAT")
	for _, one := range found {
		until := one.ExpiresAt
		if one.UseBy != nil {
			until = *one.UseBy
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", one.ID, one.State, one.AskedBy.Name, until.UTC().Format(time.RFC3339), one.Words)
	}
	return table.Flush()
}

// ofApproval names a request for approval.
type ofApproval struct {
	ID   string `arg:"" help:"As the list has it."`
	JSON bool   `name:"json" help:"Print JSON."`

	serverFlags
}

func (c ofApproval) print(done httpapi.Approval, err error) error {
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, done)
	}
	fmt.Fprintf(os.Stdout, "%s: %s.\n", done.Words, done.State)
	return nil
}

type approvalApproveCmd struct {
	Reason string `help:"Told to whoever asked."`

	ofApproval
}

// Run approves.
func (c approvalApproveCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	return c.print(server.Approve(ctx, c.ID, c.Reason))
}

type approvalRefuseCmd struct {
	Reason string `required:"" help:"Why not; told to whoever asked."`

	ofApproval
}

// Run refuses.
func (c approvalRefuseCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	return c.print(server.RefuseApproval(ctx, c.ID, c.Reason))
}

type approvalWithdrawCmd struct{ ofApproval }

// Run withdraws.
func (c approvalWithdrawCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	return c.print(server.WithdrawApproval(ctx, c.ID))
}

type approvalRulesCmd struct {
	Kinds *string `placeholder:"KIND,…" help:"Those that take a second person from now on: off_boarding, key_rotation, large_export, high_role; empty for none."`
	JSON  bool    `name:"json" help:"Print JSON."`

	serverFlags
}

// Run sets the rules, if asked to, and prints them.
func (c approvalRulesCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	rules, err := server.ApprovalRules(ctx)
	if err != nil {
		return err
	}
	if c.Kinds != nil {
		kinds := []approval.Kind{}
		for name := range strings.SplitSeq(*c.Kinds, ",") {
			if name = strings.TrimSpace(name); name != "" {
				kinds = append(kinds, approval.Kind(name))
			}
		}
		if rules, err = server.SetApprovalRules(ctx, kinds); err != nil {
			return err
		}
	}
	if c.JSON {
		return printJSON(os.Stdout, rules)
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "KIND\tSECOND PERSON\tTO")
	for _, kind := range rules.All {
		needed := "no"
		if slices.Contains(rules.Kinds, kind.Kind) {
			needed = "yes"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", kind.Kind, needed, kind.Words)
	}
	return table.Flush()
}
