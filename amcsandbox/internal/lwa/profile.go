package lwa

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsandbox/internal/store"
)

// profileOf is who a person says that they are on the consent page. The id is made
// of the address, so that the same address is the same account; one that is given
// stands, so that an account can have another address.
func profileOf(form url.Values) store.Profile {
	p := store.Profile{
		UserID: strings.TrimSpace(form.Get("user_id")), Email: strings.TrimSpace(form.Get("email")), Name: strings.TrimSpace(form.Get("name")),
	}
	if p.UserID == "" {
		sum := sha256.Sum256([]byte(strings.ToLower(p.Email)))
		p.UserID = "amzn1.account." + base32.StdEncoding.EncodeToString(sum[:])[:28]
	}
	if p.Name == "" {
		p.Name, _, _ = strings.Cut(p.Email, "@")
	}
	return p
}

type profileAnswer struct {
	UserID string `json:"user_id"`
	Email  string `json:"email,omitempty"`
	Name   string `json:"name,omitempty"`
}

// serveProfile tells whose permission the bearer token of a request is.
func (s *Server) serveProfile(w http.ResponseWriter, r *http.Request) {
	var found store.Profile
	err := s.Store.Read(r.Context(), func(tx *store.Tx) error {
		consent, err := s.consentOf(tx, r.Header.Get("Authorization"))
		switch {
		case errors.Is(err, ErrUnauthenticated):
			return &refusal{http.StatusBadRequest, "invalid_token", "The request has an invalid parameter : access_token"}
		case err != nil:
			return err
		case !slices.Contains(strings.Fields(consent.Scope), ScopeProfile):
			return &refusal{http.StatusForbidden, "insufficient_scope", "The request requires higher privileges than provided by the access token"}
		}
		found, err = tx.Profile(consent.ID)
		return err
	})
	if err != nil {
		refuse(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(profileAnswer(found)) // the client may have gone away
}
