package notify

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/courier"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/keyring"
	"github.com/recomamp/recomamp/internal/seal"
)

// Errors a person can meet.
var (
	ErrChannelNotFound = fault.New(fault.NotFound, "channel.not_found", "There is no such channel.")
	ErrChannelConflict = fault.New(fault.Conflict, "channel.version_conflict", "The channel was changed in the meantime.").
				WithNext("Look at the present one and make your change again.")
	ErrChannelName = fault.New(fault.Conflict, "channel.name_taken", "There is a channel of that name.").
			WithField("/name", "is taken").WithNext("Choose another name.")
	ErrChannelInvalid = fault.New(fault.Invalid, "channel.invalid", "The channel cannot be used.").
				WithNext("Correct the fields named.")
	// ErrChannelKeys says that a stored address cannot be opened.
	ErrChannelKeys = fault.New(fault.Unavailable, "channel.keys_missing", "The channel's address cannot be opened with the encryption keys at hand.").
			WithNext("Ask your administrator to restore the encryption keys, or enter the address again.")
)

// ChannelState says whether messages arrive.
type ChannelState string

// The states.
const (
	Untried ChannelState = "untried" // nothing was sent yet
	Working ChannelState = "working"
	Failing ChannelState = "failing" // a message was given up
)

// Takes says what a channel wants to hear of. Empty lists take everything.
type Takes struct {
	Severities []Severity
	Kinds      []Kind
	// Clients hear of what belongs to one of them alone, and of connections that
	// reach one of their instances. Other notices that belong to several clients, or
	// to none, go to channels for all.
	Clients []actor.ClientID
}

// takes reports whether the channel is to hear of a notice.
func (c *Channel) takes(n *Notice) bool {
	switch {
	case !c.Active || n.Cause == c.cause(): // its own failure would not arrive
		return false
	case c.PersonID != n.PersonID:
		return false
	case len(c.Severities) > 0 && !slices.Contains(c.Severities, n.Severity):
		return false
	case len(c.Kinds) > 0 && !slices.Contains(c.Kinds, n.Kind):
		return false
	case len(c.Clients) == 0:
		return true
	case n.ClientID != "":
		return slices.Contains(c.Clients, n.ClientID)
	default:
		return slices.ContainsFunc(n.concerned, func(id actor.ClientID) bool { return slices.Contains(c.Clients, id) })
	}
}

// names reports whether a channel may be told of a subject of a connection's
// notice: one for some clients is told of what is theirs, and of the connection.
func (t Takes) names(of subject) bool {
	return len(t.Clients) == 0 || of.Kind == string(KindConnection) || slices.Contains(t.Clients, of.ClientID)
}

// Channel is a place outside where notices are told. Its address is not in it.
type Channel struct {
	ID      actor.ChannelID
	Name    string
	Service courier.Service
	// Address is what may be shown of it.
	Address string
	Active  bool
	// PersonID is whose own it is: it hears of what is for that person alone, and
	// of nothing else. Empty for one that hears of what is for all.
	PersonID actor.PersonID
	Takes
	Quiet Quiet

	State     ChannelState
	Failure   *fault.Error // why the last try went wrong; nil when it went well
	FailedAt  time.Time
	SentAt    time.Time // when something last arrived
	Waiting   int       // notices that are due or held
	Version   int
	CreatedAt time.Time
	UpdatedAt time.Time
}

// nameKey is the name as compared with those of other channels: those for all,
// those for the very same clients, or those of the same person. Whoever is told
// that a name is taken sees the one that has it. Names have no line feed.
func (c *Channel) nameKey() string {
	name := strings.ToLower(c.Name)
	switch {
	case c.PersonID != "":
		return "person " + string(c.PersonID) + "\n" + name
	case len(c.Clients) > 0:
		clients := slices.Compact(slices.Sorted(slices.Values(c.Clients)))
		return fmt.Sprintf("clients %x\n%s", sha256.Sum256([]byte(fmt.Sprint(clients))), name)
	default:
		return name
	}
}

// cause names the channel's failure.
func (c *Channel) cause() string { return Cause("channel", string(c.ID)) }

// check returns what is wrong with a channel as a person gave it.
func (c *Channel) check() error {
	wrong := ErrChannelInvalid
	if n := utf8.RuneCountInString(c.Name); n == 0 || n > 100 || strings.ContainsFunc(c.Name, isControl) {
		wrong = wrong.WithField("/name", "must have 1 to 100 characters, on one line")
	}
	for _, severity := range c.Severities {
		if severity.rank() == 0 {
			wrong = wrong.WithField("/severities", "must be of info, warning and urgent")
		}
	}
	for _, kind := range c.Kinds {
		if !slices.Contains(Kinds(), kind) {
			wrong = wrong.WithField("/kinds", "has a kind that does not exist")
		}
	}
	wrong = c.Quiet.check(wrong)
	if len(wrong.Fields) > 0 {
		return wrong
	}
	return nil
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

// channelRow is the row of a Channel.
type channelRow struct {
	bun.BaseModel `bun:"table:channel,alias:channel"`

	ID           actor.ChannelID  `bun:"id,pk"`
	Name         string           `bun:"name"`
	NameKey      string           `bun:"name_key"`
	Service      courier.Service  `bun:"service"`
	Address      []byte           `bun:"address"`
	Shown        string           `bun:"shown_address"`
	Active       bool             `bun:"active"`
	PersonID     actor.PersonID   `bun:"person_id,nullzero"`
	Severities   []Severity       `bun:"severities,type:text"`
	Kinds        []Kind           `bun:"kinds,type:text"`
	Clients      []actor.ClientID `bun:"clients,type:text"`
	QuietFrom    string           `bun:"quiet_from"`
	QuietUntil   string           `bun:"quiet_until"`
	QuietZone    string           `bun:"quiet_zone"`
	UrgentPasses bool             `bun:"urgent_passes"`
	State        ChannelState     `bun:"state"`
	FailureCode  string           `bun:"failure_code"`
	Failure      string           `bun:"failure"`
	FailureNext  string           `bun:"failure_next"`
	FailedAt     time.Time        `bun:"failed_at,nullzero"`
	SentAt       time.Time        `bun:"sent_at,nullzero"`
	Version      int              `bun:"version"`
	CreatedBy    actor.PersonID   `bun:"created_by"` // its maker: who saved it last
	CreatedAt    time.Time        `bun:"created_at"`
	UpdatedAt    time.Time        `bun:"updated_at"`

	Waiting int `bun:"waiting,scanonly"`
}

func (r *channelRow) channel() *Channel {
	c := &Channel{
		ID: r.ID, Name: r.Name, Service: r.Service, Address: r.Shown, Active: r.Active, PersonID: r.PersonID,
		Takes: Takes{Severities: r.Severities, Kinds: r.Kinds, Clients: r.Clients},
		Quiet: Quiet{From: r.QuietFrom, Until: r.QuietUntil, Zone: r.QuietZone, UrgentPasses: r.UrgentPasses},
		State: r.State, FailedAt: r.FailedAt, SentAt: r.SentAt, Waiting: r.Waiting,
		Version: r.Version, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt,
	}
	if r.FailureCode != "" {
		c.Failure = fault.New(fault.Unavailable, r.FailureCode, r.Failure).WithNext(r.FailureNext)
	}
	return c
}

// fill takes over what a person can set.
func (r *channelRow) fill(c *Channel) {
	r.Name, r.NameKey, r.Active, r.PersonID = c.Name, c.nameKey(), c.Active, c.PersonID
	r.Severities, r.Kinds, r.Clients = orEmpty(c.Severities), orEmpty(c.Kinds), orEmpty(c.Clients)
	r.QuietFrom, r.QuietUntil, r.QuietZone, r.UrgentPasses = c.Quiet.From, c.Quiet.Until, c.Quiet.Zone, c.Quiet.UrgentPasses
}

// orEmpty keeps null out of the stored lists.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// visibleTo reports whether a may see the channel: what is somebody's own is
// seen by nobody else, others by those who could change them.
func (r *channelRow) visibleTo(a actor.Actor) bool {
	if r.PersonID != "" {
		return r.PersonID == a.PersonID
	}
	if a.SeesAll() {
		return true
	}
	for _, id := range r.Clients {
		if a.RankOnClient(id) < actor.Announce.Least() {
			return false
		}
	}
	return len(r.Clients) > 0
}

func (r *channelRow) place() seal.Place {
	return seal.Place{Table: "channel", Row: string(r.ID), Column: "address"}
}

// SealedColumns are the columns whose values this package seals.
func SealedColumns() []keyring.Column {
	return []keyring.Column{{Table: "channel", Key: "id", Name: "address"}}
}
