package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"github.com/riverqueue/river"
	"github.com/uptrace/bun"
	"gocloud.dev/blob"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/amcsandbox"
	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/approval"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/budget"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/config"
	"github.com/recomamp/recomamp/internal/connection"
	"github.com/recomamp/recomamp/internal/courier"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/datakey"
	"github.com/recomamp/recomamp/internal/datasource"
	"github.com/recomamp/recomamp/internal/egress"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/instance"
	"github.com/recomamp/recomamp/internal/job"
	"github.com/recomamp/recomamp/internal/keyring"
	"github.com/recomamp/recomamp/internal/keyservice"
	"github.com/recomamp/recomamp/internal/notify"
	"github.com/recomamp/recomamp/internal/offboard"
	"github.com/recomamp/recomamp/internal/organisation"
	"github.com/recomamp/recomamp/internal/pack"
	"github.com/recomamp/recomamp/internal/passkey"
	"github.com/recomamp/recomamp/internal/query"
	"github.com/recomamp/recomamp/internal/result"
	"github.com/recomamp/recomamp/internal/retention"
	"github.com/recomamp/recomamp/internal/savedview"
	"github.com/recomamp/recomamp/internal/schedule"
	"github.com/recomamp/recomamp/internal/seal"
	"github.com/recomamp/recomamp/internal/selftest"
)

// CoreConfig is what a Core is made of.
type CoreConfig struct {
	Storage config.Storage
	Amazon  config.Amazon
	Notify  config.Notify
	SSO     config.SSO
	Site    config.Site
	Logger  *slog.Logger
	Clock   clock.Clock // default: the machine's

	// SiteURL is the address people reach the program by.
	SiteURL string
	// Sandbox says where the sandbox is when Amazon is not real.
	Sandbox SandboxAddress
}

// SandboxAddress tells the two ways to the sandbox apart: people's browsers
// come by the site's address, the program by the shortest.
type SandboxAddress struct {
	Browser string
	Program string
}

// Core is the services without anything that runs.
type Core struct {
	DB           *database.DB
	Clock        clock.Clock
	Logger       *slog.Logger
	Events       *event.Log
	Jobs         *job.Client
	Notices      *notify.Service
	Access       *access.Service
	Approvals    *approval.Service
	Instances    *instance.Service
	Connections  *connection.Service
	Packs        *pack.Service
	DataSources  *datasource.Service
	Queries      *query.Service
	Results      *result.Service
	SavedViews   *savedview.Service
	Executions   *execution.Service
	Budgets      *budget.Service
	Retention    *retention.Service
	Schedules    *schedule.Service
	Keys         *keyring.Service
	DataKeys     *datakey.Service
	OffBoarding  *offboard.Service
	Audit        *audit.Service
	SelfTests    *selftest.Service
	Organisation *organisation.Service

	bucket *blob.Bucket
}

// OpenCore opens the database, brings it up to date and builds the services.
func OpenCore(ctx context.Context, c CoreConfig) (*Core, error) {
	if c.Clock == nil {
		c.Clock = clock.System{}
	}
	db, err := OpenDatabase(ctx, c.Storage)
	if err != nil {
		return nil, err
	}
	if err := checkRoles(ctx, db, c.Logger); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	core := &Core{
		DB: db, Clock: c.Clock, Logger: c.Logger, Events: event.NewLog(c.Clock),
		Audit: audit.New(audit.Dependencies{DB: db, Clock: c.Clock, Logger: c.Logger}, audit.Config{}),
	}
	if err := core.build(ctx, c); err != nil {
		return nil, errors.Join(err, core.Close())
	}
	return core, nil
}

// OpenDatabase opens the database and brings it up to date.
func OpenDatabase(ctx context.Context, storage config.Storage) (*database.DB, error) {
	db, err := database.Open(ctx, storage.Database())
	if err != nil {
		return nil, err
	}
	if _, _, err := db.Migrate(ctx); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// checkRoles refuses to start when row level security would not hold, and tells
// of a role that is more than the program needs.
func checkRoles(ctx context.Context, db *database.DB, logger *slog.Logger) error {
	powerful, err := db.CheckRoles(ctx)
	if err != nil {
		return err
	}
	if powerful {
		logger.WarnContext(ctx, "the database role may pass row level security by",
			slog.String("because", "it is a superuser or has BYPASSRLS; transactions run as a role that is neither, but whoever gets hold of the address does not"),
			slog.String("next", "give RECOMAMP_DATABASE_URL a role without SUPERUSER and BYPASSRLS"))
	}
	return nil
}

// build makes the services, those first that others need.
func (core *Core) build(ctx context.Context, c CoreConfig) error {
	keys := c.Storage.Keys()
	if c.Storage.KeysetKMS != "" {
		service, err := keyservice.Open(ctx, c.Storage.KeysetKMS)
		if err != nil {
			return err
		}
		keys.Wrap = service
	}
	box, err := seal.New(keys)
	if err != nil {
		return err
	}
	db, now := core.DB, core.Clock
	if core.Jobs, err = job.New(job.Dependencies{DB: db, Logger: c.Logger}, job.Config{Queues: queues(c.Amazon.Workers)}); err != nil {
		return err
	}
	core.Keys = keyring.New(keyring.Dependencies{
		DB: db, Clock: now, Events: core.Events, Jobs: core.Jobs, Box: box,
		Unsealed: result.Unsealed,
		Columns: append(slices.Concat(connection.SealedColumns(), notify.SealedColumns(), datakey.SealedColumns()),
			keyring.Column{Table: access.GeneratorTable, Key: access.GeneratorKey, Name: access.GeneratorColumn},
			keyring.Column{Table: access.SecretTable, Key: access.SecretKey, Name: access.SecretColumn},
			keyring.Column{Table: access.AmazonSecretTable, Key: access.AmazonSecretKey, Name: access.AmazonSecretColumn}),
	})
	site, err := passkey.New(c.SiteURL)
	if err != nil {
		return err
	}
	core.DataKeys = datakey.New(datakey.Dependencies{DB: db, Clock: now, Box: box})
	core.Access = access.New(
		access.Dependencies{
			DB: db, Clock: now, Events: core.Events, Box: box, HandOver: core.handOver, Leaves: core.leaves, Tells: core.tells,
			Passkeys: site, Providers: egress.New(egress.Config{AllowPrivate: c.SSO.AllowPrivate}).Client(providerTimeout),
			Amazon: amazonClient(c.Amazon),
		},
		access.Config{ProviderReturn: c.SiteURL + providerReturnPath, ProviderSecret: c.SSO.ClientSecret, Amazon: amazonLogin(c)},
	)
	core.Approvals = approval.New(approval.Dependencies{DB: db, Clock: now, Events: core.Events, Tells: core.tells, Settles: core.settles})
	core.Notices = notify.New(notify.Dependencies{
		DB: db, Clock: now, Events: core.Events, Jobs: core.Jobs, Box: box, Actors: core.Access.ActorsOf, Logger: c.Logger,
		Courier: courier.New(egress.New(egress.Config{AllowPrivate: c.Notify.AllowPrivate}), sendTimeout),
	}, notify.Config{SiteURL: c.SiteURL, Window: c.Notify.Window, Timeout: sendTimeout})
	core.Instances = instance.New(instance.Dependencies{DB: db, Clock: now, Events: core.Events, Placed: core.Access.Placed})
	core.Connections = connection.New(connection.Dependencies{
		DB: db, Clock: now, Events: core.Events, Jobs: core.Jobs, Box: box, Instances: core.Instances, Notices: core.Notices, Logger: c.Logger,
		HTTPClient: amazonClient(c.Amazon), Consented: core.reconnected,
	}, connection.Config{App: amazonApp(c), RefreshTimeout: c.Amazon.TokenTimeout, LinkHosts: c.Amazon.ResultHosts})
	core.Packs = pack.New(pack.Dependencies{
		DB: db, Clock: now, Events: core.Events,
		Used: func(ctx context.Context, tx bun.Tx, by actor.Actor, ids []actor.PackID) (string, error) {
			return core.Schedules.UsesPacks(ctx, tx, by, ids)
		},
	})
	core.DataSources = datasource.New(datasource.Dependencies{
		DB: db, Clock: now, Instances: core.Instances, Amazon: core.Connections, Catalog: catalog.Default(),
		Events: core.Events, Logger: c.Logger, Sandbox: !c.Amazon.Real(),
	})
	core.Queries = query.New(query.Dependencies{DB: db, Clock: now, Events: core.Events})
	core.Organisation = organisation.New(organisation.Dependencies{DB: db, Clock: now})
	core.SavedViews = savedview.New(savedview.Dependencies{DB: db, Clock: now, Events: core.Events})
	if err := core.buildExecutions(ctx, c); err != nil {
		return err
	}
	return core.buildSelfTests(c, box)
}

// buildExecutions makes what runs queries and keeps their rows.
func (core *Core) buildExecutions(ctx context.Context, c CoreConfig) (err error) {
	if core.bucket, err = result.OpenBucket(ctx, c.Storage.Blobs(), ""); err != nil {
		return err
	}
	core.Results, err = result.New(result.Dependencies{
		Bucket: core.bucket, ScratchDir: filepath.Join(c.Storage.DataDir, "scratch"), Clock: core.Clock, Keys: core.DataKeys,
	})
	if err != nil {
		return fmt.Errorf("set up results: %w", err)
	}
	result.NewSealer(result.SealerDependencies{DB: core.DB, Jobs: core.Jobs, Results: core.Results, Logger: c.Logger})
	result.NewStrays(result.StraysDependencies{DB: core.DB, Jobs: core.Jobs, Results: core.Results, Clock: core.Clock, Logger: c.Logger})
	core.Retention = retention.New(retention.Dependencies{
		DB: core.DB, Events: core.Events, Notices: core.Notices, Jobs: core.Jobs, Files: core.Results, Clock: core.Clock, Logger: c.Logger,
		Used: func(ctx context.Context, tx bun.Tx, id actor.ExecutionID) (string, error) {
			return core.Schedules.Uses(ctx, tx, id)
		},
	})
	core.Budgets = budget.New(budget.Dependencies{
		DB: core.DB, Events: core.Events, Notices: core.Notices, Clock: core.Clock, SoFar: execution.UsageSoFar,
	})
	core.Executions, err = execution.New(execution.Dependencies{
		DB: core.DB, Events: core.Events, Jobs: core.Jobs, Results: core.Results,
		Instances: instances{instances: core.Instances, connections: core.Connections}, Queries: core.Queries, Tables: core.DataSources, Costs: core.Budgets,
		Actors: core.Access.ActorsOf,
		Responsible: func(ctx context.Context, tx bun.Tx, id actor.OccurrenceID) (actor.PersonID, error) {
			return core.Schedules.ResponsibleFor(ctx, tx, id)
		},
		Told: func(ctx context.Context, tx bun.Tx, id actor.OccurrenceID) error {
			return core.Schedules.Told(ctx, tx, id)
		},
		Ended: func(ctx context.Context, tx bun.Tx, e *execution.Execution) error {
			return core.Notices.End(ctx, tx, ending, *executionEnded(e))
		},
		Clock: core.Clock, Logger: c.Logger,
		Config: execution.Config{
			Workers: c.Amazon.Workers, Slots: c.Amazon.Slots, AccountSlots: c.Amazon.AccountSlots, Gateway: c.Amazon.Gateway, Visibility: c.Amazon.Visibility,
		},
	})
	if err != nil {
		return err
	}
	core.Schedules = schedule.New(schedule.Dependencies{
		DB: core.DB, Events: core.Events, Executions: core.Executions, Clock: core.Clock, Logger: c.Logger,
		Notices: scheduleNotices{notices: core.Notices, clock: core.Clock}, Actors: core.Access.ActorsOf,
		Ended: func(ctx context.Context, tx bun.Tx, o schedule.Occurrence) error {
			return core.Notices.End(ctx, tx, ending, *occurrenceEnded(o))
		},
	})
	core.buildOffBoarding()
	return nil
}

// checkKeys refuses to start with keys that do not open what is stored, unless
// they are given up as lost.
func (core *Core) checkKeys(ctx context.Context, lost bool) error {
	if !lost {
		return core.Keys.Check(ctx)
	}
	given, err := core.DataKeys.GiveUp(ctx)
	if given > 0 {
		core.Logger.WarnContext(ctx, "keys of clients were given up as lost; their stored results cannot be read", slog.Int("keys", given),
			slog.String("next", "new results are sealed with new keys; to read the old ones, restore the encryption keys they were stored with"))
	}
	return err
}

// handOver makes somebody else responsible for what a person was responsible for.
func (core *Core) handOver(ctx context.Context, tx bun.Tx, by actor.Actor, from, to actor.PersonID) (handed, left int, err error) {
	return core.Schedules.HandOver(ctx, tx, by, from, to)
}

// leaves ends what goes out in the name of a person who is disabled, and what only
// they could go on with.
func (core *Core) leaves(ctx context.Context, tx bun.Tx, by actor.Actor, person actor.PersonID) error {
	if err := core.Approvals.Leave(ctx, tx, by, person); err != nil {
		return err
	}
	return core.Notices.Leave(ctx, tx, by, person)
}

// audiences tell who may learn of changes to what belongs to several instances.
func audiences() map[event.Kind]event.Audience {
	all := schedule.Audiences()
	maps.Copy(all, notify.Audiences())
	return all
}

// reconnected has everything go on that has waited for a consent.
func (core *Core) reconnected(ctx context.Context) error {
	return errors.Join(core.Executions.Reconnected(ctx), core.Schedules.Reconnected(ctx))
}

// sendTimeout bounds the sending of one notice to one channel.
const sendTimeout = 15 * time.Second

// queues are the workers at once per queue of background work.
func queues(workers int) map[string]int {
	all := map[string]int{river.QueueDefault: 16}
	maps.Copy(all, execution.Queues(workers))
	return all
}

// Close seals what was done last, and lets go of the database and of the results.
func (core *Core) Close() error {
	var errs []error
	if core.Schedules != nil { // all was built
		core.Audit.Finish()
	}
	if core.Results != nil {
		errs = append(errs, core.Results.Close())
	}
	if core.bucket != nil {
		errs = append(errs, core.bucket.Close())
	}
	return errors.Join(append(errs, core.DB.Close())...)
}

// providerReturnPath is where sign-in providers send the browser back to.
const providerReturnPath = "/oauth/sign-in"

// providerTimeout bounds one call of a sign-in provider.
const providerTimeout = 10 * time.Second

// callbackPath is where Amazon's consent page sends the browser back to.
const callbackPath = "/oauth/callback"

// amazonApp returns the app to act as: the configured one, or that of the sandbox.
func amazonApp(c CoreConfig) connection.App {
	if c.Amazon.Real() {
		return connection.App{
			ClientID: c.Amazon.ClientID, ClientSecret: c.Amazon.ClientSecret,
			RedirectURL: c.SiteURL + callbackPath, Hosts: c.Amazon.Hosts(),
		}
	}
	hosts := amc.Hosts{
		API:       c.Sandbox.Program,
		Authorize: c.Sandbox.Browser + "/ap/oa",
		Token:     c.Sandbox.Program + tokenPath,
	}
	return connection.App{
		ClientID: amcsandbox.DefaultClientID, ClientSecret: amcsandbox.DefaultClientSecret,
		RedirectURL: c.SiteURL + callbackPath,
		Hosts:       map[amc.Region]amc.Hosts{amc.RegionNA: hosts, amc.RegionEU: hosts, amc.RegionFE: hosts},
	}
}

// sandboxConfig describes the sandbox inside.
func sandboxConfig(c CoreConfig) amcsandbox.Config {
	return amcsandbox.Config{
		Dir:     filepath.Join(c.Storage.DataDir, "sandbox"),
		Profile: amcsandbox.Profile(c.Amazon.SandboxProfile),
		Scale:   c.Amazon.SandboxScale,

		AdminToken: c.Amazon.SandboxAdminToken,
		App: amcsandbox.App{
			Name: "RecomAMP", ClientID: amcsandbox.DefaultClientID, ClientSecret: amcsandbox.DefaultClientSecret,
			RedirectURLs: []string{
				c.SiteURL + callbackPath, "http://localhost" + callbackPath, "http://127.0.0.1" + callbackPath,
				c.SiteURL + providerReturnPath, "http://localhost" + providerReturnPath, "http://127.0.0.1" + providerReturnPath,
			},
		},
		Logger: c.Logger,
	}
}
