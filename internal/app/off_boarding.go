package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/connection"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/datakey"
	"github.com/recomamp/recomamp/internal/datasource"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/notify"
	"github.com/recomamp/recomamp/internal/offboard"
	"github.com/recomamp/recomamp/internal/pack"
	"github.com/recomamp/recomamp/internal/query"
	"github.com/recomamp/recomamp/internal/result"
	"github.com/recomamp/recomamp/internal/savedview"
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
		core.destroyKey(), core.forgetTexts(), core.emptyCaches(), core.deleteFiles(), core.scrubDatabase(),
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
			notes = append(notes, fmt.Sprintf("The connection %s of %s stays: it also serves %s.", c.Region, c.Person, strings.Join(c.Others, ", ")))
		}
	}
	return notes
}

func (core *Core) destroyKey() offboard.Step {
	return offboard.Step{
		Name: "key", Phase: offboard.Destroy, Title: "The client's key is destroyed: its results are unreadable",
		Count: func(ctx context.Context, tx bun.Tx, of offboard.Subject) (offboard.Count, error) {
			stored, err := result.StoredOn(ctx, tx, of.Instances)
			return offboard.Count{Number: stored.Results, Bytes: stored.Bytes}, err
		},
		Do: func(ctx context.Context, of offboard.Subject) (offboard.Progress, error) {
			now := core.Clock.Now()
			err := core.DB.Write(ctx, offBoarder, func(ctx context.Context, tx bun.Tx) error {
				keys, err := datakey.Destroy(ctx, tx, of.ClientID, now)
				if err != nil {
					return err
				}
				if err := result.TakeAway(ctx, tx, of.Instances, now); err != nil {
					return err
				}
				done, err := tx.NewUpdate().Table("off_boarding").Set("destroyed_at = ?", now).Where("client_id = ? AND destroyed_at IS NULL", of.ClientID).Exec(ctx)
				if err != nil {
					return err
				}
				core.Events.Record(ctx, offBoarder, event.Change{Kind: event.ClientChanged, SubjectID: string(of.ClientID), ClientID: of.ClientID})
				if n, err := done.RowsAffected(); err != nil || n == 0 {
					return err // another process has
				}
				return audit.Record(ctx, tx, offBoarder, now, audit.What{
					Act: audit.ClientDestroyed, ID: string(of.ClientID), Name: of.Name, ClientID: of.ClientID, Changes: audit.Changes{}.Is("keys", keys),
				})
			})
			return offboard.Progress{Done: true, Note: "No result can be read any more."}, err
		},
	}
}

func (core *Core) forgetTexts() offboard.Step {
	return offboard.Step{
		Name: "texts", Phase: offboard.Destroy, Title: "SQL, parameters and other texts are removed",
		Count: func(ctx context.Context, tx bun.Tx, of offboard.Subject) (offboard.Count, error) {
			queries, err := query.Own(ctx, tx, of.ClientID, of.Instances)
			if err != nil {
				return offboard.Count{}, err
			}
			packs, err := pack.Own(ctx, tx, of.ClientID)
			if err != nil {
				return offboard.Count{}, err
			}
			views, err := savedview.Own(ctx, tx, of.Instances)
			return offboard.Count{Number: queries + packs + views, Notes: []string{
				many(queries, "query", "queries") + " of the client's own. " + many(packs, "pack", "packs") + " of its brands. " +
					many(views, "saved view", "saved views") + " of its results.",
				"Queries that are for every client stay. The audit log stays, with the names it holds.",
			}}, err
		},
		Do: func(ctx context.Context, of offboard.Subject) (offboard.Progress, error) {
			if err := core.deleteSchedules(ctx, of); err != nil {
				return offboard.Progress{}, err
			}
			now := core.Clock.Now()
			err := core.DB.Write(ctx, offBoarder, func(ctx context.Context, tx bun.Tx) error {
				for _, forget := range []func() error{
					func() error { return execution.Forget(ctx, tx, of.Instances) },
					func() error { return query.Forget(ctx, tx, of.ClientID, of.Instances, now) },
					func() error { return pack.Forget(ctx, tx, of.ClientID) },
					func() error { return savedview.Forget(ctx, tx, of.Instances) },
					func() error { return schedule.Forget(ctx, tx, of.Instances) },
					func() error { return datasource.Forget(ctx, tx, of.Instances) },
					func() error { return connection.ForgetDiscoveries(ctx, tx, of.Instances) },
					func() error { return notify.Forget(ctx, tx, of.ClientID, of.Instances) },
				} {
					if err := forget(); err != nil {
						return err
					}
				}
				return nil
			})
			return offboard.Progress{Done: true, Note: "Removed."}, err
		},
	}
}

// deleteSchedules ends the schedules that run for nobody else.
func (core *Core) deleteSchedules(ctx context.Context, of offboard.Subject) error {
	var found schedule.On
	err := core.DB.Read(ctx, offBoarder, func(ctx context.Context, tx bun.Tx) (err error) {
		found, err = schedule.OnInstances(ctx, tx, of.Instances)
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range found.Own {
		if err := core.Schedules.DeleteForOffBoarding(ctx, offBoarder, id); err != nil {
			return err
		}
	}
	return nil
}

func (core *Core) emptyCaches() offboard.Step {
	return offboard.Step{
		Name: "caches", Phase: offboard.Destroy, Title: "Unsealed copies are removed from every process",
		Do: func(_ context.Context, of offboard.Subject) (offboard.Progress, error) {
			for _, id := range of.Instances {
				core.Results.Purge(id)
			}
			if core.Clock.Now().Before(of.Destroyed.Add(offboard.PurgedWithin)) {
				return offboard.Progress{Left: 1, Note: "Every process that runs removes its copies within a minute."}, nil
			}
			return offboard.Progress{Done: true, Note: "Removed. A process that did not run removes them when one starts on its machine again."}, nil
		},
	}
}

func (core *Core) deleteFiles() offboard.Step {
	return offboard.Step{
		Name: "files", Phase: offboard.Destroy, Title: "The files of results are deleted",
		Do: func(ctx context.Context, of offboard.Subject) (offboard.Progress, error) {
			deleted := 0
			for _, id := range of.Instances {
				n, err := core.Results.DeleteAll(ctx, id)
				if deleted += n; err != nil {
					return offboard.Progress{}, err
				}
			}
			err := core.DB.Write(ctx, offBoarder, func(ctx context.Context, tx bun.Tx) error { return result.ForgetFiles(ctx, tx, of.Instances) })
			return offboard.Progress{Done: true, Note: many(deleted, "file deleted.", "files deleted.")}, err
		},
	}
}

func (core *Core) scrubDatabase() offboard.Step {
	return offboard.Step{
		Name: "database", Phase: offboard.Destroy, Title: "What was removed is cleared out of the database's files",
		Do: func(ctx context.Context, _ offboard.Subject) (offboard.Progress, error) {
			complete, err := core.DB.Scrub(ctx)
			switch {
			case err != nil:
				return offboard.Progress{}, err
			case !complete:
				return offboard.Progress{Left: 1, Note: "Somebody still reads an older state of the database."}, nil
			case core.DB.Dialect() == database.PostgreSQL:
				return offboard.Progress{Done: true, Note: "PostgreSQL reuses the room of what was removed; until it has, and in its log and backups, texts may still lie. Results and tokens do not: they were only ever stored sealed."}, nil
			default:
				return offboard.Progress{Done: true, Note: "The database was rewritten without it."}, nil
			}
		},
	}
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
