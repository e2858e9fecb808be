package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/recomamp/recomamp/amcsandbox"
	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/config"
	"github.com/recomamp/recomamp/internal/connection"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/idempotency"
)

// ErrNoOwner says that there is no account yet to connect for.
var ErrNoOwner = fault.New(fault.Conflict, "connect.no_owner", "There is no account yet to connect for.").
	WithNext("Start the server once and make the owner's account, or set RECOMAMP_OWNER_EMAIL and RECOMAMP_OWNER_PASSWORD.")

// ConnectSandboxParams say whose sandbox to connect to, and for whom.
type ConnectSandboxParams struct {
	Storage config.Storage
	Amazon  config.Amazon
	Site    config.Site
	Email   string // whose connection; the first owner when empty
	Logger  *slog.Logger
}

// ConnectSandbox consents for a person on the sandbox's page, as a browser
// would, and looks for the instances. The sandbox is the configured one, else
// that of the server running on the same data folder, else one that is started
// for as long as this takes.
func ConnectSandbox(ctx context.Context, p ConnectSandboxParams) (connection.Discovery, error) {
	p.Logger = safeLogger(p.Logger, p.Storage, p.Amazon, p.Site)
	address, stop, err := findSandbox(ctx, p)
	if err != nil {
		return connection.Discovery{}, err
	}
	defer stop()
	core, err := OpenCore(ctx, CoreConfig{
		Storage: p.Storage, Amazon: p.Amazon, Logger: p.Logger, SiteURL: "http://localhost",
		Sandbox: SandboxAddress{Browser: address, Program: address},
	})
	if err != nil {
		return connection.Discovery{}, err
	}
	defer core.Close() //nolint:errcheck // what was found is stored by then
	return core.connectSandbox(ctx, p)
}

func (core *Core) connectSandbox(ctx context.Context, p ConnectSandboxParams) (connection.Discovery, error) {
	if p.Site.OwnerEmail != "" {
		if _, err := core.Access.EnsureOwner(ctx, p.Site.OwnerEmail, p.Site.OwnerPassword); err != nil {
			return connection.Discovery{}, fmt.Errorf("make the owner's account: %w", err)
		}
	}
	find := core.Access.Owner
	if p.Email != "" {
		find = func(ctx context.Context) (access.Person, error) { return core.Access.PersonByEmail(ctx, p.Email) }
	}
	who, err := find(ctx)
	if fault.KindOf(err) == fault.NotFound && p.Email == "" {
		return connection.Discovery{}, ErrNoOwner
	}
	if err != nil {
		return connection.Discovery{}, err
	}
	a := who.Actor()
	request, err := core.Connections.BeginOrReuse(ctx, a, "NA", idempotency.Key{})
	if err != nil {
		return connection.Discovery{}, err
	}
	answer, err := consent(ctx, request.AuthorizeURL)
	if err != nil {
		return connection.Discovery{}, err
	}
	id, err := core.Connections.Complete(ctx, a, answer)
	if err != nil {
		return connection.Discovery{}, err
	}
	return core.Connections.Discover(ctx, a, id)
}

// consent presses Allow on the sandbox's page and returns the query with which
// the browser would be sent back.
func consent(ctx context.Context, page string) (url.Values, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, page, strings.NewReader("decision=allow"))
	if err != nil {
		return nil, fmt.Errorf("consent at the sandbox: %w", err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	browser := &http.Client{
		Timeout:       time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	response, err := browser.Do(request)
	if failure, ok := errors.AsType[*url.Error](err); ok {
		err = failure.Err // its text holds the page's address, and with it the state of the consent
	}
	if err != nil {
		return nil, errSandboxAway.WithCause(err)
	}
	defer response.Body.Close()
	target, err := response.Location()
	if err != nil {
		return nil, errSandboxAway.WithCause(fmt.Errorf("its consent page answered %s", response.Status))
	}
	return target.Query(), nil
}

var errSandboxAway = fault.New(fault.Unavailable, "sandbox.unavailable", "The sandbox does not answer as it should.").
	WithNext("Check that it runs, and the address in RECOMAMP_SANDBOX_URL.")

// findSandbox returns the address of the sandbox and how to end it again if it
// had to be started.
func findSandbox(ctx context.Context, p ConnectSandboxParams) (address string, stop func(), err error) {
	if p.Amazon.SandboxURL != "" {
		return p.Amazon.SandboxURL, func() {}, nil
	}
	if running := announced(p.Storage); running != "" && answers(ctx, running+"/healthz") {
		return running + "/sandbox", func() {}, nil
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, fmt.Errorf("start sandbox: %w", err)
	}
	address = ownURL(listener.Addr())
	sandbox, err := amcsandbox.New(sandboxConfig(CoreConfig{
		Storage: p.Storage, Amazon: p.Amazon, Logger: p.Logger, Sandbox: SandboxAddress{Browser: address}, SiteURL: "http://localhost",
	}))
	if err != nil {
		return "", nil, errors.Join(fmt.Errorf("start sandbox: %w", err), listener.Close())
	}
	server := newServer(sandbox, p.Logger)
	go server.Serve(listener) //nolint:errcheck // ends with Close below
	return address, func() {
		server.Close() //nolint:errcheck // nothing is lost with it
		if err := sandbox.Stop(); err != nil {
			p.Logger.WarnContext(ctx, "sandbox not stopped cleanly", slog.Any("error", err))
		}
	}, nil
}

func answers(ctx context.Context, address string) bool {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	return response.StatusCode == http.StatusOK
}
