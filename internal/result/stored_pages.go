package result

import (
	"fmt"
	"slices"
	"sort"
	"sync"

	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	pqfile "github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/metadata"
	"github.com/apache/arrow-go/v18/parquet/schema"
)

// pageMap tells where each page of a stored file lies, so that single rows can
// be read: of each column the one page that holds the row, and no other.
type pageMap struct {
	columns []*schema.Column
	begins  []int64      // the first row of each row group, and behind them the number of rows
	chunks  []chunkPages // of each row group its columns
}

// pageMaps keeps those of the files read last. A path never names another file.
type pageMaps struct {
	mu   sync.Mutex
	kept []keptPages // the newest first
}

type keptPages struct {
	path string
	read func() (*pageMap, error)
}

// maxPageMaps is how many are kept, each of about 0.3 % of its file.
const maxPageMaps = 4

// of gives the page map of a file; nil where it has none.
func (p *pageMaps) of(path string) (*pageMap, error) {
	p.mu.Lock()
	at := slices.IndexFunc(p.kept, func(k keptPages) bool { return k.path == path })
	found := keptPages{path, sync.OnceValues(func() (*pageMap, error) { return readPageMap(path) })}
	if at >= 0 {
		found = p.kept[at]
		p.kept = slices.Delete(p.kept, at, at+1)
	}
	p.kept = slices.Insert(p.kept, 0, found)
	p.kept = p.kept[:min(len(p.kept), maxPageMaps)]
	p.mu.Unlock()
	pages, err := found.read()
	if err != nil {
		p.forget(path) // the next one tries again
	}
	return pages, err
}

func (p *pageMaps) forget(path string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.kept = slices.DeleteFunc(p.kept, func(k keptPages) bool { return k.path == path })
}

// chunkPages are the pages of a column in a row group.
type chunkPages struct {
	dictionary extent // of no bytes where there is none
	pages      []pageAt
}

type extent struct {
	offset int64
	bytes  int32
}

type pageAt struct {
	offset     int64
	bytes, row int32 // row is the first in it, counted from the first of the row group
}

// readPageMap reads where the pages of the file at path lie; nil where it does
// not tell, as files of older versions.
func readPageMap(path string) (*pageMap, error) {
	file, err := pqfile.OpenParquetFile(path, false)
	if err != nil {
		return nil, fmt.Errorf("open result: %w", err)
	}
	defer func() { _ = file.Close() }() // only read
	meta := file.MetaData()
	m := &pageMap{begins: make([]int64, 1, file.NumRowGroups()+1)}
	for i := range meta.Schema.NumColumns() {
		m.columns = append(m.columns, meta.Schema.Column(i))
	}
	for i := range file.NumRowGroups() {
		group := meta.RowGroup(i)
		m.begins = append(m.begins, m.begins[i]+group.NumRows())
		index, err := file.GetPageIndexReader().RowGroup(i)
		if err != nil || index == nil {
			return nil, err
		}
		for column := range m.columns {
			chunk, err := group.ColumnChunk(column)
			if err != nil {
				return nil, fmt.Errorf("open result: %w", err)
			}
			places, err := index.GetOffsetIndex(column)
			if err != nil || places == nil || !isReadable(chunk) {
				return nil, err
			}
			m.chunks = append(m.chunks, pagesOf(chunk, places))
		}
	}
	return m, nil
}

// isReadable reports pages as this package writes them.
func isReadable(chunk *metadata.ColumnChunkMetaData) bool {
	strange := func(e parquet.Encoding) bool {
		return e != parquet.Encodings.Plain && e != parquet.Encodings.PlainDict && e != parquet.Encodings.RLEDict &&
			e != parquet.Encodings.RLE && e != parquet.Encodings.DeltaBinaryPacked
	}
	return chunk.Compression() == compress.Codecs.Zstd && !slices.ContainsFunc(chunk.Encodings(), strange)
}

func pagesOf(chunk *metadata.ColumnChunkMetaData, places metadata.OffsetIndex) chunkPages {
	at := places.GetPageLocations()
	of := chunkPages{pages: make([]pageAt, len(at))}
	for i, place := range at {
		of.pages[i] = pageAt{place.Offset, place.CompressedPageSize, int32(place.FirstRowIndex)} //nolint:gosec // a group is small
	}
	if chunk.HasDictionaryPage() && chunk.DictionaryPageOffset() > 0 && len(at) > 0 {
		of.dictionary = extent{chunk.DictionaryPageOffset(), int32(at[0].Offset - chunk.DictionaryPageOffset())} //nolint:gosec // as above
	}
	return of
}

// with is the last of the pages that begin at or before a row.
func (c *chunkPages) with(row int64) int {
	return sort.Search(len(c.pages), func(i int) bool { return int64(c.pages[i].row) > row }) - 1
}
