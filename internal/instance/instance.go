package instance

import (
	"strings"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/window"
)

// Errors a person can meet.
var (
	ErrNotFound       = fault.New(fault.NotFound, "instance.not_found", "There is no such instance.").WithNext("Look under Instances for those you can use.")
	ErrClientNotFound = fault.New(fault.NotFound, "client.not_found", "There is no such client.")
	ErrConflict       = fault.New(fault.Conflict, "instance.version_conflict", "The instance was changed in the meantime.").
				WithNext("Look at the present state and make your change again.")
	ErrClientConflict = fault.New(fault.Conflict, "client.version_conflict", "The client was changed in the meantime.").
				WithNext("Look at the present state and make your change again.")
	errNameInvalid = fault.New(fault.Invalid, "instance.invalid_name", "The name cannot be used.").
			WithField("/name", "must have 1 to 200 characters")
	errColorInvalid = fault.New(fault.Invalid, "client.invalid_color", "The colour cannot be used.").
			WithField("/color", "must look like #2f6fde")
)

// Health says whether queries can run on an instance.
type Health string

// The states of health.
const (
	Healthy        Health = "healthy"
	NotReady       Health = "not_ready"       // Amazon has not finished making it
	Gone           Health = "gone"            // the last discovery did not find it any more
	Disconnected   Health = "disconnected"    // no connection reaches it
	Expired        Health = "expired"         // its connection cannot get a fresh token just now
	NeedsReconnect Health = "needs_reconnect" // a person must consent again
)

// Client is an advertiser the agency works for.
type Client struct {
	ID actor.ClientID
	// Advertiser is the advertiser's name at Amazon when the client was found, with
	// the account where another client had that name.
	Advertiser string
	Name       string
	Color      string // "#rrggbb"
	Version    int    // counts the edits
	Instances  int    // how many are not gone; set by lists
	// OffBoardedAt is since when it is off-boarded, zero when it is not: nothing runs for it.
	OffBoardedAt time.Time
}

// Instance is one AMC instance with the client it belongs to.
type Instance struct {
	ID              actor.InstanceID
	AmazonID        string
	Client          Client
	Name            string
	AmazonName      string
	Advertiser      string // whose it is, as Amazon says by now; the client stays the one it was found for
	Type            string // STANDARD, SANDBOX, or what Amazon adds
	Region          string
	AmazonAccount   string // "ENTITY…"
	AccountName     string
	MarketplaceID   string
	ConnectionID    actor.ConnectionID // empty when no connection reaches it
	ConnectionState string
	ConnectionIn    string // the region that its consent is for; empty like ConnectionID
	ConnectionOf    string // the name of the person who consented; empty like ConnectionID
	CreationStatus  string
	Version         int       // counts the edits
	FoundAt         time.Time // by the first discovery that saw it
	SeenAt          time.Time
	GoneAt          time.Time // zero while it is there
}

// OtherAdvertiser is whose the instance is as Amazon says by now, where that is
// not the advertiser of its client; else empty.
func (i Instance) OtherAdvertiser() string {
	if of := i.Client.Advertiser; of == i.Advertiser || strings.HasPrefix(of, i.Advertiser+" (") {
		return ""
	}
	return i.Advertiser
}

// Synthetic reports whether the instance holds made-up data only, of which
// Amazon must be told with every run.
func (i Instance) Synthetic() bool { return i.Type == "SANDBOX" }

// Health says whether queries can run on the instance.
func (i Instance) Health() Health {
	switch {
	case !i.GoneAt.IsZero():
		return Gone
	case i.ConnectionID == "" || i.ConnectionState == "pending":
		return Disconnected
	case i.ConnectionState == "needs_reconnect":
		return NeedsReconnect
	case i.ConnectionState == "expired":
		return Expired
	case i.CreationStatus != "COMPLETED" && i.CreationStatus != "SUCCEEDED":
		return NotReady
	default:
		return Healthy
	}
}

// DataThrough is until when the instance's data are promised to be complete,
// seen from now: AMC gives itself 48 hours. It is that promise and no
// measurement, for AMC tells no such date, neither of an instance nor of a
// data source, and an execution that brought rows only shows that some were
// there. Whole hours, UTC; zero for an instance that is not ready or gone.
func (i Instance) DataThrough(now time.Time) time.Time {
	if health := i.Health(); health == NotReady || health == Gone {
		return time.Time{}
	}
	return now.UTC().Add(-window.SettleTime).Truncate(time.Hour)
}

// palette are the colours given to new clients, apart from each other and
// readable on light and dark ground.
var palette = []string{
	"#2f6fde", "#c2410c", "#0f766e", "#9333ea", "#b45309", "#be185d",
	"#15803d", "#0369a1", "#7c3aed", "#a16207", "#b91c1c", "#4d7c0f",
}
