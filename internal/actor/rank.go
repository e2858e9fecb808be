package actor

import (
	"fmt"
	"slices"
)

// Rank is a person's role on an instance or a client. Ranks are a ladder: each
// includes those below it. Zero is none.
type Rank int

// The ranks, the least first.
const (
	Viewer        Rank = 1 + iota // sees results
	Runner                        // runs saved queries
	Author                        // writes queries
	Manager                       // schedules, budgets, retention
	Administrator                 // gives access to others
)

var rankNames = [...]string{"", "viewer", "runner", "author", "manager", "administrator"}

// Ranks are all ranks, the least first.
func Ranks() []Rank { return []Rank{Viewer, Runner, Author, Manager, Administrator} }

// String is the role's name as people and the API call it; empty for none.
func (r Rank) String() string {
	if r < 0 || int(r) >= len(rankNames) {
		return fmt.Sprintf("rank %d", int(r))
	}
	return rankNames[r]
}

// ParseRank reads the name of a role; false for what is none.
func ParseRank(name string) (Rank, bool) {
	at := slices.Index(rankNames[:], name)
	return Rank(max(at, 0)), at > 0
}
