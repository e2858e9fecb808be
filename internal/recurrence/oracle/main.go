// Command oracle compares random recurrences with a brute-force oracle, instant
// for instant.
//
// The oracle steps through the UTC minutes of a year, looks at what the clock
// of the zone shows, and asks whether the recurrence names that local minute.
// It has a calendar of its own that is counted up day by day, never reads a
// cron expression (a random one is drawn as sets of values and then written
// down), and shares no code with package recurrence but the form of a rule. What
// both take from Go and package zone is how far a zone is from UTC at an instant,
// by the data that are part of the program.
//
// ORACLE_CASES sets the number of recurrences, ORACLE_SEED repeats a run. The
// last line is "oracle: cases=N zones=N mismatches=N"; with mismatches the exit
// code is 1.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"sync"
	"time"
)

const defaultCases = 12_000

func main() {
	wrong, err := fromEnvironment()
	if err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
	}
	if err != nil || wrong > 0 {
		os.Exit(1)
	}
}

func fromEnvironment() (wrong int, err error) {
	cases, err := setting("ORACLE_CASES", defaultCases)
	if err != nil {
		return 0, err
	}
	seed, err := setting("ORACLE_SEED", uint64(time.Now().UnixNano()))
	if err != nil {
		return 0, err
	}
	return run(os.Stdout, int(cases), seed, follow)
}

// setting reads a positive number from the environment.
func setting(name string, standard uint64) (uint64, error) {
	text := os.Getenv(name)
	if text == "" {
		return standard, nil
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil || n == 0 {
		return 0, fmt.Errorf("%s=%q is no positive number", name, text)
	}
	return n, nil
}

// run compares so many recurrences and writes mismatches and the last line.
func run(out io.Writer, cases int, seed uint64, ask product) (wrong int, err error) {
	all := groups(cases, seed)
	fmt.Fprintf(out, "oracle: seed=%d (ORACLE_SEED repeats it)\n", seed)
	work, results := make(chan group), make(chan result)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for g := range work {
				compared, err := g.check(ask)
				results <- result{compared, err}
			}
		})
	}
	go func() {
		for _, g := range all {
			work <- g
		}
		close(work)
		workers.Wait()
		close(results)
	}()
	var firings, refused int
	for r := range results {
		err = errors.Join(err, r.err)
		firings += r.firings
		refused += r.refused
		wrong += len(r.wrong)
		for _, m := range r.wrong {
			m.write(out)
		}
	}
	if err != nil {
		return wrong, err
	}
	fmt.Fprintf(out, "oracle: %d firings compared; %d recurrences without any were refused\n", firings, refused)
	fmt.Fprintf(out, "oracle: cases=%d zones=%d mismatches=%d\n", cases, zonesOf(all), wrong)
	return wrong, nil
}

type result struct {
	found
	err error
}

func (m mismatch) write(out io.Writer) {
	rule, err := json.Marshal(m.rule)
	if err != nil {
		rule = []byte(err.Error())
	}
	fmt.Fprintf(out, "mismatch: year=%d %s\n  %s\n", m.year, rule, m.detail)
}
