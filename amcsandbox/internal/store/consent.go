package store

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"time"
)

// Consent is a person's permission for a client. Everything derived from it,
// codes and tokens, dies when it is revoked.
type Consent struct {
	ID        int64
	ClientID  string
	Scope     string
	GrantedAt time.Time
	// RevokedAt is zero while it stands.
	RevokedAt time.Time
}

// Code is an authorisation code.
type Code struct {
	ConsentID       int64
	RedirectURI     string
	Challenge       string
	ChallengeMethod string
	ExpiresAt       time.Time
	// UsedAt is zero until the code was exchanged.
	UsedAt time.Time
}

// TokenKind tells access from refresh tokens.
type TokenKind string

// The kinds of token.
const (
	AccessToken  TokenKind = "access"
	RefreshToken TokenKind = "refresh"
)

// Token is an access or refresh token. The text itself is not kept.
type Token struct {
	Kind      TokenKind
	ConsentID int64
	// ExpiresAt is zero when the token does not expire.
	ExpiresAt time.Time
	// UsesLeft is negative when there is no limit.
	UsesLeft int
}

// Hash is the key under which codes and tokens are kept, so that the file
// gives nobody a usable one.
func Hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// AddConsent keeps a consent and returns its id.
func (tx *Tx) AddConsent(c Consent) (int64, error) {
	return one(tx, "add consent", func(row scanner) (id int64, err error) { return id, row.Scan(&id) },
		"INSERT INTO consent (client_id, scope, granted_at) VALUES (?, ?, ?) RETURNING id", c.ClientID, c.Scope, micros(c.GrantedAt))
}

// Consent returns one consent, or ErrNotFound.
func (tx *Tx) Consent(id int64) (Consent, error) {
	return one(tx, "read consent", func(row scanner) (c Consent, err error) {
		var granted int64
		var revoked sql.NullInt64
		err = row.Scan(&c.ID, &c.ClientID, &c.Scope, &granted, &revoked)
		c.GrantedAt, c.RevokedAt = instant(granted), nullInstant(revoked)
		return c, err
	}, "SELECT id, client_id, scope, granted_at, revoked_at FROM consent WHERE id = ?", id)
}

// RevokeConsents ends the standing consents of a client, or of all clients when
// clientID is empty, and returns how many there were.
func (tx *Tx) RevokeConsents(clientID string, at time.Time) (int64, error) {
	return tx.exec("revoke consents",
		"UPDATE consent SET revoked_at = ? WHERE revoked_at IS NULL AND (? = '' OR client_id = ?)", micros(at), clientID, clientID)
}

// RevokeConsent ends one consent; a second time changes nothing.
func (tx *Tx) RevokeConsent(id int64, at time.Time) error {
	_, err := tx.exec("revoke consent", "UPDATE consent SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", micros(at), id)
	return err
}

// AddCode keeps a code.
func (tx *Tx) AddCode(code string, c Code) error {
	_, err := tx.exec("add code", `
		INSERT INTO code (hash, consent_id, redirect_uri, challenge, challenge_method, expires_at) VALUES (?, ?, ?, ?, ?, ?)`,
		Hash(code), c.ConsentID, c.RedirectURI, c.Challenge, c.ChallengeMethod, micros(c.ExpiresAt))
	return err
}

// Code returns what a code stands for, or ErrNotFound.
func (tx *Tx) Code(code string) (Code, error) {
	return one(tx, "read code", func(row scanner) (c Code, err error) {
		var expires int64
		var used sql.NullInt64
		err = row.Scan(&c.ConsentID, &c.RedirectURI, &c.Challenge, &c.ChallengeMethod, &expires, &used)
		c.ExpiresAt, c.UsedAt = instant(expires), nullInstant(used)
		return c, err
	}, "SELECT consent_id, redirect_uri, challenge, challenge_method, expires_at, used_at FROM code WHERE hash = ?", Hash(code))
}

// UseCode marks a code as exchanged; ErrNotFound when it was before.
func (tx *Tx) UseCode(code string, at time.Time) error {
	return tx.execOne("use code", "UPDATE code SET used_at = ? WHERE hash = ? AND used_at IS NULL", micros(at), Hash(code))
}

// AddToken keeps a token and drops access tokens that expired a day ago.
func (tx *Tx) AddToken(text string, t Token, now time.Time) error {
	uses := sql.NullInt64{Int64: int64(t.UsesLeft), Valid: t.UsesLeft >= 0}
	if _, err := tx.exec("add token", "INSERT INTO token (hash, kind, consent_id, expires_at, uses_left) VALUES (?, ?, ?, ?, ?)",
		Hash(text), t.Kind, t.ConsentID, nullMicros(t.ExpiresAt), uses); err != nil {
		return err
	}
	_, err := tx.exec("drop expired tokens", "DELETE FROM token WHERE expires_at < ?", micros(now.Add(-24*time.Hour)))
	return err
}

// Token returns what a token stands for, or ErrNotFound.
func (tx *Tx) Token(text string) (Token, error) {
	return one(tx, "read token", func(row scanner) (t Token, err error) {
		var expires, uses sql.NullInt64
		err = row.Scan(&t.Kind, &t.ConsentID, &expires, &uses)
		t.ExpiresAt, t.UsesLeft = nullInstant(expires), -1
		if uses.Valid {
			t.UsesLeft = int(uses.Int64)
		}
		return t, err
	}, "SELECT kind, consent_id, expires_at, uses_left FROM token WHERE hash = ?", Hash(text))
}

// LimitToken leaves a token that many further uses.
func (tx *Tx) LimitToken(text string, uses int) error {
	return tx.execOne("limit token", "UPDATE token SET uses_left = ? WHERE hash = ?", uses, Hash(text))
}
