package result

import (
	"context"
	"errors"
	"fmt"
	"io"

	pqfile "github.com/apache/arrow-go/v18/parquet/file"
	"golang.org/x/sync/errgroup"
)

// wholeCSV prints a stored file as CSV, byte for byte as csvEncoder does:
// columns become text without being rows between. Several row groups are
// printed at the same time, and written in their order.
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
	lanes := make([]*csvLane, max(min(s.config.Threads, file.NumRowGroups()), 1))
	for n := range lanes {
		lane := newCSVLane(r.encodings(), p.Raw)
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
	rows := int64(0)
	for group := range file.NumRowGroups() {
		lane := lanes[group%len(lanes)]
		for more := true; more; {
			lines, ok := <-lane.printed
			if !ok {
				return work.Wait() // the lane has failed
			}
			if _, err := out.Write(lines.text); err != nil {
				stop()
				_ = work.Wait() // nobody takes it any more
				return err
			}
			lane.free <- lines.text
			rows += lines.rows
			more = !lines.last
		}
		if p.Progress != nil {
			p.Progress(rows)
		}
	}
	return work.Wait()
}

// csvLane prints every so-manyth row group.
type csvLane struct {
	encodings []Encoding
	raw       bool
	printed   chan csvLines
	free      chan []byte // what was written, to be filled again
}

// csvLines are some lines of a row group.
type csvLines struct {
	text []byte
	rows int64
	last bool // of the group
}

// lanePieces is how many pieces of text a lane has: one is printed, one waits, one is written.
const lanePieces = 3

func newCSVLane(encodings []Encoding, raw bool) *csvLane {
	lane := &csvLane{encodings: encodings, raw: raw, printed: make(chan csvLines, 1), free: make(chan []byte, lanePieces)}
	for range lanePieces {
		lane.free <- nil
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
	var text []byte
	err := printRows(ctx, file, group, l.encodings, func(rows printedRows) error {
		for row := range rows.rows {
			for i, column := range rows.columns {
				if i > 0 {
					lines.text = append(lines.text, ',')
				}
				switch {
				case column.IsNull(row):
				case l.encodings[i].Kind == Text:
					text = rows.print[i](text[:0], row)
					lines.text = appendCSV(lines.text, text, l.raw)
				default:
					lines.text = rows.print[i](lines.text, row)
				}
			}
			lines.text = append(lines.text, '\n')
			if lines.rows++; len(lines.text) < csvPiece {
				continue
			}
			if err := pass(); err != nil {
				return err
			}
			if err := l.take(ctx, &lines); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	lines.last = true
	return pass()
}

// take waits for a piece to fill.
func (l *csvLane) take(ctx context.Context, lines *csvLines) error {
	select {
	case text := <-l.free:
		*lines = csvLines{text: text[:0]}
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
