package httpapi

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/time/rate"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/fault"
)

// What one network address, which a whole office may share, can do without
// being known. Counting failed sign-ins is a matter of package access; this
// bounds the work they make.
const (
	strangerRate, strangerBurst = 20, 200 // requests a second by nobody
	entryRate, entryBurst       = 1, 60   // attempts to sign in a second
)

// burstSeconds is how long a person who was quiet can make twice the requests.
const burstSeconds = 10

// mostCounted bounds the memory of one limiter; who has not come for longest
// is forgotten first.
const mostCounted = 20_000

var (
	errTooManyByAddress = fault.New(fault.Throttled, "request.too_many", "There were too many requests from your network address.").
				WithNext("Wait for as long as Retry-After says, then try again.")
	errTooManyEntries = errTooManyByAddress.WithMessage("There were too many attempts to sign in from your network address.")
	errTooManyByOne   = fault.New(fault.Throttled, "request.too_many", "There were too many requests from you.").
				WithNext("Wait for as long as Retry-After says, then go on more slowly. The event stream tells what changed without asking.")
)

// limits are how often this process lets itself be asked; the zero value lets
// everybody ask as often as they like.
type limits struct {
	strangers, entries, callers *limiter
}

func newLimits(now clock.Clock, apiRate int) limits {
	if apiRate == 0 {
		return limits{}
	}
	return limits{
		strangers: newLimiter(now, strangerRate, strangerBurst),
		entries:   newLimiter(now, entryRate, entryBurst),
		callers:   newLimiter(now, apiRate, apiRate*burstSeconds),
	}
}

// stranger counts a request by nobody.
func (l limits) stranger(ctx context.Context) error {
	return l.strangers.take(wayOf(ctx).Key(), errTooManyByAddress)
}

// entry counts an attempt to sign in.
func (l limits) entry(ctx context.Context) error {
	return l.entries.take(wayOf(ctx).Key(), errTooManyEntries)
}

// request counts a request, by who makes it.
func (l limits) request(ctx context.Context) error {
	if a := callerOf(ctx); !a.IsNobody() {
		return l.caller(a)
	}
	return l.stranger(ctx)
}

// caller counts a request of a's; each token counts for itself.
func (l limits) caller(a actor.Actor) error {
	key := string(a.PersonID)
	if a.TokenID != "" {
		key = string(a.TokenID)
	}
	return l.callers.take(key, errTooManyByOne)
}

// admitted answers 429 to who asks too often.
func (s *Server) admitted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := s.limits.request(r.Context()); err != nil {
			s.writeProblem(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// limiter gives each key a bucket of tokens; nil has no end of them. It is safe
// for concurrent use.
type limiter struct {
	rate  rate.Limit
	burst int
	clock clock.Clock

	mu      sync.Mutex
	buckets *simplelru.LRU[string, *rate.Limiter]
}

func newLimiter(now clock.Clock, perSecond, burst int) *limiter {
	buckets, err := simplelru.NewLRU[string, *rate.Limiter](mostCounted, nil)
	if err != nil {
		panic(err) // only a size below 1 is refused
	}
	return &limiter{rate: rate.Limit(perSecond), burst: burst, clock: now, buckets: buckets}
}

// take takes a token of key's, or returns refusal with the time until there is one.
func (l *limiter) take(key string, refusal *fault.Error) error {
	if l == nil {
		return nil
	}
	now := l.clock.Now()
	wanted := l.bucket(strings.Clone(key)).ReserveN(now, 1)
	wait := wanted.DelayFrom(now)
	if wait <= 0 {
		return nil
	}
	wanted.CancelAt(now)
	return refusal.WithRetryAfter(max(wait, time.Second))
}

func (l *limiter) bucket(key string) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if found, ok := l.buckets.Get(key); ok {
		return found
	}
	made := rate.NewLimiter(l.rate, l.burst)
	l.buckets.Add(key, made)
	return made
}
