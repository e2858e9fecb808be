package assist_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/analysis/analysistest"
	"github.com/recomamp/recomamp/amcsql/assist"
)

// BenchmarkLongQuery asks for help all over a query of 3,000 lines. Beside the
// mean it reports p95-ms, the time within which 95 of 100 answers come.
func BenchmarkLongQuery(b *testing.B) {
	src := analysistest.LongQuery(3000)
	for name, ask := range map[string]func(offset int){
		"complete":   func(offset int) { assist.Open(src, analysis.Options{}).Complete(offset) },
		"hover":      func(offset int) { assist.Open(src, analysis.Options{}).At(offset) },
		"signature":  func(offset int) { assist.Open(src, analysis.Options{}).SignatureAt(offset) },
		"definition": func(offset int) { _, _ = assist.Open(src, analysis.Options{}).DefinitionOf(offset) },
		"actions":    func(offset int) { assist.Open(src, analysis.Options{}).Actions(offset, offset) },
		"outline":    func(int) { assist.Open(src, analysis.Options{}).Outline() },
	} {
		b.Run(name, func(b *testing.B) {
			random := rand.New(rand.NewPCG(1, 2))
			var took []time.Duration
			for b.Loop() {
				offset := random.IntN(len(src))
				began := time.Now()
				ask(offset)
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
		})
	}
}
