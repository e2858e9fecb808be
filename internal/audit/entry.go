package audit

import (
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// Outcome says whether an act was done.
type Outcome string

// The outcomes.
const (
	Done    Outcome = "done"
	Refused Outcome = "refused"
)

// Via says by what somebody acted.
type Via string

// What people and the program act by.
const (
	BySession Via = "session"
	ByToken   Via = "token"
	ByCommand Via = "command" // on the machine itself
	ByProgram Via = "program" // background work
)

// Entry is one line of the audit log. Its shape is also that of its row.
type Entry struct {
	bun.BaseModel `bun:"table:audit_entry,alias:entry"`

	ID         actor.AuditID    `bun:"id,pk"`
	At         time.Time        `bun:"at"`
	Act        Act              `bun:"act"`
	Outcome    Outcome          `bun:"outcome"`
	Code       string           `bun:"code"` // of the refusal
	ActorKind  actor.Kind       `bun:"actor_kind"`
	PersonID   actor.PersonID   `bun:"person_id,nullzero"`
	ActorName  string           `bun:"actor_name"`
	Role       actor.Role       `bun:"role"`
	Via        Via              `bun:"via"`
	ViaID      string           `bun:"via_id"` // of the session or token
	ObjectKind Kind             `bun:"object_kind"`
	ObjectID   string           `bun:"object_id"`
	ObjectName string           `bun:"object_name"` // as it was then
	ClientID   actor.ClientID   `bun:"client_id,nullzero"`
	InstanceID actor.InstanceID `bun:"instance_id,nullzero"`
	Address    string           `bun:"address"`
	RequestID  actor.RequestID  `bun:"request_id"`
	Changes    string           `bun:"changes"` // JSON of Changes

	// Set by the sealer.
	Place  int64  `bun:"place,nullzero"`
	Batch  int64  `bun:"batch,nullzero"`
	Digest string `bun:"digest,nullzero"`
}

// Sealed reports whether the entry is in the chain.
func (e *Entry) Sealed() bool { return e.Batch > 0 }
