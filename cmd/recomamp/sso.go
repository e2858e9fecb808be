package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
)

type ssoCmd struct {
	Show ssoShowCmd `cmd:"" default:"1" help:"Print how people sign in with the organisation's provider."`
	Set  ssoSetCmd  `cmd:"" help:"Change it; what is not given stays as it is."`
	Test ssoTestCmd `cmd:"" help:"Ask the provider whether it knows this program; nobody signs in."`

	Amazon ssoAmazonCmd `cmd:"" help:"Print, or change, how people sign in with Amazon."`
}

type ssoShowCmd struct {
	JSON bool `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints the settings.
func (c ssoShowCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	found, err := server.SingleSignOn(ctx)
	if err != nil {
		return err
	}
	return printSSO(found, c.JSON)
}

func printSSO(found httpapi.SingleSignOn, asJSON bool) error {
	if asJSON {
		return printJSON(os.Stdout, found)
	}
	state := "off"
	switch {
	case found.Enabled && found.Required:
		state = "on, and required of all but owners"
	case found.Enabled:
		state = "on, beside passwords"
	}
	fmt.Fprintf(os.Stdout, "Single sign-on is %s.\n", state)
	fmt.Fprintf(os.Stdout, "issuer          %s\nclient id       %s\nclient secret   %s\nreturn address  %s\nbutton          Sign in with %s\n",
		found.Issuer, found.ClientID, found.ClientSecret, found.RedirectURL, found.Label)
	fmt.Fprintf(os.Stdout, "mail domains    %s\nnewcomers       %s\nsecond factor   %s\nlets in         %d people; %d more are not known to it yet\n",
		orAny(found.MailDomains), yesNo(found.Newcomers), found.Factor, found.Linked, found.Unlinked)
	return nil
}

func orAny(domains []string) string {
	if len(domains) == 0 {
		return "any"
	}
	return strings.Join(domains, ", ")
}

func yesNo(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

type ssoSetCmd struct {
	Issuer       string            `help:"The provider's address, as it names itself." placeholder:"URL"`
	ClientID     string            `name:"client-id" help:"What the provider calls this application."`
	SecretFile   string            `name:"client-secret-file" help:"File with the client secret; it is stored sealed." type:"existingfile" placeholder:"FILE"`
	Label        string            `help:"What the button says behind “Sign in with”."`
	Domain       []string          `help:"Mail domain whose addresses are let in; may be repeated, and replaces those that are set." placeholder:"DOMAIN"`
	AnyDomain    bool              `name:"any-domain" help:"Let in addresses of all domains."`
	Scope        []string          `help:"Scope besides openid; may be repeated, and replaces those that are set."`
	MailClaim    string            `name:"mail-claim" help:"Claim that is the mail address."`
	TrustMail    *bool             `name:"trust-mail" negatable:"" help:"The provider vouches for addresses of the domains also where it does not say that they are verified."`
	Newcomers    *bool             `negatable:"" help:"Make an account without access for who comes uninvited."`
	SecondFactor access.FactorRule `name:"second-factor" enum:"never,told,always," default:"" help:"When the provider counts as both factors: never, told or always." placeholder:"WHEN"`
	Enabled      *bool             `name:"on" negatable:"" help:"Show the button on the sign-in page."`
	Required     *bool             `negatable:"" help:"Only owners may use a password."`
	JSON         bool              `name:"json" help:"Print JSON."`

	serverFlags
}

// Run changes the settings and prints them.
func (c ssoSetCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	found, err := server.SingleSignOn(ctx)
	if err != nil {
		return err
	}
	wanted := apiclient.SingleSignOn{SingleSignOnTerms: c.over(found.SingleSignOnTerms)}
	if c.SecretFile != "" {
		text, err := os.ReadFile(c.SecretFile)
		if err != nil {
			return fmt.Errorf("read the client secret: %w", err)
		}
		secret := strings.TrimSpace(string(text))
		wanted.ClientSecret = &secret
	}
	if found, err = server.SetSingleSignOn(ctx, wanted); err != nil {
		return err
	}
	return printSSO(found, c.JSON)
}

// over is what is set with what was given over it.
func (c ssoSetCmd) over(t httpapi.SingleSignOnTerms) httpapi.SingleSignOnTerms {
	for into, given := range map[*string]string{&t.Issuer: c.Issuer, &t.ClientID: c.ClientID, &t.Label: c.Label, &t.MailClaim: c.MailClaim} {
		if given != "" {
			*into = given
		}
	}
	for into, given := range map[*bool]*bool{&t.TrustMail: c.TrustMail, &t.Newcomers: c.Newcomers, &t.Enabled: c.Enabled, &t.Required: c.Required} {
		if given != nil {
			*into = *given
		}
	}
	if len(c.Domain) > 0 || c.AnyDomain {
		t.MailDomains = append([]string{}, c.Domain...)
	}
	if len(c.Scope) > 0 {
		t.Scopes = c.Scope
	}
	if c.SecondFactor != "" {
		t.Factor = c.SecondFactor
	}
	return t
}

type ssoTestCmd struct {
	JSON bool `name:"json" help:"Print JSON."`

	serverFlags
}

// Run asks the provider and prints what it answered.
func (c ssoTestCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	report, err := server.TestSingleSignOn(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, report)
	}
	printReport("The provider", report)
	return nil
}

// printReport tells what a test of a provider found.
func printReport(provider string, report httpapi.SingleSignOnReport) {
	word := "takes the client id and the secret for right"
	if report.Client == "unsure" {
		word = "does not refuse the client id and the secret; only a sign-in shows that they are right"
	}
	fmt.Fprintf(os.Stdout, "%s answers and %s. People sign in at %s.\n", provider, word, report.AuthorizeURL)
}
