package actor

import "slices"

// Scope bounds what an API token may be used for. Scopes are a ladder: each
// includes those before it. Empty bounds nothing.
type Scope string

// The scopes, the narrowest first.
const (
	ScopeRead       Scope = "read"
	ScopeRun        Scope = "run"
	ScopeWrite      Scope = "write"      // queries, schedules and what else a manager changes
	ScopeAdminister Scope = "administer" // whatever the person may
)

// Scopes are all scopes, the narrowest first.
func Scopes() []Scope { return []Scope{ScopeRead, ScopeRun, ScopeWrite, ScopeAdminister} }

// Includes reports whether whoever acts within s may act within another scope.
func (s Scope) Includes(other Scope) bool { return s == "" || s.width() >= other.width() }

func (s Scope) width() int { return slices.Index(Scopes(), s) }

// most is the highest role that a token of the scope can use.
func (s Scope) most() Rank {
	switch s {
	case ScopeRead:
		return Viewer
	case ScopeRun:
		return Runner
	case ScopeWrite:
		return Manager
	case ScopeAdminister, "":
		return Administrator
	default:
		return 0
	}
}
