// Command pgquery prints the figure "analyse" of the area sql: how much text
// the language parses and analyses in a second, beside what pg_query parses of
// the same text. It is a module of its own, so that the product does not
// depend on pg_query.
//
// Both give a tree of Go values; ours has names, types, privacy and dialect
// checked as well. The texts are those of the corpus that both accept. The
// figure is the median of rounds in which the two take turns, so that a busy
// machine slows both.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	pgquery "github.com/pganalyze/pg_query_go/v6"
	"golang.org/x/tools/txtar"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
)

func main() {
	corpus := flag.String("corpus", "../../amcsql/analysis/testdata/accepted", "folder of txtar files with queries")
	rounds := flag.Int("rounds", 101, "how often all queries are read")
	flag.Parse()
	line, err := compare(*corpus, *rounds)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	fmt.Println(line)
}

func compare(corpus string, rounds int) (string, error) {
	queries, size, err := bothAccept(corpus)
	if err != nil {
		return "", err
	}
	var ours, theirs, ratios []float64
	for range rounds {
		own := timed(queries, func(query string) { analysis.Check(query, analysis.Options{}) })
		other := timed(queries, func(query string) { _, _ = pgquery.Parse(query) })
		megabytes := float64(size) / 1e6
		ours, theirs = append(ours, megabytes/own.Seconds()), append(theirs, megabytes/other.Seconds())
		ratios = append(ratios, other.Seconds()/own.Seconds())
	}
	return fmt.Sprintf("bench: area=sql name=analyse value=%.4g unit=MB/s baseline=pg_query baseline_value=%.4g ratio=%.3g",
		median(ours), median(theirs), median(ratios)), nil
}

func timed(queries []string, read func(string)) time.Duration {
	began := time.Now()
	for _, query := range queries {
		read(query)
	}
	return time.Since(began)
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

// bothAccept reads the queries that neither side finds an error in.
func bothAccept(folder string) (queries []string, size int, err error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.txtar"))
	if err != nil {
		return nil, 0, fmt.Errorf("list queries: %w", err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			return nil, 0, fmt.Errorf("read queries: %w", err)
		}
		for _, part := range archive.Files {
			query := string(part.Data)
			if !strings.HasSuffix(part.Name, ".sql") || amcsql.HasErrors(analysis.Check(query, analysis.Options{}).Diagnostics) {
				continue
			}
			if _, err := pgquery.Parse(query); err == nil {
				queries, size = append(queries, query), size+len(query)
			}
		}
	}
	if len(queries) == 0 {
		return nil, 0, errors.New("no query that both accept")
	}
	return queries, size, nil
}
