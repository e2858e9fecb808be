package app

import (
	"context"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/approval"
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

func (core *Core) endGrants() offboard.Step {
	return offboard.Step{
		Name: "grants", Phase: offboard.Destroy, Title: "Access to it ends",
		Count: func(ctx context.Context, tx bun.Tx, of offboard.Subject) (offboard.Count, error) {
			n, err := access.GrantsOn(ctx, tx, of.ClientID, of.Instances)
			return offboard.Count{Number: n}, err
		},
		Do: func(ctx context.Context, of offboard.Subject) (offboard.Progress, error) {
			ended, err := core.Access.EndGrantsOn(ctx, offBoarder, of.ClientID, of.Instances)
			return offboard.Progress{Done: true, Note: many(ended, "grant ended.", "grants ended.") + " Owners still see that the client was there."}, err
		},
	}
}

func (core *Core) forgetChannels() offboard.Step {
	return offboard.Step{
		Name: "channels", Phase: offboard.Destroy, Title: "Channels that tell only of this client are deleted",
		Do: func(ctx context.Context, of offboard.Subject) (offboard.Progress, error) {
			deleted, err := core.Notices.ForgetChannels(ctx, offBoarder, of.ClientID)
			return offboard.Progress{Done: true, Note: many(deleted, "channel deleted.", "channels deleted.")}, err
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
					func() error { return approval.Forget(ctx, tx, of.ClientID, of.Instances) },
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
