package result

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"slices"

	pqfile "github.com/apache/arrow-go/v18/parquet/file"
)

// runRows and runBytes bound what is put in order in memory: rows, and the bytes of their keys.
const (
	runRows  = 1 << 19
	runBytes = 16 << 20
)

var errMuchSpill = errors.New("the keys of an order take more place than they may")

// orderRows writes the numbers of all rows of the result at path, in an order,
// to a file, as numbersFile writes them, and tells how many. It reads the columns
// of the order only. Runs of so many rows at most are put in order, spilled beside
// the file in so many bytes at most, and merged, so that its memory is bounded at
// any size; between is called between small parts of the work. It is errLongKey or
// errMuchSpill where the order is not for it.
func (r *Result) orderRows(ctx context.Context, path string, by []ViewSort, to string, runRows int, spill int64, between func(context.Context)) (rows int64, err error) {
	file, err := pqfile.OpenParquetFile(path, false)
	if err != nil {
		return 0, fmt.Errorf("open result: %w", err)
	}
	defer func() { _ = file.Close() }() // only read
	out, err := createRuns(to+".runs", spill)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, out.remove()) }()
	run := sortedRun{}
	for n := range file.NumRowGroups() {
		between(ctx)
		if ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		group := file.RowGroup(n)
		if err := eachKey(group, rows, by, func(key []byte, number int64) error {
			run.add(key, number)
			if len(run.rows) < runRows && len(run.keys) < runBytes {
				return nil
			}
			return out.write(&run)
		}); err != nil {
			return 0, err
		}
		rows += group.NumRows()
	}
	if err := out.write(&run); err != nil {
		return 0, err
	}
	return rows, out.merge(ctx, to, between)
}

// sortedRun is some rows in memory, with their keys one behind the other.
type sortedRun struct {
	rows []runRow
	keys []byte
}

// runRow is a row of a run: the beginning of its key, by which most are told apart, and where all of it lies.
type runRow struct {
	head     uint64
	from, to uint32
	number   int64
}

func (r *sortedRun) add(key []byte, number int64) {
	from := len(r.keys)
	r.keys = append(r.keys, key...)
	r.rows = append(r.rows, runRow{headOf(key), uint32(from), uint32(len(r.keys)), number}) //nolint:gosec // a run is small
}

// headOf is the first eight bytes of a key, as a number that compares as they do.
func headOf(key []byte) uint64 {
	var head [8]byte
	copy(head[:], key)
	return binary.BigEndian.Uint64(head[:])
}

func (r *sortedRun) key(row runRow) []byte { return r.keys[row.from:row.to] }

func (r *sortedRun) sort() {
	slices.SortFunc(r.rows, func(a, b runRow) int {
		if a.head != b.head {
			return cmp.Compare(a.head, b.head)
		}
		return cmp.Or(bytes.Compare(r.key(a), r.key(b)), cmp.Compare(a.number, b.number))
	})
}

// sortedRuns are runs in a file: of each row the length of its key, the key and the number.
type sortedRuns struct {
	file  *os.File
	out   *bufio.Writer
	most  int64   // bytes
	ends  []int64 // of each run
	entry []byte
}

func createRuns(path string, most int64) (*sortedRuns, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("order rows: %w", err)
	}
	return &sortedRuns{file: file, out: bufio.NewWriterSize(file, 1<<16), most: most}, nil
}

func (s *sortedRuns) remove() error { return errors.Join(s.file.Close(), os.Remove(s.file.Name())) }

// end is where the last run ends.
func (s *sortedRuns) end() int64 {
	if len(s.ends) == 0 {
		return 0
	}
	return s.ends[len(s.ends)-1]
}

// write puts a run in order and behind those before, and empties it.
func (s *sortedRuns) write(r *sortedRun) error {
	r.sort()
	end := s.end()
	for _, row := range r.rows {
		s.entry = binary.AppendUvarint(s.entry[:0], uint64(row.to-row.from))
		s.entry = append(s.entry, r.key(row)...)
		s.entry = binary.AppendUvarint(s.entry, uint64(row.number)) //nolint:gosec // none is below 0
		if end += int64(len(s.entry)); end > s.most {
			return errMuchSpill
		}
		if _, err := s.out.Write(s.entry); err != nil {
			return fmt.Errorf("order rows: %w", err)
		}
	}
	s.ends = append(s.ends, end)
	r.rows, r.keys = r.rows[:0], r.keys[:0]
	return nil
}
