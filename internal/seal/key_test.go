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
	added, err := one.Rotate(primary(t, one))
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
	added, err := one.Rotate(before[0])
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

func TestRotationsFromOneKeyAtOnceAddOneKey(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keyset.json")
	first := newBox(t, path)
	old, err := first.Seal("secret", place)
	require.NoError(t, err)
	for round := range 3 { // each begins from the key of the one before
		from := primary(t, first)
		var group sync.WaitGroup
		added := make([]seal.KeyID, 8)
		for i := range added {
			box := newBox(t, path)
			group.Go(func() {
				var err error
				if added[i], err = box.Rotate(from); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		keys, err := newBox(t, path).Keys()
		require.NoError(t, err)
		require.Len(t, keys, round+2)
		for _, id := range added {
			require.Equal(t, keys[0], id)
		}
	}
	opened, err := newBox(t, path).Open(old, place)
	require.NoError(t, err)
	require.Equal(t, "secret", opened)
}

func primary(t *testing.T, box *seal.Box) seal.KeyID {
	t.Helper()
	keys, err := box.Keys()
	require.NoError(t, err)
	return keys[0]
}

func TestASettingCannotBeRotated(t *testing.T) {
	t.Parallel()
	encoded, err := seal.Generate()
	require.NoError(t, err)
	box, err := seal.New(seal.Config{Keyset: base64.StdEncoding.EncodeToString(encoded)})
	require.NoError(t, err)
	_, err = box.Rotate(primary(t, box))
	require.ErrorIs(t, err, seal.ErrFixed)
	require.ErrorIs(t, box.Retire(0), seal.ErrFixed)
}
