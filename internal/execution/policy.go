package execution

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"
)

// Class says what an error means for an execution. Each has one Policy.
type Class string

// The classes.
const (
	Transient      Class = "transient"       // Amazon or we stumbled; trying again may help
	Throttled      Class = "throttled"       // Amazon asked for fewer calls
	Outage         Class = "outage"          // something we need is away; nothing is lost by waiting
	NeedsReconnect Class = "needs_reconnect" // a person must connect Amazon again
	RunFailed      Class = "run_failed"      // the run ended for a reason inside Amazon; another may not
	Malformed      Class = "malformed"       // the rows that came cannot be read
	Permanent      Class = "permanent"       // trying the same again cannot help
	Privacy        Class = "privacy"         // Amazon refused for privacy; never tried again by itself
	AccessLost     Class = "access_lost"     // whoever asked may no longer run it; never tried again by itself
	Unknown        Class = "unknown"         // none of these for certain
)

// Endless is as many tries as it takes.
const Endless = -1

// Policy says how an execution bears a class of trouble.
type Policy struct {
	// Tries is how often an execution tries again by itself since something last
	// went well; 0 is never. Failed runs are counted over its whole life.
	Tries int
	// First and Longest bound the wait before a try, which is drawn between 0
	// and First·2ⁿ⁻¹ (full jitter), at most Longest, on top of what Amazon asked for.
	First, Longest time.Duration
}

// Policies says how each class is borne. A class that is missing is never
// tried again.
type Policies map[Class]Policy

// DefaultPolicies is the table that docs/operations.md shows.
func DefaultPolicies() Policies {
	return Policies{
		Transient:      {Tries: 12, First: time.Second, Longest: time.Minute},
		Throttled:      {Tries: 20, First: 2 * time.Second, Longest: 2 * time.Minute},
		Outage:         {Tries: Endless, First: time.Second, Longest: time.Minute},
		NeedsReconnect: {Tries: Endless, First: time.Second, Longest: time.Minute},
		RunFailed:      {Tries: 3, First: 20 * time.Second, Longest: 5 * time.Minute},
		Malformed:      {Tries: 3, First: 5 * time.Second, Longest: time.Minute},
		Permanent:      {},
		Privacy:        {},
		AccessLost:     {},
		Unknown:        {},
	}
}

// Classes lists every class, first those that go away by themselves.
func Classes() []Class {
	return []Class{Transient, Throttled, Outage, NeedsReconnect, RunFailed, Malformed, Permanent, Privacy, AccessLost, Unknown}
}

// mostAsked bounds how long Amazon is believed that we should wait: a header
// that is wrong must not hold an execution for days.
const mostAsked = 15 * time.Minute

// wait draws the wait before try n, from 1.
func (p Policy) wait(n int, asked time.Duration) time.Duration {
	bound := p.Longest
	if shifted := p.First << min(max(n, 1)-1, 30); shifted > 0 && shifted < bound {
		bound = shifted
	}
	return min(max(asked, 0), mostAsked) + rand.N(max(bound, 1)) + time.Millisecond
}

// pause is the wait before something of ours is tried again for the n-th time,
// such as asking about runs, which is never given up.
func (c Config) pause(n int, p Problem) time.Duration {
	policy, known := c.Policies[p.Class]
	if !known || policy.Tries == 0 {
		policy = c.Policies[Transient]
	}
	return policy.wait(n, p.retryAfter)
}

// Retry is the next try of an execution that waits.
type Retry struct {
	// Number of Of tries is next; Of is Endless where they are not counted.
	Number, Of int
	At         time.Time
}

// retryOf tells what an execution waits for; nil when it does not wait.
func (s *Service) retryOf(e *Execution) *Retry {
	if e.State != Waiting || e.RetryAt == nil {
		return nil
	}
	return &Retry{Number: e.Spent[e.Problem.Class], Of: s.config.Policies[e.Problem.Class].Tries, At: *e.RetryAt}
}

// spend counts one more try of a class and reports whether the budget allows it.
func (x *edit) spend(class Class) bool {
	if x.e.Spent == nil {
		x.e.Spent = map[Class]int{}
	}
	x.e.Spent[class]++
	x.e.Tries++
	budget := x.s.config.Policies[class].Tries
	return budget == Endless || x.e.Spent[class] <= budget
}

// well forgets past setbacks, all but runs that failed: a run that is accepted
// may yet fail.
func (x *edit) well() {
	failed := x.e.Spent[RunFailed]
	x.e.Tries, x.e.Problem, x.e.Spent = 0, Problem{}, nil
	if failed > 0 {
		x.e.Spent = map[Class]int{RunFailed: failed}
	}
}

// inTurn spreads the retries of an instance: Config.RetryBurst may come at
// once, then one each Config.RetryEvery. It gives the instant at which a try
// that could go at the given one has its turn.
func (x *edit) inTurn(ctx context.Context, at time.Time) (time.Time, error) {
	every := x.s.config.RetryEvery
	var booked int64
	err := x.tx.NewRaw(`INSERT INTO execution_lane (kind, id, account, paused_by, elsewhere, retries_until)
		VALUES (?, ?, (SELECT account FROM execution_place WHERE execution_id = ?), '', 0, ?)
		ON CONFLICT (kind, id) DO UPDATE SET retries_until =
			CASE WHEN execution_lane.retries_until + ? > EXCLUDED.retries_until THEN execution_lane.retries_until + ? ELSE EXCLUDED.retries_until END
		RETURNING retries_until`,
		instanceLane, x.e.InstanceID, x.e.ID, at.Add(every).UnixMilli(), every.Milliseconds(), every.Milliseconds()).Scan(ctx, &booked)
	if err != nil {
		return at, fmt.Errorf("book a retry on %s: %w", x.e.InstanceID, err)
	}
	turn := time.UnixMilli(booked).Add(-every * time.Duration(x.s.config.RetryBurst+1))
	return latest(at, turn.UTC()), nil
}
