package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"

	"github.com/recomamp/recomamp/amcsandbox"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/config"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/httpapi"
)

// errAddress says that a port is taken.
var errAddress = fault.New(fault.Conflict, "serve.address_in_use", "Another program answers at this address.").
	WithNext("End it, or choose another address: --addr or RECOMAMP_ADDR.")

// Config is what a server is made of.
type Config struct {
	Storage config.Storage
	Amazon  config.Amazon
	Site    config.Site
	Notify  config.Notify
	SSO     config.SSO
	Version string
	Logger  *slog.Logger
	Clock   clock.Clock // default: the machine's
	WebApp  fs.FS       // nil when the binary was made without it
}

// App is the running program.
type App struct {
	core    *Core
	hub     *event.Hub
	sandbox *amcsandbox.Sandbox // nil when it is elsewhere or Amazon is real
	inner   *innerDoor          // nil without TLS
	disk    *diskWatch
	server  *http.Server
	logger  *slog.Logger
	served  chan error

	certificate *certificate // nil without TLS

	url       string
	local     string
	setupLink string

	stopOnce sync.Once
	stopErr  error
}

// Start builds the program and has it answer. It returns once requests are
// answered; the sandbox may still be making its data. Stop ends it.
func Start(ctx context.Context, c Config) (*App, error) {
	c.Logger = safeLogger(c.Logger, c.Storage, c.Amazon, c.Site, c.SSO.ClientSecret)
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Site.Addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, errAddress.WithMessage("Another program answers at " + c.Site.Addr + ", maybe RecomAMP itself.").WithCause(err)
	}
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", c.Site.Addr, err)
	}
	a, err := start(ctx, c, listener)
	if err != nil {
		return nil, errors.Join(err, closed(listener))
	}
	return a, nil
}

// closed closes a listener that its server may have closed before.
func closed(listener net.Listener) error {
	if err := listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("stop listening: %w", err)
	}
	return nil
}

func start(ctx context.Context, c Config, listener net.Listener) (_ *App, err error) {
	a := &App{logger: c.Logger, url: c.Site.PublicURL, served: make(chan error, 1)}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Stop(context.WithoutCancel(ctx)))
		}
	}()
	scheme := "http"
	a.local = ownURL(listener.Addr())
	if c.Site.TLS() {
		if a.certificate, err = loadCertificate(c.Site.TLSCert, c.Site.TLSKey, c.Logger); err != nil {
			return nil, err
		}
		if a.inner, err = openInnerDoor(ctx); err != nil {
			return nil, err
		}
		scheme, a.local = "https", a.inner.url()
	}
	if a.url == "" {
		a.url = siteURL(scheme, listener.Addr(), c.Site.Addr)
	}
	if why := unsafeWay(a.url, c.Site); why != "" {
		c.Logger.WarnContext(ctx, "people can sign in on this machine only", slog.String("because", why),
			slog.String("next", "set RECOMAMP_TLS_CERT and RECOMAMP_TLS_KEY, or RECOMAMP_PUBLIC_URL and RECOMAMP_TRUSTED_PROXIES"))
	}
	coreConfig := CoreConfig{
		Storage: c.Storage, Amazon: c.Amazon, Notify: c.Notify, SSO: c.SSO, Site: c.Site, Logger: c.Logger, Clock: c.Clock, SiteURL: a.url,
		Sandbox: sandboxAddress(c.Amazon, a.url, a.local),
	}
	if a.core, err = OpenCore(ctx, coreConfig); err != nil {
		return nil, err
	}
	if err := a.core.checkKeys(ctx, c.Storage.KeysLost); err != nil {
		return nil, err
	}
	if err := a.core.Results.CheckStorage(ctx); err != nil {
		return nil, err
	}
	if !c.Amazon.Real() && c.Amazon.SandboxURL == "" {
		if a.sandbox, err = amcsandbox.New(sandboxConfig(coreConfig)); err != nil {
			return nil, fmt.Errorf("open sandbox: %w", err)
		}
	}
	if err := a.welcome(ctx, c.Site); err != nil {
		return nil, err
	}
	a.hub = event.NewHub(a.core.DB, a.core.Events, c.Logger, event.HubConfig{Audiences: audiences()})
	handler, err := a.handler(c)
	if err != nil {
		return nil, err
	}
	a.server = newServer(handler, c.Logger)
	if err := a.core.Keys.Box.Keep(); err != nil { // no sooner: a start that is refused leaves no keyset
		return nil, err
	}
	if err := a.run(ctx, listener); err != nil {
		return nil, err
	}
	return a, a.announce(c.Storage)
}

// run starts everything that runs, in the order of who needs whom.
func (a *App) run(ctx context.Context, listener net.Listener) error {
	if err := a.hub.Start(ctx); err != nil {
		return err
	}
	if a.sandbox != nil {
		a.sandbox.Start(ctx)
	}
	a.serve(listener)
	registerUpkeep(a.core)
	if err := a.core.Jobs.Start(ctx); err != nil {
		return err
	}
	var err error
	if a.disk, err = newDiskWatch(a.core); err != nil {
		return err
	}
	a.disk.Start(ctx)
	a.core.Audit.Start(ctx)
	a.core.Retention.Start(ctx)
	a.core.OffBoarding.Start(ctx, a.hub)
	if err := a.core.Executions.Start(ctx); err != nil {
		return err
	}
	a.core.Schedules.Start(ctx)
	return nil
}

// serve answers requests, over TLS when there is a certificate.
func (a *App) serve(listener net.Listener) {
	if a.certificate == nil {
		go func() { a.served <- a.server.Serve(listener) }()
		return
	}
	a.inner.open(a.sandbox, a.logger)
	a.server.TLSConfig = a.certificate.config()
	go func() { a.served <- a.server.ServeTLS(listener, "", "") }()
}

// welcome makes the owner's account from settings, or a link to make it by.
func (a *App) welcome(ctx context.Context, site config.Site) error {
	if site.OwnerEmail != "" {
		if _, err := a.core.Access.EnsureOwner(ctx, site.OwnerEmail, site.OwnerPassword); err != nil {
			return fmt.Errorf("make the owner's account of RECOMAMP_OWNER_EMAIL and RECOMAMP_OWNER_PASSWORD: %w", err)
		}
		return nil
	}
	secret, err := a.core.Access.NewSetupLink(ctx)
	if fault.KindOf(err) == fault.Conflict {
		return nil // there is an account
	}
	if err != nil {
		return err
	}
	a.setupLink = a.url + "/setup#token=" + secret
	return nil
}

// URL is the address people reach the program by.
func (a *App) URL() string { return a.url }

// Local is the address programs on this machine reach the program by.
func (a *App) Local() string { return a.local }

// SetupLink is the one-time link to make the owner's account with, empty when
// there is an account.
func (a *App) SetupLink() string { return a.setupLink }

// Core returns the services.
func (a *App) Core() *Core { return a.core }

// Sandbox returns the sandbox inside, nil when there is none.
func (a *App) Sandbox() *amcsandbox.Sandbox { return a.sandbox }

// Failed receives the error that made the program stop answering.
func (a *App) Failed() <-chan error { return a.served }

// Stop ends the program in the order that loses nothing: no new requests, open
// streams end, background work finishes or is left for the next start.
// It may be called twice.
func (a *App) Stop(ctx context.Context) error {
	a.stopOnce.Do(func() { a.stopErr = a.stop(ctx) })
	return a.stopErr
}

func (a *App) stop(ctx context.Context) error {
	var errs []error
	if a.hub != nil {
		a.hub.Stop() // ends the event streams, which Shutdown would wait for
	}
	if a.core != nil {
		a.core.SelfTests.Stop()
		a.core.Schedules.Stop()
		a.core.Executions.Stop()
		a.core.Retention.Stop()
		a.core.OffBoarding.Stop()
		if a.disk != nil {
			a.disk.Stop()
		}
		errs = append(errs, a.core.Jobs.Stop(ctx))
	}
	if a.server != nil {
		shutdown, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		if err := a.server.Shutdown(shutdown); err != nil {
			errs = append(errs, a.server.Close())
		}
	}
	if a.inner != nil {
		errs = append(errs, a.inner.close())
	}
	if a.sandbox != nil {
		errs = append(errs, a.sandbox.Stop())
	}
	if a.core != nil {
		errs = append(errs, a.core.Close())
	}
	return errors.Join(errs...)
}

func sandboxAddress(amazon config.Amazon, site, own string) SandboxAddress {
	if amazon.SandboxURL != "" {
		return SandboxAddress{Browser: amazon.SandboxURL, Program: amazon.SandboxURL}
	}
	return SandboxAddress{Browser: site + "/sandbox", Program: own + "/sandbox"}
}

// newServer bounds what a slow or silent client can hold. Streams have no
// bound on their writing as a whole; each sets its own.
func newServer(handler http.Handler, logger *slog.Logger) *http.Server {
	return &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(logger.Handler(), slog.LevelDebug),
	}
}

func (a *App) handler(c Config) (http.Handler, error) {
	proxies, err := c.Site.Proxies()
	if err != nil {
		return nil, fmt.Errorf("trusted proxies: %w", err)
	}
	deps := httpapi.Dependencies{
		Logger: c.Logger, Version: c.Version, Clock: a.core.Clock,
		Access: a.core.Access, Sessions: a.core.Access.NewSessions(), Connections: a.core.Connections,
		Instances: a.core.Instances, Packs: a.core.Packs, SavedViews: a.core.SavedViews, DataSources: a.core.DataSources, Queries: a.core.Queries,
		Executions: a.core.Executions, Results: a.core.Results, Budgets: a.core.Budgets, Retention: a.core.Retention, OffBoarding: a.core.OffBoarding, Notices: a.core.Notices, Keys: a.core.Keys,
		Schedules: a.core.Schedules, Ends: a.core, Hub: a.hub, Audit: a.core.Audit, Approvals: a.core.Approvals, SelfTests: a.core.SelfTests, Organisation: a.core.Organisation,
		Ready: a.core.DB.Ping, App: c.WebApp, SiteURL: a.url, Proxies: proxies, APIRate: c.Site.APIRate,
	}
	if a.sandbox != nil {
		deps.SandboxHandler = a.sandbox
	}
	switch {
	case c.Amazon.Real():
	case a.sandbox != nil:
		deps.Sandbox = a.sandboxStatus
	default:
		deps.Sandbox = newOutsideSandbox(c.Amazon.SandboxURL, a.core.Clock).status
	}
	return httpapi.New(deps).Handler(), nil
}
