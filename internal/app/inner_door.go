package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"

	"github.com/recomamp/recomamp/amcsandbox"
)

// innerDoor is where a program that answers https lets itself and the commands
// beside it reach the sandbox: on loopback, without a certificate that would
// have to name it.
type innerDoor struct {
	listener net.Listener
	server   *http.Server
}

func openInnerDoor(ctx context.Context) (*innerDoor, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen on loopback: %w", err)
	}
	return &innerDoor{listener: listener}, nil
}

func (d *innerDoor) url() string { return ownURL(d.listener.Addr()) }

// open answers for the sandbox, nil when there is none, and nothing else.
func (d *innerDoor) open(sandbox *amcsandbox.Sandbox, logger *slog.Logger) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "ok\n") //nolint:errcheck // whoever asked has gone
	})
	if sandbox != nil {
		mux.Handle("/sandbox/", http.StripPrefix("/sandbox", sandbox))
	}
	d.server = newServer(mux, logger)
	go d.server.Serve(d.listener) //nolint:errcheck // ends with close
}

func (d *innerDoor) close() error {
	if d.server != nil {
		return d.server.Close()
	}
	return closed(d.listener)
}
