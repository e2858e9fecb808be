package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/recomamp/recomamp/internal/reach"
)

// leftFor is how long a browser remembers that somebody has signed out in it.
const leftFor = 30 * 24 * time.Hour

// leftCookie notes that somebody has signed out in a browser. Until somebody comes
// back from a provider, the provider is to ask who it is: it may still have a
// session of theirs. A negative span takes it away.
func leftCookie(ctx context.Context, lasts time.Duration) http.Cookie {
	cookie := http.Cookie{
		Name: "recomamp_left", Value: "1", Path: "/", MaxAge: int(lasts / time.Second), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
	if lasts < 0 {
		cookie.MaxAge = -1
	}
	if wayOf(ctx).Safety != reach.Local {
		cookie.Name, cookie.Secure = "__Host-"+cookie.Name, true
	}
	return cookie
}

// LeftBrowser learns whether somebody has signed out in a browser.
type LeftBrowser struct{ left bool }

// Resolve implements huma.Resolver.
func (b *LeftBrowser) Resolve(ctx huma.Context) []error {
	_, err := huma.ReadCookie(ctx, leftCookie(ctx.Context(), 0).Name)
	b.left = err == nil
	return nil
}

var _ huma.Resolver = (*LeftBrowser)(nil)

type signedOutOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}
