package httpapi

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/event"
)

// An open page forgets what a grant gave at the moment that it ends by itself.
func TestAStreamTellsThatAGrantHasEndedByItselfAndEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		access := &actor.Access{At: begun, EndsAt: begun.Add(7 * time.Second)}
		ctx := context.WithValue(t.Context(), callerKey{}, actor.Person("p1", "P", actor.Member).With(access))
		written := httptest.NewRecorder()
		out := stream{w: written, control: http.NewResponseController(written)}
		server := &Server{deps: Dependencies{Clock: clock.System{}}}
		ended := make(chan error)
		go func() { ended <- server.follow(ctx, out, new(event.Subscription), 41) }()

		<-time.After(7*time.Second - 1) // of the bubble: no time passes
		synctest.Wait()
		require.Empty(t, written.Body.String(), "the grant still holds")
		require.NoError(t, <-ended)
		require.Equal(t, 7*time.Second, time.Since(begun))
		require.Equal(t, "id: 41\nevent: change\ndata: {\"kind\":\"access\",\"id\":\"p1\",\"at\":\""+
			access.EndsAt.Format(time.RFC3339Nano)+"\"}\n\n", written.Body.String())
	})
}
