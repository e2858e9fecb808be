package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
)

type userSensitiveCmd struct {
	Window     *time.Duration `placeholder:"DURATION" help:"How long signing in, or a proof, is enough, such as 15m; 0 asks for none."`
	Tokens     string         `enum:"administer,never," default:"" placeholder:"WHICH" help:"Which API tokens may do sensitive acts: administer (those of that scope) or never."`
	ExportRows *int64         `placeholder:"N" help:"An export of more rows is sensitive."`
	JSON       bool           `name:"json" help:"Print JSON."`

	serverFlags
}

// Run sets what is given, and prints what sensitive acts take.
func (c userSensitiveCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	policy, err := server.SensitivePolicy(ctx)
	if err != nil {
		return err
	}
	if c.Window != nil || c.Tokens != "" || c.ExportRows != nil {
		if policy, err = server.SetSensitivePolicy(ctx, c.over(policy)); err != nil {
			return err
		}
	}
	if c.JSON {
		return printJSON(os.Stdout, policy)
	}
	if policy.WindowMinutes == 0 {
		fmt.Fprintln(os.Stdout, "Sensitive acts take no proof anew.")
	} else {
		fmt.Fprintf(os.Stdout, "Sensitive acts take a sign-in or a proof of the last %d minutes.\n", policy.WindowMinutes)
	}
	tokens := "API tokens of the scope administer may do them."
	if policy.Tokens == access.TokensNever {
		tokens = "API tokens may not do them."
	}
	fmt.Fprintf(os.Stdout, "%s\nExports of more than %d rows are sensitive.\n", tokens, policy.ExportRows)
	return nil
}

// over is what is asked for, and what holds where nothing is.
func (c userSensitiveCmd) over(policy httpapi.SensitivePolicy) apiclient.SensitiveRules {
	rules := apiclient.SensitiveRules{WindowMinutes: policy.WindowMinutes, Tokens: policy.Tokens, ExportRows: policy.ExportRows}
	if c.Window != nil {
		rules.WindowMinutes = int(*c.Window / time.Minute)
	}
	if c.Tokens != "" {
		rules.Tokens = access.TokenRule(c.Tokens)
	}
	if c.ExportRows != nil {
		rules.ExportRows = *c.ExportRows
	}
	return rules
}
