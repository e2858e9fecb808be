package httpapi

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestExcerptTellsTextsApart(t *testing.T) {
	t.Parallel()
	require.Equal(t, "SELECT 1 FROM t", excerpt("\n SELECT 1\n\tFROM t\n"))
	require.Equal(t, "Reach by campaign", excerpt("-- Reach by campaign\nSELECT 1"))
	require.Equal(t, "-- SELECT 1", excerpt("--\nSELECT 1"), "an empty comment says nothing")
	long := excerpt("SELECT '" + strings.Repeat("é", 200) + "'")
	require.Equal(t, 80, utf8.RuneCountInString(long))
	require.True(t, strings.HasSuffix(long, "…"))
}
