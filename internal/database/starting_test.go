package database

import (
	"context"
	"database/sql/driver"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"
)

// starting is a server that does not come up.
type starting struct {
	driver.Connector

	tries atomic.Int32
}

func (s *starting) Connect(context.Context) (driver.Conn, error) {
	s.tries.Add(1)
	return nil, &pgconn.PgError{Code: cannotConnectNow}
}

func TestWhoWaitsForAServerThatDoesNotStartTriesAgainLater(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const callers = 8
		server := &starting{}
		c := newConnector(server)
		refused := make(chan error, callers)
		begun := time.Now()
		for range callers {
			go func() {
				_, err := c.Connect(t.Context())
				refused <- err
			}()
		}
		for range callers {
			require.True(t, isLost(<-refused), "the transaction is tried again")
		}
		require.Equal(t, startingPatience, time.Since(begun))
		alone := int(startingPatience / startingPause)
		require.LessOrEqual(t, int(server.tries.Load()), callers+alone+callers, "one tried for all")
	})
}
