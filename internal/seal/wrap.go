package seal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
)

// encode is a keyset as it is stored: sealed when there is something to seal it with.
func (c Config) encode(handle *keyset.Handle) ([]byte, error) {
	var encoded bytes.Buffer
	writer := keyset.NewJSONWriter(&encoded)
	if c.Wrap == nil {
		err := insecurecleartextkeyset.Write(handle, writer)
		return encoded.Bytes(), err
	}
	if err := handle.Write(writer, c.Wrap); err != nil {
		return nil, fmt.Errorf("seal encryption keys: %w", err)
	}
	return encoded.Bytes(), nil
}

// decode reads what encode wrote. A plain file is sealed where it is to be.
func (c Config) decode(encoded []byte) (*keyset.Handle, error) {
	reader := keyset.NewJSONReader(bytes.NewReader(encoded))
	wrapped := isWrapped(encoded)
	switch {
	case wrapped && c.Wrap == nil:
		return nil, errWrapped
	case wrapped:
		handle, err := keyset.Read(reader, c.Wrap)
		if err != nil {
			return nil, fmt.Errorf("read encryption keys: %w", err)
		}
		return handle, nil
	case c.Wrap != nil && c.Keyset != "":
		return nil, errPlain
	}
	handle, err := insecurecleartextkeyset.Read(reader)
	if err != nil {
		return nil, errors.New("read encryption keys: this is no Tink keyset in JSON") // the cause may quote key material
	}
	if c.Wrap != nil {
		if err := c.wrapFile(); err != nil {
			return nil, err
		}
	}
	return handle, nil
}

// isWrapped reports whether a keyset is sealed itself.
func isWrapped(encoded []byte) bool {
	var sealed struct {
		EncryptedKeyset string `json:"encryptedKeyset"`
	}
	return json.Unmarshal(encoded, &sealed) == nil && sealed.EncryptedKeyset != ""
}

// wrapFile seals a plain file. It may be called by several processes at once.
func (c Config) wrapFile() error {
	unlock, err := lock(c.Path)
	if err != nil {
		return err
	}
	defer unlock()
	encoded, err := c.load()
	if err != nil || isWrapped(encoded) {
		return err // another process has
	}
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(encoded)))
	if err != nil {
		return errors.New("read encryption keys: this is no Tink keyset in JSON")
	}
	return c.replace(handle)
}
