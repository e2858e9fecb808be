package lwa

import (
	"fmt"
	"log/slog"
	"time"
)

// Token is what a consent is worth. All its texts hide the two secrets; read
// the fields to store them.
type Token struct {
	Access  string // up to 2048 bytes
	Refresh string // valid until the person revokes the app
	Expiry  time.Time
}

// String tells when the access token ends.
func (t Token) String() string {
	return fmt.Sprintf("token until %s", t.Expiry.UTC().Format(time.RFC3339))
}

// GoString is String.
func (t Token) GoString() string { return t.String() }

// LogValue is String.
func (t Token) LogValue() slog.Value { return slog.StringValue(t.String()) }

// freshAt tells whether the access token lives on for at least margin after now.
func (t Token) freshAt(now time.Time, margin time.Duration) bool {
	return t.Access != "" && now.Add(margin).Before(t.Expiry)
}
