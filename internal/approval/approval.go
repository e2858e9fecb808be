package approval

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
)

// Kind is what sort of act takes a second person.
type Kind string

// The kinds.
const (
	OffBoarding   Kind = "off_boarding"
	KeyRotation   Kind = "key_rotation"
	LargeExport   Kind = "large_export"
	HighRole      Kind = "high_role"
	RuleLoosening Kind = "rule_loosening" // always takes one while any rule stands
)

// Described is a kind with what people read of it.
type Described struct {
	Kind  Kind
	Words string // completes the sentence "A second person is needed to …"
}

// Kinds are those that a rule can be set for, in the order in which people look for them.
func Kinds() []Described {
	return []Described{
		{OffBoarding, "off-board a client, or destroy its data at once"},
		{KeyRotation, "rotate or retire the encryption keys"},
		{LargeExport, "export many rows"},
		{HighRole, "make somebody an administrator or an owner"},
	}
}

// State is how far a request for approval is.
type State string

// The states.
const (
	Waiting   State = "waiting"
	Approved  State = "approved"
	Used      State = "used"
	Lapsed    State = "lapsed"
	Refused   State = "refused"
	Withdrawn State = "withdrawn"
	Expired   State = "expired"
)

const (
	decideWithin = 3 * 24 * time.Hour
	useWithin    = 24 * time.Hour
)

var (
	// ErrNeeded answers an act that waits for a second person. Its details name the request.
	ErrNeeded = fault.New(fault.Forbidden, "approval.required", "This takes a second person. It was asked for, and the other owners are told.").
			WithNext("Once it is approved, do exactly the same again, or press “Do it now” on the page “Approvals”.")
	errNobodyElse = fault.New(fault.Conflict, "approval.nobody", "This takes a second owner who can sign in, and there is none.").
			WithNext("Make somebody else an owner first.")
	errNotFound = fault.New(fault.NotFound, "approval.not_found", "There is no such request for approval.")
	errSelf     = fault.New(fault.Forbidden, "approval.own", "Nobody approves what they asked for themselves.").
			WithNext("Ask another owner to look at it.")
	errDecided = fault.New(fault.Conflict, "approval.decided", "This is not waiting any more.").
			WithNext("Look at the page “Approvals” for how it stands.")
	errInvalid = fault.New(fault.Invalid, "approval.invalid", "This cannot be stored like this.")
)

// Request is what was sent, to the letter.
type Request struct {
	Method  string
	Target  string // path and query
	Version string // If-Match
	Body    string // JSON without needless space
}

func (r Request) digest() string {
	sum := sha256.New()
	for _, part := range []string{r.Method, r.Target, r.Version, r.Body} {
		sum.Write([]byte(part))
		sum.Write([]byte{0})
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Approval is an act that was asked for and takes a second person.
type Approval struct {
	ID        ID
	Kind      Kind
	Words     string
	Request   Request
	State     State
	AskedBy   actor.PersonID
	Asker     string // name
	AskedAt   time.Time
	ExpiresAt time.Time
	DecidedBy actor.PersonID
	Decider   string // name
	DecidedAt time.Time
	Reason    string
	UseBy     time.Time
	UsedAt    time.Time
}

// ID names a request for approval.
type ID string

type row struct {
	bun.BaseModel `bun:"table:approval,alias:approval"`

	ID        ID             `bun:"id,pk"`
	Kind      Kind           `bun:"kind"`
	Words     string         `bun:"words"`
	Method    string         `bun:"method"`
	Target    string         `bun:"target"`
	Version   string         `bun:"version"`
	Body      string         `bun:"body"`
	Digest    string         `bun:"digest"`
	AskedBy   actor.PersonID `bun:"asked_by"`
	AskedAt   time.Time      `bun:"asked_at"`
	ExpiresAt time.Time      `bun:"expires_at"`
	Decision  State          `bun:"decision,nullzero"`
	DecidedBy actor.PersonID `bun:"decided_by,nullzero"`
	DecidedAt time.Time      `bun:"decided_at,nullzero"`
	Reason    string         `bun:"reason"`
	UseBy     time.Time      `bun:"use_by,nullzero"`
	UsedAt    time.Time      `bun:"used_at,nullzero"`
}

type shownRow struct {
	row `bun:",extend"`

	Asker   string `bun:"asker"`
	Decider string `bun:"decider"`
}

func (r row) state(now time.Time) State {
	switch {
	case r.Decision == "" && !now.Before(r.ExpiresAt):
		return Expired
	case r.Decision == "":
		return Waiting
	case r.Decision != Approved:
		return r.Decision
	case !r.UsedAt.IsZero():
		return Used
	case !now.Before(r.UseBy):
		return Lapsed
	default:
		return Approved
	}
}

func (r shownRow) approval(now time.Time) Approval {
	return Approval{
		ID: r.ID, Kind: r.Kind, Words: r.Words, State: r.state(now),
		Request: Request{Method: r.Method, Target: r.Target, Version: r.Version, Body: r.Body},
		AskedBy: r.AskedBy, Asker: r.Asker, AskedAt: r.AskedAt, ExpiresAt: r.ExpiresAt,
		DecidedBy: r.DecidedBy, Decider: r.Decider, DecidedAt: r.DecidedAt, Reason: r.Reason, UseBy: r.UseBy, UsedAt: r.UsedAt,
	}
}
