// Package result writes the files of an execution.
//
// A Writer takes one CSV with a header and lays it down as one file or
// several, each with the header, in the separator that was asked for. Rows may
// span lines inside quotes and are never torn apart.
package result

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// Format is how the files are to look.
type Format struct {
	// Separator stands between fields; what comes in has commas.
	Separator rune
	// RowsPerFile begins a new file after so many rows; 0 does not.
	RowsPerFile int
	// MaxFiles takes the rest in the last file.
	MaxFiles int
}

// Writer writes into a folder. Close it before the files are used.
type Writer struct {
	folder string
	format Format

	file   *os.File
	out    *bufio.Writer
	files  []string
	bytes  int64
	header []byte
	rows   int
	// row is the unfinished row; quoted tells whether it stands within quotes.
	row    bytes.Buffer
	quoted bool
}

// New returns a Writer into an existing folder.
func New(folder string, format Format) *Writer {
	if format.Separator == 0 {
		format.Separator = ','
	}
	return &Writer{folder: folder, format: format}
}

// Write implements io.Writer.
func (w *Writer) Write(data []byte) (int, error) {
	for i, b := range data {
		w.row.WriteByte(b)
		switch b {
		case '"':
			w.quoted = !w.quoted
		case '\n':
			if w.quoted {
				continue
			}
			if err := w.endRow(); err != nil {
				return i, err
			}
		}
	}
	return len(data), nil
}

func (w *Writer) endRow() error {
	row := w.row.Bytes()
	if w.format.Separator != ',' {
		row = separate(row, w.format.Separator)
	}
	defer w.row.Reset()
	if w.header == nil {
		w.header = bytes.Clone(row)
		return w.open()
	}
	if limit := w.format.RowsPerFile; limit > 0 && w.rows >= limit && len(w.files) < w.format.MaxFiles {
		if err := w.open(); err != nil {
			return err
		}
	}
	w.rows++
	return w.put(row)
}

func (w *Writer) open() error {
	if err := w.closeFile(); err != nil {
		return err
	}
	name := fmt.Sprintf("part-%d.csv", len(w.files)+1)
	file, err := os.OpenFile(filepath.Join(w.folder, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("make result file: %w", err)
	}
	w.file, w.out, w.rows = file, bufio.NewWriterSize(file, 64<<10), 0
	w.files = append(w.files, name)
	return w.put(w.header)
}

func (w *Writer) put(row []byte) error {
	n, err := w.out.Write(row)
	w.bytes += int64(n)
	if err != nil {
		return fmt.Errorf("write result file: %w", err)
	}
	return nil
}

func (w *Writer) closeFile() error {
	if w.file == nil {
		return nil
	}
	err := errors.Join(w.out.Flush(), w.file.Close())
	w.file = nil
	if err != nil {
		return fmt.Errorf("close result file: %w", err)
	}
	return nil
}

// Close ends the last file. A row without its line break is an error.
func (w *Writer) Close() error {
	if err := w.closeFile(); err != nil {
		return err
	}
	if w.row.Len() > 0 {
		return fmt.Errorf("write result: the last row is cut off: %w", io.ErrUnexpectedEOF)
	}
	if w.header == nil {
		return errors.New("write result: there is no header")
	}
	return nil
}

// Files are the names of the files, in order.
func (w *Writer) Files() []string { return w.files }

// Bytes is the size of all files.
func (w *Writer) Bytes() int64 { return w.bytes }

// separate replaces the commas between fields, and quotes fields that hold the
// new separator.
func separate(row []byte, separator rune) []byte {
	row = bytes.TrimSuffix(row, []byte("\n"))
	var out bytes.Buffer
	for field := range fields(row) {
		if out.Len() > 0 || field.index > 0 {
			out.WriteRune(separator)
		}
		if field.text[:min(1, len(field.text))] != `"` && strings.ContainsRune(field.text, separator) {
			out.WriteString(`"` + field.text + `"`)
			continue
		}
		out.WriteString(field.text)
	}
	out.WriteByte('\n')
	return out.Bytes()
}

type field struct {
	index int
	text  string
}

// fields gives the fields of a row as they are written, quotes included.
func fields(row []byte) func(yield func(field) bool) {
	return func(yield func(field) bool) {
		quoted, start, index := false, 0, 0
		for i := 0; i < len(row); i += utf8Len(row[i:]) {
			switch {
			case row[i] == '"':
				quoted = !quoted
			case row[i] == ',' && !quoted:
				if !yield(field{index, string(row[start:i])}) {
					return
				}
				start, index = i+1, index+1
			}
		}
		yield(field{index, string(row[start:])})
	}
}

func utf8Len(rest []byte) int {
	_, size := utf8.DecodeRune(rest)
	return size
}
