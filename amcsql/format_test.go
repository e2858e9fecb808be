package amcsql_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/recomamp/recomamp/amcsql"
)

var update = flag.Bool("update", false, "rewrite the expectations in testdata")

// The files of testdata/format hold pairs: "NAME.sql" and how it is laid out, "NAME.want".
func TestTextsAreLaidOutAsInTestdata(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/format/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			require.NoError(t, err)
			wants := map[string]string{}
			for _, part := range archive.Files {
				wants[part.Name] = string(part.Data)
			}
			rewritten := &txtar.Archive{Comment: archive.Comment}
			for _, part := range archive.Files {
				name, isQuery := strings.CutSuffix(part.Name, ".sql")
				if !isQuery {
					continue
				}
				got, err := amcsql.Format(string(part.Data))
				require.NoError(t, err, name)
				again, err := amcsql.Format(got)
				require.NoError(t, err, name)
				require.Equal(t, got, again, "%s is not stable", name)
				rewritten.Files = append(rewritten.Files, part, txtar.File{Name: name + ".want", Data: []byte(got)})
				if !*update {
					require.Equal(t, wants[name+".want"], got, name)
				}
			}
			if *update {
				require.NoError(t, os.WriteFile(file, txtar.Format(rewritten), 0o644))
			}
		})
	}
}

func TestFormatRefusesWhatDoesNotParse(t *testing.T) {
	t.Parallel()
	_, err := amcsql.Format("SELECT a FROM\n")
	syntax, ok := errors.AsType[*amcsql.SyntaxError](err)
	require.True(t, ok)
	require.Equal(t, "line 1, column 14: error syntax-error: Expected a table, found the end of the text.", syntax.Error())
}
