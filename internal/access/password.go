package access

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// cost is what checking one password takes. It is stored with every hash, so
// that raising it later leaves old hashes valid.
type cost struct {
	memory  uint32 // KiB
	time    uint32
	threads uint8
}

const (
	saltLength = 16
	keyLength  = 32
	// hashesAtOnce bounds the memory that sign-ins can take together.
	hashesAtOnce = 4
)

var errHashForm = errors.New("password hash has an unknown form")

// hasher makes and checks password hashes.
type hasher struct {
	cost  cost
	slots chan struct{}
	decoy string // the form of a hash that no password has, checked when there is no person
}

func newHasher(c cost) *hasher {
	h := &hasher{cost: c, slots: make(chan struct{}, hashesAtOnce)}
	h.decoy = c.text(random(saltLength), random(keyLength)) // checking it costs the same, making it nothing
	return h
}

// hash returns the text to store for a password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	defer h.leave()
	return h.encode(password), nil
}

// matches reports whether password is the one that stored was made of.
func (h *hasher) matches(ctx context.Context, stored, password string) (bool, error) {
	if err := h.enter(ctx); err != nil {
		return false, err
	}
	defer h.leave()
	c, salt, want, err := parseHash(stored)
	if err != nil {
		return false, err
	}
	got := argon2.IDKey([]byte(password), salt, c.time, c.memory, c.threads, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

func (h *hasher) enter(ctx context.Context) error {
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("check password: %w", context.Cause(ctx))
	}
}

func (h *hasher) leave() { <-h.slots }

func (h *hasher) encode(password string) string {
	salt := random(saltLength)
	return h.cost.text(salt, argon2.IDKey([]byte(password), salt, h.cost.time, h.cost.memory, h.cost.threads, keyLength))
}

// text is the common form of a hash, $argon2id$v=19$m=…,t=…,p=…$salt$key.
func (c cost) text(salt, key []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.time, c.threads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
}

func random(length int) []byte {
	b := make([]byte, length)
	rand.Read(b) // never fails
	return b
}

func parseHash(stored string) (c cost, salt, key []byte, err error) {
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return c, nil, nil, errHashForm
	}
	var version int
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return c, nil, nil, errHashForm
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.time, &c.threads); err != nil || c.time < 1 || c.threads < 1 {
		return c, nil, nil, errHashForm
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return c, nil, nil, errHashForm
	}
	if key, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil || len(key) == 0 {
		return c, nil, nil, errHashForm
	}
	return c, salt, key, nil
}
