package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
)

type userCmd struct {
	List    userListCmd    `cmd:"" help:"List people by name."`
	Invite  userInviteCmd  `cmd:"" help:"Invite a person and print the one-time link."`
	Disable userDisableCmd `cmd:"" help:"End a person's sessions and tokens and let them in no more."`
	Enable  userEnableCmd  `cmd:"" help:"Let a disabled person in again."`
	Rests   userRestsCmd   `cmd:"" help:"Show what rests on a person, before they leave."`
	Role    userRoleCmd    `cmd:"" help:"Change a person's role in the organisation."`

	ResetFactors userResetFactorsCmd `cmd:"" help:"Take the second factor from a person who has lost it, and end their sessions."`
	Regain       userRegainCmd       `cmd:"" help:"On the machine itself: make a one-time link for an owner who has lost password or second factor."`
	Policy       userPolicyCmd       `cmd:"" help:"See and set whether everybody needs a second factor."`
	Sensitive    userSensitiveCmd    `cmd:"" help:"See and set what sensitive acts take: proof anew, and API tokens."`
}

// person finds the one person with that id or address.
func person(ctx context.Context, server *apiclient.Client, who string) (httpapi.PersonEntry, error) {
	search := ""
	if strings.Contains(who, "@") {
		search = who
	}
	found, err := server.People(ctx, search)
	if err != nil {
		return httpapi.PersonEntry{}, err
	}
	for _, p := range found {
		if string(p.ID) == who || strings.EqualFold(p.Email, who) {
			return p, nil
		}
	}
	return httpapi.PersonEntry{}, fmt.Errorf("there is no person %s", who)
}

// ofPerson is a command about one person.
type ofPerson struct {
	Person string `arg:"" help:"An id or an e-mail address."`
	JSON   bool   `name:"json" help:"Print JSON."`

	serverFlags
}

func (c ofPerson) find(ctx context.Context) (*apiclient.Client, httpapi.PersonEntry, error) {
	server, err := c.client()
	if err != nil {
		return nil, httpapi.PersonEntry{}, err
	}
	who, err := person(ctx, server, c.Person)
	return server, who, err
}

// print tells what the person is now.
func (c ofPerson) print(who httpapi.PersonEntry, is string) error {
	if c.JSON {
		return printJSON(os.Stdout, who)
	}
	fmt.Fprintf(os.Stdout, "%s is %s.\n", who.Email, is)
	return nil
}

type userListCmd struct {
	Search string `help:"Part of the name or the address."`
	JSON   bool   `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints people.
func (c userListCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	found, err := server.People(ctx, c.Search)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, found)
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tE-MAIL\tROLE\tSTATE\tGRANTS\tLAST USED (UTC)\tID")
	for _, p := range found {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%d\t%s\t%s\n", p.Name, p.Email, p.Role, p.State, p.Grants, instant(p.LastUsedAt, "never"), p.ID)
	}
	return table.Flush()
}

// instant is a time as tables show it.
func instant(t *time.Time, none string) string {
	if t == nil {
		return none
	}
	return t.UTC().Format(time.DateTime)
}

type userInviteCmd struct {
	Email    string   `arg:"" help:"Whom."`
	Name     string   `help:"What comes before the @ when absent."`
	Role     string   `enum:"owner,auditor,member" default:"member" help:"In the organisation: owner, auditor or member."`
	Client   []string `placeholder:"ID=ROLE" help:"A client to give a role on, such as ID=viewer; may be given several times."`
	Instance []string `placeholder:"ID=ROLE" help:"An instance to give a role on; may be given several times."`
	Group    []string `placeholder:"ID" help:"A group to add the person to; may be given several times."`
	JSON     bool     `name:"json" help:"Print JSON."`

	serverFlags
}

// Run invites and prints the link.
func (c userInviteCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	who := apiclient.Invitation{Email: c.Email, Name: c.Name, Role: c.Role}
	for _, text := range c.Client {
		id, role, ok := strings.Cut(text, "=")
		if !ok {
			return usageError("--client %s: must look like ID=viewer", text)
		}
		who.Grants = append(who.Grants, httpapi.NewGrant{ClientID: actor.ClientID(id), Role: role})
	}
	for _, text := range c.Instance {
		id, role, ok := strings.Cut(text, "=")
		if !ok {
			return usageError("--instance %s: must look like ID=viewer", text)
		}
		who.Grants = append(who.Grants, httpapi.NewGrant{InstanceID: actor.InstanceID(id), Role: role})
	}
	for _, id := range c.Group {
		who.GroupIDs = append(who.GroupIDs, actor.GroupID(id))
	}
	made, err := server.Invite(ctx, uuid.NewString(), who)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, made)
	}
	fmt.Fprintf(os.Stderr, "Hand this link over to %s and to nobody else; it works once, until %s.\n",
		made.Invitation.Email, made.Invitation.ExpiresAt.UTC().Format(time.RFC3339))
	fmt.Fprintln(os.Stdout, made.Link)
	return nil
}

type userDisableCmd struct {
	ofPerson

	HandOverTo string `placeholder:"PERSON" help:"Who becomes responsible for the person's schedules; without it they pause at once. Also for somebody who is disabled already."`
}

// heir finds who takes over what rests on somebody; without a name it is nobody.
func heir(ctx context.Context, server *apiclient.Client, named string) (httpapi.PersonEntry, error) {
	if named == "" {
		return httpapi.PersonEntry{}, nil
	}
	return person(ctx, server, named)
}

// Run disables and says what ended.
func (c userDisableCmd) Run(ctx context.Context) error {
	server, who, err := c.find(ctx)
	if err != nil {
		return err
	}
	to, err := heir(ctx, server, c.HandOverTo)
	if err != nil {
		return err
	}
	done, err := server.DisablePerson(ctx, string(who.ID), string(to.ID))
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, done)
	}
	fmt.Fprintf(os.Stdout, "%s is disabled: %d sessions and %d tokens ended, %d schedules handed over, %d paused, as nobody is responsible any more.\n",
		done.Person.Email, done.Sessions, done.Tokens, done.HandedOver, done.Left)
	return nil
}

type userEnableCmd struct {
	ofPerson
}

// Run enables.
func (c userEnableCmd) Run(ctx context.Context) error {
	server, who, err := c.find(ctx)
	if err != nil {
		return err
	}
	if who, err = server.EnablePerson(ctx, string(who.ID)); err != nil {
		return err
	}
	return c.print(who, who.State)
}

type userRoleCmd struct {
	ofPerson

	Role string `arg:"" enum:"owner,auditor,member" help:"owner, auditor or member."`
}

// Run changes the role.
func (c userRoleCmd) Run(ctx context.Context) error {
	server, who, err := c.find(ctx)
	if err != nil {
		return err
	}
	if who, err = server.SetPersonRole(ctx, string(who.ID), who.Revision, c.Role); err != nil {
		return err
	}
	return c.print(who, string(who.Role))
}
