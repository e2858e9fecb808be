// Package passkeytest is a browser with a device that keeps passkeys, in software.
package passkeytest

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"

	"github.com/go-webauthn/webauthn/protocol/webauthncbor"
	"github.com/stretchr/testify/require"
)

// Flags of authenticator data.
const (
	userPresent  = 1 << 0
	userVerified = 1 << 2
	hasKey       = 1 << 6
)

// Device keeps one passkey. It counts its uses.
type Device struct {
	Origin     string // of the page that the browser shows, such as https://amp.agency.example
	Counter    uint32
	Unverified bool // it asks its user for nothing
	Handle     []byte

	id  []byte
	key *ecdsa.PrivateKey
}

// New returns a device without a passkey, in a browser that shows a page of origin.
func New(origin string) *Device { return &Device{Origin: origin} }

// Copy is another device with the same key.
func (d *Device) Copy() *Device {
	made := *d
	return &made
}

type options struct {
	Challenge string
	RPID      string `json:"rpId"`
	RP        struct{ ID string }
	User      struct{ ID string }
}

// Make answers the options for a new passkey, as JSON.
func (d *Device) Make(t *testing.T, asked json.RawMessage) string {
	t.Helper()
	o := read(t, asked)
	var err error
	d.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	d.id = make([]byte, 32)
	_, err = rand.Read(d.id)
	require.NoError(t, err)
	d.Handle, err = base64.RawURLEncoding.DecodeString(o.User.ID)
	require.NoError(t, err)
	point, err := d.key.PublicKey.Bytes() // 4, x, y
	require.NoError(t, err)
	cose, err := webauthncbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]})
	require.NoError(t, err)
	data := d.data(o.RP.ID, hasKey)
	data = append(data, make([]byte, 16)...) // no make
	data = binary.BigEndian.AppendUint16(data, uint16(len(d.id)))
	data = append(append(data, d.id...), cose...)
	object, err := webauthncbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": data})
	require.NoError(t, err)
	return d.answer(t, map[string]any{
		"clientDataJSON": encode(d.client(t, "webauthn.create", o.Challenge)), "attestationObject": encode(object), "transports": []string{"internal"},
	})
}

// Use answers the options for a proof, as JSON.
func (d *Device) Use(t *testing.T, asked json.RawMessage) string {
	t.Helper()
	o := read(t, asked)
	if d.Counter > 0 {
		d.Counter++
	}
	data, client := d.data(o.RPID, 0), d.client(t, "webauthn.get", o.Challenge)
	hash := sha256.Sum256(client)
	signed := sha256.Sum256(bytes.Join([][]byte{data, hash[:]}, nil))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, signed[:])
	require.NoError(t, err)
	return d.answer(t, map[string]any{
		"clientDataJSON": encode(client), "authenticatorData": encode(data), "signature": encode(signature), "userHandle": encode(d.Handle),
	})
}

func (d *Device) data(host string, flags byte) []byte {
	hash := sha256.Sum256([]byte(host))
	flags |= userPresent
	if !d.Unverified {
		flags |= userVerified
	}
	return binary.BigEndian.AppendUint32(append(hash[:], flags), d.Counter)
}

func (d *Device) client(t *testing.T, what, challenge string) []byte {
	t.Helper()
	data, err := json.Marshal(map[string]any{"type": what, "challenge": challenge, "origin": d.Origin, "crossOrigin": false})
	require.NoError(t, err)
	return data
}

func (d *Device) answer(t *testing.T, response map[string]any) string {
	t.Helper()
	out, err := json.Marshal(map[string]any{
		"id": encode(d.id), "rawId": encode(d.id), "type": "public-key", "authenticatorAttachment": "platform",
		"clientExtensionResults": map[string]any{}, "response": response,
	})
	require.NoError(t, err)
	return string(out)
}

func read(t *testing.T, asked json.RawMessage) (o options) {
	t.Helper()
	require.NoError(t, json.Unmarshal(asked, &o))
	return o
}

func encode(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }
