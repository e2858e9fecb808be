package seal_test

import (
	"encoding/base64"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/seal"
)

func TestARotatedKeySealsInEveryProcessAndOldValuesStillOpen(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keyset.json")
	one, other := newBox(t, path), newBox(t, path)
	old, err := one.Seal("secret", place)
	require.NoError(t, err)
	added, err := one.Rotate()
	require.NoError(t, err)

	sealed, err := other.Seal("newer", place)
	require.NoError(t, err)
	by, ok := seal.SealedBy(sealed)
	require.True(t, ok)
	require.Equal(t, added, by)
	require.Equal(t, added.Mark(), sealed[:seal.MarkBytes])
	for _, box := range []*seal.Box{one, other, newBox(t, path)} {
		for value, want := range map[string]string{string(old): "secret", string(sealed): "newer"} {
			opened, err := box.Open([]byte(value), place)
			require.NoError(t, err)
			require.Equal(t, want, opened)
		}
		keys, err := box.Keys()
		require.NoError(t, err)
		require.Len(t, keys, 2)
		require.Equal(t, added, keys[0])
	}
}

func TestARetiredKeyOpensNothing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keyset.json")
	one, other := newBox(t, path), newBox(t, path)
	old, err := one.Seal("secret", place)
	require.NoError(t, err)
	before, err := one.Keys()
	require.NoError(t, err)
	added, err := one.Rotate()
	require.NoError(t, err)
	require.ErrorIs(t, one.Retire(before[0]), seal.ErrRotated, "what was looked at is not so any more")
	require.NoError(t, one.Retire(added))
	for _, box := range []*seal.Box{one, other} {
		_, err = box.Open(old, place)
		require.ErrorIs(t, err, seal.ErrOpen)
		keys, err := box.Keys()
		require.NoError(t, err)
		require.Len(t, keys, 1)
	}
}

func TestRotationsAtOnceLoseNoKey(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keyset.json")
	first, err := newBox(t, path).Seal("secret", place)
	require.NoError(t, err)
	const many = 8
	var group sync.WaitGroup
	for range many {
		box := newBox(t, path)
		group.Go(func() {
			if _, err := box.Rotate(); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	box := newBox(t, path)
	keys, err := box.Keys()
	require.NoError(t, err)
	require.Len(t, keys, many+1)
	opened, err := box.Open(first, place)
	require.NoError(t, err)
	require.Equal(t, "secret", opened)
}

func TestASettingCannotBeRotated(t *testing.T) {
	t.Parallel()
	encoded, err := seal.Generate()
	require.NoError(t, err)
	box, err := seal.New(seal.Config{Keyset: base64.StdEncoding.EncodeToString(encoded)})
	require.NoError(t, err)
	_, err = box.Rotate()
	require.ErrorIs(t, err, seal.ErrFixed)
	require.ErrorIs(t, box.Retire(0), seal.ErrFixed)
}
