package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/google/uuid"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
)

type channelCmd struct {
	List   channelListCmd   `cmd:"" help:"List where notices are told."`
	Add    channelAddCmd    `cmd:"" help:"Add a channel: mail, Slack, Teams, Discord or a webhook."`
	Test   channelTestCmd   `cmd:"" help:"Send a test message now and say what happened."`
	Remove channelRemoveCmd `cmd:"" help:"Forget a channel and its address."`
}

type channelListCmd struct {
	JSON bool `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints all channels.
func (c channelListCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	all, err := server.Channels(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, all)
	}
	return printChannels(all)
}

func printChannels(all []httpapi.Channel) error {
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tSERVICE\tADDRESS\tSTATE\tTAKES\tQUIET\tWAITING\tLAST FAILURE")
	for _, c := range all {
		state, quiet, failure := c.State, "-", "-"
		if !c.Active {
			state = "off"
		}
		if c.Quiet != nil {
			quiet = fmt.Sprintf("%s-%s %s", c.Quiet.From, c.Quiet.Until, c.Quiet.Zone)
		}
		if c.Failure != nil {
			failure = c.Failure.Message
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\n", c.Name, c.Service, c.Address, state, taken(c), quiet, c.Waiting, failure)
	}
	return table.Flush()
}

// taken says what a channel takes.
func taken(c httpapi.Channel) string {
	var parts []string
	if c.Mine {
		parts = append(parts, "mine")
	}
	for _, list := range [][]string{c.Severities, c.Kinds} {
		if len(list) > 0 {
			parts = append(parts, strings.Join(list, ","))
		}
	}
	if n := len(c.ClientIDs); n > 0 {
		parts = append(parts, fmt.Sprintf("%d clients", n))
	}
	if len(parts) == 0 {
		return "all"
	}
	return strings.Join(parts, " ")
}

type channelAddCmd struct {
	Name string `arg:"" help:"What people call it."`

	Address  string   `env:"RECOMAMP_CHANNEL_ADDRESS" placeholder:"URL" help:"The webhook's address or a shoutrrr URL; - reads it from standard input. It holds secrets: the environment or standard input keeps it out of your shell's history."`
	Severity []string `enum:"info,warning,urgent" help:"Take only these."`
	Kind     []string `help:"Take only these, such as connection or budget."`
	Client   []string `placeholder:"ID" help:"Take only what belongs to these clients, and connections that reach their instances."`
	Mine     bool     `help:"Your own: take only what is for you alone, such as the end of an execution you asked to be told of."`

	QuietFrom    string `placeholder:"HH:MM" help:"Keep quiet from this local time."`
	QuietUntil   string `placeholder:"HH:MM" help:"Until this one."`
	QuietZone    string `placeholder:"ZONE" help:"IANA zone of both, such as Europe/Berlin."`
	UrgentPasses bool   `help:"Tell what is urgent all the same."`
	JSON         bool   `name:"json" help:"Print JSON."`

	serverFlags
}

// Run adds the channel.
func (c channelAddCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	address := c.Address
	if address == "-" {
		text, err := io.ReadAll(io.LimitReader(os.Stdin, 64<<10))
		if err != nil {
			return fmt.Errorf("read the address: %w", err)
		}
		address = strings.TrimSpace(string(text))
	}
	if address == "" {
		return usageError("an address is needed: --address, RECOMAMP_CHANNEL_ADDRESS, or --address - and standard input")
	}
	change := httpapi.ChannelChange{Name: c.Name, Address: address, Severities: c.Severity, Kinds: c.Kind, Mine: c.Mine}
	for _, id := range c.Client {
		change.ClientIDs = append(change.ClientIDs, actor.ClientID(id))
	}
	if c.QuietFrom != "" || c.QuietUntil != "" || c.QuietZone != "" {
		change.Quiet = &httpapi.QuietHours{From: c.QuietFrom, Until: c.QuietUntil, Zone: c.QuietZone, UrgentPasses: c.UrgentPasses}
	}
	made, err := server.AddChannel(ctx, uuid.NewString(), change)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, made)
	}
	return printChannels([]httpapi.Channel{made})
}

// channelName picks a channel.
type channelName struct {
	Name string `arg:"" help:"Its name, or its id."`
}

func (c channelName) find(ctx context.Context, server *apiclient.Client) (httpapi.Channel, error) {
	all, err := server.Channels(ctx)
	if err != nil {
		return httpapi.Channel{}, err
	}
	for _, channel := range all {
		if string(channel.ID) == c.Name || strings.EqualFold(channel.Name, c.Name) {
			return channel, nil
		}
	}
	return httpapi.Channel{}, fmt.Errorf("there is no channel %q; recomamp channel list shows them", c.Name)
}

type channelTestCmd struct {
	channelName

	JSON bool `name:"json" help:"Print JSON."`
	serverFlags
}

// Run sends a test message. It fails when the message does not arrive.
func (c channelTestCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	channel, err := c.find(ctx, server)
	if err != nil {
		return err
	}
	tried, err := server.TestChannel(ctx, string(channel.ID))
	if err != nil {
		return err
	}
	if c.JSON {
		if err := printJSON(os.Stdout, tried); err != nil {
			return err
		}
	}
	switch {
	case tried.Problem != nil:
		return errors.New(strings.TrimSpace("The message did not arrive. " + tried.Problem.Message + " " + tried.Problem.Next))
	case !c.JSON:
		fmt.Fprintf(os.Stdout, "The message arrived after %d ms.\n", tried.DurationMs)
	}
	return nil
}

type channelRemoveCmd struct {
	channelName
	serverFlags
}

// Run forgets the channel.
func (c channelRemoveCmd) Run(ctx context.Context) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	channel, err := c.find(ctx, server)
	if err != nil {
		return err
	}
	return server.RemoveChannel(ctx, string(channel.ID), channel.Version)
}
