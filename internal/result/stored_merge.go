package result

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// merge writes the numbers of all rows of the runs, in their order, to a file.
func (s *sortedRuns) merge(ctx context.Context, path string, between func(context.Context)) error {
	if err := s.out.Flush(); err != nil {
		return fmt.Errorf("order rows: %w", err)
	}
	rest, err := s.open()
	if err != nil {
		return err
	}
	out, err := createNumbers(path)
	if err != nil {
		return err
	}
	return errors.Join(rest.drain(ctx, out, between), out.close())
}

// drain writes the numbers of all rows that are left.
func (h merging) drain(ctx context.Context, out *numbersFile, between func(context.Context)) error {
	for n := 0; len(h) > 0; n++ {
		if n%groupRows == 0 {
			between(ctx)
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
		}
		if err := out.add(h[0].number); err != nil {
			return err
		}
		more, err := h[0].next()
		if err != nil {
			return err
		}
		if !more {
			last := len(h) - 1
			h[0], h = h[last], h[:last]
		}
		h.sink(0)
	}
	return nil
}

// open stands at the first row of every run.
func (s *sortedRuns) open() (merging, error) {
	rest, begin := make(merging, 0, len(s.ends)), int64(0)
	for place, end := range s.ends {
		one := &merged{place: place, in: bufio.NewReaderSize(io.NewSectionReader(s.file, begin, end-begin), 1<<16)}
		more, err := one.next()
		if err != nil {
			return nil, err
		}
		if more {
			rest = append(rest, one)
		}
		begin = end
	}
	for at := len(rest)/2 - 1; at >= 0; at-- {
		rest.sink(at)
	}
	return rest, nil
}

// merged is a run of which rows are left, at the first of them.
type merged struct {
	place  int // among the runs
	in     *bufio.Reader
	head   uint64
	key    []byte
	number int64
}

// next goes on to the next row, and reports whether there is one.
func (m *merged) next() (bool, error) {
	length, err := binary.ReadUvarint(m.in)
	if err == io.EOF { //nolint:errorlint // as it is documented, at the end of a row
		return false, nil
	}
	if err == nil {
		m.key = resized(m.key, int(length)) //nolint:gosec // a key is small
		_, err = io.ReadFull(m.in, m.key)
	}
	var number uint64
	if err == nil {
		number, err = binary.ReadUvarint(m.in)
	}
	if err != nil {
		return false, fmt.Errorf("order rows: %w", err)
	}
	m.head, m.number = headOf(m.key), int64(number) //nolint:gosec // as it was written
	return true, nil
}

// before tells which of two comes first. Of rows alike it is that of the
// earlier run, which has the smaller number.
func (m *merged) before(o *merged) bool {
	if m.head != o.head {
		return m.head < o.head
	}
	if c := bytes.Compare(m.key, o.key); c != 0 {
		return c < 0
	}
	return m.place < o.place
}

// merging is a heap: the run whose row is the next comes first.
type merging []*merged

func (h merging) sink(at int) {
	for {
		least := at
		for child := 2*at + 1; child <= 2*at+2 && child < len(h); child++ {
			if h[child].before(h[least]) {
				least = child
			}
		}
		if least == at {
			return
		}
		h[at], h[least] = h[least], h[at]
		at = least
	}
}
