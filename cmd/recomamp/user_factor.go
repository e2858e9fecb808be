package main

import (
	"context"
	"fmt"
	"os"
)

type userResetFactorsCmd struct {
	ofPerson
}

// Run resets and says what ended.
func (c userResetFactorsCmd) Run(ctx context.Context) error {
	server, who, err := c.find(ctx)
	if err != nil {
		return err
	}
	done, err := server.ResetSecondFactor(ctx, string(who.ID))
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, done)
	}
	fmt.Fprintf(os.Stdout, "%s has no second factor any more; %d sessions ended.\n", who.Email, done.Ended)
	return nil
}

type userPolicyCmd struct {
	SecondFactor string `enum:"required,optional," default:"" placeholder:"WHAT" help:"Make a second factor required of everybody, or optional; without it the policy is only printed."`
	JSON         bool   `name:"json" help:"Print JSON."`

	serverFlags
}

// Run sets the policy, if asked to, and prints it.
func (c userPolicyCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	if c.SecondFactor != "" {
		if err := server.RequireSecondFactor(ctx, c.SecondFactor == "required"); err != nil {
			return err
		}
	}
	policy, err := server.SignInPolicy(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, policy)
	}
	word := "optional"
	if policy.SecondFactorRequired {
		word = "required"
	}
	fmt.Fprintf(os.Stdout, "A second factor is %s. People without one: %d.\n", word, policy.Without)
	return nil
}
