package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
)

type ssoAmazonCmd struct {
	Enabled    *bool   `name:"on" negatable:"" help:"Show the button on the sign-in page."`
	Region     string  `enum:"NA,EU,FE," default:"" help:"At whose page people consent: NA, EU or FE." placeholder:"REGION"`
	ClientID   *string `name:"client-id" help:"Of an app registered with Login with Amazon; empty: the program's own."`
	SecretFile string  `name:"client-secret-file" help:"File with its client secret; it is stored sealed." type:"existingfile" placeholder:"FILE"`
	Test       bool    `help:"Ask Amazon whether it knows the app; nobody signs in."`
	JSON       bool    `name:"json" help:"Print JSON."`

	serverFlags
}

// Run changes what was given, and prints how people sign in with Amazon.
func (c ssoAmazonCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	found, err := server.AmazonSignIn(ctx)
	if err != nil {
		return err
	}
	if wanted, changed, err := c.over(found.AmazonSignInTerms); err != nil {
		return err
	} else if changed {
		if found, err = server.SetAmazonSignIn(ctx, wanted); err != nil {
			return err
		}
	}
	if c.Test {
		report, err := server.TestAmazonSignIn(ctx)
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(os.Stdout, report)
		}
		printReport("Amazon", report)
		return nil
	}
	if c.JSON {
		return printJSON(os.Stdout, found)
	}
	printAmazonSignIn(found)
	return nil
}

// over is what is set with what was given over it, and whether anything was.
func (c ssoAmazonCmd) over(t httpapi.AmazonSignInTerms) (wanted apiclient.AmazonSignIn, changed bool, err error) {
	wanted = apiclient.AmazonSignIn{AmazonSignInTerms: t}
	if c.Enabled != nil {
		wanted.Enabled, changed = *c.Enabled, true
	}
	if c.Region != "" {
		wanted.Region, changed = c.Region, true
	}
	if c.ClientID != nil {
		wanted.ClientID, changed = *c.ClientID, true
	}
	if c.SecretFile != "" {
		text, err := os.ReadFile(c.SecretFile)
		if err != nil {
			return wanted, false, fmt.Errorf("read the client secret: %w", err)
		}
		secret := strings.TrimSpace(string(text))
		wanted.ClientSecret, changed = &secret, true
	}
	return wanted, changed, nil
}

func printAmazonSignIn(found httpapi.AmazonSignIn) {
	state, app := "off", "the program's own"
	if found.Enabled {
		state = "on"
	}
	if found.ClientID != "" {
		app = found.ClientID
	}
	fmt.Fprintf(os.Stdout, "Sign-in with Amazon is %s.\nregion          %s\napp             %s\nreturn address  %s\nlets in         %d people\n",
		state, found.Region, app, found.RedirectURL, found.Linked)
	if found.Sandbox {
		fmt.Fprintln(os.Stdout, "The sandbox stands in for Amazon: it asks nobody for a password, and lets in only who sits at the machine it runs on.")
	}
}
