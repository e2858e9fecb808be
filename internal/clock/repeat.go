package clock

import (
	"context"
	"time"
)

// Repeat calls act now and then at every interval of the machine's clock, one
// call after the other, until the context ends.
func Repeat(ctx context.Context, every time.Duration, act func(ctx context.Context)) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		act(ctx)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}
