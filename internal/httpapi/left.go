package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// leftFor is how long a browser remembers that somebody has signed out in it.
const leftFor = 30 * 24 * time.Hour

// leftCookie notes that somebody has signed out in a browser. Until somebody comes
// back from a provider, the provider is to ask who it is: it may still have a
// session of theirs. A negative span takes it away.
func leftCookie(ctx context.Context, lasts time.Duration) http.Cookie {
	return hostCookie(ctx, "recomamp_left", "1", lasts, http.SameSiteLaxMode)
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
