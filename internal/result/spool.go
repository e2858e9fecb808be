package result

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Part is one CSV file of a result, each with a header of its own.
type Part interface {
	// Open starts reading. Length is the number of bytes announced, or -1. A
	// read that ends early gives io.ErrUnexpectedEOF where the reader knows.
	Open(ctx context.Context) (body io.ReadCloser, length int64, err error)
}

// spool rewrites parts as one CSV of a single spelling (every value quoted,
// NULL as null) which DuckDB reads without guessing, and learns the columns on the way.
type spool struct {
	out      *bufio.Writer
	declared []Declared
	columns  []Column
	header   []string
	fits     []*fit
	parts    int
	rows     int64
	// read counts the bytes received, kept the bytes written.
	read, kept int64
	maxBytes   int64
	longest    int64
}

const null = `\N`

func newSpool(w io.Writer, declared []Declared, maxBytes int64) *spool {
	return &spool{out: bufio.NewWriterSize(w, readBuffer), declared: declared, maxBytes: maxBytes}
}

// add copies one part.
func (s *spool) add(ctx context.Context, part Part) error {
	s.parts++
	err := s.copyPart(ctx, part)
	var bad *MalformedError
	if errors.As(err, &bad) {
		bad.Part = s.parts
		return err
	}
	if err != nil {
		return fmt.Errorf("read result file %d: %w", s.parts, err)
	}
	return nil
}

func (s *spool) copyPart(ctx context.Context, part Part) error {
	body, length, err := part.Open(ctx)
	if err != nil {
		return err
	}
	defer body.Close()
	raw := &counter{in: body}
	plain, err := gunzip(raw)
	if err != nil {
		return truncated(err)
	}
	err = s.records(ctx, newScanner(plain))
	s.read += raw.n
	var bad *MalformedError
	switch {
	case err != nil && !errors.As(err, &bad):
		return truncated(err)
	case length >= 0 && raw.n < length && (err == nil || raw.ended):
		// Half a body often ends in half a record: the length is the cause to name.
		return fmt.Errorf("%w: %d of %d bytes", ErrTruncated, raw.n, length)
	case err == nil && length >= 0 && raw.n > length:
		return &MalformedError{Detail: fmt.Sprintf("%d bytes came, %d were announced", raw.n, length)}
	}
	return err
}

func (s *spool) records(ctx context.Context, in *scanner) error {
	in.skipMark()
	if err := in.next(); errors.Is(err, io.EOF) {
		return malformed("the file is empty, not even a header")
	} else if err != nil {
		return err
	}
	if err := s.head(in.fields); err != nil {
		return err
	}
	blank := 0
	for row := 1; ; row++ {
		err := in.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		var bad *MalformedError
		if errors.As(err, &bad) {
			bad.Row = row
		}
		if err != nil {
			return err
		}
		if in.blank() && len(s.columns) > 1 { // blank lines may end the file, not interrupt it
			blank++
			continue
		}
		if blank > 0 || len(in.fields) != len(s.columns) {
			return &MalformedError{Row: row, Detail: fmt.Sprintf("%d values where the header has %d", len(in.fields), len(s.columns))}
		}
		if err := s.write(in); err != nil {
			return storageError(err)
		}
		if row%4096 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
}

// head takes the first part's header and demands the same of the others.
func (s *spool) head(fields [][]byte) error {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = string(f)
	}
	if s.parts > 1 {
		if !slices.Equal(names, s.header) {
			return malformed("the header differs from the first file's")
		}
		return nil
	}
	columns, err := match(names, s.declared)
	if err != nil {
		return err
	}
	s.header, s.columns = names, columns
	for _, c := range columns {
		s.fits = append(s.fits, newFit(c.Type))
	}
	return nil
}

func (s *spool) write(in *scanner) error {
	before := s.kept
	for i, value := range in.fields {
		if i > 0 {
			s.out.WriteByte(',')
		}
		s.kept += int64(len(value)) + 3
		if len(value) == 0 && !in.quoted[i] {
			s.out.WriteString(null)
			continue
		}
		s.fits[i].see(value)
		s.out.WriteByte('"')
		for {
			quote := bytes.IndexByte(value, '"')
			if quote < 0 {
				break
			}
			s.out.Write(value[:quote+1])
			s.out.WriteByte('"')
			s.kept++
			value = value[quote+1:]
		}
		s.out.Write(value)
		s.out.WriteByte('"')
	}
	s.rows++
	s.longest = max(s.longest, s.kept-before)
	if s.kept > s.maxBytes {
		return fmt.Errorf("%w: the result is larger than %d bytes", ErrTooLarge, s.maxBytes)
	}
	return s.out.WriteByte('\n') // a bufio error sticks, so this one speaks for all
}

// finish flushes and settles how each column is kept.
func (s *spool) finish() error {
	if s.parts == 0 {
		return fmt.Errorf("%w: Amazon gave no file", ErrTruncated)
	}
	for i, f := range s.fits {
		s.columns[i].Encoding = f.encoding()
	}
	return storageError(s.out.Flush())
}

// gunzip unpacks a stream that is gzip, whatever its headers said.
func gunzip(in io.Reader) (io.Reader, error) {
	peek := bufio.NewReaderSize(in, readBuffer)
	if magic, _ := peek.Peek(2); !bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		return peek, nil
	}
	return gzip.NewReader(peek)
}

type counter struct {
	in    io.Reader
	n     int64
	ended bool
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.n += int64(n)
	c.ended = c.ended || err != nil
	return n, err
}
