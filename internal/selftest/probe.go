package selftest

import (
	"context"
	"fmt"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/instance"
	"github.com/recomamp/recomamp/internal/result"
	"github.com/recomamp/recomamp/internal/window"
)

// probeSQL reads no data of anybody's, so that it is quick and nothing is suppressed.
const probeSQL = "-- A self-test: the way to Amazon and back, without any data.\nWITH probe (answer) AS (VALUES (42))\nSELECT answer FROM probe"

const probeAnswer = "42"

const (
	probeLook = 200 * time.Millisecond // how often is looked how far it is
	// How long it may take: a minute of computing at Amazon is usual, and a slot may have to be waited for.
	probeWithinSandbox = 2 * time.Minute
	probeWithinAmazon  = 20 * time.Minute
)

type prober struct {
	instances  *instance.Service
	executions *execution.Service
	results    *result.Service
	sandbox    bool
	works      bool // executions are brought on
}

func (p prober) check(a actor.Actor, wanted actor.InstanceID, origin execution.Origin) Check {
	within := probeWithinAmazon
	if p.sandbox {
		within = probeWithinSandbox
	}
	return Check{Name: "query", Title: "A query runs from end to end", Within: within, Run: func(ctx context.Context) Finding {
		if !p.works {
			return notApplicable("No query was run: no server runs that could bring it on.")
		}
		on, found, ok := choose(ctx, p.instances, a, wanted, p.sandbox)
		if !ok {
			return found
		}
		return p.run(ctx, a, on, origin)
	}}
}

func (p prober) run(ctx context.Context, a actor.Actor, on instance.Instance, origin execution.Origin) Finding {
	begun := time.Now()
	e, err := p.executions.Create(ctx, a, execution.CreateParams{
		InstanceID: on.ID, SQL: probeSQL, Origin: origin, Window: window.Spec{Preset: window.Yesterday, Zone: "UTC"},
	})
	if err != nil {
		return troubled(ctx, err, fmt.Sprintf("A query on %s was refused.", on.Name), "Choose another instance.")
	}
	next := fmt.Sprintf("Look at the execution %s for what happened.", e.ID)
	for e.State != execution.Succeeded {
		if e.State.IsFinal() {
			return failed(next, "A query on %s ended as %s: %s", on.Name, e.State, e.Problem.Message)
		}
		select {
		case <-ctx.Done():
			return failed(next+" It goes on by itself.", "A query on %s is %s and has not ended within %s.", on.Name, e.State, short(time.Since(begun)))
		case <-time.After(probeLook):
		}
		if e, err = p.executions.Get(ctx, a, e.ID); err != nil {
			return troubled(ctx, err, "It could not be seen how far the query is.", next)
		}
	}
	rows, err := p.rows(ctx, a, e.ID)
	if err != nil {
		return troubled(ctx, err, fmt.Sprintf("A query on %s succeeded, but its result cannot be read.", on.Name), next)
	}
	if len(rows) != 1 || len(rows[0]) != 1 || rows[0][0] == nil || *rows[0][0] != probeAnswer {
		return failed(next, "A query on %s succeeded, but its result is not the one it must have.", on.Name)
	}
	return good("A query on %s was sent, run, collected, sealed and read within %s.", on.Name, short(time.Since(begun)))
}

func (p prober) rows(ctx context.Context, a actor.Actor, id actor.ExecutionID) ([]result.Row, error) {
	found, _, err := p.executions.Result(ctx, a, id)
	if err != nil {
		return nil, err
	}
	return p.results.Page(ctx, found, 0, 2)
}
