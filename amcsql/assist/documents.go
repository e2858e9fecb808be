package assist

import (
	"reflect"
	"slices"
	"sync"

	"github.com/recomamp/recomamp/amcsql/analysis"
)

// What Documents keeps at most. An analysed text takes some fifty times its length.
const (
	mostKept      = 8
	mostKeptBytes = 512 << 10
)

// Documents keeps the texts opened last. An editor asks for the outline, the
// actions and the hover of one text one after the other; they share an analysis
// then. The zero value is ready, and several goroutines may use it.
type Documents struct {
	mu   sync.Mutex
	kept []*Document // the one opened last first
}

// Open gives the document of a text, which is the one given before where text
// and options are the same.
func (d *Documents) Open(src string, options analysis.Options) *Document {
	wanted := Open(src, options)
	d.mu.Lock()
	defer d.mu.Unlock()
	if at := slices.IndexFunc(d.kept, wanted.same); at >= 0 {
		wanted = d.kept[at]
		d.kept = slices.Delete(d.kept, at, at+1)
	}
	d.kept = slices.Insert(d.kept, 0, wanted)
	bytes := 0
	for i, document := range d.kept {
		if bytes += len(document.src); i == mostKept || bytes > mostKeptBytes {
			d.kept = slices.Delete(d.kept, i, len(d.kept))
			break
		}
	}
	return wanted
}

func (d *Document) same(other *Document) bool {
	return d.src == other.src && d.options.Catalog == other.options.Catalog && reflect.DeepEqual(d.options, other.options)
}
