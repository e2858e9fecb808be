package analysis_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/analysis/analysistest"
)

func BenchmarkCheckOf3000Lines(b *testing.B) {
	src := analysistest.LongQuery(3000)
	require.False(b, amcsql.HasErrors(analysis.Check(src, analysis.Options{}).Diagnostics))
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		analysis.Check(src, analysis.Options{})
	}
}

func BenchmarkCheckOfTheAcceptedQueries(b *testing.B) {
	var queries []string
	size := 0
	for _, c := range analysistest.Load(b, "testdata/accepted") {
		queries, size = append(queries, c.SQL), size+len(c.SQL)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, query := range queries {
			analysis.Check(query, analysis.Options{})
		}
	}
}
