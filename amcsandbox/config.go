package amcsandbox

import (
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/recomamp/recomamp/amcsandbox/fault"
)

// Clock tells the present; implementations are safe for concurrent use.
type Clock interface{ Now() time.Time }

type systemClock struct{}

func (systemClock) Now() time.Time { return time.Now() }

// Profile is how fast executions move.
type Profile string

const (
	// Instant has no waits: an execution is done when it is computed, and
	// reads wait for that.
	Instant Profile = "instant"
	// Demo waits seconds: PENDING 1-3 s, RUNNING 2-10 s.
	Demo Profile = "demo"
	// Real waits as Amazon does: PENDING 30-180 s, RUNNING 1-15 min.
	Real Profile = "real"
)

// App is the application registered with the sandbox's Login with Amazon.
type App struct {
	// Name is shown on the consent page.
	Name string
	// ClientID and ClientSecret default to DefaultClientID and DefaultClientSecret.
	ClientID     string
	ClientSecret string
	// RedirectURLs are the allowed return addresses, compared exactly, except
	// that one on the machine itself (localhost, 127.0.0.1) without a port allows
	// any port. Default: http://localhost/oauth/callback and the same on 127.0.0.1.
	RedirectURLs []string
}

// Config says what a sandbox is like. Only Dir is required.
type Config struct {
	// Dir is the folder of its state; one running sandbox per folder.
	Dir string
	// DataDir is the folder of the synthetic data, which sandboxes may share.
	// Default: data below Dir.
	DataDir string
	// Clock defaults to that of the machine.
	Clock Clock
	// Profile defaults to Demo.
	Profile Profile
	// Scale multiplies the synthetic data; 0.1 to 100, default 1.
	Scale float64
	// Seed decides the data and all durations; default 1.
	Seed uint64
	// Engine runs the SQL; default: DuckDB on synthetic data of DataDir.
	Engine Engine
	// Workers is how many executions are computed at once; default 2.
	Workers int
	// BaseURL is the address below which the sandbox answers, for the links it
	// gives out. Default: taken from each request.
	BaseURL string
	// App is the registered application.
	App App
	// AdminToken guards /admin/; made up, and kept, when empty.
	AdminToken string
	// Faults are the first fault rules.
	Faults []fault.Rule
	// Options are the switches on unknown behaviour.
	Options Options
	// Logger defaults to slog.Default.
	Logger *slog.Logger
}

func (c Config) complete() (Config, error) {
	if c.Dir == "" {
		return c, errors.New("sandbox: Dir is missing")
	}
	if c.App.ClientID == "" && c.App.ClientSecret == "" {
		c.App.ClientID, c.App.ClientSecret = DefaultClientID, DefaultClientSecret
	}
	if c.Clock == nil {
		c.Clock = systemClock{}
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	if c.DataDir == "" {
		c.DataDir = filepath.Join(c.Dir, "data")
	}
	switch c.Profile {
	case "":
		c.Profile = Demo
	case Instant, Demo, Real:
	default:
		return c, fmt.Errorf("sandbox: unknown profile %q, known are instant, demo and real", c.Profile)
	}
	if c.Scale == 0 {
		c.Scale = 1
	}
	if c.Scale < 0 {
		return c, fmt.Errorf("sandbox: scale %v is negative", c.Scale)
	}
	if c.Seed == 0 {
		c.Seed = 1
	}
	if c.Workers <= 0 {
		c.Workers = 2
	}
	if c.App.Name == "" {
		c.App.Name = "RecomAMP"
	}
	if len(c.App.RedirectURLs) == 0 {
		c.App.RedirectURLs = []string{"http://localhost/oauth/callback", "http://127.0.0.1/oauth/callback"}
	}
	c.Options = c.Options.complete(c.Profile)
	return c, nil
}
