package httpapi

import (
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
)

func TestABucketFillsAgain(t *testing.T) {
	t.Parallel()
	now := clock.NewManual(time.Now())
	l := newLimiter(now, 2, 3)
	for range 3 {
		require.NoError(t, l.take("a", errTooManyByAddress))
	}
	err := l.take("a", errTooManyByAddress)
	require.ErrorIs(t, err, errTooManyByAddress)
	p := problemOf(t.Context(), err)
	require.Equal(t, http.StatusTooManyRequests, p.Status)
	wait, err := strconv.Atoi(p.GetHeaders().Get("Retry-After"))
	require.NoError(t, err)
	require.Positive(t, wait)

	require.NoError(t, l.take("b", errTooManyByAddress), "others have buckets of their own")
	now.Advance(time.Duration(wait) * time.Second)
	require.NoError(t, l.take("a", errTooManyByAddress), "who waits as told may go on")
}

func TestRefusedRequestsCostNothing(t *testing.T) {
	t.Parallel()
	now := clock.NewManual(time.Now())
	l := newLimiter(now, 1, 1)
	require.NoError(t, l.take("a", errTooManyByAddress))
	for range 1000 {
		require.Error(t, l.take("a", errTooManyByAddress))
	}
	now.Advance(time.Second)
	require.NoError(t, l.take("a", errTooManyByAddress))
}

func TestManyAtOnceGetNoMoreThanThereIs(t *testing.T) {
	t.Parallel()
	l := newLimiter(clock.NewManual(time.Now()), 1, 100)
	var passed atomic.Int64
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			for range 50 {
				if l.take("a", errTooManyByAddress) == nil {
					passed.Add(1)
				}
			}
		})
	}
	all.Wait()
	require.EqualValues(t, 100, passed.Load())
}

func TestWhatIsCountedIsBounded(t *testing.T) {
	t.Parallel()
	l := newLimiter(clock.NewManual(time.Now()), 1, 1)
	for i := range 3 * mostCounted {
		require.NoError(t, l.take(fmt.Sprint("stranger ", i), errTooManyByAddress))
	}
	require.Equal(t, mostCounted, l.buckets.Len())
}

func TestEachTokenOfAPersonCountsForItself(t *testing.T) {
	t.Parallel()
	l := newLimits(clock.NewManual(time.Now()), 1)
	person := actor.Person("p", "P", actor.Owner)
	for range burstSeconds {
		require.NoError(t, l.caller(person))
	}
	require.ErrorIs(t, l.caller(person), errTooManyByOne)
	person.TokenID = "t"
	require.NoError(t, l.caller(person))
}

func TestWithoutARateNobodyIsStopped(t *testing.T) {
	t.Parallel()
	l := newLimits(clock.NewManual(time.Now()), 0)
	ctx := withCaller(t.Context(), actor.Person("p", "P", actor.Owner))
	for range 5000 {
		require.NoError(t, l.request(ctx))
		require.NoError(t, l.request(t.Context()))
		require.NoError(t, l.entry(t.Context()))
	}
}
