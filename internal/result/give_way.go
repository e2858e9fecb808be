package result

import (
	"context"
	"time"
)

// giveWay makes what a builder calls between small parts of its work: while
// pages are read it waits, nine times as long as the part took at most. A thread
// that stands behind the others would hold up the whole of Go when it is stopped.
func (s *Service) giveWay() func(context.Context) {
	began := time.Now()
	return func(ctx context.Context) {
		until := time.Now().Add(9 * time.Since(began))
		for len(s.reads) > 0 && ctx.Err() == nil && time.Now().Before(until) {
			select {
			case <-ctx.Done():
			case <-time.After(time.Millisecond):
			}
		}
		began = time.Now()
	}
}
