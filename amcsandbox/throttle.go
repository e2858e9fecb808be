package amcsandbox

import (
	"net/http"
	"sync"
	"time"

	"github.com/recomamp/recomamp/amcsandbox/fault"
)

// throttle is a token bucket per route and account.
type throttle struct {
	mu      sync.Mutex
	buckets map[string]*bucket
}

type bucket struct {
	tokens float64
	at     time.Time
}

// admits takes a token, if there is one.
func (t *throttle) admits(key string, rate float64, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.buckets == nil {
		t.buckets = map[string]*bucket{}
	}
	burst := max(1, 2*rate)
	b := t.buckets[key]
	if b == nil {
		b = &bucket{tokens: burst, at: now}
		t.buckets[key] = b
	}
	b.tokens, b.at = min(burst, b.tokens+rate*now.Sub(b.at).Seconds()), now
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}

// throttled answers 429 when the caller is above the rate, and reports so.
func (s *Sandbox) throttled(w http.ResponseWriter, r *http.Request, now time.Time) bool {
	rate := s.config.Options.RequestsPerSecond
	if rate <= 0 {
		return false
	}
	_, route := s.mux.Handler(r)
	if s.throttle.admits(route+" "+r.Header.Get("Amazon-Advertising-API-AdvertiserId"), rate, now) {
		return false
	}
	action := fault.Action{Kind: fault.Throttle, Status: http.StatusTooManyRequests, Text: "Too Many Requests", RetryAfter: int(1/rate) + 1}
	if s.config.Options.ThrottleBare {
		action.Shape, action.RetryAfter = fault.Message, -1
	}
	writeFault(w, action)
	return true
}
