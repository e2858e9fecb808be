package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/reach"
)

// hostCookie is a cookie that no script reads. Like that of a session it is tied
// to the host unless the request stayed on the machine.
func hostCookie(ctx context.Context, name, value string, lasts time.Duration, sent http.SameSite) http.Cookie {
	cookie := http.Cookie{Name: name, Value: value, Path: "/", MaxAge: int(lasts / time.Second), HttpOnly: true, SameSite: sent}
	if wayOf(ctx).Safety != reach.Local {
		cookie.Name, cookie.Secure = "__Host-"+cookie.Name, true
	}
	return cookie
}
