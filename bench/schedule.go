package main

import (
	"context"
	"fmt"
	"os/exec"
)

// schedulePackage holds the benchmarks of schedules: they look inside it.
const schedulePackage = "./internal/schedule"

// measureSchedule runs the Go benchmarks of schedules on PostgreSQL, with AMC
// answered in process: 500 schedules due on one tick, until their occurrences
// are committed, until a worker has begun with each execution, beside 500 bare
// River jobs inserted in one transaction, and until each goes to Amazon; and what schedules cost that are
// stored and not due, by their number.
func measureSchedule(ctx context.Context, _ config) ([]figure, error) {
	command := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-benchtime", "3x", "-timeout", "30m",
		"-bench", "^Benchmark(Tick|BareTick|Stored)$", schedulePackage)
	output, err := command.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("run benchmarks of %s: %w\n%s", schedulePackage, err, output)
	}
	measured := readBenchmarks(string(output))
	var figures []figure
	for _, quantile := range []string{"p50", "p99"} {
		figures = append(figures, figure{
			name: "tick_500_committed_" + quantile, unit: "ms", value: measured["Tick"]["committed-"+quantile+"-ms"],
		}, figure{
			name: "tick_500_worker_begun_" + quantile, unit: "ms", value: measured["Tick"]["begun-"+quantile+"-ms"],
			baseline: "bare_river_jobs", against: measured["BareTick"]["begun-"+quantile+"-ms"],
		}, figure{
			name: "tick_500_sent_" + quantile, unit: "ms", value: measured["Tick"]["sent-"+quantile+"-ms"],
		})
	}
	stored := func(n int, unit string) float64 { return measured[fmt.Sprint("Stored/", n)][unit] }
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		figures = append(figures, figure{
			name: fmt.Sprint("due_query_p99_of_", n), unit: "ms", value: stored(n, "due-p99-ms"), baseline: "of_1000", against: stored(1000, "due-p99-ms"),
		}, figure{
			name: fmt.Sprint("idle_processor_of_", n), unit: "%", value: stored(n, "idle-percent"), baseline: "of_1000", against: stored(1000, "idle-percent"),
		})
	}
	for _, f := range figures {
		if f.value == 0 {
			return nil, fmt.Errorf("the benchmarks of %s gave no %s:\n%s", schedulePackage, f.name, output)
		}
	}
	return figures, nil
}
