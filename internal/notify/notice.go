package notify

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
)

// Errors a person can meet.
var (
	ErrNotFound = fault.New(fault.NotFound, "notice.not_found", "There is no such notice.")
)

// Kind says what sort of thing needs a person. Channels choose by it.
type Kind string

// The kinds.
const (
	KindConnection Kind = "connection" // Amazon no longer accepts a consent
	KindSchedule   Kind = "schedule"   // a schedule is paused, failed or missed
	KindExecution  Kind = "execution"  // an execution, or an occurrence, ended of which somebody wanted to be told
	KindBudget     Kind = "budget"     // a limit was passed
	KindRetention  Kind = "retention"  // results will be dropped
	KindChannel    Kind = "channel"    // notices do not arrive
	KindSystem     Kind = "system"     // the program itself is in trouble
)

// Kinds are all kinds, in the order people see them.
func Kinds() []Kind {
	return []Kind{KindConnection, KindSchedule, KindExecution, KindBudget, KindRetention, KindChannel, KindSystem}
}

// Severity says how much it matters.
type Severity string

// The severities.
const (
	Info    Severity = "info"    // good to know
	Warning Severity = "warning" // look at it in the coming days
	Urgent  Severity = "urgent"  // work stands still until somebody acts
)

// rank orders severities.
func (s Severity) rank() int {
	switch s {
	case Info:
		return 1
	case Warning:
		return 2
	case Urgent:
		return 3
	default:
		return 0
	}
}

// Next is what a person can do: a label, and where in the web app.
type Next struct {
	Label string // "Reconnect"
	Path  string // "/connections"
}

// Subject is a thing that a notice is about.
type Subject struct {
	Kind       string // the word of the API: execution, schedule, connection, …
	ID         string
	Name       string
	ClientID   actor.ClientID   // of whom it is; may be empty
	InstanceID actor.InstanceID // where it is; may be empty
}

// Cause names what a notice is about, so that what has one cause is one notice.
// It is of the form "connection:<id>".
func Cause(parts ...string) string { return strings.Join(parts, ":") }

// Raise is what a caller says needs a person.
type Raise struct {
	Kind     Kind
	Severity Severity
	Cause    string // see Cause
	Title    string // one line without a full stop
	// Many is the title when the notice has several subjects of the kind of the
	// first; %d is their number. It may be empty.
	Many       string
	Body       string // what it means, in sentences
	Next       Next
	PersonID   actor.PersonID   // for whom alone it is; empty for all
	ClientID   actor.ClientID   // whose it is; empty for nobody's or several clients'
	InstanceID actor.InstanceID // likewise
	Subjects   []Subject
	EndsAt     time.Time // when it will resolve by itself; zero for never
}

func (r Raise) check() error {
	switch {
	case r.Kind == "" || r.Severity.rank() == 0 || r.Cause == "" || r.Title == "":
		return fmt.Errorf("raise notice: kind, severity, cause and title are needed, got %q %q %q %q", r.Kind, r.Severity, r.Cause, r.Title)
	case r.Next.Path != "" && (!strings.HasPrefix(r.Next.Path, "/") || strings.HasPrefix(r.Next.Path, "//")):
		return fmt.Errorf("raise notice: the next step %q is no path of the web app", r.Next.Path)
	default:
		return nil
	}
}

// Notice is something that needs a person.
type Notice struct {
	bun.BaseModel `bun:"table:notice"`

	ID          actor.NoticeID   `bun:"id,pk"`
	Kind        Kind             `bun:"kind"`
	Severity    Severity         `bun:"severity"`
	Cause       string           `bun:"cause"`
	Title       string           `bun:"title"`
	Body        string           `bun:"body"`
	NextLabel   string           `bun:"next_label"`
	NextPath    string           `bun:"next_path"`
	PersonID    actor.PersonID   `bun:"person_id,nullzero"` // for whom alone it is
	ClientID    actor.ClientID   `bun:"client_id,nullzero"`
	InstanceID  actor.InstanceID `bun:"instance_id,nullzero"`
	Count       int              `bun:"count"`
	Episode     int              `bun:"episode"`
	ToldAt      time.Time        `bun:"told_at"`
	FirstSeenAt time.Time        `bun:"first_seen_at"`
	LastSeenAt  time.Time        `bun:"last_seen_at"`
	EndsAt      time.Time        `bun:"ends_at,nullzero"`
	ResolvedAt  time.Time        `bun:"resolved_at,nullzero"`
	ResolvedBy  actor.PersonID   `bun:"resolved_by,nullzero"`

	// Read says that the person who asks has read it; set by reads.
	Read bool `bun:"read,scanonly"`
	// Subjects are the first of them, oldest first, of those that the person who
	// asks may see; set by reads.
	Subjects []Subject `bun:"-"`
	// Hidden is how many subjects that person may not see; set by reads.
	Hidden int `bun:"hidden,scanonly"`
	// concerned are the clients that a notice of a connection concerns, though it
	// belongs to none; set by readConcerned.
	concerned []actor.ClientID
}

// readConcerned finds out which clients a notice of a connection concerns: those
// whose instances it reaches. Its own words name none of them.
func (n *Notice) readConcerned(ctx context.Context, tx bun.Tx) error {
	if n.Kind != KindConnection || n.ClientID != "" {
		return nil
	}
	n.concerned = nil
	err := tx.NewSelect().Model((*subject)(nil)).ColumnExpr("DISTINCT client_id").
		Where("notice_id = ? AND client_id IS NOT NULL", n.ID).Scan(ctx, &n.concerned)
	if err != nil {
		return fmt.Errorf("find whom notice %s concerns: %w", n.ID, err)
	}
	return nil
}

// subject is the row of a Subject.
type subject struct {
	bun.BaseModel `bun:"table:notice_subject"`

	NoticeID   actor.NoticeID   `bun:"notice_id,pk"`
	Kind       string           `bun:"kind,pk"`
	SubjectID  string           `bun:"subject_id,pk"`
	Name       string           `bun:"name"`
	ClientID   actor.ClientID   `bun:"client_id,nullzero"`
	InstanceID actor.InstanceID `bun:"instance_id,nullzero"`
	AddedAt    time.Time        `bun:"added_at"`
}
