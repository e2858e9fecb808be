package actor

import "github.com/google/uuid"

// Each kind of id is a type of its own, so that one cannot stand in for
// another. All are UUIDv7 text: unique without asking the database, and in
// order of creation. They name things; they are not secrets.

type (
	// PersonID names a person.
	PersonID string
	// SessionID names a browser session; it is not the session's secret.
	SessionID string
	// TokenID names an API token; it is not the token's secret.
	TokenID string
	// PasskeyID names a passkey.
	PasskeyID string
	// ConnectionID names a consent at Amazon.
	ConnectionID string
	// DiscoveryID names one look around a connection.
	DiscoveryID string
	// AccountID names an AMC account as one connection sees it.
	AccountID string
	// ClientID names an advertiser.
	ClientID string
	// BrandID names a brand of a client.
	BrandID string
	// PackID names a pack of values of a brand.
	PackID string
	// InstanceID names an AMC instance.
	InstanceID string
	// QueryID names a saved query.
	QueryID string
	// ExecutionID names one run of a query.
	ExecutionID string
	// SavedViewID names a view of a query's results that was saved.
	SavedViewID string
	// ScheduleID names a schedule.
	ScheduleID string
	// OccurrenceID names one due instant of a schedule, or one run now.
	OccurrenceID string
	// BackfillID names a backfill of a schedule.
	BackfillID string
	// AttemptID names one submission of an execution to AMC.
	AttemptID string
	// BudgetID names a budget.
	BudgetID string
	// DataKeyID names a key that results of one client are sealed with.
	DataKeyID string
	// RuleID names a retention rule.
	RuleID string
	// NoticeID names something that needs a person.
	NoticeID string
	// ChannelID names where notices are sent.
	ChannelID string
	// MessageID names what is sent to a channel at once.
	MessageID string
	// GroupID names a group of people.
	GroupID string
	// GrantID names a grant.
	GrantID string
	// InvitationID names a one-time link that lets a person set a password.
	InvitationID string
	// AuditID names an entry of the audit log.
	AuditID string
	// SelfTestID names one run of the self-test.
	SelfTestID string
	// RequestID names a request to our API.
	RequestID string
)

// NewID returns a fresh id of the wanted kind.
func NewID[T ~string]() T {
	return T(uuid.Must(uuid.NewV7()).String())
}
