package assist

import (
	"sync"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// Document is one state of a text. What is asked of it shares one analysis,
// made when it is first needed. A Document may be used by several goroutines.
type Document struct {
	src     string
	options analysis.Options
	result  func() *analysis.Result
}

// Open takes a text as it is now.
func Open(src string, options analysis.Options) *Document {
	if options.Catalog == nil {
		options.Catalog = catalog.Default()
	}
	return &Document{src: src, options: options, result: sync.OnceValue(func() *analysis.Result { return analysis.Check(src, options) })}
}

// Diagnostics are all findings in the order of the text.
func (d *Document) Diagnostics() []amcsql.Diagnostic { return d.result().Diagnostics }

// Lineage tells where the output columns come from.
func (d *Document) Lineage() *analysis.Lineage { return d.result().Lineage() }
