package result

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	pqfile "github.com/apache/arrow-go/v18/parquet/file"
)

// numbersFile writes row numbers to a file, eight bytes each.
type numbersFile struct {
	file *os.File
	out  *bufio.Writer
}

func createNumbers(path string) (*numbersFile, error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("write view: %w", err)
	}
	return &numbersFile{file, bufio.NewWriterSize(file, 1<<16)}, nil
}

func (f *numbersFile) add(numbers ...int64) error {
	for _, n := range numbers {
		var bytes [8]byte
		binary.LittleEndian.PutUint64(bytes[:], uint64(n)) //nolint:gosec // none is below 0
		if _, err := f.out.Write(bytes[:]); err != nil {
			return fmt.Errorf("write view: %w", err)
		}
	}
	return nil
}

func (f *numbersFile) close() error {
	if err := errors.Join(f.out.Flush(), f.file.Close()); err != nil {
		return fmt.Errorf("write view: %w", err)
	}
	return nil
}

// writeNumbers writes row numbers to a file.
func writeNumbers(path string, numbers []int64) error {
	out, err := createNumbers(path)
	if err != nil {
		return err
	}
	return errors.Join(out.add(numbers...), out.close())
}

// unpackNumbers writes the numbers that DuckDB wrote as the one column of a
// Parquet file, and tells how many.
func unpackNumbers(from, to string) (rows int64, err error) {
	file, err := pqfile.OpenParquetFile(from, false)
	if err != nil {
		return 0, fmt.Errorf("read view: %w", err)
	}
	defer func() { _ = file.Close() }() // only read
	out, err := createNumbers(to)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, out.close()) }()
	numbers, levels := make([]int64, rowsTogether), make([]int16, rowsTogether)
	for n := range file.NumRowGroups() {
		group := file.RowGroup(n)
		column, err := group.Column(0)
		if err != nil {
			return 0, fmt.Errorf("read view: %w", err)
		}
		chunk, ok := column.(*pqfile.Int64ColumnChunkReader)
		if !ok {
			return 0, fmt.Errorf("%w: row numbers of %s", ErrCorrupt, column.Type())
		}
		for left := group.NumRows(); left > 0; {
			_, read, err := chunk.ReadBatch(min(left, rowsTogether), numbers, levels, nil)
			if err == nil && read == 0 {
				err = io.ErrUnexpectedEOF
			}
			if err != nil {
				return 0, fmt.Errorf("read view: %w", err)
			}
			if err := out.add(numbers[:read]...); err != nil {
				return 0, err
			}
			left, rows = left-int64(read), rows+int64(read)
		}
	}
	return rows, nil
}

// readNumbers reads some of the numbers of a file.
func readNumbers(path string, from, count int64) ([]int64, error) {
	in, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read view: %w", err)
	}
	defer func() { _ = in.Close() }() // only read
	bytes := make([]byte, 8*max(count, 0))
	if _, err := in.ReadAt(bytes, 8*from); err != nil {
		return nil, fmt.Errorf("read view: %w", err)
	}
	numbers := make([]int64, 0, len(bytes)/8)
	for ; len(bytes) > 0; bytes = bytes[8:] {
		numbers = append(numbers, int64(binary.LittleEndian.Uint64(bytes))) //nolint:gosec // as it was written
	}
	return numbers, nil
}
