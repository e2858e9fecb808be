package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBenchmarksAreReadByNameAndUnit(t *testing.T) {
	t.Parallel()
	measured := readBenchmarks(`goos: linux
BenchmarkCalls/known-2    	       2	3177480596 ns/op	         6.350 calls/execution	         2.573 p50-s
BenchmarkCalls/new-2      	       2	1596600058 ns/op
PASS
`)
	require.Equal(t, map[string]map[string]float64{
		"Calls/known": {"ns/op": 3177480596, "calls/execution": 6.35, "p50-s": 2.573},
		"Calls/new":   {"ns/op": 1596600058},
	}, measured)
}

func TestFiguresOfTheBrowserAreRead(t *testing.T) {
	t.Parallel()
	found := readBrowserFigures("Running 1 test\nbench: area=web name=frame_p95 value=16.8 unit=ms baseline=bare_page baseline_value=16.7 ratio=0.994\n  ✓  1 scrolling (10s)\n")
	require.Equal(t, []figure{{name: "frame_p95", value: 16.8, unit: "ms", baseline: "bare_page", against: 16.7}}, found)
}
