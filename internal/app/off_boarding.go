package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/connection"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/offboard"
	"github.com/recomamp/recomamp/internal/schedule"
)

var offBoarder = actor.System("offboard")

// buildOffBoarding makes the service and the steps, in the order in which they are taken.
func (core *Core) buildOffBoarding() {
	core.OffBoarding = offboard.New(offboard.Dependencies{
		DB: core.DB, Clock: core.Clock, Events: core.Events, Jobs: core.Jobs, Logger: core.Logger, Purge: core.Results.Purge,
	})
	for _, step := range []offboard.Step{
		core.stopSchedules(), core.cancelExecutions(), core.forgetConnections(),
		core.destroyKey(), core.forgetChannels(), core.forgetTexts(), core.endGrants(), core.emptyCaches(), core.deleteFiles(), core.scrubDatabase(),
	} {
		core.OffBoarding.Register(step)
	}
}

func (core *Core) stopSchedules() offboard.Step {
	return offboard.Step{
		Name: "schedules", Phase: offboard.Stop, Title: "Schedules are stopped",
		Count: func(ctx context.Context, tx bun.Tx, of offboard.Subject) (count offboard.Count, err error) {
			found, err := schedule.OnInstances(ctx, tx, of.Instances)
			count.Number = len(found.Own)
			if n := len(found.Shared); n > 0 {
				count.Notes = []string{fmt.Sprintf("%s other clients too: there they go on, and this client's instances are taken out of them when its data are destroyed.", many(n, "schedule runs for", "schedules run for"))}
			}
			return count, err
		},
		Do: func(ctx context.Context, of offboard.Subject) (offboard.Progress, error) {
			var found schedule.On
			err := core.DB.Read(ctx, offBoarder, func(ctx context.Context, tx bun.Tx) (err error) {
				found, err = schedule.OnInstances(ctx, tx, of.Instances)
				return err
			})
			if err != nil {
				return offboard.Progress{}, err
			}
			for _, id := range found.Own {
				if err := core.Schedules.StopForOffBoarding(ctx, offBoarder, id, "The client is being off-boarded: "+of.Reason); err != nil {
					return offboard.Progress{}, err
				}
			}
			return offboard.Progress{Done: true, Note: many(len(found.Own), "schedule stopped.", "schedules stopped.")}, nil
		},
		Undo: func(ctx context.Context, of offboard.Subject) error {
			var stopped []actor.ScheduleID
			err := core.DB.Read(ctx, offBoarder, func(ctx context.Context, tx bun.Tx) error {
				found, err := schedule.OnInstances(ctx, tx, of.Instances)
				if err != nil {
					return err
				}
				stopped, err = schedule.StoppedForOffBoarding(ctx, tx, found.Own)
				return err
			})
			if err != nil {
				return err
			}
			for _, id := range stopped {
				if _, err := core.Schedules.Resume(ctx, offBoarder, id); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func (core *Core) open(ctx context.Context, of offboard.Subject) (ids []actor.ExecutionID, err error) {
	err = core.DB.Read(ctx, offBoarder, func(ctx context.Context, tx bun.Tx) (err error) {
		ids, err = execution.Open(ctx, tx, of.Instances)
		return err
	})
	return ids, err
}

func (core *Core) cancelExecutions() offboard.Step {
	return offboard.Step{
		Name: "executions", Phase: offboard.Stop, Title: "Open executions are cancelled",
		Count: func(ctx context.Context, tx bun.Tx, of offboard.Subject) (offboard.Count, error) {
			ids, err := execution.Open(ctx, tx, of.Instances)
			return offboard.Count{Number: len(ids)}, err
		},
		Do: func(ctx context.Context, of offboard.Subject) (offboard.Progress, error) {
			ids, err := core.open(ctx, of)
			if err != nil {
				return offboard.Progress{}, err
			}
			for _, id := range ids {
				if of.Forced {
					err = core.Executions.Abandon(ctx, offBoarder, id)
				} else if _, err = core.Executions.Cancel(ctx, offBoarder, id); errors.Is(err, execution.ErrEnded) {
					err = nil
				}
				if err != nil {
					return offboard.Progress{}, err
				}
			}
			if ids, err = core.open(ctx, of); err != nil {
				return offboard.Progress{}, err
			}
			if len(ids) > 0 {
				return offboard.Progress{Left: len(ids), Note: many(len(ids), "run", "runs") + " at Amazon: stopping was asked for, and Amazon has not said what became of it."}, nil
			}
			return offboard.Progress{Done: true, Note: "No execution is open."}, nil
		},
	}
}

func (core *Core) forgetConnections() offboard.Step {
	return offboard.Step{
		Name: "connections", Phase: offboard.Stop, Title: "Amazon's tokens that serve only this client are forgotten",
		Count: func(ctx context.Context, tx bun.Tx, of offboard.Subject) (count offboard.Count, err error) {
			serving, err := connection.ServingClient(ctx, tx, of.ClientID)
			for _, c := range serving {
				if len(c.Others) == 0 {
					count.Number++
				}
			}
			count.Notes = staying(serving)
			return count, err
		},
		Do: func(ctx context.Context, of offboard.Subject) (offboard.Progress, error) {
			var serving []connection.Serving
			err := core.DB.Write(ctx, offBoarder, func(ctx context.Context, tx bun.Tx) (err error) {
				serving, err = connection.ServingClient(ctx, tx, of.ClientID)
				return err
			})
			if err != nil {
				return offboard.Progress{}, err
			}
			forgotten := 0
			for _, c := range serving {
				if len(c.Others) > 0 {
					continue
				}
				if err := core.Connections.Delete(ctx, offBoarder, c.ID); err != nil {
					return offboard.Progress{}, err
				}
				forgotten++
			}
			err = core.DB.Write(ctx, offBoarder, func(ctx context.Context, tx bun.Tx) error { return connection.Detach(ctx, tx, of.ClientID) })
			note := append([]string{many(forgotten, "connection forgotten.", "connections forgotten.")}, staying(serving)...)
			return offboard.Progress{Done: true, Note: strings.Join(note, " ")}, err
		},
	}
}

// staying says which connections stay, and why.
func staying(serving []connection.Serving) (notes []string) {
	for _, c := range serving {
		if len(c.Others) > 0 {
			notes = append(notes, fmt.Sprintf("The connection %s of %s stays: it also serves %s.", c.Region, c.Person, some(c.Others)))
		}
	}
	return notes
}

// some are the first three names, and how many more there are.
func some(names []string) string {
	const shown = 3
	if more := len(names) - shown; more > 1 {
		return fmt.Sprintf("%s and %d others", strings.Join(names[:shown], ", "), more)
	}
	return strings.Join(names, ", ")
}

func many(n int, one, more string) string {
	switch n {
	case 0:
		return "No " + one
	case 1:
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}
