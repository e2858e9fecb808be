package httpapi

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

type testKey struct {
	Number int `json:"n"`
}

func TestPageHasACursorOnlyWhenThereIsMore(t *testing.T) {
	t.Parallel()
	key := func(n int) testKey { return testKey{n} }
	page := pageOf([]int{1, 2, 3}, 2, strconv.Itoa, key)
	require.Equal(t, []string{"1", "2"}, page.Items)
	after, err := cursorOf[testKey](page.NextCursor)
	require.NoError(t, err)
	require.Equal(t, &testKey{2}, after)

	last := pageOf([]int{3}, 2, strconv.Itoa, key)
	require.Equal(t, []string{"3"}, last.Items)
	require.Empty(t, last.NextCursor)
	require.NotNil(t, pageOf(nil, 2, strconv.Itoa, key).Items, "an empty page is [], not null")
}

func TestCursorOfOthersIsRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"%%", "bm90IGpzb24", "W10"} {
		_, err := cursorOf[testKey](text)
		require.ErrorIs(t, err, errCursor, text)
	}
}

func TestRevisionIsReadFromItsETag(t *testing.T) {
	t.Parallel()
	revision, err := OnVersion{IfMatch: etag(7)}.revision()
	require.NoError(t, err)
	require.Equal(t, 7, revision)
	for _, text := range []string{"", "7", `"x"`, `W/"7"`, "*"} {
		_, err := OnVersion{IfMatch: text}.revision()
		require.ErrorIs(t, err, errIfMatch, text)
	}
}

func FuzzCursorNeverPanics(f *testing.F) {
	f.Add(cursorTo(testKey{3}))
	f.Fuzz(func(t *testing.T, text string) {
		if key, err := cursorOf[testKey](text); err != nil {
			require.ErrorIs(t, err, errCursor)
			require.Nil(t, key)
		}
	})
}
