package passkey_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/passkey"
	"github.com/recomamp/recomamp/internal/passkey/passkeytest"
)

const address = "https://amp.agency.example"

func ann(keys ...passkey.Key) passkey.Holder {
	return passkey.Holder{Handle: "person-1", Mail: "ann@agency.example", Name: "Ann", Keys: keys}
}

// enrolled is a device whose key the site knows.
func enrolled(t *testing.T, site *passkey.Site, counter uint32) (*passkeytest.Device, passkey.Key) {
	t.Helper()
	device := passkeytest.New(address)
	device.Counter = counter
	asked, err := site.Register(ann())
	require.NoError(t, err)
	key, err := site.Registered(ann(), asked.Kept, []byte(device.Make(t, asked.Options)))
	require.NoError(t, err)
	require.Equal(t, counter, key.Counter)
	return device, key
}

// use has a device answer, and the site look at it.
func use(t *testing.T, site *passkey.Site, device *passkeytest.Device, holder passkey.Holder, known bool) (passkey.Key, error) {
	t.Helper()
	var whose *passkey.Holder
	if known {
		whose = &holder
	}
	asked, err := site.SignIn(whose)
	require.NoError(t, err)
	answer, err := passkey.ReadAnswer([]byte(device.Use(t, asked.Options)))
	require.NoError(t, err)
	return site.Proven(holder, asked.Kept, answer)
}

func TestAKeyProvesItsHolder(t *testing.T) {
	t.Parallel()
	site, err := passkey.New(address)
	require.NoError(t, err)
	device, key := enrolled(t, site, 0)
	for _, known := range []bool{false, true} {
		used, err := use(t, site, device, ann(key), known)
		require.NoError(t, err)
		require.Equal(t, key.CredentialID, used.CredentialID)
	}
	other := ann(key)
	other.Handle = "person-2"
	_, err = use(t, site, device, other, false)
	require.ErrorIs(t, err, passkey.ErrRefused, "the key of somebody else")
	_, err = use(t, site, device, ann(), false)
	require.ErrorIs(t, err, passkey.ErrRefused, "a key that is gone")
	_, err = site.SignIn(&passkey.Holder{Handle: "person-2"})
	require.ErrorIs(t, err, passkey.ErrRefused)
}

func TestAnAnswerFromElsewhereIsRefused(t *testing.T) {
	t.Parallel()
	site, err := passkey.New(address)
	require.NoError(t, err)
	device, key := enrolled(t, site, 0)

	device.Origin = "https://amp-agency.example"
	_, err = use(t, site, device, ann(key), false)
	require.ErrorIs(t, err, passkey.ErrRefused, "of another page")
	device.Origin, device.Unverified = address, true
	_, err = use(t, site, device, ann(key), false)
	require.ErrorIs(t, err, passkey.ErrRefused, "nobody was verified")
	device.Unverified = false

	first, err := site.SignIn(nil)
	require.NoError(t, err)
	second, err := site.SignIn(nil)
	require.NoError(t, err)
	answer, err := passkey.ReadAnswer([]byte(device.Use(t, first.Options)))
	require.NoError(t, err)
	_, err = site.Proven(ann(key), second.Kept, answer)
	require.ErrorIs(t, err, passkey.ErrRefused, "of another challenge")
	_, err = passkey.ReadAnswer([]byte(`{"id":"x"}`))
	require.ErrorIs(t, err, passkey.ErrRefused)

	unverified := passkeytest.New(address)
	unverified.Unverified = true
	asked, err := site.Register(ann())
	require.NoError(t, err)
	_, err = site.Registered(ann(), asked.Kept, []byte(unverified.Make(t, asked.Options)))
	require.ErrorIs(t, err, passkey.ErrRefused, "a device that verifies nobody")
}

func TestACopyIsNoticedByItsCounter(t *testing.T) {
	t.Parallel()
	site, err := passkey.New(address)
	require.NoError(t, err)
	device, key := enrolled(t, site, 7)
	stolen := device.Copy()
	key, err = use(t, site, device, ann(key), false)
	require.NoError(t, err)
	require.Equal(t, uint32(8), key.Counter)
	_, err = use(t, site, stolen, ann(key), false)
	require.ErrorIs(t, err, passkey.ErrCopied)
}

func TestPasskeysTakeAHostName(t *testing.T) {
	t.Parallel()
	for of, host := range map[string]string{
		"https://amp.agency.example": "amp.agency.example", "https://AMP.agency.example:8443": "amp.agency.example", "http://localhost:8484": "localhost",
		"http://127.0.0.1:8484": "", "https://192.0.2.7": "", "http://[::1]:8484": "", "http://amp.agency.example": "", "": "",
	} {
		site, err := passkey.New(of)
		require.NoError(t, err)
		require.Equal(t, host, site.Host, of)
		if host != "" {
			continue
		}
		_, err = site.Register(ann())
		require.ErrorIs(t, err, passkey.ErrNoSite)
		_, err = site.SignIn(nil)
		require.ErrorIs(t, err, passkey.ErrNoSite)
	}
}
