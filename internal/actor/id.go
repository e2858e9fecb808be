package actor

import "github.com/google/uuid"

// Each kind of id is a type of its own, so that one cannot stand in for
// another. Ours are UUIDv7 text: unique without asking the database, and in
// order of creation. They name things; they are not secrets.
type (
	PersonID        string
	SessionID       string
	TokenID         string
	ConnectionID    string
	AccountID       string
	ClientID        string
	InstanceID      string
	QueryID         string
	ExecutionID     string
	AttemptID       string
	RequestID       string
	AmazonAccountID string // Amazon's id of an AMC account, "ENTITY…"
	AmazonInstance  string // Amazon's id of an AMC instance, "amc…"
)

// NewID returns a fresh id of the wanted kind.
func NewID[T ~string]() T {
	return T(uuid.Must(uuid.NewV7()).String())
}
