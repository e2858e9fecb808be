package engine

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	lru "github.com/hashicorp/golang-lru/v2"
)

const (
	// mostAnswers are kept, each no longer than longestAnswer: 16 MiB at most.
	mostAnswers   = 512
	longestAnswer = 32 << 10
)

// answers are what small statements gave lately. The data that a statement names
// never change, so that the same statement gives the same rows; planning it anew
// costs most of what running it on small data does.
type answers struct {
	rows    *lru.Cache[string, *answer]
	columns *lru.Cache[string, []Column]
}

// answer is the CSV of a result and what is told about it.
type answer struct {
	csv     []byte
	summary Summary
}

func newAnswers() (*answers, error) {
	rows, err := lru.New[string, *answer](mostAnswers)
	if err != nil {
		return nil, fmt.Errorf("make room for answers: %w", err)
	}
	columns, err := lru.New[string, []Column](mostAnswers)
	if err != nil {
		return nil, fmt.Errorf("make room for columns: %w", err)
	}
	return &answers{rows: rows, columns: columns}, nil
}

// write writes the answer to a statement when it is known, and reports whether it was.
func (a *answers) write(statement string, w io.Writer) (*Summary, bool, error) {
	known, ok := a.rows.Get(statement)
	if !ok {
		return nil, false, nil
	}
	if _, err := w.Write(known.csv); err != nil {
		return nil, true, fmt.Errorf("write rows: %w", err)
	}
	summary := known.summary
	return &summary, true, nil
}

// keep keeps the answer to a statement, unless the next one may be another.
func (a *answers) keep(statement string, written *beginning, summary *Summary) {
	if written.cut || strings.Contains(statement, "random()") || strings.Contains(statement, "uuid()") {
		return
	}
	a.rows.Add(statement, &answer{csv: written.kept.Bytes(), summary: *summary})
}

// beginning keeps what is written through it as long as it is short.
type beginning struct {
	to   io.Writer
	kept bytes.Buffer
	cut  bool // there was more
}

func (b *beginning) Write(p []byte) (int, error) {
	n, err := b.to.Write(p)
	if b.cut = b.cut || err != nil || b.kept.Len()+n > longestAnswer; b.cut {
		b.kept = bytes.Buffer{}
	} else {
		b.kept.Write(p[:n])
	}
	return n, err
}
