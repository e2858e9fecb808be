package result

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/apache/arrow-go/v18/parquet/schema"
)

// magic begins a Parquet file.
const magic = "PAR1"

// largeFile is from how many bytes on the first rows are read before the whole file is there.
const largeFile = 16 << 20

// tellFirst tells each column where its values of the first row group end.
func (s *stored) tellFirst(columns []Column) error {
	meta, err := s.file.FileMetadata()
	if err != nil {
		return fmt.Errorf("write Parquet: %w", err)
	}
	for i := range columns {
		columns[i].FirstEnd = 0
	}
	if meta.NumRowGroups() == 0 {
		return nil
	}
	ends, end := make([]int64, len(columns)), int64(len(magic))
	for i := range columns {
		chunk, err := meta.RowGroup(0).ColumnChunk(i)
		if err != nil {
			return fmt.Errorf("write Parquet: %w", err)
		}
		begin := chunk.DataPageOffset()
		if chunk.HasDictionaryPage() && chunk.DictionaryPageOffset() > 0 {
			begin = chunk.DictionaryPageOffset()
		}
		if begin != end {
			return nil // they do not lie one behind the other
		}
		end += chunk.TotalCompressedSize()
		ends[i] = end
	}
	for i := range columns {
		columns[i].FirstEnd = ends[i]
	}
	return nil
}

// firstPage reads rows of the first row group of a result whose file is not
// here yet, once the beginning of it is. It is nil where the whole file must be waited for.
func (s *Service) firstPage(ctx context.Context, r *Result, columns []ViewColumn, offset, limit int64) ([]Row, error) {
	if len(r.Columns) == 0 || s.closing.Err() != nil {
		return nil, nil
	}
	end := r.Columns[len(r.Columns)-1].FirstEnd
	computed := slices.ContainsFunc(columns, func(c ViewColumn) bool { return c.Computed })
	if end == 0 || r.KeyID == "" || r.Bytes < s.largeFile || computed || offset+limit > groupRows {
		return nil, nil
	}
	path, release, err := s.cache.beginning(ctx, r.BlobKey, end, func(path string, came func(int64)) error {
		ctx, stop := context.WithCancelCause(context.WithoutCancel(ctx)) // who waits for the first rows will want others
		defer stop(nil)
		defer context.AfterFunc(s.closing, func() { stop(errors.New("result service is closed")) })()
		return s.download(ctx, r, path, came)
	})
	if errors.Is(err, context.Canceled) && ctx.Err() == nil {
		return nil, nil // the one who filled it gave up, not we
	}
	if path == "" || err != nil {
		return nil, err
	}
	defer release()
	leave, err := enter(ctx, s.reads)
	if err != nil {
		return nil, err
	}
	defer leave()
	pages, err := r.firstPages(path)
	if err != nil || offset+limit > pages.begins[1] {
		return nil, nil //nolint:nilerr // the whole file tells what is wrong with it
	}
	at := make([]int, len(columns))
	for i, c := range columns {
		if at[i], err = placeOf(c.ID); err != nil {
			return nil, err
		}
	}
	rows, err := r.rowsAt(ctx, path, pages, at, following(offset, limit), s.config.Threads)
	if err != nil {
		return nil, nil //nolint:nilerr // as above
	}
	return rows, nil
}

// firstPages maps the pages of the first row group of a file of which the beginning is there.
func (r *Result) firstPages(path string) (*pageMap, error) {
	in, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read result: %w", err)
	}
	defer func() { _ = in.Close() }() // only read
	file := make([]byte, r.Columns[len(r.Columns)-1].FirstEnd)
	if _, err := io.ReadFull(in, file); err != nil {
		return nil, fmt.Errorf("read result: %w", err)
	}
	m := &pageMap{begins: []int64{0}}
	from := int64(len(magic))
	for i, c := range r.Columns {
		field, err := storedField(fmt.Sprintf("c%d", i), c.Encoding)
		if err != nil {
			return nil, err
		}
		if c.FirstEnd < from || c.FirstEnd > int64(len(file)) {
			return nil, fmt.Errorf("%w: column %d ends at byte %d", ErrCorrupt, i+1, c.FirstEnd)
		}
		of, rows, err := pagesIn(file[:c.FirstEnd], from)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			m.begins = append(m.begins, rows)
		}
		if rows != m.begins[1] {
			return nil, fmt.Errorf("%w: %d rows of column %d, %d of the first", ErrCorrupt, rows, i+1, m.begins[1])
		}
		m.columns, m.chunks = append(m.columns, schema.NewColumn(field, 1, 0)), append(m.chunks, of)
		from = c.FirstEnd
	}
	return m, nil
}

// pagesIn finds the pages of a column that lie from a place to the end, and the number of its rows.
func pagesIn(file []byte, from int64) (of chunkPages, rows int64, err error) {
	for rest := file[from:]; len(rest) > 0; {
		header, behind, err := readPageHeader(rest)
		if err != nil {
			return of, 0, err
		}
		behind = behind[header.packed:]
		at := extent{int64(len(file) - len(rest)), int32(len(rest) - len(behind))} //nolint:gosec // a group is small
		switch header.kind {
		case dictionaryPageKind:
			of.dictionary = at
		case dataPageKind:
			of.pages = append(of.pages, pageAt{at.offset, at.bytes, int32(rows)}) //nolint:gosec // as above
			rows += header.values
		default:
			return of, 0, fmt.Errorf("%w: a page of kind %d", ErrCorrupt, header.kind)
		}
		rest = behind
	}
	return of, rows, nil
}
