package framed

import (
	"encoding/binary"
	"encoding/json"
	"io"
)

// Writer puts what is written to it into data frames.
type Writer struct{ out io.Writer }

// NewWriter returns a Writer to out.
func NewWriter(out io.Writer) *Writer { return &Writer{out: out} }

// Write sends bytes of the file.
func (w *Writer) Write(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if err := w.head(kindData, len(p)); err != nil {
		return 0, err
	}
	return w.out.Write(p)
}

// Progress tells how far the file is.
func (w *Writer) Progress(p Progress) error { return w.json(kindProgress, p) }

// End tells that the file is whole. Nothing may follow.
func (w *Writer) End(e End) error { return w.json(kindEnd, e) }

// Fail tells that the file is not whole. Nothing may follow.
func (w *Writer) Fail(f Failure) error { return w.json(kindFailure, f) }

func (w *Writer) json(kind byte, value any) error {
	content, err := json.Marshal(value)
	if err != nil {
		return err
	}
	if err := w.head(kind, len(content)); err != nil {
		return err
	}
	_, err = w.out.Write(content)
	return err
}

func (w *Writer) head(kind byte, length int) error {
	head := binary.BigEndian.AppendUint32([]byte{kind}, uint32(length)) //nolint:gosec // a buffer is far below 4 GiB
	_, err := w.out.Write(head)
	return err
}
