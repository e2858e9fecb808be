package result

import (
	"fmt"
	"os"
	"slices"
	"sort"
	"sync"

	"github.com/apache/arrow-go/v18/arrow/memory"
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
	codec      compress.Compression
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
			if err != nil || places == nil {
				return nil, err
			}
			m.chunks = append(m.chunks, pagesOf(chunk, places))
		}
	}
	return m, nil
}

func pagesOf(chunk *metadata.ColumnChunkMetaData, places metadata.OffsetIndex) chunkPages {
	at := places.GetPageLocations()
	of := chunkPages{codec: chunk.Compression(), pages: make([]pageAt, len(at))}
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

// rows is how many rows a page has.
func (c *chunkPages) rows(page int, ofGroup int64) int64 {
	if page+1 < len(c.pages) {
		ofGroup = int64(c.pages[page+1].row)
	}
	return ofGroup - int64(c.pages[page].row)
}

// open gives a column of some pages of a chunk, which have so many rows, one behind the other.
func (m *pageMap) open(in *os.File, column int, of *chunkPages, pages []int, rows int64, room memory.Allocator) (pqfile.ColumnChunkReader, error) {
	parts := chunkParts{in: in, places: make([]extent, 0, 1+len(pages))}
	parts.places = append(parts.places, of.dictionary)
	for _, page := range pages {
		parts.places = append(parts.places, extent{of.pages[page].offset, of.pages[page].bytes})
	}
	stream, err := parquet.NewReaderProperties(memory.DefaultAllocator).GetStream(parts, 0, parts.bytes())
	if err != nil {
		return nil, err
	}
	reader, err := pqfile.NewPageReader(stream, rows, of.codec, room, nil) //nolint:staticcheck // no other way leads to single pages
	if err != nil {
		return nil, err
	}
	return pqfile.NewColumnReader(m.columns[column], reader, room, nil), nil //nolint:staticcheck // as above
}

// chunkParts are places of a file, read as one.
type chunkParts struct {
	in     *os.File
	places []extent
}

func (p chunkParts) bytes() (n int64) {
	for _, place := range p.places {
		n += int64(place.bytes)
	}
	return n
}

// ReadAt implements io.ReaderAt, for the whole only.
func (p chunkParts) ReadAt(to []byte, _ int64) (n int, err error) {
	for _, place := range p.places {
		read, err := p.in.ReadAt(to[n:n+int(place.bytes)], place.offset)
		if n += read; err != nil {
			return n, err
		}
	}
	return n, nil
}
