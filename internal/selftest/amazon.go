package selftest

import (
	"context"
	"fmt"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/connection"
	"github.com/recomamp/recomamp/internal/instance"
	"github.com/recomamp/recomamp/internal/notify"
)

// checkConnections makes a check of each connection, or one that says that there is none.
func checkConnections(ctx context.Context, connections *connection.Service, sandbox bool) ([]Check, error) {
	found, err := connections.List(ctx, tester)
	if err != nil {
		return nil, fmt.Errorf("list what to check: %w", err)
	}
	if len(found) == 0 {
		return []Check{{Name: "amazon", Title: "Amazon answers", Run: func(context.Context) Finding {
			return warning("Connect Amazon under Connections.", "Nobody has connected Amazon yet, so that nothing can be asked of it.")
		}}}, nil
	}
	of := "Amazon"
	if sandbox {
		of = "The sandbox"
	}
	checks := make([]Check, len(found))
	for i, c := range found {
		checks[i] = Check{
			Name: "amazon", Subject: string(c.ID), Title: fmt.Sprintf("%s answers: %s, %s", of, c.PersonName, c.Region),
			Within: 3 * usually, Run: func(ctx context.Context) Finding { return checkConnection(ctx, connections, c) },
		}
	}
	return checks, nil
}

func checkConnection(ctx context.Context, connections *connection.Service, c connection.Connection) Finding {
	const again = "Try again in a few minutes; if it stays so, reconnect Amazon under Connections."
	tried, err := connections.Try(ctx, tester, c.ID)
	switch {
	case err != nil && tried.Renewed:
		return troubled(ctx, err, "A fresh token was given, but the advertising API does not answer with it.", again)
	case err != nil:
		return troubled(ctx, err, "No fresh token can be had.", again)
	case !tried.Reaches:
		return warning("Connect with somebody who has access to AMC accounts.", "The token was renewed and the API answers, but this consent reaches no AMC account.")
	case c.Discovery != nil:
		return warning(c.Discovery.Next, "The token was renewed and the API answers. The last look for instances was not complete: %s", c.Discovery.Message)
	default:
		return good("The token was renewed, and the API tells of AMC accounts.")
	}
}

func checkChannels(notices *notify.Service) Check {
	return Check{Name: "channels", Title: "Somebody is told of trouble", Run: func(ctx context.Context) Finding {
		found, err := notices.Channels(ctx, tester)
		if err != nil {
			return troubled(ctx, err, "The channels could not be read.", "Try again.")
		}
		active, broken := 0, ""
		for _, c := range found {
			switch {
			case !c.Active:
			case c.Failure != nil:
				broken = c.Name
			default:
				active++
			}
		}
		switch {
		case broken != "":
			return failed("Look at it under Notifications, Channels, and send a test.", "The last message to the channel “%s” did not arrive.", broken)
		case active == 0:
			return warning("Add one under Notifications, Channels: mail, Slack, Teams, Discord or a webhook.",
				"There is no channel: whoever is not signed in hears of no trouble.")
		default:
			return good("%d channels tell people of trouble, and the last message to each arrived.", active)
		}
	}}
}

// choose finds the instance of a probe: the one asked for, or at the sandbox any
// that can run something.
func choose(ctx context.Context, instances *instance.Service, a actor.Actor, wanted actor.InstanceID, sandbox bool) (instance.Instance, Finding, bool) {
	if wanted != "" {
		found, err := instances.Find(ctx, a, wanted)
		if err != nil {
			return found, troubled(ctx, err, "The instance for the query cannot be used.", "Choose another one."), false
		}
		return found, Finding{}, true
	}
	if !sandbox {
		return instance.Instance{}, notApplicable("No query was run: at Amazon it takes a slot of an instance, so it is done only on one that you choose."), false
	}
	all, err := instances.List(ctx, a, instance.ListParams{})
	if err != nil {
		return instance.Instance{}, troubled(ctx, err, "The instances could not be read.", "Try again."), false
	}
	for _, i := range all {
		if i.Health() == instance.Healthy && i.Client.OffBoardedAt.IsZero() {
			return i, Finding{}, true
		}
	}
	return instance.Instance{}, notApplicable("No query was run: there is no instance that could run one yet."), false
}
