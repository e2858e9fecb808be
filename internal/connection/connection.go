package connection

import (
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
)

// State says what a connection is good for; see the package comment.
type State string

// The states.
const (
	Pending        State = "pending"
	Healthy        State = "healthy"
	Expired        State = "expired"
	NeedsReconnect State = "needs_reconnect"
)

// Errors a person can meet.
var (
	ErrNotFound = fault.New(fault.NotFound, "connection.not_found", "There is no such connection to Amazon.")
	ErrRegion   = fault.New(fault.Invalid, "connection.unknown_region", "There is no such region.").
			WithField("/region", "must be NA, EU or FE")
	// ErrReconnect says that Amazon takes the consent for ended.
	ErrReconnect = fault.New(fault.Conflict, "connection.needs_reconnect", "Amazon no longer accepts this connection.").
			WithNext("Reconnect to Amazon.")
	// ErrUnavailable says that Amazon's sign-in service cannot be reached or is in trouble.
	ErrUnavailable = fault.New(fault.Unavailable, "connection.amazon_unavailable", "Amazon could not be asked for a fresh token.").
			WithNext("This usually passes by itself; try again in a few minutes.")
	// ErrApp says that Amazon refuses our app, not the person.
	ErrApp = fault.New(fault.Unavailable, "connection.app_refused", "Amazon refuses the registration of this program.").
		WithNext("Ask your administrator to check the Amazon client id, secret and return address.")
	// ErrKeys says that the stored tokens cannot be opened.
	ErrKeys = fault.New(fault.Unavailable, "connection.keys_missing", "The stored tokens cannot be opened with the encryption keys at hand.").
		WithNext("Ask your administrator to restore the encryption keys, or reconnect to Amazon.")
	// ErrConsent says that the answer of the consent page fits no request of this person.
	ErrConsent = fault.New(fault.Invalid, "connection.consent_invalid", "This answer from Amazon fits no request of yours, or came too late.").
			WithNext("Begin to connect again.")
	// ErrDenied says that the person pressed Deny.
	ErrDenied = fault.New(fault.Forbidden, "connection.consent_denied", "Access was denied on Amazon's page.").
			WithNext("Begin to connect again and allow access.")
	// ErrRefused says that Amazon sent the person back with an error.
	ErrRefused = fault.New(fault.Unavailable, "connection.consent_refused", "Amazon did not give its consent.").
			WithNext("Begin to connect again; if it happens again, ask your administrator to check the Amazon app.")
	errNoSession = fault.New(fault.Forbidden, "connection.person_required", "Only a signed-in person can connect to Amazon.")
)

// Connection is one consent at Amazon, without its tokens.
type Connection struct {
	ID           actor.ConnectionID
	PersonID     actor.PersonID
	PersonName   string
	Region       string
	State        State
	Problem      *fault.Error // why it is expired or needs a reconnect
	Discovery    *fault.Error // why the last look for instances was incomplete
	AccessEndsAt time.Time
	ConsentedAt  time.Time
	RefreshedAt  time.Time
	DiscoveredAt time.Time
	CreatedAt    time.Time
	Accounts     []Account
}

// Account is one AMC account a connection can see.
type Account struct {
	ID            actor.AccountID
	AmazonID      string
	Name          string
	MarketplaceID string
	Instances     int
}

type connectionRow struct {
	bun.BaseModel `bun:"table:connection,alias:connection"`

	ID               actor.ConnectionID `bun:"id,pk"`
	PersonID         actor.PersonID     `bun:"person_id"`
	Region           string             `bun:"region"`
	State            State              `bun:"state"`
	ProblemCode      string             `bun:"problem_code"`
	Problem          string             `bun:"problem"`
	AccessToken      []byte             `bun:"access_token"`
	RefreshToken     []byte             `bun:"refresh_token"`
	AccessExpiresAt  time.Time          `bun:"access_expires_at,nullzero"`
	TokenVersion     int                `bun:"token_version"`
	LeaseHolder      string             `bun:"lease_holder"`
	LeaseUntil       time.Time          `bun:"lease_until,nullzero"`
	ConsentedAt      time.Time          `bun:"consented_at,nullzero"`
	RefreshedAt      time.Time          `bun:"refreshed_at,nullzero"`
	DiscoveredAt     time.Time          `bun:"discovered_at,nullzero"`
	DiscoveryProblem string             `bun:"discovery_problem"`
	CreatedAt        time.Time          `bun:"created_at"`
	UpdatedAt        time.Time          `bun:"updated_at"`

	PersonName string `bun:"person_name,scanonly"`
}

func (r connectionRow) connection(accounts []Account) Connection {
	c := Connection{
		ID: r.ID, PersonID: r.PersonID, PersonName: r.PersonName, Region: r.Region, State: r.State,
		AccessEndsAt: r.AccessExpiresAt, ConsentedAt: r.ConsentedAt, RefreshedAt: r.RefreshedAt,
		DiscoveredAt: r.DiscoveredAt, CreatedAt: r.CreatedAt, Accounts: accounts,
	}
	if r.ProblemCode != "" {
		c.Problem = explain(r.ProblemCode, r.Problem)
	}
	if r.DiscoveryProblem != "" {
		c.Discovery = errDiscovery.WithMessage(r.DiscoveryProblem)
	}
	return c
}

// explain finds the error for a stored code, for its next step.
func explain(code, message string) *fault.Error {
	for _, known := range []*fault.Error{ErrReconnect, ErrUnavailable, ErrApp, ErrKeys} {
		if known.Code == code {
			return known.WithMessage(message)
		}
	}
	return fault.New(fault.Unavailable, code, message)
}

type accountRow struct {
	bun.BaseModel `bun:"table:account,alias:account"`

	ID            actor.AccountID    `bun:"id,pk"`
	ConnectionID  actor.ConnectionID `bun:"connection_id"`
	AmazonID      string             `bun:"amazon_id"`
	Name          string             `bun:"name"`
	MarketplaceID string             `bun:"marketplace_id"`
	SeenAt        time.Time          `bun:"seen_at"`

	Instances int `bun:"instances,scanonly"`
}

func (r accountRow) account() Account {
	return Account{ID: r.ID, AmazonID: r.AmazonID, Name: r.Name, MarketplaceID: r.MarketplaceID, Instances: r.Instances}
}
