package main

import (
	"bufio"
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
)

// enginePackage holds the benchmarks of the engine: they look inside it.
const enginePackage = "./internal/execution"

// measureEngine runs the Go benchmarks of the execution engine, with AMC
// answered in process: durable state changes per second beside bare River jobs
// inserted one by one through the same driver, calls to AMC per execution (ten
// runs of about five minutes on one instance, on a virtual clock), and how long
// after AMC's SUCCEEDED the rows can be read.
func measureEngine(ctx context.Context, _ config) ([]figure, error) {
	command := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-benchtime", "3x", "-timeout", "20m",
		"-bench", "^Benchmark(StateChanges|BareJobs|Calls|CompletionToVisible|WhoseTurn)$", enginePackage)
	output, err := command.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("run benchmarks of %s: %w\n%s", enginePackage, err, output)
	}
	measured := readBenchmarks(string(output))
	var figures []figure
	for _, database := range []string{"sqlite", "postgres"} {
		figures = append(figures, figure{
			name: "state_changes_" + database, value: measured["StateChanges/"+database]["changes/s"], unit: "changes/s", better: higher,
			baseline: "bare_river_jobs", against: measured["BareJobs/"+database]["jobs/s"],
		})
	}
	figures = append(figures, figure{
		name: "calls_per_execution", value: measured["Calls/known"]["calls/execution"], unit: "calls",
		baseline: "query_that_never_ran", against: measured["Calls/new"]["calls/execution"],
	}, figure{
		name: "five_minute_run_seen_p50", value: measured["Calls/known"]["p50-s"], unit: "s",
		baseline: "query_that_never_ran", against: measured["Calls/new"]["p50-s"],
	}, figure{
		name: "five_minute_run_seen_p99", value: measured["Calls/known"]["p99-s"], unit: "s",
		baseline: "query_that_never_ran", against: measured["Calls/new"]["p99-s"],
	})
	for _, database := range []string{"sqlite", "postgres"} {
		for _, quantile := range []string{"p50", "p99"} {
			figures = append(figures, figure{
				name: "completion_to_visible_" + quantile + "_" + database, unit: "ms",
				value: measured["CompletionToVisible/"+database][quantile+"-ms"],
			})
		}
		turn := func(of string) float64 { return measured["WhoseTurn/"+database+"/"+of+"/free=1"]["ns/op"] / 1e6 }
		figures = append(figures, figure{
			name: "whose_turn_of_10000_" + database, value: turn("waiting=10000/instances=1"), unit: "ms",
			baseline: "of_100", against: turn("waiting=100/instances=1"),
		}, figure{
			name: "whose_turn_of_10000_on_1000_instances_" + database, value: turn("waiting=10000/instances=1000"), unit: "ms",
			baseline: "on_100_instances", against: turn("waiting=10000/instances=100"),
		})
	}
	for _, f := range figures {
		if f.value == 0 {
			return nil, fmt.Errorf("the benchmarks of %s gave no %s:\n%s", enginePackage, f.name, output)
		}
	}
	return figures, nil
}

// processors is what the testing package adds to a benchmark's name.
var processors = regexp.MustCompile(`-\d+$`)

// readBenchmarks reads the output of go test -bench: the values by the name
// of the benchmark and their unit.
func readBenchmarks(output string) map[string]map[string]float64 {
	measured := map[string]map[string]float64{}
	lines := bufio.NewScanner(strings.NewReader(output))
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		values := map[string]float64{}
		for i := 2; i+1 < len(fields); i += 2 { // after the name and the count: value, unit
			if value, err := strconv.ParseFloat(fields[i], 64); err == nil {
				values[fields[i+1]] = value
			}
		}
		measured[strings.TrimPrefix(processors.ReplaceAllString(fields[0], ""), "Benchmark")] = values
	}
	return measured
}
