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

// intake reads parts, checks them, and passes their rows on, a row group at a time.
type intake struct {
	declared []Declared
	columns  []Column // encodings are not known yet
	header   []string
	parts    int
	rows     int64
	// read counts the bytes received, kept those of the values.
	read, kept int64
	maxBytes   int64

	groupRows int    // at most in one
	group     *group // being filled
	// pass hands a group on and gives an empty one for the next rows.
	pass func(context.Context, *group) (*group, error)
}

// add takes one part.
func (s *intake) add(ctx context.Context, part Part) error {
	s.parts++
	err := s.readPart(ctx, part)
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

func (s *intake) readPart(ctx context.Context, part Part) error {
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

func (s *intake) records(ctx context.Context, in *scanner) error {
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
		if err := s.take(ctx, in); err != nil {
			return err
		}
		if row%4096 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
}

// head takes the first part's header and demands the same of the others.
func (s *intake) head(fields [][]byte) error {
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
	s.header, s.columns, s.group = names, columns, newGroup(len(columns), s.groupRows)
	return nil
}

// take adds the record to the group, which is passed on before it once it is full.
func (s *intake) take(ctx context.Context, in *scanner) error {
	if s.group.full() {
		var err error
		if s.group, err = s.pass(ctx, s.group); err != nil {
			return err
		}
	}
	bytes := len(in.fields)
	for i, value := range in.fields {
		if len(value) == 0 && !in.quoted[i] {
			s.group.columns[i].addNull()
			continue
		}
		s.group.columns[i].add(value)
		bytes += len(value)
	}
	s.rows++
	s.group.rows++
	s.group.bytes += bytes
	if s.kept += int64(bytes); s.kept > s.maxBytes {
		return fmt.Errorf("%w: the result is larger than %d bytes", ErrTooLarge, s.maxBytes)
	}
	return nil
}

// finish passes on what is left, marked as the last.
func (s *intake) finish(ctx context.Context) error {
	if s.parts == 0 {
		return fmt.Errorf("%w: Amazon gave no file", ErrTruncated)
	}
	s.group.last = true
	_, err := s.pass(ctx, s.group)
	return err
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
