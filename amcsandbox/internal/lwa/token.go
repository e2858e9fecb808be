package lwa

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/recomamp/recomamp/amcsandbox/internal/store"
)

// maxBody is far above any honest request.
const maxBody = 64 << 10

// refusal is an error body of the token endpoint.
type refusal struct {
	status      int
	code        string
	description string
}

func (r *refusal) Error() string { return r.code + ": " + r.description }

func invalidGrant(parameter string) *refusal {
	return &refusal{http.StatusBadRequest, "invalid_grant", "The request has an invalid grant parameter : " + parameter}
}

func missing(parameter string) *refusal {
	return &refusal{http.StatusBadRequest, "invalid_request", "The request is missing a required parameter : " + parameter}
}

type tokenAnswer struct {
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token"`
	TokenType    string `json:"token_type"`
	ExpiresIn    int    `json:"expires_in"`
}

func (s *Server) serveToken(w http.ResponseWriter, r *http.Request) {
	answer, err := s.token(r)
	header := w.Header()
	header.Set("Content-Type", "application/json;charset=UTF-8")
	header.Set("Cache-Control", "no-store")
	header.Set("Pragma", "no-cache")
	if err == nil {
		_ = json.NewEncoder(w).Encode(answer) // the client may have gone away
		return
	}
	refuse(w, err)
}

// refuse answers with an error body.
func refuse(w http.ResponseWriter, err error) {
	refused, ok := errors.AsType[*refusal](err)
	if !ok {
		refused = &refusal{http.StatusInternalServerError, "server_error", "The sandbox could not keep its state."}
	}
	header := w.Header()
	header.Set("Content-Type", "application/json;charset=UTF-8")
	w.WriteHeader(refused.status)
	_ = json.NewEncoder(w).Encode(map[string]string{
		"error": refused.code, "error_description": refused.description, "request_id": header.Get("x-amz-rid"),
	})
}

func (s *Server) token(r *http.Request) (tokenAnswer, error) {
	values, err := tokenValues(r)
	if err != nil {
		return tokenAnswer{}, err
	}
	grant := values.Get("grant_type")
	switch grant {
	case "":
		return tokenAnswer{}, missing("grant_type")
	case "authorization_code", "refresh_token":
	default:
		return tokenAnswer{}, &refusal{http.StatusBadRequest, "unsupported_grant_type", "The authorization grant type is not supported by the authorization server"}
	}
	if err := s.checkClient(r, values); err != nil {
		return tokenAnswer{}, err
	}
	var answer tokenAnswer
	err = s.Store.Write(r.Context(), func(tx *store.Tx) (err error) {
		if grant == "authorization_code" {
			answer, err = s.exchangeCode(tx, values)
		} else {
			answer, err = s.refresh(tx, values.Get("refresh_token"))
		}
		return err
	})
	return answer, err
}

// tokenValues reads a form or, as some clients send, a JSON object.
func tokenValues(r *http.Request) (url.Values, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return nil, fmt.Errorf("read token request: %w", err)
	}
	malformed := &refusal{http.StatusBadRequest, "invalid_request", "The request is malformed"}
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")) // a form when absent or odd
	if media == "application/json" {
		var object map[string]any
		if err := json.Unmarshal(body, &object); err != nil {
			return nil, malformed
		}
		values := url.Values{}
		for key, value := range object {
			if text, ok := value.(string); ok {
				values.Set(key, text)
			}
		}
		return values, nil
	}
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, malformed
	}
	return values, nil
}

func (s *Server) checkClient(r *http.Request, values url.Values) error {
	id, secret, basic := r.BasicAuth()
	if !basic {
		id, secret = values.Get("client_id"), values.Get("client_secret")
		if id == "" {
			return missing("client_id")
		}
		if secret == "" {
			return missing("client_secret")
		}
	}
	if !equal(id, s.App.ClientID) || !equal(secret, s.App.ClientSecret) {
		return &refusal{http.StatusUnauthorized, "invalid_client", "Client authentication failed"}
	}
	return nil
}

func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

func (s *Server) exchangeCode(tx *store.Tx, values url.Values) (tokenAnswer, error) {
	text := values.Get("code")
	if text == "" {
		return tokenAnswer{}, missing("code")
	}
	if values.Get("redirect_uri") == "" {
		return tokenAnswer{}, missing("redirect_uri")
	}
	code, err := tx.Code(text)
	if errors.Is(err, store.ErrNotFound) {
		return tokenAnswer{}, invalidGrant("code")
	}
	if err != nil {
		return tokenAnswer{}, err
	}
	if !code.UsedAt.IsZero() || !s.Now().Before(code.ExpiresAt) || code.RedirectURI != values.Get("redirect_uri") {
		return tokenAnswer{}, invalidGrant("code")
	}
	if code.Challenge != "" && !verifies(code, values.Get("code_verifier")) {
		return tokenAnswer{}, invalidGrant("code_verifier")
	}
	if err := s.standing(tx, code.ConsentID, "code"); err != nil {
		return tokenAnswer{}, err
	}
	if err := tx.UseCode(text, s.Now()); err != nil {
		return tokenAnswer{}, err
	}
	refresh, err := s.addRefreshToken(tx, code.ConsentID)
	if err != nil {
		return tokenAnswer{}, err
	}
	return s.answer(tx, code.ConsentID, refresh)
}

func verifies(code store.Code, verifier string) bool {
	if verifier == "" {
		return false
	}
	if code.ChallengeMethod == "S256" {
		sum := sha256.Sum256([]byte(verifier))
		verifier = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	return equal(verifier, strings.TrimRight(code.Challenge, "="))
}

func (s *Server) refresh(tx *store.Tx, text string) (tokenAnswer, error) {
	if text == "" {
		return tokenAnswer{}, missing("refresh_token")
	}
	token, err := tx.Token(text)
	if errors.Is(err, store.ErrNotFound) {
		return tokenAnswer{}, invalidGrant("refresh_token")
	}
	if err != nil {
		return tokenAnswer{}, err
	}
	if token.Kind != store.RefreshToken || token.UsesLeft == 0 {
		return tokenAnswer{}, invalidGrant("refresh_token")
	}
	if err := s.standing(tx, token.ConsentID, "refresh_token"); err != nil {
		return tokenAnswer{}, err
	}
	switch {
	case token.UsesLeft > 0:
		if err := tx.LimitToken(text, token.UsesLeft-1); err != nil {
			return tokenAnswer{}, err
		}
	case s.RotateRefreshTokens:
		if err := tx.LimitToken(text, 1); err != nil {
			return tokenAnswer{}, err
		}
	}
	if s.RotateRefreshTokens {
		if text, err = s.addRefreshToken(tx, token.ConsentID); err != nil {
			return tokenAnswer{}, err
		}
	}
	return s.answer(tx, token.ConsentID, text)
}

// standing refuses what belongs to a revoked consent.
func (s *Server) standing(tx *store.Tx, consentID int64, parameter string) error {
	consent, err := tx.Consent(consentID)
	if err != nil {
		return err
	}
	if !consent.RevokedAt.IsZero() || consent.ClientID != s.App.ClientID {
		refused := invalidGrant(parameter)
		refused.description += ". The user may have revoked or didn't grant the permission."
		return refused
	}
	return nil
}

func (s *Server) answer(tx *store.Tx, consentID int64, refresh string) (tokenAnswer, error) {
	access, err := s.addAccessToken(tx, consentID)
	if err != nil {
		return tokenAnswer{}, err
	}
	return tokenAnswer{
		AccessToken: access, RefreshToken: refresh, TokenType: "bearer", ExpiresIn: int(s.AccessTokenLifetime.Seconds()),
	}, nil
}
