package access

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/passkey"
	"github.com/recomamp/recomamp/internal/seal"
	"github.com/recomamp/recomamp/internal/sso"
)

var system = actor.System("access")

// Dependencies are what the service works with.
type Dependencies struct {
	DB     *database.DB
	Clock  clock.Clock
	Events *event.Log
	Box    *seal.Box // seals the secrets of code generators
	// HandOver makes to responsible, in tx, for what from was responsible for and
	// to may run. It says of how many things, and how many are left: all of them
	// when to is empty. Nil: nobody is responsible for anything.
	HandOver func(ctx context.Context, tx bun.Tx, by actor.Actor, from, to actor.PersonID) (handed, left int, err error)
	// Leaves ends, in tx, what goes out in the name of a person who is disabled.
	// Nil: nothing does.
	Leaves func(ctx context.Context, tx bun.Tx, by actor.Actor, person actor.PersonID) error
	// Tells tells, in tx, a person about their account. Nil: nobody is told.
	Tells func(ctx context.Context, tx bun.Tx, by actor.Actor, notice AccountNotice) error
	// Providers calls the organisation's sign-in provider; it decides what may be
	// reached. Nil: whatever the machine reaches.
	Providers *http.Client
	// Amazon calls Login with Amazon. Nil: whatever the machine reaches.
	Amazon *http.Client
	// Passkeys is the site that passkeys are made for. Nil: it can have none.
	Passkeys *passkey.Site
}

// Config sets limits; zero values mean the defaults.
type Config struct {
	IdleTimeout   time.Duration // a session unused for so long ends; default 12 h
	Lifetime      time.Duration // no session lasts longer; default 7 days
	SetupLifetime time.Duration // of the one-time link; default 24 h
	InviteFor     time.Duration // an invitation lasts so long; default 7 days
	RecoverFor    time.Duration // a recovery link lasts so long; default 24 h
	RegainFor     time.Duration // a link from the machine lasts so long; default 1 h
	PasswordKiB   uint32        // argon2id memory; default 19 MiB
	// ProviderReturn is where providers send browsers back to.
	ProviderReturn string
	// ProviderSecret is the client secret of single sign-on when none is stored.
	ProviderSecret string
	// Amazon is the Login with Amazon that people may sign in with.
	Amazon       AmazonLogin
	MostReviewed int // grants on instances that an access review holds; default 50,000
}

func (c Config) withDefaults() Config {
	c.IdleTimeout = cmp.Or(c.IdleTimeout, 12*time.Hour)
	c.Lifetime = cmp.Or(c.Lifetime, 7*24*time.Hour)
	c.SetupLifetime = cmp.Or(c.SetupLifetime, 24*time.Hour)
	c.InviteFor = cmp.Or(c.InviteFor, 7*24*time.Hour)
	c.RecoverFor = cmp.Or(c.RecoverFor, 24*time.Hour)
	c.RegainFor = cmp.Or(c.RegainFor, time.Hour)
	c.PasswordKiB = cmp.Or(c.PasswordKiB, 19*1024)
	c.MostReviewed = cmp.Or(c.MostReviewed, 50_000)
	return c
}

// Service knows people, sessions and tokens. It is safe for concurrent use.
type Service struct {
	db     *database.DB
	clock  clock.Clock
	events *event.Log
	box    *seal.Box
	config Config
	hasher *hasher
	known  known
	openID *sso.OpenID
	amazon *sso.Amazon
	site   *passkey.Site

	handOver func(ctx context.Context, tx bun.Tx, by actor.Actor, from, to actor.PersonID) (handed, left int, err error)
	leaves   func(ctx context.Context, tx bun.Tx, by actor.Actor, person actor.PersonID) error
	tells    func(ctx context.Context, tx bun.Tx, by actor.Actor, notice AccountNotice) error
}

// New returns the service.
func New(deps Dependencies, config Config) *Service {
	config = config.withDefaults()
	return &Service{
		site:   cmp.Or(deps.Passkeys, &passkey.Site{}),
		openID: sso.NewOpenID(cmp.Or(deps.Providers, http.DefaultClient), deps.Clock.Now),
		amazon: sso.NewAmazon(cmp.Or(deps.Amazon, http.DefaultClient)),
		db:     deps.DB, clock: deps.Clock, events: deps.Events, box: deps.Box, config: config,
		handOver: deps.HandOver, leaves: deps.Leaves, tells: deps.Tells,
		hasher: newHasher(cost{memory: config.PasswordKiB, time: 2, threads: 1}),
	}
}
