package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/config"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/seal"
	"github.com/recomamp/recomamp/internal/selftest"
)

func (core *Core) buildSelfTests(c CoreConfig, box *seal.Box) error {
	host, err := os.Hostname()
	if err != nil {
		return fmt.Errorf("name this machine: %w", err)
	}
	core.SelfTests = selftest.New(selftest.Dependencies{
		Clock: core.Clock, Logger: c.Logger, Jobs: core.Jobs, Host: host,
		Subjects: selftest.Subjects{
			Storage: c.Storage, Site: c.Site, Address: c.SiteURL, Sandbox: !c.Amazon.Real(), Now: core.Clock.Now,
			DB: core.DB, Box: box, Keys: core.Keys, Results: core.Results, Connections: core.Connections, Instances: core.Instances,
			Executions: core.Executions, Schedules: core.Schedules, Notices: core.Notices, Audit: core.Audit,
		},
	})
	return nil
}

// SelfTestParams say where the program that is tested keeps things.
type SelfTestParams struct {
	Storage config.Storage
	Amazon  config.Amazon
	Site    config.Site
	Logger  *slog.Logger
}

// SelfTest does the checks that can be done beside a server or without one, and
// calls tell with all of them whenever one has changed. It migrates nothing.
func SelfTest(ctx context.Context, p SelfTestParams, tell func([]selftest.Outcome) error) ([]selftest.Outcome, error) {
	p.Logger = safeLogger(p.Logger, p.Storage, p.Amazon, p.Site)
	address := p.Site.PublicURL
	if address == "" {
		address = "http://localhost"
		if p.Site.TLS() {
			address = "https://localhost"
		}
	}
	subjects := selftest.Subjects{Storage: p.Storage, Site: p.Site, Address: address, Now: clock.System{}.Now}
	if err := p.tryDatabase(ctx); err != nil {
		return selftest.Run(ctx, subjects.WithoutDatabase(err), p.Logger, tell)
	}
	if _, err := os.Stat(p.Storage.DataDir); errors.Is(err, os.ErrNotExist) {
		return selftest.Run(ctx, subjects.WithoutFolder(), p.Logger, tell) // opening would make it
	}
	sandbox, there := p.sandbox(ctx)
	core, err := OpenCore(ctx, CoreConfig{
		Storage: p.Storage, Amazon: p.Amazon, Site: p.Site, Logger: p.Logger, SiteURL: address, Sandbox: sandbox,
	})
	if err != nil {
		return selftest.Run(ctx, subjects.WithoutDatabase(err), p.Logger, tell)
	}
	defer core.Close() //nolint:errcheck // it was only looked at
	if !there {
		core.SelfTests.NoAmazon = "The sandbox stands in for Amazon, and runs only while the server does."
	}
	checks, err := core.SelfTests.Local(ctx)
	if err != nil {
		return nil, err
	}
	return selftest.Run(ctx, checks, p.Logger, tell)
}

// tryDatabase is an error unless there is a database with the schema of this program.
func (p SelfTestParams) tryDatabase(ctx context.Context) error {
	if path := p.Storage.Database().Path; path != "" {
		if _, err := os.Stat(path); err != nil {
			return database.ErrBehind // opening would make it
		}
	}
	db, err := database.Open(ctx, p.Storage.Database())
	if err != nil {
		return err
	}
	return errors.Join(db.Check(ctx), db.Close())
}

// sandbox is where the sandbox is, and whether it can be asked: the one inside runs
// with the server.
func (p SelfTestParams) sandbox(ctx context.Context) (address SandboxAddress, there bool) {
	if p.Amazon.Real() || p.Amazon.SandboxURL != "" {
		return SandboxAddress{Browser: p.Amazon.SandboxURL, Program: p.Amazon.SandboxURL}, true
	}
	running := announced(p.Storage)
	return SandboxAddress{Browser: running + "/sandbox", Program: running + "/sandbox"}, running != "" && answers(ctx, running+"/healthz")
}
