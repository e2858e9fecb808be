package app

import (
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/config"
	"github.com/recomamp/recomamp/internal/egress"
	"github.com/recomamp/recomamp/internal/egress/egresstest"
)

func TestALinkToAmazonsHostsDoesNotLeadInside(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, listener.Close()) })
	_, port, err := net.SplitHostPort(listener.Addr().String())
	require.NoError(t, err)
	leadingInside, _ := egresstest.Resolver(t, "127.0.0.1")
	guard := egress.New(egress.Config{Resolver: leadingInside})

	_, err = dialer(config.Amazon{}, guard)(t.Context(), "tcp4", net.JoinHostPort("bucket.s3.amazonaws.com", port))
	require.True(t, egress.IsRefused(err), "%v", err)

	for _, c := range []config.Amazon{{}, {ResultHosts: []string{"localhost"}}} { // the sandbox and what the operator has set
		reached, err := dialer(c, guard)(t.Context(), "tcp4", net.JoinHostPort("127.0.0.1", port))
		require.NoError(t, err)
		require.NoError(t, reached.Close())
	}
}
