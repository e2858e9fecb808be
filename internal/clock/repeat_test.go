package clock_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/clock"
)

func TestRepeatActsAtOnceAndThenAtEveryInterval(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		begun := time.Now()
		var at []time.Duration
		clock.Repeat(ctx, time.Minute, func(context.Context) {
			if at = append(at, time.Since(begun)); len(at) == 3 {
				cancel()
			}
		})
		require.Equal(t, []time.Duration{0, time.Minute, 2 * time.Minute}, at)
	})
}
