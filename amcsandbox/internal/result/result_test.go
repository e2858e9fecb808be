package result

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func write(t *testing.T, format Format, text string) []string {
	t.Helper()
	folder := t.TempDir()
	writer := New(folder, format)
	for _, b := range []byte(text) { // a byte at a time: rows arrive in any pieces
		_, err := writer.Write([]byte{b})
		require.NoError(t, err)
	}
	require.NoError(t, writer.Close())
	var contents []string
	total := 0
	for _, name := range writer.Files() {
		content, err := os.ReadFile(filepath.Join(folder, name))
		require.NoError(t, err)
		contents = append(contents, string(content))
		total += len(content)
	}
	require.EqualValues(t, total, writer.Bytes())
	return contents
}

func TestRowsAreSplitWholeAndEachFileHasTheHeader(t *testing.T) {
	t.Parallel()
	text := "a,b\n1,\"x\ny\"\n2,\"q\"\"\n\"\n3,z\n"
	require.Equal(t, []string{text}, write(t, Format{}, text))
	require.Equal(t, []string{"a,b\n1,\"x\ny\"\n", "a,b\n2,\"q\"\"\n\"\n", "a,b\n3,z\n"}, write(t, Format{RowsPerFile: 1, MaxFiles: 5}, text))
	require.Equal(t, []string{"a,b\n1,\"x\ny\"\n", "a,b\n2,\"q\"\"\n\"\n3,z\n"}, write(t, Format{RowsPerFile: 1, MaxFiles: 2}, text))
	require.Equal(t, []string{"a,b\n"}, write(t, Format{RowsPerFile: 1, MaxFiles: 2}, "a,b\n"))
}

func TestSeparatorIsReplacedOnlyBetweenFields(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"a;b;c\n\"1,5\";;\"x;y\"\n;;\n"},
		write(t, Format{Separator: ';'}, "a,b,c\n\"1,5\",,x;y\n,,\n"))
}

func TestCutOffResultIsAnError(t *testing.T) {
	t.Parallel()
	writer := New(t.TempDir(), Format{})
	_, err := writer.Write([]byte("a\n1"))
	require.NoError(t, err)
	require.Error(t, writer.Close())
	require.Error(t, New(t.TempDir(), Format{}).Close())
}
