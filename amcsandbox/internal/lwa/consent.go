package lwa

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsandbox/internal/store"
)

//go:embed consent.html
var pageSource string

var pages = template.Must(template.New("consent").Parse(pageSource))

// authorization is what an application asks for.
type authorization struct {
	clientID, redirectURI, responseType, state string
	scopes                                     []string
	challenge, challengeMethod                 string
}

func parseAuthorization(query url.Values) authorization {
	a := authorization{
		clientID:        query.Get("client_id"),
		redirectURI:     query.Get("redirect_uri"),
		responseType:    query.Get("response_type"),
		state:           query.Get("state"),
		scopes:          strings.Fields(query.Get("scope")),
		challenge:       query.Get("code_challenge"),
		challengeMethod: query.Get("code_challenge_method"),
	}
	if a.challenge != "" && a.challengeMethod == "" {
		a.challengeMethod = "plain"
	}
	return a
}

// oauthError is an error an application is told of by redirect.
type oauthError struct{ code, description string }

func (a authorization) asks(scope string) bool { return slices.Contains(a.scopes, scope) }

func (a authorization) check() *oauthError {
	if a.responseType == "" {
		return &oauthError{"invalid_request", "The request is missing a required parameter : response_type"}
	}
	if a.responseType != "code" {
		return &oauthError{"unsupported_response_type", "The response type must be code"}
	}
	if len(a.scopes) == 0 {
		return &oauthError{"invalid_request", "The request is missing a required parameter : scope"}
	}
	for _, scope := range a.scopes {
		if meanings[scope] == "" {
			return &oauthError{"invalid_scope", "An unknown scope was requested : " + scope}
		}
	}
	if a.challenge != "" && a.challengeMethod != "plain" && a.challengeMethod != "S256" {
		return &oauthError{"invalid_request", "The request has an invalid parameter : code_challenge_method"}
	}
	return nil
}

// back is the address that takes the browser back to the application.
func (a authorization) back(values url.Values) string {
	target, err := url.Parse(a.redirectURI)
	if err != nil {
		return a.redirectURI // cannot happen: only registered addresses come here
	}
	query := target.Query()
	for key, value := range values {
		query[key] = value
	}
	if a.state != "" {
		query.Set("state", a.state)
	}
	target.RawQuery = query.Encode()
	return target.String()
}

// accept reads the request of the application; when it may not be answered by
// redirect, or not be granted, it answers and reports false.
func (s *Server) accept(w http.ResponseWriter, r *http.Request) (authorization, bool) {
	a := parseAuthorization(r.URL.Query())
	switch {
	case a.clientID == "":
		showFault(w, "The application did not say who it is.", "The parameter client_id is missing.")
	case a.clientID != s.App.ClientID:
		showFault(w, "This application is not registered here.", "No application has the client id "+a.clientID+".")
	case a.redirectURI == "":
		showFault(w, "The application did not say where to return to.", "The parameter redirect_uri is missing.")
	case !s.App.allows(a.redirectURI):
		showFault(w, "The application may not return to that address.",
			"The redirect_uri "+a.redirectURI+" is not among the allowed return URLs of the application.")
	default:
		if fault := a.check(); fault != nil {
			http.Redirect(w, r, a.back(url.Values{"error": {fault.code}, "error_description": {fault.description}}), http.StatusFound)
			return a, false
		}
		return a, true
	}
	return a, false
}

func (s *Server) showConsent(w http.ResponseWriter, r *http.Request) {
	a, ok := s.accept(w, r)
	if !ok {
		return
	}
	var accounts []store.Account
	if err := s.Store.Read(r.Context(), func(tx *store.Tx) (err error) {
		accounts, err = tx.Accounts()
		return err
	}); err != nil {
		http.Error(w, "The sandbox could not read its accounts.", http.StatusInternalServerError)
		return
	}
	asked := make([]permission, len(a.scopes))
	for i, scope := range a.scopes {
		asked[i] = permission{Scope: scope, Meaning: meanings[scope]}
	}
	target, _ := url.Parse(a.redirectURI) // was parsed to get here
	show(w, http.StatusOK, page{
		App: s.App.Name, Permissions: asked, Accounts: accounts, ReturnsTo: target.Host,
		Profile: a.asks(ScopeProfile), Advertising: !slices.Equal(a.scopes, []string{ScopeProfile}),
	})
}

func (s *Server) decideConsent(w http.ResponseWriter, r *http.Request) {
	a, ok := s.accept(w, r)
	if !ok {
		return
	}
	if r.PostFormValue("decision") != "allow" {
		http.Redirect(w, r, a.back(url.Values{
			"error": {"access_denied"}, "error_description": {"Access not permitted."},
		}), http.StatusSeeOther)
		return
	}
	code := "AN" + secret(15)
	scope := strings.Join(a.scopes, " ")
	if err := s.Store.Write(r.Context(), func(tx *store.Tx) error {
		id, err := tx.AddConsent(store.Consent{ClientID: a.clientID, Scope: scope, GrantedAt: s.Now()})
		if err != nil {
			return err
		}
		if a.asks(ScopeProfile) {
			if err := tx.AddProfile(id, profileOf(r.PostForm)); err != nil {
				return err
			}
		}
		return tx.AddCode(code, store.Code{
			ConsentID: id, RedirectURI: a.redirectURI, Challenge: a.challenge, ChallengeMethod: a.challengeMethod,
			ExpiresAt: s.Now().Add(s.CodeLifetime),
		})
	}); err != nil {
		http.Redirect(w, r, a.back(url.Values{
			"error": {"server_error"}, "error_description": {"The consent could not be kept."},
		}), http.StatusSeeOther)
		return
	}
	http.Redirect(w, r, a.back(url.Values{"code": {code}, "scope": {scope}}), http.StatusSeeOther)
}

type permission struct{ Scope, Meaning string }

type page struct {
	App           string
	Permissions   []permission
	Accounts      []store.Account
	Profile       bool // who somebody is is asked for
	Advertising   bool // what is in their accounts is asked for
	ReturnsTo     string
	Fault, Detail string
}

func showFault(w http.ResponseWriter, fault, detail string) {
	show(w, http.StatusBadRequest, page{Fault: fault, Detail: detail})
}

func show(w http.ResponseWriter, status int, p page) {
	var out bytes.Buffer
	if err := pages.Execute(&out, p); err != nil {
		http.Error(w, "The page could not be made.", http.StatusInternalServerError)
		return
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'")
	header.Set("Cache-Control", "no-store")
	header.Set("Referrer-Policy", "no-referrer")
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes()) // the browser may have gone away
}
