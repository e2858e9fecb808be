package app

import (
	"context"
	"net"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/dns/dnsmessage"

	"github.com/recomamp/recomamp/internal/config"
	"github.com/recomamp/recomamp/internal/egress"
)

// leadingInside is a name server that has every name on this machine.
func leadingInside(t *testing.T) *net.Resolver {
	t.Helper()
	socket, err := (&net.ListenConfig{}).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, socket.Close()) })
	go func() {
		buffer := make([]byte, 1500)
		for {
			n, from, err := socket.ReadFrom(buffer)
			if err != nil {
				return
			}
			var query dnsmessage.Message
			if query.Unpack(buffer[:n]) != nil || len(query.Questions) != 1 {
				continue
			}
			asked := query.Questions[0]
			reply := dnsmessage.Message{Header: dnsmessage.Header{ID: query.ID, Response: true, Authoritative: true}, Questions: query.Questions}
			if asked.Type == dnsmessage.TypeA {
				reply.Answers = []dnsmessage.Resource{{
					Header: dnsmessage.ResourceHeader{Name: asked.Name, Type: asked.Type, Class: asked.Class}, Body: &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}},
				}}
			}
			if packed, err := reply.Pack(); err == nil {
				_, _ = socket.WriteTo(packed, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", socket.LocalAddr().String())
	}}
}

func TestALinkToAmazonsHostsDoesNotLeadInside(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, listener.Close()) })
	_, port, err := net.SplitHostPort(listener.Addr().String())
	require.NoError(t, err)
	guard := egress.New(egress.Config{Resolver: leadingInside(t)})

	_, err = dialer(config.Amazon{}, guard)(t.Context(), "tcp4", net.JoinHostPort("bucket.s3.amazonaws.com", port))
	require.True(t, egress.IsRefused(err), "%v", err)

	for _, c := range []config.Amazon{{}, {ResultHosts: []string{"localhost"}}} { // the sandbox and what the operator has set
		reached, err := dialer(c, guard)(t.Context(), "tcp4", net.JoinHostPort("127.0.0.1", port))
		require.NoError(t, err)
		require.NoError(t, reached.Close())
	}
}
