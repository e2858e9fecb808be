package httpapi

import (
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"path"
	"strings"
)

// notBuilt is shown by a binary that was made without the web app.
const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>RecomAMP</title>
<p>This program was built without its web app. Run <code>make build</code> to get both. The API is at <a href="/api/openapi.json">/api/v1</a>.</p>
`

// webApp serves the web app: files by name, and its first page for every other
// address, where the app's own router takes over.
func (s *Server) webApp() http.Handler {
	if s.deps.App == nil {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Write([]byte(notBuilt)) //nolint:errcheck // whoever asked has gone
		})
	}
	files := http.FileServerFS(s.deps.App)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			s.writeProblem(w, r, errUnknownRoute)
			return
		}
		name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
		switch {
		case name != "" && name != "index.html" && isFile(s.deps.App, name):
			w.Header().Set("Cache-Control", cacheFor(name))
			files.ServeHTTP(w, r)
		case strings.HasPrefix(name, "assets/"):
			// A part of another build: better an error than a page in its place.
			s.writeProblem(w, r, errUnknownRoute)
		case s.isAlias(r.Host):
			// The way back from Amazon leads to the site's own name, where this
			// browser would have no session.
			w.Header().Set("Cache-Control", "no-store")
			http.Redirect(w, r, s.deps.SiteURL+r.URL.RequestURI(), http.StatusTemporaryRedirect)
		default:
			w.Header().Set("Cache-Control", "no-cache")
			http.ServeFileFS(w, r, s.deps.App, "index.html")
		}
	})
}

// isAlias reports whether host is another name for this machine than the one
// in the site's address, at the same port.
func (s *Server) isAlias(host string) bool {
	site, err := url.Parse(s.deps.SiteURL)
	if err != nil || site.Hostname() != "localhost" || host == site.Host {
		return false
	}
	name, port, err := net.SplitHostPort(host)
	if err != nil || port != site.Port() {
		return false
	}
	ip := net.ParseIP(name)
	return ip != nil && ip.IsLoopback()
}

// cacheFor lets files whose name holds a digest of their content stay in
// caches for good; all others are asked for anew.
func cacheFor(name string) string {
	if strings.HasPrefix(name, "assets/") {
		return "public, max-age=31536000, immutable"
	}
	return "no-cache"
}

func isFile(files fs.FS, name string) bool {
	info, err := fs.Stat(files, name)
	return err == nil && info.Mode().IsRegular()
}
