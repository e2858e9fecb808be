package result

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

const (
	readBuffer = 256 << 10
	// maxRecord bounds the memory one record may take.
	maxRecord = 32 << 20
)

// scanner reads CSV records as RFC 4180 has them, strictly where leniency
// would mean guessing: an unclosed quote, text after a closing quote and
// invalid UTF-8 are errors. A quote inside an unquoted value is plain text.
type scanner struct {
	in   *bufio.Reader
	long []byte // a line longer than the reader's buffer
	text []byte // unescaped values of a record with quotes
	ends []int  // where each value ends in text
	// fields and quoted describe the current record; they are valid until the next one.
	fields [][]byte
	quoted []bool
}

func newScanner(r io.Reader) *scanner {
	return &scanner{in: bufio.NewReaderSize(r, readBuffer)}
}

// mark is a byte order mark.
var mark = []byte("\ufeff")

// skipMark drops a byte order mark.
func (s *scanner) skipMark() {
	if begin, _ := s.in.Peek(len(mark)); bytes.Equal(begin, mark) {
		_, _ = s.in.Discard(len(mark))
	}
}

// next reads a record; io.EOF ends the input. An error that is not about the
// text comes from the reader below.
func (s *scanner) next() error {
	line, err := s.line()
	if err != nil {
		return err
	}
	if bytes.IndexByte(line, '"') < 0 {
		if !utf8.Valid(line) {
			return malformed("invalid UTF-8")
		}
		s.split(chomp(line))
		return nil
	}
	return s.unquote(line)
}

// line is the next line with its terminator.
func (s *scanner) line() ([]byte, error) {
	line, err := s.in.ReadSlice('\n')
	if err == nil {
		return line, nil
	}
	s.long = append(s.long[:0], line...)
	for errors.Is(err, bufio.ErrBufferFull) {
		if len(s.long) > maxRecord {
			return nil, malformed(fmt.Sprintf("a record is longer than %d bytes", maxRecord))
		}
		line, err = s.in.ReadSlice('\n')
		s.long = append(s.long, line...)
	}
	if errors.Is(err, io.EOF) && len(s.long) > 0 {
		return s.long, nil
	}
	return s.long, err
}

func chomp(line []byte) []byte {
	line = bytes.TrimSuffix(line, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r"))
}

func (s *scanner) split(line []byte) {
	s.fields, s.quoted = s.fields[:0], s.quoted[:0]
	for {
		comma := bytes.IndexByte(line, ',')
		if comma < 0 {
			break
		}
		s.fields, s.quoted = append(s.fields, line[:comma]), append(s.quoted, false)
		line = line[comma+1:]
	}
	s.fields, s.quoted = append(s.fields, line), append(s.quoted, false)
}

// unquote reads a record that holds a quote somewhere, over as many lines as it takes.
func (s *scanner) unquote(line []byte) error {
	s.text, s.ends, s.quoted = s.text[:0], s.ends[:0], s.quoted[:0]
	for more := true; more; {
		quoted := len(line) > 0 && line[0] == '"'
		if quoted {
			rest, err := s.quotedValue(line[1:])
			if err != nil {
				return err
			}
			tail := chomp(rest)
			if len(tail) > 0 && tail[0] != ',' {
				return malformed("text after a closing quote")
			}
			if more = len(tail) > 0; more {
				line = rest[1:]
			}
		} else {
			value := chomp(line)
			comma := bytes.IndexByte(value, ',')
			if more = comma >= 0; more {
				value, line = value[:comma], line[comma+1:]
			}
			s.text = append(s.text, value...)
		}
		s.ends, s.quoted = append(s.ends, len(s.text)), append(s.quoted, quoted)
	}
	if !utf8.Valid(s.text) {
		return malformed("invalid UTF-8")
	}
	s.fields = s.fields[:0]
	start := 0
	for _, end := range s.ends {
		s.fields = append(s.fields, s.text[start:end])
		start = end
	}
	return nil
}

// quotedValue appends the value that starts behind an opening quote and gives
// back what follows the closing one.
func (s *scanner) quotedValue(line []byte) ([]byte, error) {
	for {
		quote := bytes.IndexByte(line, '"')
		if quote < 0 {
			s.text = append(s.text, line...)
			if len(s.text) > maxRecord {
				return nil, malformed(fmt.Sprintf("a record is longer than %d bytes", maxRecord))
			}
			var err error
			if line, err = s.line(); errors.Is(err, io.EOF) {
				return nil, malformed("a quote is never closed")
			} else if err != nil {
				return nil, err
			}
			continue
		}
		s.text = append(s.text, line[:quote]...)
		line = line[quote+1:]
		if len(line) == 0 || line[0] != '"' {
			return line, nil
		}
		s.text = append(s.text, '"')
		line = line[1:]
	}
}

// blank reports a record that is an empty line.
func (s *scanner) blank() bool {
	return len(s.fields) == 1 && len(s.fields[0]) == 0 && !s.quoted[0]
}

func malformed(detail string) error { return &MalformedError{Detail: detail} }
