package result

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"iter"
)

// ExportParams says how to write.
type ExportParams struct {
	Format Format
	// Raw leaves texts that a spreadsheet would run as formulas as they are. CSV only.
	Raw bool
	// Progress is told, now and then, how many rows were written. It may be nil.
	Progress func(rows int64)
}

// Source is what an export writes: rows in their order, and how many there are.
type Source struct {
	Columns []Column
	Rows    iter.Seq2[Row, error]
	Count   int64
}

// Summary is what an export wrote.
type Summary struct {
	Rows  int64
	Bytes int64
	// Checksum is the SHA-256 of the bytes in hex.
	Checksum string
	// Notices tell a person where the file differs from the rows, or is in several parts.
	Notices []string
}

// encoder writes rows in one format. What it wrote before end reads as broken.
type encoder interface {
	begin() error
	row(Row) error
	end() error
}

// noticing is an encoder that may have something to tell once it has ended.
type noticing interface{ notices() []string }

func newEncoder(w io.Writer, columns []Column, p ExportParams) (encoder, error) {
	switch p.Format {
	case CSV:
		return newCSVEncoder(w, columns, p.Raw), nil
	case JSON:
		return newJSONEncoder(w, columns, false), nil
	case NDJSON:
		return newJSONEncoder(w, columns, true), nil
	case XLSX:
		return newXLSXEncoder(w, columns), nil
	case Parquet:
		return newParquetEncoder(w, columns), nil
	case Arrow:
		return newArrowEncoder(w, columns), nil
	default:
		return nil, fmt.Errorf("unknown format %q", p.Format)
	}
}

// Export streams every stored row to w in stored order. Memory is bounded at any size.
func (s *Service) Export(ctx context.Context, r *Result, p ExportParams, w io.Writer) (Summary, error) {
	switch p.Format {
	case CSV:
		return summed(w, r.RowCount, func(out io.Writer) ([]string, error) { return nil, s.wholeCSV(ctx, r, p, out) })
	case Parquet:
		return summed(w, r.RowCount, func(out io.Writer) ([]string, error) {
			return nil, s.wholeRecords(ctx, r, newParquetEncoder(out, r.Columns), p.Progress)
		})
	case Arrow:
		return summed(w, r.RowCount, func(out io.Writer) ([]string, error) {
			return nil, s.wholeRecords(ctx, r, newArrowEncoder(out, r.Columns), p.Progress)
		})
	default:
		return ExportRows(Source{Columns: r.Columns, Rows: s.All(ctx, r), Count: r.RowCount}, p, w)
	}
}

// ExportRows streams rows to w. It fails, and what was written reads as broken,
// when their number is not the one that was told. Memory is bounded as far as
// the source bounds it.
func ExportRows(source Source, p ExportParams, w io.Writer) (Summary, error) {
	return summed(w, source.Count, func(out io.Writer) ([]string, error) {
		enc, err := newEncoder(out, source.Columns, p)
		if err != nil {
			return nil, err
		}
		if err := source.writeTo(enc, p.Progress); err != nil {
			return nil, err
		}
		if told, ok := enc.(noticing); ok {
			return told.notices(), nil
		}
		return nil, nil
	})
}

// toldEvery is how many rows lie between two reports of progress.
const toldEvery = 8192

func (s Source) writeTo(enc encoder, progress func(int64)) error {
	if err := enc.begin(); err != nil {
		return err
	}
	rows := int64(0)
	for row, err := range s.Rows {
		if err != nil {
			return err
		}
		if err := enc.row(row); err != nil {
			return err
		}
		if rows++; rows%toldEvery == 0 && progress != nil {
			progress(rows)
		}
	}
	if rows != s.Count {
		return fmt.Errorf("%w: %d rows came where %d were expected", ErrCorrupt, rows, s.Count)
	}
	return enc.end()
}

// summed counts and sums what write gives out.
func summed(w io.Writer, rows int64, write func(io.Writer) ([]string, error)) (Summary, error) {
	out := &tally{out: w, sum: sha256.New()}
	notices, err := write(out)
	if err != nil {
		return Summary{}, fmt.Errorf("export result: %w", err)
	}
	return Summary{Rows: rows, Bytes: out.n, Checksum: hex.EncodeToString(out.sum.Sum(nil)), Notices: notices}, nil
}

// tally counts and sums what passes through.
type tally struct {
	out io.Writer
	sum hash.Hash
	n   int64
}

func (t *tally) Write(p []byte) (int, error) {
	n, err := t.out.Write(p)
	t.sum.Write(p[:n])
	t.n += int64(n)
	return n, err
}
