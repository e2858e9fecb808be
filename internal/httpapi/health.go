package httpapi

import (
	"io"
	"log/slog"
	"net/http"
)

// healthz says that the process lives.
func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) {
	io.WriteString(w, "ok\n") //nolint:errcheck // whoever asked has gone
}

// readyz says whether requests can be answered.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	if err := s.deps.Ready(r.Context()); err != nil {
		s.deps.Logger.WarnContext(r.Context(), "not ready", slog.Any("error", err))
		w.WriteHeader(http.StatusServiceUnavailable)
		io.WriteString(w, "not ready\n") //nolint:errcheck // whoever asked has gone
		return
	}
	io.WriteString(w, "ready\n") //nolint:errcheck // whoever asked has gone
}
