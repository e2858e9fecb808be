// Package clock tells the time.
//
// Everything that needs the present takes a Clock, so that tests decide what
// time it is. Instants are UTC and hold whole microseconds, the precision that
// both databases keep, so that a value written and read back is the same value.
package clock

import (
	"sync"
	"time"
)

// Precision is the smallest step of an instant that survives storage.
const Precision = time.Microsecond

// Clock tells the present. Implementations are safe for concurrent use.
type Clock interface {
	// Now returns the present in UTC, cut to Precision.
	Now() time.Time
}

// System is the clock of the machine.
type System struct{}

// Now implements Clock.
func (System) Now() time.Time { return time.Now().UTC().Truncate(Precision) }

// Manual is a clock that moves only when told; its zero value stands at the zero time.
type Manual struct {
	mu  sync.Mutex
	now time.Time
}

// NewManual returns a clock that stands at now.
func NewManual(now time.Time) *Manual {
	return &Manual{now: now.UTC().Truncate(Precision)}
}

// Now implements Clock.
func (m *Manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// Advance moves the clock by d and returns the new time.
func (m *Manual) Advance(d time.Duration) time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(d).Truncate(Precision)
	return m.now
}

var (
	_ Clock = System{}
	_ Clock = (*Manual)(nil)
)
