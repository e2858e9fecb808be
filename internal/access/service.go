package access

import (
	"cmp"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
)

var system = actor.System("access")

// Dependencies are what the service works with.
type Dependencies struct {
	DB     *database.DB
	Clock  clock.Clock
	Events *event.Log
}

// Config sets limits; zero values mean the defaults.
type Config struct {
	IdleTimeout   time.Duration // a session unused for so long ends; default 12 h
	Lifetime      time.Duration // no session lasts longer; default 7 days
	SetupLifetime time.Duration // of the one-time link; default 24 h
	SecureCookie  bool          // the site is reached by https
	PasswordKiB   uint32        // argon2id memory; default 19 MiB
}

func (c Config) withDefaults() Config {
	c.IdleTimeout = cmp.Or(c.IdleTimeout, 12*time.Hour)
	c.Lifetime = cmp.Or(c.Lifetime, 7*24*time.Hour)
	c.SetupLifetime = cmp.Or(c.SetupLifetime, 24*time.Hour)
	c.PasswordKiB = cmp.Or(c.PasswordKiB, 19*1024)
	return c
}

// Service knows people, sessions and tokens. It is safe for concurrent use.
type Service struct {
	db     *database.DB
	clock  clock.Clock
	events *event.Log
	config Config
	hasher *hasher
}

// New returns the service.
func New(deps Dependencies, config Config) *Service {
	config = config.withDefaults()
	return &Service{
		db: deps.DB, clock: deps.Clock, events: deps.Events, config: config,
		hasher: newHasher(cost{memory: config.PasswordKiB, time: 2, threads: 1}),
	}
}
