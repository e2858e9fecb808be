// Package analysistest reads the corpus of queries in testdata of package
// analysis, so that other packages can hold their answers against it.
package analysistest

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// Case is one query of the corpus.
type Case struct {
	Group   string // folder: accepted, refused, disputed, or "" for mixtures
	File    string
	Name    string
	SQL     string
	Want    string // one line per diagnostic, see the test of package analysis
	Options analysis.Options
}

// Load reads every file below dir, in order.
func Load(t testing.TB, dir string) []Case {
	t.Helper()
	var cases []Case
	for _, pattern := range []string{"*.txtar", "*/*.txtar"} {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		require.NoError(t, err)
		for _, file := range files {
			cases = append(cases, read(t, dir, file)...)
		}
	}
	require.NotEmpty(t, cases)
	return cases
}

// read takes one file apart. It holds cases as pairs: "NAME.sql", then
// "NAME.want". Lines before the first case are options of the whole file.
func read(t testing.TB, dir, file string) []Case {
	archive, err := txtar.ParseFile(file)
	require.NoError(t, err)
	options := Options(t, string(archive.Comment))
	group, err := filepath.Rel(dir, filepath.Dir(file))
	require.NoError(t, err)
	wants := map[string]string{}
	for _, part := range archive.Files {
		if name, is := strings.CutSuffix(part.Name, ".want"); is {
			wants[name] = string(part.Data)
		}
	}
	var cases []Case
	for _, part := range archive.Files {
		name, is := strings.CutSuffix(part.Name, ".sql")
		if !is {
			continue
		}
		cases = append(cases, Case{
			Group: strings.TrimPrefix(group, "."), File: file, Name: name,
			SQL: strings.TrimSuffix(string(part.Data), "\n"), Want: wants[name], Options: options,
		})
	}
	return cases
}

// Options reads lines such as
//
//	parameters: name:STRING ids:ARRAY<STRING>
//	mode: audience
//	table: loyalty user_id:STRING:VERY_HIGH tier:STRING:LOW
//	unaggregated
//	placeholders
//	strict
func Options(t testing.TB, lines string) analysis.Options {
	t.Helper()
	var options analysis.Options
	var datasets []catalog.Dataset
	for line := range strings.Lines(lines) {
		key, rest, _ := strings.Cut(strings.TrimSpace(line), ":")
		switch key {
		case "parameters":
			options.Parameters = parameters(t, rest)
		case "mode":
			options.Mode = analysis.Mode(strings.TrimSpace(rest))
		case "table":
			datasets = append(datasets, dataset(t, strings.Fields(rest)))
		case "unaggregated":
			options.Unaggregated = true
		case "placeholders":
			options.Placeholders = true
		case "strict":
			options.Strict = true
		case "":
		default:
			require.Failf(t, "unknown option", "%q", line)
		}
	}
	if len(datasets) > 0 {
		extended, err := catalog.Default().With(datasets...)
		require.NoError(t, err)
		options.Catalog = extended
	}
	return options
}

func parameters(t testing.TB, text string) []analysis.Parameter {
	declared := []analysis.Parameter{}
	for word := range strings.FieldsSeq(text) {
		name, typ, typed := strings.Cut(word, ":")
		p := analysis.Parameter{Name: name}
		if typed {
			var err error
			p.Type, err = catalog.ParseType(typ)
			require.NoError(t, err)
		}
		declared = append(declared, p)
	}
	return declared
}

func dataset(t testing.TB, words []string) catalog.Dataset {
	require.NotEmpty(t, words)
	made := catalog.Dataset{Name: words[0], Kind: catalog.Dimension}
	for _, word := range words[1:] {
		name, rest, _ := strings.Cut(word, ":")
		text, class, _ := strings.Cut(rest, ":")
		typ, err := catalog.ParseType(text)
		require.NoError(t, err)
		made.Columns = append(made.Columns, catalog.Column{Name: name, Type: typ, Class: catalog.Class(class)})
	}
	return made
}
