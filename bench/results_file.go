package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strconv"
	"time"

	"github.com/recomamp/recomamp/internal/result"
)

func resultDeclared() []result.Declared {
	out := make([]result.Declared, resultColumns)
	for i := range out {
		out[i] = result.Declared{Name: fmt.Sprintf("column_%d", i), Type: []string{"STRING", "STRING", "LONG", "DECIMAL", "TIMESTAMP"}[i%5]}
	}
	return out
}

// writeResultFile writes the rows of writeResultCSV to a file.
func writeResultFile(path string, rows int) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(writeResultCSV(file, rows), file.Close())
}

// writeResultCSV writes rows such as AMC gives: ids, names, counts, money and instants.
func writeResultCSV(to io.Writer, rows int) error {
	out := bufio.NewWriterSize(to, 1<<20)
	for i, c := range resultDeclared() {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString(c.Name)
	}
	out.WriteByte('\n')
	random := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	line := make([]byte, 0, 512)
	for range rows {
		line = line[:0]
		for i := range resultColumns {
			if i > 0 {
				line = append(line, ',')
			}
			switch n := random.Int64N(100_000_000); i % 5 {
			case 0:
				line = strconv.AppendInt(line, 100_000_000_000+n*9_999_991, 10)
			case 1:
				line = strconv.AppendInt(append(line, "campaign "...), n%977, 10)
			case 2:
				line = strconv.AppendInt(line, n%1_000_000, 10)
			case 3:
				line = append(strconv.AppendInt(line, n/100, 10), '.', byte('0'+n/10%10), byte('0'+n%10))
			default:
				line = start.Add(time.Duration(n%10_000_000)*time.Second).AppendFormat(line, "2006-01-02T15:04:05Z")
			}
		}
		if _, err := out.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return out.Flush()
}

// filePart is a part of a result in a file.
type filePart struct{ path string }

func (p filePart) Open(context.Context) (io.ReadCloser, int64, error) {
	file, err := os.Open(p.path)
	if err != nil {
		return nil, 0, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, 0, err
	}
	return file, info.Size(), nil
}
