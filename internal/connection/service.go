package connection

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/amc/lwa"
	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/instance"
	"github.com/recomamp/recomamp/internal/job"
	"github.com/recomamp/recomamp/internal/notify"
	"github.com/recomamp/recomamp/internal/seal"
)

// App is the application registered at Login with Amazon, and where Amazon is.
type App struct {
	ClientID     string
	ClientSecret string
	RedirectURL  string
	Hosts        map[amc.Region]amc.Hosts // instead of a region's own, field by field
}

// Dependencies are what the service works with.
type Dependencies struct {
	DB         *database.DB
	Clock      clock.Clock
	Events     *event.Log
	Jobs       *job.Client
	Box        *seal.Box
	Instances  *instance.Service
	Notices    *notify.Service
	Logger     *slog.Logger
	HTTPClient *http.Client // default: http.DefaultClient
	// Consented is told after a consent was stored, so that what waits for it
	// goes on at once. It may be nil.
	Consented func(ctx context.Context) error
}

// Config sets limits; zero values mean the defaults.
type Config struct {
	App             App
	ConsentLifetime time.Duration // between leaving for Amazon's page and coming back; default 30 min
	RefreshTimeout  time.Duration // of one call to Amazon's token address; default 30 s
	Lease           time.Duration // of one refresh; default half as long again as RefreshTimeout
	LinkHosts       []string      // where links to results may lead, as in amc.Config
}

func (c Config) withDefaults() Config {
	c.ConsentLifetime = cmp.Or(c.ConsentLifetime, 30*time.Minute)
	c.RefreshTimeout = cmp.Or(c.RefreshTimeout, 30*time.Second)
	c.Lease = cmp.Or(c.Lease, c.RefreshTimeout+c.RefreshTimeout/2)
	return c
}

// Service keeps connections. It is safe for concurrent use.
type Service struct {
	db        *database.DB
	clock     clock.Clock
	events    *event.Log
	jobs      *job.Client
	box       *seal.Box
	instances *instance.Service
	notices   *notify.Service
	logger    *slog.Logger
	http      *http.Client
	consented func(ctx context.Context) error
	config    Config

	mu      sync.Mutex
	reaches map[actor.ConnectionID]reach
}

// New returns the service and registers its workers.
func New(deps Dependencies, config Config) *Service {
	s := &Service{
		db: deps.DB, clock: deps.Clock, events: deps.Events, jobs: deps.Jobs, box: deps.Box,
		instances: deps.Instances, notices: deps.Notices, logger: deps.Logger, http: cmp.Or(deps.HTTPClient, http.DefaultClient),
		consented: deps.Consented, config: config.withDefaults(), reaches: map[actor.ConnectionID]reach{},
	}
	if deps.Jobs != nil {
		s.register(deps.Jobs)
	}
	return s
}

// List returns all connections with their accounts, oldest first, to owners. A consent
// that was never given is not listed.
func (s *Service) List(ctx context.Context, a actor.Actor) ([]Connection, error) {
	if !a.SeesAll() {
		return nil, nil
	}
	var rows []connectionRow
	var accounts []accountRow
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if err := connections(tx, &rows).Where("connection.state <> ?", Pending).Order("connection.created_at", "connection.id").Scan(ctx); err != nil {
			return err
		}
		return tx.NewSelect().Model(&accounts).ColumnExpr("account.*").
			ColumnExpr("(SELECT count(*) FROM instance WHERE instance.account_id = account.id AND instance.gone_at IS NULL) AS instances").
			OrderExpr("lower(account.name), account.id").Scan(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("list connections: %w", err)
	}
	byConnection := map[actor.ConnectionID][]Account{}
	for _, row := range accounts {
		byConnection[row.ConnectionID] = append(byConnection[row.ConnectionID], row.account())
	}
	found := make([]Connection, len(rows))
	for i, row := range rows {
		found[i] = row.connection(byConnection[row.ID])
	}
	return found, nil
}

func connections(tx bun.Tx, rows any) *bun.SelectQuery {
	return tx.NewSelect().Model(rows).ColumnExpr("connection.*").ColumnExpr("person.name AS person_name").
		Join("JOIN person ON person.id = connection.person_id")
}

// find returns a connection's row, if a may see it.
func (s *Service) find(ctx context.Context, a actor.Actor, id actor.ConnectionID) (row connectionRow, err error) {
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		row, err = findRow(ctx, tx, a, id)
		return err
	})
	return row, err
}

func findRow(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.ConnectionID) (connectionRow, error) {
	var row connectionRow
	err := connections(tx, &row).Where("connection.id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) || err == nil && !a.SeesAll() {
		return connectionRow{}, ErrNotFound
	}
	if err != nil {
		return connectionRow{}, fmt.Errorf("find connection %s: %w", id, err)
	}
	return row, nil
}

// Delete forgets a connection and its tokens. Instances that only it reaches
// stay, disconnected.
func (s *Service) Delete(ctx context.Context, a actor.Actor, id actor.ConnectionID) error {
	err := s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		row, err := findRow(ctx, tx, a, id)
		if err != nil {
			return err
		}
		if err := access.NeedOrganisation(a, actor.Organise); err != nil {
			return err
		}
		if _, err := tx.NewDelete().Model((*connectionRow)(nil)).Where("id = ?", id).Exec(ctx); err != nil {
			return fmt.Errorf("forget connection %s: %w", id, err)
		}
		s.events.Record(ctx, a, event.Change{Kind: event.ConnectionChanged, SubjectID: string(id)})
		if err := s.record(ctx, tx, a, audit.ConnectionForgotten, id, row.Region, audit.Changes{}.Was("state", row.State).Was("person", row.PersonID)); err != nil {
			return err
		}
		return s.notices.Resolve(ctx, tx, a, cause(id))
	})
	if err == nil {
		s.forget(id)
	}
	return err
}

func (s *Service) forget(id actor.ConnectionID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.reaches, id)
}

func (s *Service) hosts(region amc.Region) amc.Hosts {
	return region.Hosts().Override(s.config.App.Hosts[region])
}

func (s *Service) lwa(region amc.Region) (*lwa.Client, error) {
	hosts := s.hosts(region)
	client, err := lwa.New(lwa.Config{
		AuthorizeURL: hosts.Authorize, TokenURL: hosts.Token,
		ClientID: s.config.App.ClientID, ClientSecret: s.config.App.ClientSecret, RedirectURL: s.config.App.RedirectURL,
		HTTPClient: s.http, Timeout: s.config.RefreshTimeout, Now: s.clock.Now,
	})
	if err != nil {
		return nil, fmt.Errorf("set up sign-in with Amazon: %w", err)
	}
	return client, nil
}
