package amcsql

import "fmt"

// Position is a place between two characters of a text of less than 2 GB. A
// tree holds a great many, so they are small.
type Position struct {
	Offset int32 // bytes from 0
	Line   int32 // from 1
	Column int32 // from 1, in Unicode code points
}

// String returns "line 3, column 14".
func (p Position) String() string {
	return fmt.Sprintf("line %d, column %d", p.Line, p.Column)
}

// Right is the place so many ASCII characters further on the same line.
func (p Position) Right(characters int) Position {
	return Position{Offset: p.Offset + int32(characters), Line: p.Line, Column: p.Column + int32(characters)}
}

// Span is a stretch of text. End is exclusive.
type Span struct {
	Start, End Position
}

// From is the byte offset at which s begins.
func (s Span) From() int { return int(s.Start.Offset) }

// To is the byte offset at which s ends.
func (s Span) To() int { return int(s.End.Offset) }

// Compare orders spans by where they begin.
func (s Span) Compare(other Span) int { return s.From() - other.From() }

// Covers reports whether the byte offset lies in s or at its end, which is
// where the caret stands after the last character was typed.
func (s Span) Covers(offset int) bool {
	return s.From() <= offset && offset <= s.To()
}

// Len returns the length in bytes.
func (s Span) Len() int { return s.To() - s.From() }

// Text returns the part of src that s names.
func (s Span) Text(src string) string {
	return src[s.From():s.To()]
}

// join returns the span from the start of a to the end of b.
func join(a, b Span) Span { return Span{Start: a.Start, End: b.End} }

// PositionAt returns the line and column of a byte offset. An offset outside
// src is moved to its nearest end.
func PositionAt(src string, offset int) Position {
	l := lexer{src: src, line: 1, column: 1}
	l.advance(max(0, min(offset, len(src))))
	return l.here()
}
