package docs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// asvs are the items that the page on security has to answer.
var asvs = strings.Fields(`
	1.2.4 1.2.10 1.3.6 2.1.3 2.3.2 2.2.2 2.3.1 2.3.3 2.3.4 2.3.5 2.4.1 3.3.1 3.4.1 3.5.1 4.1.3 4.4.1 5.2.1 5.2.3 5.3.2 5.4.2
	6.3.1 6.3.3 6.3.8 7.2.4 7.3.1 7.3.2 7.4.1 7.4.2 7.4.5 7.5.1 8.2.1 8.3.1 8.3.2 8.3.3 8.4.1 9.1 9.2 10.1.1 10.1.2 10.2.1 10.2.3
	11.2.2 11.3.2 11.4.2 11.5.1 12.1 13.2.5 13.2.6 13.3.1 13.3.4 14.2.1 14.3.1 14.3.2 14.3.3 15.1.2 15.2.2 15.3.2 15.3.3 15.4.1
	16.2.1 16.2.2 16.2.5 16.3.1 16.4.1 16.4.2 16.5.1 16.5.2 16.5.3 16.5.4`)

var (
	testName = regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9_]+)`")
	testFunc = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Za-z0-9_]+)\(`)
	journey  = regexp.MustCompile("`([a-z-]+\\.spec\\.ts)`")
	folder   = regexp.MustCompile("`(e2e/[a-z]+)`")
	link     = regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`)
)

// tests are the names of all test functions and fuzz targets of the repository.
func tests(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == ".git"):
			return filepath.SkipDir
		case !strings.HasSuffix(path, "_test.go"):
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, match := range testFunc.FindAllSubmatch(source, -1) {
			names[string(match[1])] = true
		}
		return nil
	})
	require.NoError(t, err)
	return names
}

func TestThePageOnSecurityNamesWhatExists(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("security.md")
	require.NoError(t, err)
	known := tests(t)
	named := testName.FindAllStringSubmatch(string(page), -1)
	require.Greater(t, len(named), 50)
	for _, match := range named {
		require.True(t, known[match[1]], "there is no test %s", match[1])
	}
	for _, match := range journey.FindAllStringSubmatch(string(page), -1) {
		require.FileExists(t, filepath.Join("..", "e2e", "journeys", match[1]))
	}
	for _, match := range folder.FindAllStringSubmatch(string(page), -1) {
		require.DirExists(t, filepath.Join("..", match[1]))
	}
	for _, match := range link.FindAllStringSubmatch(string(page), -1) {
		require.FileExists(t, match[1])
	}
}

func TestEveryItemOfTheListIsAnswered(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("security.md")
	require.NoError(t, err)
	answered := map[string]bool{}
	_, table, _ := strings.Cut(string(page), "## ASVS 5.0")
	for line := range strings.Lines(table) {
		if cells := strings.Split(line, "|"); len(cells) == 5 {
			for _, number := range regexp.MustCompile(`\d+(\.\d+)+`).FindAllString(cells[1], -1) {
				answered[number] = true
			}
		}
	}
	for _, item := range asvs {
		require.True(t, answered[item], "item %s is not answered", item)
	}
}
