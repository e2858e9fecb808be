package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
)

type executionRerunCmd struct {
	IDs    []actor.ExecutionID `arg:"" name:"id" help:"The executions."`
	Params []string            `name:"param" sep:"none" placeholder:"NAME=VALUE" help:"Another value for a parameter; may be repeated."`
	From   string              `placeholder:"DATE" help:"First day of another window, a local time, or a dynamic date such as today-14d; with --to."`
	To     string              `placeholder:"DATE" help:"End of the other window, not included; with --from."`
	Zone   string              `help:"IANA zone of both; the zone of the execution's window when absent."`
	Keep   bool                `name:"keep-suppressed" help:"Have AMC keep rows of too few users, without the values that would show them."`
	JSON   bool                `name:"json" help:"Print JSON, a new execution per line."`

	serverFlags
}

// Run starts each execution anew.
func (c executionRerunCmd) Run(ctx context.Context) error {
	if (c.From == "") != (c.To == "") || c.Zone != "" && c.From == "" {
		return usageError("--from and --to make a window together, --zone belongs to them")
	}
	given, err := parseParameters(c.Params)
	if err != nil {
		return err
	}
	return forEach(ctx, c.serverFlags, c.IDs, c.JSON, "is queued", func(server *apiclient.Client, id actor.ExecutionID) (httpapi.Execution, error) {
		changes, err := c.changes(ctx, server, id, given)
		if err != nil {
			return httpapi.Execution{}, err
		}
		return server.Rerun(ctx, rand.Text(), id, changes)
	})
}

// changes are nil to run exactly the same.
func (c executionRerunCmd) changes(ctx context.Context, server *apiclient.Client, id actor.ExecutionID, given []givenParameter) (*httpapi.RerunChanges, error) {
	if len(given) == 0 && c.From == "" && !c.Keep {
		return nil, nil //nolint:nilnil // nothing is to change
	}
	old, err := server.Execution(ctx, id)
	if err != nil {
		return nil, err
	}
	changes := &httpapi.RerunChanges{ParameterValues: map[string]json.RawMessage{}}
	if c.Keep {
		changes.KeepSuppressed = &c.Keep
	}
	for _, p := range given {
		if changes.ParameterValues[p.Name], err = p.as(old.Parameters); err != nil {
			return nil, err
		}
	}
	if c.From != "" {
		zone := c.Zone
		if zone == "" {
			zone = old.Window.Zone
		}
		changes.Window = &httpapi.WindowChoice{From: c.From, To: c.To, Zone: zone}
	}
	return changes, nil
}

// as writes a value as the declaration of its name asks: 5 for a STRING is
// text. The server checks it, and the name.
func (p givenParameter) as(declared []httpapi.Parameter) (json.RawMessage, error) {
	isText := slices.ContainsFunc(declared, func(d httpapi.Parameter) bool { return d.Name == p.Name && !d.Array && d.Type == "STRING" })
	if _, already := p.Value.(string); isText && !already && !p.Array {
		return json.Marshal(fmt.Sprint(p.Value))
	}
	return json.Marshal(p.Value)
}
