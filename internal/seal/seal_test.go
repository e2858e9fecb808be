package seal_test

import (
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/seal"
)

var place = seal.Place{Table: "connection", Row: "c1", Column: "refresh_token"}

func newBox(t *testing.T, path string) *seal.Box {
	t.Helper()
	box, err := seal.New(seal.Config{Path: path})
	require.NoError(t, err)
	return box
}

func TestWhatWasSealedOpensAgainAfterARestart(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys", "keyset.json")
	sealed, err := newBox(t, path).Seal("Atzr|secret", place)
	require.NoError(t, err)
	require.NotContains(t, string(sealed), "secret")
	opened, err := newBox(t, path).Open(sealed, place)
	require.NoError(t, err)
	require.Equal(t, "Atzr|secret", opened)
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func TestAMovedOrChangedValueDoesNotOpen(t *testing.T) {
	t.Parallel()
	box := newBox(t, filepath.Join(t.TempDir(), "keyset.json"))
	sealed, err := box.Seal("secret", place)
	require.NoError(t, err)
	for _, other := range []seal.Place{
		{Table: "other", Row: "c1", Column: "refresh_token"},
		{Table: "connection", Row: "c2", Column: "refresh_token"},
		{Table: "connection", Row: "c1", Column: "access_token"},
		{Table: `connection","c1`, Row: "", Column: "refresh_token"},
	} {
		_, err := box.Open(sealed, other)
		require.ErrorIs(t, err, seal.ErrOpen)
	}
	sealed[len(sealed)-1] ^= 1
	_, err = box.Open(sealed, place)
	require.ErrorIs(t, err, seal.ErrOpen)
}

// Whoever looks at what is stored writes nothing: a missing keyset stays missing.
func TestFreshKeysAreWrittenBeforeSomethingIsSealedAndNotSooner(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys", "keyset.json")
	looks, seals := newBox(t, path), newBox(t, path)
	_, err := looks.Open([]byte("anything"), place)
	require.ErrorIs(t, err, seal.ErrOpen)
	_, err = looks.Keys()
	require.NoError(t, err)
	require.NoDirExists(t, filepath.Dir(path))

	sealed, err := seals.Seal("secret", place)
	require.NoError(t, err)
	require.NoError(t, looks.Keep())
	opened, err := looks.Open(sealed, place)
	require.NoError(t, err)
	require.Equal(t, "secret", opened)
}

func TestManyProcessesStartingAtOnceShareOneKeyset(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keyset.json")
	boxes := make([]*seal.Box, 8)
	var group sync.WaitGroup
	for i := range boxes {
		group.Go(func() {
			box, err := seal.New(seal.Config{Path: path})
			if err := errors.Join(err, box.Keep()); err != nil {
				t.Error(err)
			}
			boxes[i] = box
		})
	}
	group.Wait()
	sealed, err := boxes[0].Seal("secret", place)
	require.NoError(t, err)
	for _, box := range boxes {
		_, err := box.Open(sealed, place)
		require.NoError(t, err)
	}
}

func TestTheSettingWinsOverTheFile(t *testing.T) {
	t.Parallel()
	encoded, err := seal.Generate()
	require.NoError(t, err)
	config := seal.Config{Keyset: base64.StdEncoding.EncodeToString(encoded), Path: filepath.Join(t.TempDir(), "never-made")}
	box, err := seal.New(config)
	require.NoError(t, err)
	_, err = box.Seal("s", place)
	require.NoError(t, err)
	require.NoFileExists(t, config.Path)
}

func TestABadKeysetIsRefusedWithoutShowingIt(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"%%%", base64.StdEncoding.EncodeToString([]byte(`{"key":"hunter2"}`))} {
		_, err := seal.New(seal.Config{Keyset: bad})
		require.Error(t, err)
		require.NotContains(t, err.Error(), "hunter2")
		require.ErrorContains(t, err, "RECOMAMP_KEYSET")
		path := filepath.Join(t.TempDir(), "keyset.json")
		require.NoError(t, os.WriteFile(path, []byte(`{"key":"hunter2"}`), 0o600))
		_, err = seal.New(seal.Config{Path: path})
		require.ErrorContains(t, err, path)
		require.NotContains(t, err.Error(), "hunter2")
	}
}
