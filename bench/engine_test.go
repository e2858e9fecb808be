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
