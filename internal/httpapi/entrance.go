package httpapi

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/reach"
)

var (
	errExposed = fault.New(fault.Forbidden, "session.plain_http",
		"This page came over plain HTTP, where anybody on the way can read the password and take over the session, so nobody is signed in here.")
	errMalformed = fault.New(fault.Invalid, "request.invalid", "The address of the request cannot be read.").
			WithNext("Correct what is named and send it again.")
)

// isLocal reports whether a request stayed on the machine, where a cookie
// needs no https.
func isLocal(r *http.Request) bool { return wayOf(r.Context()).Safety == reach.Local }

// isEntrance reports whether an operation takes what people sign in by.
func isEntrance(op *huma.Operation) bool { return len(op.Security) == 0 && op.Method != http.MethodGet }

// entrance stops who may not come in before anything of the body is read: on
// all but the open operations who is not signed in, or has to add a second factor
// first; on those that sign people in what came over plain HTTP or comes too often.
func (s *Server) entrance(c huma.Context, next func(huma.Context)) {
	if err := s.mayEnter(c); err != nil {
		r, w := humago.Unwrap(c)
		s.writeProblem(w, r, err)
		return
	}
	next(c)
}

func (s *Server) mayEnter(c huma.Context) error {
	ctx, op := c.Context(), c.Operation()
	switch {
	case len(op.Security) > 0 && callerOf(ctx).IsNobody():
		return errSignIn
	case len(op.Security) > 0 && callerOf(ctx).MustAddFactor && op.Metadata[factorless] == nil:
		return access.ErrMustAddFactor
	case !isEntrance(op):
		return nil
	case wayOf(ctx).Safety == reach.Exposed:
		s.deps.Logger.WarnContext(ctx, "sign-in refused", slog.String("origin", wayOf(ctx).Address.String()), slog.String("code", errExposed.Code))
		return errExposed.WithNext(s.safeWay())
	default:
		return s.limits.entry(ctx)
	}
}

// safeWay tells how to come in safely.
func (s *Server) safeWay() string {
	operator := "whoever runs the program gives it a certificate (RECOMAMP_TLS_CERT and RECOMAMP_TLS_KEY), or, when a proxy does TLS, " +
		"names the proxy in RECOMAMP_TRUSTED_PROXIES and has it send X-Forwarded-Proto"
	if strings.HasPrefix(s.deps.SiteURL, "https://") {
		return fmt.Sprintf("Open %s. If that is where you are, %s.", s.deps.SiteURL, operator)
	}
	return "On the machine itself, open http://localhost with the port of the program. For everybody else, " + operator + "."
}

// wellFormed refuses addresses that hold what no text of ours can, before they
// reach a database that says so in its own words.
func (s *Server) wellFormed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := checkAddress(r.URL); err != nil {
			s.writeProblem(w, r, err)
			return
		}
		for _, values := range r.Header {
			for i, value := range values {
				values[i] = strings.ToValidUTF8(value, "?")
			}
		}
		next.ServeHTTP(w, r)
	})
}

func checkAddress(address *url.URL) error {
	if !isText(address.Path) {
		return errMalformed.WithField("path", "is not valid UTF-8, or holds the character NUL")
	}
	query, err := url.ParseQuery(address.RawQuery)
	if err != nil {
		return errMalformed.WithField("query", "holds a percent sign or a semicolon that is not escaped as it must be")
	}
	for name, values := range query {
		for _, value := range values {
			if !isText(name) || !isText(value) {
				return errMalformed.WithField("query."+strings.ToValidUTF8(name, "?"), "is not valid UTF-8, or holds the character NUL")
			}
		}
	}
	return nil
}

// isText reports whether every database can store text.
func isText(text string) bool { return utf8.ValidString(text) && !strings.ContainsRune(text, 0) }
