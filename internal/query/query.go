package query

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
)

// Limits of what a person may save.
const (
	MaxNameLength = 200       // characters
	MaxSQLLength  = 256 << 10 // bytes
	MaxParameters = 100       // AMC takes no more
)

// Errors of this package.
var (
	ErrNotFound        = fault.New(fault.NotFound, "query.not_found", "There is no such query.")
	ErrVersionNotFound = fault.New(fault.NotFound, "query.version_not_found", "The query has no such version.")
	ErrInvalid         = fault.New(fault.Invalid, "query.invalid", "The query cannot be saved like this.").WithNext("Correct the fields named and save again.")
	ErrConflict        = fault.New(fault.Conflict, "query.version_conflict", "Somebody else changed this query since you opened it.").WithNext("Compare both versions, then save yours on top of the newest.")
)

// Content is what a person writes.
type Content struct {
	Name        string
	Description string
	ClientID    actor.ClientID   // at most one of ClientID and InstanceID
	InstanceID  actor.InstanceID //
	SQL         string
	Parameters  []Parameter
	// Placeholders declare {{name}} of the SQL. One that stands in the SQL and
	// is not declared takes its type from its place.
	Placeholders []Placeholder
	Note         string // what this version changes
}

// Summary is a query as lists show it.
type Summary struct {
	ID          actor.QueryID
	Name        string
	Description string
	Client      *Client          // of the query or of its instance, nil when it has neither
	InstanceID  actor.InstanceID // empty when it belongs to no instance
	Version     int              // number of the newest version
	Revision    int              // counts every change
	ArchivedAt  *time.Time
	CreatedAt   time.Time
	CreatedBy   Person
	UpdatedAt   time.Time
	UpdatedBy   Person
}

// Query is a saved query with the content of its newest version.
type Query struct {
	Summary
	SQL          string
	Parameters   []Parameter
	Placeholders []Placeholder
	Origin       Origin // as ReadAll tells it
}

// Version is a query as it was saved once.
type Version struct {
	QueryID      actor.QueryID
	Number       int
	SQL          string
	Parameters   []Parameter
	Placeholders []Placeholder
	Note         string
	CreatedAt    time.Time
	CreatedBy    Person
}

// Client names a client beside something that belongs to it.
type Client struct {
	ID    actor.ClientID
	Name  string
	Color string
}

// Person names who did something.
type Person struct {
	ID   actor.PersonID
	Name string
}

// ConflictError says that a change was made on an old revision. It is an
// ErrConflict that also holds the newest state.
type ConflictError struct {
	Current Query
}

// Error implements error.
func (*ConflictError) Error() string { return ErrConflict.Error() }

// Unwrap makes it an ErrConflict.
func (*ConflictError) Unwrap() error { return ErrConflict }

// check refuses content that cannot be saved, naming every field at fault.
func (c Content) check() error {
	refused := ErrInvalid
	switch {
	case strings.TrimSpace(c.Name) == "":
		refused = refused.WithField("/name", "is required")
	case utf8.RuneCountInString(c.Name) > MaxNameLength:
		refused = refused.WithField("/name", "is longer than 200 characters")
	}
	if c.ClientID != "" && c.InstanceID != "" {
		refused = refused.WithField("/clientId", "must be empty when instanceId is given: the instance has its client")
	}
	if len(c.SQL) > MaxSQLLength {
		refused = refused.WithField("/sql", "is longer than 256 KiB")
	}
	if !utf8.ValidString(c.SQL) || strings.ContainsRune(c.SQL, 0) {
		refused = refused.WithField("/sql", "holds bytes that are no text")
	}
	refused = checkParameters(refused, c.Parameters)
	refused = CheckPlaceholders(refused, c.Placeholders, c.Parameters)
	if len(refused.Fields) > 0 {
		return refused
	}
	return nil
}

// sameVersion reports whether saving c would only repeat v.
func (c Content) sameVersion(q Query) bool {
	return c.SQL == q.SQL && slices.EqualFunc(c.Parameters, q.Parameters, Parameter.equal) &&
		slices.EqualFunc(c.Placeholders, q.Placeholders, Placeholder.equal)
}
