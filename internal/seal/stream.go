package seal

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/streamingaead"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Stream seals whole files of any size with a keyset of its own, a megabyte at
// a time. What it has sealed is bound to its Place, and opens whole or not at
// all: a changed, cut off or moved file is an error. It is safe for concurrent
// use.
type Stream struct {
	primitive tink.StreamingAEAD
}

// GenerateStream returns a fresh keyset for a Stream, in JSON. It is a secret.
func GenerateStream() (string, error) {
	handle, err := keyset.NewHandle(streamingaead.AES256GCMHKDF1MBKeyTemplate())
	if err != nil {
		return "", fmt.Errorf("make a key: %w", err)
	}
	encoded, err := Config{}.encode(handle)
	if err != nil {
		return "", fmt.Errorf("make a key: %w", err)
	}
	return string(encoded), nil
}

// NewStream returns the Stream of a keyset that GenerateStream made.
func NewStream(encoded string) (*Stream, error) {
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader([]byte(encoded))))
	if err != nil {
		return nil, errors.New("read a key for files: this is no Tink keyset in JSON") // the cause may quote key material
	}
	primitive, err := streamingaead.New(handle)
	if err != nil {
		return nil, fmt.Errorf("read a key for files: %w", err)
	}
	return &Stream{primitive}, nil
}

// Seal returns a writer whose input goes sealed to w. Without Close, which
// leaves w open, what was written does not open.
func (s *Stream) Seal(w io.Writer, at Place) (io.WriteCloser, error) {
	sealing, err := s.primitive.NewEncryptingWriter(w, at.associatedData())
	if err != nil {
		return nil, fmt.Errorf("seal a file of %s: %w", at.Table, err)
	}
	return sealing, nil
}

// Open returns a reader of what was sealed for the same place. Its errors are
// those of r, and ErrOpen.
func (s *Stream) Open(r io.Reader, at Place) (io.Reader, error) {
	source := &source{in: r}
	opening, err := s.primitive.NewDecryptingReader(source, at.associatedData())
	if err != nil {
		return nil, fmt.Errorf("open a file of %s: %w", at.Table, err)
	}
	return &opened{source, opening, at}, nil
}

// source remembers why reading ended: Tink takes any end for a wrong key.
type source struct {
	in  io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.in.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

type opened struct {
	source  *source
	opening io.Reader
	at      Place
}

func (o *opened) Read(p []byte) (int, error) {
	n, err := o.opening.Read(p)
	switch {
	case err == nil || errors.Is(err, io.EOF):
		return n, err
	case o.source.err != nil:
		return n, o.source.err
	default:
		return n, fmt.Errorf("open a file of %s: %w", o.at.Table, ErrOpen)
	}
}
