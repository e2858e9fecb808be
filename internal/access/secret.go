package access

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
)

// tokenPrefix lets people and scanners recognise an API token.
const tokenPrefix = "rcmp_"

// newSecret returns a random text of at least 128 bits.
func newSecret() string { return rand.Text() }

// digest is what is stored of a random text. It needs no salt and no slow
// hash: the texts are random and long.
func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
