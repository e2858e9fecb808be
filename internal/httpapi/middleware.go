package httpapi

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/reach"
)

var (
	errUnknownRoute = fault.New(fault.NotFound, "route.not_found", "There is nothing at this address.")
	errCrossOrigin  = fault.New(fault.Forbidden, "request.cross_origin", "This request came from another site.").
			WithNext("Open the program itself and try there.")
	errPanicked = errors.New("handler panicked")
)

// contentSecurityPolicy lets pages load and reach only what this server
// offers. Styles may stand in elements: the editor and the components set
// sizes and colours there.
const contentSecurityPolicy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; " +
	"img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; connect-src 'self'; " +
	"media-src 'none'; frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// sandboxPolicy is for the pages of the sandbox, which stand for Amazon's: text
// and forms. Their forms lead to whichever program asked for consent.
const sandboxPolicy = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'"

// permissionsPolicy switches off what no page of ours uses.
const permissionsPolicy = "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), " +
	"microphone=(), midi=(), payment=(), publickey-credentials-get=(self), screen-wake-lock=(), usb=(), xr-spatial-tracking=()"

// secured sets the headers that keep browsers careful.
func (s *Server) secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		if wayOf(r.Context()).Safety == reach.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		h.Set("X-Frame-Options", "DENY")
		if strings.HasPrefix(r.URL.Path, "/sandbox/") {
			h.Set("Content-Security-Policy", sandboxPolicy)
			h.Set("Referrer-Policy", "same-origin")
		} else {
			h.Set("Content-Security-Policy", contentSecurityPolicy)
			h.Set("Referrer-Policy", "no-referrer")
			h.Set("Cross-Origin-Opener-Policy", "same-origin")
			h.Set("Cross-Origin-Resource-Policy", "same-origin")
			h.Set("Permissions-Policy", permissionsPolicy)
		}
		next.ServeHTTP(w, r)
	})
}

// sameOrigin refuses changes that another site has a browser ask for. Programs
// send no Origin and pass.
func (s *Server) sameOrigin(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	if s.deps.SiteURL != "" {
		// A proxy may have changed the Host that Origin is compared with.
		if err := protection.AddTrustedOrigin(s.deps.SiteURL); err != nil {
			s.deps.Logger.Warn("the site's own address is no origin", slog.Any("error", err))
		}
	}
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.deps.Logger.WarnContext(r.Context(), "request from another site refused",
			slog.String("path", r.URL.Path), slog.String("origin", r.Header.Get("Origin")))
		s.writeProblem(w, r, errCrossOrigin)
	}))
	return protection.Handler(next)
}

// authenticated finds out who makes the request: by API token when one is
// sent, else by session.
func (s *Server) authenticated(next http.Handler) http.Handler {
	bySession := s.deps.Sessions.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, err := s.deps.Sessions.Actor(r.Context())
		if err != nil {
			s.writeProblem(w, r, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(withCaller(r.Context(), a)))
	}), isLocal, s.writeProblem)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/openapi.json" {
			next.ServeHTTP(w, r)
			return
		}
		header := r.Header.Get("Authorization")
		if header == "" {
			bySession.ServeHTTP(w, r)
			return
		}
		scheme, secret, _ := strings.Cut(header, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			secret = ""
		}
		a, err := s.deps.Access.ActorByToken(r.Context(), strings.TrimSpace(secret))
		if errors.Is(err, access.ErrTokenInvalid) {
			err = cmp.Or(s.limits.stranger(r.Context()), err)
		}
		if err != nil {
			s.writeProblem(w, r, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(withCaller(r.Context(), a)))
	})
}

// logged writes one line per request of the API, without its query, which may
// hold what people typed.
func (s *Server) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/api/") || !s.deps.Logger.Enabled(r.Context(), slog.LevelDebug) {
			next.ServeHTTP(w, r)
			return
		}
		begun := time.Now()
		status := &statusWriter{ResponseWriter: w}
		next.ServeHTTP(status, r)
		s.deps.Logger.DebugContext(r.Context(), "request",
			slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.Int("status", status.status),
			slog.Duration("took", time.Since(begun)))
	})
}

// statusWriter remembers the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (w *statusWriter) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// recovered answers for a handler that panicked.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status := &statusWriter{ResponseWriter: w}
		defer func() {
			reason := recover()
			if reason == nil {
				return
			}
			if reason == http.ErrAbortHandler { //nolint:errorlint // compared as net/http does
				panic(reason)
			}
			s.deps.Logger.ErrorContext(r.Context(), "handler panicked", slog.Any("panic", reason), slog.String("stack", string(debug.Stack())))
			if status.status != 0 {
				panic(http.ErrAbortHandler) // nobody may take a part of an answer for the whole
			}
			writeJSONProblem(w, problemOf(r.Context(), errPanicked))
		}()
		next.ServeHTTP(status, r)
	})
}

// noStore keeps answers out of caches.
func noStore(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

func (s *Server) unknownRoute(w http.ResponseWriter, r *http.Request) {
	s.writeProblem(w, r, errUnknownRoute)
}

// writeProblem answers an error outside of huma.
func (s *Server) writeProblem(w http.ResponseWriter, r *http.Request, err error) {
	writeJSONProblem(w, s.answer(r.Context(), err))
}

func writeJSONProblem(w http.ResponseWriter, p *Problem) {
	for name, values := range p.GetHeaders() {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	json.NewEncoder(w).Encode(p) //nolint:errcheck,errchkjson // whoever asked has gone
}

// ended is the cause of a context that ends because its session did.
var errSessionEnded = fault.New(fault.Unauthorized, "session.ended", "The session has ended.")

// callerAlive reports whether the caller of a long request may go on.
func (s *Server) callerAlive(ctx context.Context) error {
	alive, err := s.deps.Access.Alive(ctx, callerOf(ctx))
	if err != nil {
		return err
	}
	if !alive {
		return errSessionEnded
	}
	return nil
}
