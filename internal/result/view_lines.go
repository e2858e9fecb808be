package result

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
)

// Rows of an ordered view lie all over the result. A Parquet file must unpack
// nearly all of itself to find them, so that a large result is also written out
// as lines of CSV, ahead of time, with a second file of where each line begins:
// any row is then one read away.

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
	return s.filled(r, func(ctx context.Context, _ *sql.DB, path string, b *built) error {
		return writeLines(ctx, r, path, s.config.Threads, b)
	})
}

// writeLines writes the rows of the result at path as lines, in stored order,
// and where each of them begins and the last one ends as 8 bytes each.
func writeLines(ctx context.Context, r *Result, path string, threads int, b *built) error {
	text, err := os.OpenFile(b.path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return storageError(err)
	}
	defer text.Close()
	file, err := os.OpenFile(b.places(), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return storageError(err)
	}
	defer file.Close()
	places := bufio.NewWriterSize(file, readBuffer)
	var at uint64
	var place [8]byte
	if _, err := places.Write(place[:]); err != nil {
		return storageError(err)
	}
	err = r.printLines(ctx, path, true, threads, func(lines csvLines) error {
		for _, end := range lines.ends {
			binary.LittleEndian.PutUint64(place[:], at+uint64(end)) //nolint:gosec // not negative
			if _, err := places.Write(place[:]); err != nil {
				return err
			}
		}
		at += uint64(len(lines.text))
		b.rows += int64(len(lines.ends))
		_, err := text.Write(lines.text)
		return err
	})
	return storageError(errors.Join(err, places.Flush(), file.Close(), text.Close()))
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
	for i := range columns {
		if at[i] >= len(s.fields) {
			return nil, fmt.Errorf("%w: a line of %d values", ErrCorrupt, len(s.fields))
		}
		if text := string(s.fields[at[i]]); text != "" || s.quoted[at[i]] {
			out[i] = &text
		}
	}
	return out, nil
}
