package keyservice

import (
	"context"
	"errors"
	"net/url"
	"time"

	"github.com/tink-crypto/tink-go/v2/tink"
	"gocloud.dev/secrets"
	"gocloud.dev/secrets/awskms"

	"github.com/recomamp/recomamp/internal/fault"
)

// patience is how long the service may take for one answer, tries included.
const patience = 30 * time.Second

// Errors that an operator meets at the start.
var (
	errAddress = fault.New(fault.Invalid, "keys.service_invalid", "The address of the key service cannot be used.").
			WithNext("RECOMAMP_KEYSET_KMS must be like awskms://alias/recomamp?region=eu-central-1, without credentials.")
	errService = fault.New(fault.Unavailable, "keys.service_refused", "The key service did not open or seal the encryption keys.").
			WithNext("Check that RECOMAMP_KEYSET_KMS names the key that the keyset was sealed with, that the service can be reached, and that it lets this program encrypt and decrypt with it.")
)

// Key is a key in a key service. It is safe for concurrent use.
type Key struct{ keeper *secrets.Keeper }

var _ tink.AEAD = (*Key)(nil)

// Open names a key by its address; the service is not asked yet. Errors:
// keys.service_invalid.
func Open(ctx context.Context, address string) (*Key, error) {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Scheme != awskms.Scheme || parsed.User != nil {
		return nil, errAddress // the cause may quote what was given
	}
	keeper, err := secrets.OpenKeeper(ctx, address)
	if err != nil {
		return nil, errAddress.WithCause(err)
	}
	return &Key{keeper}, nil
}

// Encrypt implements tink.AEAD. The service takes no associated data. Errors:
// keys.service_refused.
func (k *Key) Encrypt(plain, associated []byte) ([]byte, error) {
	return k.call(k.keeper.Encrypt, plain, associated)
}

// Decrypt implements tink.AEAD. Errors: keys.service_refused.
func (k *Key) Decrypt(sealed, associated []byte) ([]byte, error) {
	return k.call(k.keeper.Decrypt, sealed, associated)
}

func (k *Key) call(ask func(context.Context, []byte) ([]byte, error), in, associated []byte) ([]byte, error) {
	if len(associated) > 0 {
		return nil, errors.New("a key service takes no associated data")
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience) // Tink hands none on
	defer cancel()
	out, err := ask(ctx, in)
	if err != nil {
		return nil, errService.WithCause(err)
	}
	return out, nil
}

// Close gives up what the connection to the service holds.
func (k *Key) Close() error { return k.keeper.Close() }
