package result

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
)

// Format is a way to write a result down.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	JSON Format = "json"
)

// MediaType is the format's content type.
func (f Format) MediaType() string {
	if f == JSON {
		return "application/json"
	}
	return "text/csv; charset=utf-8"
}

// ExportParams says how to write.
type ExportParams struct {
	Format Format
	// Raw leaves texts that a spreadsheet would run as formulas as they are. CSV only.
	Raw bool
}

// Summary is what an export wrote.
type Summary struct {
	Rows  int64
	Bytes int64
	// Checksum is the SHA-256 of the bytes in hex.
	Checksum string
}

// encoder writes rows in one format.
type encoder interface {
	begin() error
	row(Row) error
	end() error
}

// Export streams every stored row to w in stored order. Memory is bounded at any size.
func (s *Service) Export(ctx context.Context, r *Result, p ExportParams, w io.Writer) (Summary, error) {
	out := &tally{out: w, sum: sha256.New()}
	var enc encoder
	switch p.Format {
	case CSV:
		enc = newCSVEncoder(out, r.Columns, p.Raw)
	case JSON:
		enc = newJSONEncoder(out, r.Columns)
	default:
		return Summary{}, fmt.Errorf("export result: unknown format %q", p.Format)
	}
	rows, err := int64(0), enc.begin()
	for row, reading := range s.All(ctx, r) {
		if err == nil {
			err = reading
		}
		if err == nil {
			err = enc.row(row)
		}
		if err != nil {
			break
		}
		rows++
	}
	if err == nil {
		err = enc.end()
	}
	if err != nil {
		return Summary{}, fmt.Errorf("export result: %w", err)
	}
	return Summary{Rows: rows, Bytes: out.n, Checksum: hex.EncodeToString(out.sum.Sum(nil))}, nil
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
