package result

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Rows of an ordered view lie all over the result. A Parquet file must unpack
// nearly all of itself to find them, so that a large result is also written out
// as lines of CSV, ahead of time, with a second file of where each line begins:
// any row is then one read away.

// null stands for NULL in lines; a text that is spelled so is quoted.
const null = `\N`

// linesOf gives the lines of a large result when they are there and hold the
// columns, else nil. release has them written where they are not.
func (s *Service) linesOf(ctx context.Context, r *Result, columns []ViewColumn) (found *lines, release func()) {
	if r.RowCount <= s.views.large || r.ReceivedBytes > s.views.maxBytes/2 {
		return nil, func() {}
	}
	whole, release := s.views.ready(r.BlobKey, "lines")
	if whole == nil {
		return nil, func() { s.views.begin(ctx, r.BlobKey, "lines", s.buildLines(r)) }
	}
	for _, c := range columns {
		if c.Computed {
			return nil, release // only DuckDB can compute
		}
	}
	return &lines{whole}, release
}

func (s *Service) buildLines(r *Result) builder {
	return s.filled(r, func(ctx context.Context, db *sql.DB, path string, b *built) error {
		return writeLines(ctx, db, r, path, b)
	})
}

// writeLines writes the rows of the result at path as lines, in stored order.
func writeLines(ctx context.Context, db *sql.DB, r *Result, path string, b *built) error {
	selected := r.selected()
	for i, c := range r.Columns {
		if c.Encoding.Kind == Double {
			selected[i] = "CAST(" + selected[i] + " AS VARCHAR)" // reads back as the same number
		}
	}
	_, err := db.ExecContext(ctx, fmt.Sprintf(`COPY (SELECT %s FROM read_parquet(%s)) TO %s (FORMAT csv, HEADER false, DELIMITER ',', QUOTE '"', ESCAPE '"', NULLSTR '%s')`,
		strings.Join(selected, ", "), quote(path), quote(b.path), null))
	if err != nil {
		return err
	}
	b.rows = r.RowCount
	return b.index(ctx)
}

// index notes where each line begins, and where the last one ends.
func (b *built) index(ctx context.Context) error {
	in, err := os.Open(b.path)
	if err != nil {
		return err
	}
	defer in.Close()
	file, err := os.OpenFile(b.places(), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return storageError(err)
	}
	out := bufio.NewWriterSize(file, readBuffer)
	rows, err := placeLines(ctx, bufio.NewReaderSize(in, readBuffer), out)
	if err == nil && rows != b.rows {
		err = fmt.Errorf("%w: %d lines where %d rows were stored", ErrCorrupt, rows, b.rows)
	}
	return storageError(errors.Join(err, out.Flush(), file.Close()))
}

// placeLines writes the start of each record, and the end, as 8 bytes each.
func placeLines(ctx context.Context, in *bufio.Reader, out *bufio.Writer) (rows int64, err error) {
	var at uint64
	var place [8]byte
	open := false // within quotes
	if _, err := out.Write(place[:]); err != nil {
		return 0, err
	}
	for {
		line, err := in.ReadSlice('\n')
		at += uint64(len(line))
		for rest := line; ; {
			quoted := bytes.IndexByte(rest, '"')
			if quoted < 0 {
				break
			}
			open, rest = !open, rest[quoted+1:]
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF):
			return rows, nil
		case err != nil:
			return rows, err
		case open:
			continue
		}
		rows++
		binary.LittleEndian.PutUint64(place[:], at)
		if _, err := out.Write(place[:]); err != nil {
			return rows, err
		}
		if rows%(1<<16) == 0 && ctx.Err() != nil {
			return rows, context.Cause(ctx)
		}
	}
}

// lines are the rows of a result where any one is a read away.
type lines struct{ *built }

// read gives some columns of rows by their numbers, in the order asked for.
func (l lines) read(columns []ViewColumn, rows []int64) ([]Row, error) {
	in, err := os.Open(l.path)
	if err != nil {
		return nil, fmt.Errorf("read lines: %w", err)
	}
	defer in.Close()
	places, err := os.Open(l.places())
	if err != nil {
		return nil, fmt.Errorf("read lines: %w", err)
	}
	defer places.Close()
	at := make([]int, len(columns))
	for i, c := range columns {
		if _, err := fmt.Sscanf(c.ID, "c%d", &at[i]); err != nil {
			return nil, fmt.Errorf("read lines: %w", err)
		}
	}
	out := make([]Row, len(rows))
	var ends [16]byte
	var text []byte
	source := bytes.NewReader(nil)
	scanner := newScanner(source)
	for i, row := range rows {
		if _, err := places.ReadAt(ends[:], row*8); err != nil {
			return nil, fmt.Errorf("read lines: %w", err)
		}
		from, to := binary.LittleEndian.Uint64(ends[:8]), binary.LittleEndian.Uint64(ends[8:])
		text = append(text[:0], make([]byte, to-from)...)
		if _, err := in.ReadAt(text, int64(from)); err != nil {
			return nil, fmt.Errorf("read lines: %w", err)
		}
		source.Reset(text)
		scanner.in.Reset(source)
		if err := scanner.next(); err != nil {
			return nil, fmt.Errorf("read lines: %w", err)
		}
		if out[i], err = scanner.row(columns, at); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// row picks columns of the record, as the result prints them.
func (s *scanner) row(columns []ViewColumn, at []int) (Row, error) {
	out := make(Row, len(columns))
	for i, c := range columns {
		if at[i] >= len(s.fields) {
			return nil, fmt.Errorf("%w: a line of %d values", ErrCorrupt, len(s.fields))
		}
		text := string(s.fields[at[i]])
		if text == null && !s.quoted[at[i]] {
			continue
		}
		if c.Encoding.Kind == Double {
			n, ok := finite(text)
			if !ok {
				return nil, fmt.Errorf("%w: %q is no number", ErrCorrupt, cut(text))
			}
			text = printDouble(n, c.Encoding.Layout)
		}
		out[i] = &text
	}
	return out, nil
}
