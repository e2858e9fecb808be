package amc

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Retry says how often and how patiently safe calls are repeated.
type Retry struct {
	// Tries is the greatest number of tries of one call, the first included.
	// Default 6; 1 turns repeating off.
	Tries int
	// Base is the bound of the first wait; each further one doubles. Default 2 s.
	Base time.Duration
	// Cap bounds every wait, also one that Amazon asks for by Retry-After: a
	// longer one is returned to the caller at once. Default one minute.
	Cap time.Duration
	// Patience is how long the first try of a reading call may take; each further
	// one may take twice as long, and the last one Config.Timeout. A call that
	// hangs is thus asked again long before a gateway would give it up, and one
	// that is slow is still heard. Default: each try may take Config.Timeout.
	Patience time.Duration
}

func (r Retry) withDefaults() Retry {
	if r.Tries <= 0 {
		r.Tries = 6
	}
	if r.Base <= 0 {
		r.Base = 2 * time.Second
	}
	if r.Cap <= 0 {
		r.Cap = time.Minute
	}
	return r
}

// wait returns how long to wait after the given failed try (from 1), and false
// when the call should not be tried again.
func (r Retry) wait(try int, failure *Error) (time.Duration, bool) {
	if try >= r.Tries || !failure.Transient() || !repeatable(failure.Method) {
		return 0, false
	}
	if failure.RetryAfter > 0 {
		return failure.RetryAfter, failure.RetryAfter <= r.Cap
	}
	bound := r.Cap
	if shifted := r.Base << (try - 1); shifted > 0 && shifted < bound {
		bound = shifted
	}
	return rand.N(bound) + 1, true
}

// within is how long the given try (from 1) of a call may take at most.
func (r Retry) within(try int, method string, most time.Duration) time.Duration {
	if r.Patience <= 0 || try >= r.Tries || method != http.MethodGet {
		return most
	}
	if shifted := r.Patience << (try - 1); shifted > 0 {
		return min(shifted, most)
	}
	return most
}

// repeatable tells whether sending the method twice does no more than sending it once.
func repeatable(method string) bool {
	switch method {
	case http.MethodGet, http.MethodPut, http.MethodDelete:
		return true
	default:
		return false
	}
}

// retryAfter reads the header's two forms, seconds and HTTP date, as a wait
// from now. Zero when absent, unreadable or past.
func retryAfter(header string, now time.Time) time.Duration {
	header = strings.TrimSpace(header)
	if seconds, err := strconv.ParseInt(header, 10, 32); err == nil {
		return max(0, time.Duration(seconds)*time.Second)
	}
	if at, err := http.ParseTime(header); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}

// sleep waits for d or until ctx ends, whichever comes first.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
