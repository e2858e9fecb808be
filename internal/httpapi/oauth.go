package httpapi

import (
	"log/slog"
	"net/http"
	"net/url"

	"github.com/recomamp/recomamp/internal/fault"
)

// oauthCallback takes the browser back from Amazon's consent page and sends it
// on to the web app, with what came of it.
func (s *Server) oauthCallback(w http.ResponseWriter, r *http.Request) {
	a := callerOf(r.Context())
	target := url.Values{}
	if a.IsNobody() {
		target.Set("error", errSignIn.Code)
	} else if id, err := s.deps.Connections.Complete(r.Context(), a, r.URL.Query()); err != nil {
		f := fault.Of(err)
		s.deps.Logger.WarnContext(r.Context(), "consent not completed",
			slog.String("connectionId", string(id)), slog.String("code", f.Code), slog.Any("error", err))
		target.Set("error", f.Code)
	} else {
		target.Set("connected", string(id))
	}
	http.Redirect(w, r, "/connections?"+target.Encode(), http.StatusSeeOther)
}
