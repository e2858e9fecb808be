package result

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// wholePiece is how many rows DuckDB prints at a time: few enough that progress
// is told and a cancelled export ends soon.
const wholePiece = 16 * groupRows

// wholeFrom is how many rows are worth the start of a DuckDB of its own.
const wholeFrom = 20_000

// wholeCSV has DuckDB print a stored file as CSV, byte for byte as csvEncoder
// does: rows need not become Go values one by one. DuckDB writes into a pipe
// below the scratch folder, so that nothing waits on disk.
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
	dir, err := os.MkdirTemp(s.scratch.dir, "export-")
	if err != nil {
		return storageError(fmt.Errorf("create export folder: %w", err))
	}
	defer os.RemoveAll(dir)
	engine, err := openEngine(ctx, s.limits(dir, s.cache.dir)) // its own, so that pages do not wait for its memory
	if err != nil {
		return err
	}
	defer engine.Close()
	for from := int64(0); from < r.RowCount; from += wholePiece {
		until := min(from+wholePiece, r.RowCount)
		statement := fmt.Sprintf(`COPY (SELECT %s FROM read_parquet(%s, file_row_number = true)
WHERE file_row_number >= %d AND file_row_number < %d)
TO %%s (FORMAT csv, HEADER false, NULLSTR '', USE_TMP_FILE false)`, strings.Join(printedInCSV(r.Columns, p.Raw), ", "),
			strings.ReplaceAll(quote(path), "%", "%%"), from, until)
		rows, err := copyOut(ctx, engine, statement, filepath.Join(dir, "pipe.csv"), out)
		if err == nil && rows != until-from {
			err = fmt.Errorf("%w: %d rows at %d where %d were stored", ErrCorrupt, rows, from, until-from)
		}
		if err != nil {
			return err
		}
		if p.Progress != nil {
			p.Progress(until)
		}
	}
	return nil
}

// copyOut runs a COPY into a pipe and passes on what comes out of it. It gives
// the number of rows that DuckDB copied.
func copyOut(ctx context.Context, engine *sql.DB, statement, pipe string, out io.Writer) (int64, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := unix.Mkfifo(pipe, 0o600); err != nil {
		return 0, fmt.Errorf("create export pipe: %w", err)
	}
	defer os.Remove(pipe)
	read, err := os.OpenFile(pipe, os.O_RDONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		return 0, fmt.Errorf("open export pipe: %w", err)
	}
	defer read.Close()
	// Held open until DuckDB is done: reading ends neither before it begins nor later than it ends.
	held, err := os.OpenFile(pipe, os.O_WRONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		return 0, fmt.Errorf("open export pipe: %w", err)
	}
	_, _ = unix.FcntlInt(held.Fd(), unix.F_SETPIPE_SZ, 1<<20) // a smaller pipe works, with more switching

	type outcome struct {
		rows int64
		err  error
	}
	done := make(chan outcome, 1)
	go func() {
		var o outcome
		var result sql.Result
		if result, o.err = engine.ExecContext(ctx, fmt.Sprintf(statement, quote(pipe))); o.err == nil {
			o.rows, o.err = result.RowsAffected()
		}
		_ = held.Close()
		done <- o
	}()
	_, err = io.CopyBuffer(out, struct{ io.Reader }{read}, make([]byte, readBuffer))
	if err != nil {
		cancel()
		_, _ = io.Copy(io.Discard, read) // DuckDB must not write into a pipe without a reader
	}
	o := <-done
	if err == nil {
		err = o.err
	}
	if err != nil {
		return 0, fmt.Errorf("print rows: %w", err)
	}
	return o.rows, nil
}
