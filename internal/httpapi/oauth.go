package httpapi

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/fault"
)

// oauthCallback takes the browser back from Amazon's consent page and sends it
// on to the web app, with what came of it.
func (s *Server) oauthCallback(w http.ResponseWriter, r *http.Request) {
	a := callerOf(r.Context())
	target := url.Values{}
	if a.IsNobody() {
		target.Set("error", errSignIn.Code)
	} else if a.MustAddFactor {
		target.Set("error", access.ErrMustAddFactor.Code)
	} else if id, err := s.deps.Connections.Complete(r.Context(), a, r.URL.Query()); err != nil {
		f := fault.Of(err)
		s.consentFailed(r.Context(), a, id, f.Code)
		s.deps.Logger.WarnContext(r.Context(), "consent not completed",
			slog.String("connectionId", string(id)), slog.String("code", f.Code), slog.Any("error", err))
		target.Set("error", f.Code)
	} else {
		target.Set("connected", string(id))
	}
	http.Redirect(w, r, "/connections?"+target.Encode(), http.StatusSeeOther)
}

// consentFailed writes down that a consent was not completed.
func (s *Server) consentFailed(ctx context.Context, a actor.Actor, id actor.ConnectionID, code string) {
	attempt := audit.Attempt{What: audit.What{Act: audit.ConnectionConsented, ID: string(id)}, Code: code}
	if err := s.deps.Audit.Refused(context.WithoutCancel(ctx), a, attempt); err != nil {
		s.deps.Logger.ErrorContext(ctx, "a failed consent was not written to the audit log", slog.Any("error", err))
	}
}
