package assist_test

import (
	"testing"

	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/assist"
	"github.com/recomamp/recomamp/amcsql/internal/hostile"
)

func TestHostileTextsAreHelpedWithCheaply(t *testing.T) { // not parallel: it measures memory
	hostile.Each(t, func(src string, within hostile.Within) {
		document := assist.Open(src, analysis.Options{})
		within("opening", func() { document.Diagnostics() })
		within("outline", func() { document.Outline() })
		within("actions", func() { document.Actions(0, len(src)) })
		for _, offset := range []int{len(src) / 3, len(src) - 1} {
			within("completion", func() { document.Complete(offset) })
			within("signature", func() { document.SignatureAt(offset) })
			within("hover", func() { document.At(offset) })
			within("references", func() { document.References(offset) })
			within("rename", func() { _, _ = document.Rename(offset, "other") })
		}
	})
}
