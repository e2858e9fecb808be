package result

import (
	"context"
	"errors"
	"fmt"
	"io"

	pqfile "github.com/apache/arrow-go/v18/parquet/file"
	"golang.org/x/sync/errgroup"
)

// wholeCSV prints a stored file as CSV, byte for byte as csvEncoder does.
func (s *Service) wholeCSV(ctx context.Context, r *Result, p ExportParams, out io.Writer) error {
	header := newCSVEncoder(out, r.Columns, p.Raw)
	if err := errors.Join(header.begin(), header.end()); err != nil {
		return err
	}
	path, release, err := s.local(ctx, r)
	if err != nil {
		return err
	}
	defer release()
	rows := int64(0)
	return r.printLines(ctx, path, p.Raw, s.config.Threads, func(lines csvLines) error {
		if _, err := out.Write(lines.text); err != nil {
			return err
		}
		if rows += int64(len(lines.ends)); lines.last && p.Progress != nil {
			p.Progress(rows)
		}
		return nil
	})
}

// printLines gives the rows of the result at path as lines of CSV, in their
// order. Columns become text without being rows between, and several row groups
// are printed at the same time. What is given is valid until take returns.
func (r *Result) printLines(ctx context.Context, path string, raw bool, threads int, take func(csvLines) error) error {
	file, err := pqfile.OpenParquetFile(path, false)
	if err != nil {
		return fmt.Errorf("open result: %w", err)
	}
	defer func() { _ = file.Close() }() // only read
	if file.NumRows() != r.RowCount {
		return fmt.Errorf("%w: %d rows where %d were stored", ErrCorrupt, file.NumRows(), r.RowCount)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	work, ctx := errgroup.WithContext(ctx)
	lanes := make([]*csvLane, max(min(threads, file.NumRowGroups()), 1))
	for n := range lanes {
		lane := newCSVLane(r.encodings(), raw)
		lanes[n] = lane
		work.Go(func() error {
			defer close(lane.printed)
			for group := n; group < file.NumRowGroups(); group += len(lanes) {
				if err := lane.print(ctx, file, group); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for group := range file.NumRowGroups() {
		lane := lanes[group%len(lanes)]
		for last := false; !last; {
			lines, ok := <-lane.printed
			if !ok {
				return work.Wait() // the lane has failed
			}
			if err := take(lines); err != nil {
				stop()
				_ = work.Wait() // nobody takes it any more
				return err
			}
			last = lines.last
			lane.free <- lines
		}
	}
	return work.Wait()
}

// csvLane prints every so-manyth row group.
type csvLane struct {
	encodings []Encoding
	raw       bool
	rows      *group // printed and not yet lines
	printed   chan csvLines
	free      chan csvLines // what was taken, to be filled again
}

// csvLines are some lines of a row group.
type csvLines struct {
	text []byte
	ends []int // where each line ends in text
	last bool  // of the group
}

// lanePieces is how many pieces of text a lane has: one is printed, one waits, one is written.
const lanePieces = 3

func newCSVLane(encodings []Encoding, raw bool) *csvLane {
	lane := &csvLane{encodings: encodings, raw: raw, rows: newGroup(len(encodings), rowsTogether), printed: make(chan csvLines, 1), free: make(chan csvLines, lanePieces)}
	for range lanePieces {
		lane.free <- csvLines{}
	}
	return lane
}

// print passes on the lines of a row group, about csvPiece bytes at a time.
func (l *csvLane) print(ctx context.Context, file *pqfile.Reader, group int) error {
	lines := csvLines{}
	if err := l.take(ctx, &lines); err != nil {
		return err
	}
	pass := func() error {
		select {
		case l.printed <- lines:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	rows, err := openRows(file, group, l.encodings, func(to, text []byte) []byte { return appendCSV(to, text, l.raw) })
	if err != nil {
		return err
	}
	for {
		l.rows.empty()
		n, err := rows.next(l.rows, rowsTogether)
		if err != nil {
			return err
		}
		if n == 0 {
			lines.last = true
			return pass()
		}
		for row := range n {
			lines.text = l.rows.appendLine(lines.text, row)
			if lines.ends = append(lines.ends, len(lines.text)); len(lines.text) < csvPiece {
				continue
			}
			if err := pass(); err != nil {
				return err
			}
			if err := l.take(ctx, &lines); err != nil {
				return err
			}
		}
	}
}

// appendLine appends a row whose values are printed as values of CSV.
func (g *group) appendLine(to []byte, row int) []byte {
	for i := range g.columns {
		if i > 0 {
			to = append(to, ',')
		}
		t, from := &g.columns[i], uint32(0)
		if row > 0 {
			from = t.ends[row-1]
		}
		to = append(to, t.data[from:t.ends[row]]...)
	}
	return append(to, '\n')
}

// take waits for a piece to fill.
func (l *csvLane) take(ctx context.Context, lines *csvLines) error {
	select {
	case old := <-l.free:
		*lines = csvLines{text: old.text[:0], ends: old.ends[:0]}
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
