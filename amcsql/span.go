package amcsql

import "fmt"

// Position is a place between two characters of a text.
type Position struct {
	Offset int // bytes from 0
	Line   int // from 1
	Column int // from 1, in Unicode code points
}

// String returns "line 3, column 14".
func (p Position) String() string {
	return fmt.Sprintf("line %d, column %d", p.Line, p.Column)
}

// Span is a stretch of text. End is exclusive.
type Span struct {
	Start, End Position
}

// Covers reports whether the byte offset lies in s or at its end, which is
// where the caret stands after the last character was typed.
func (s Span) Covers(offset int) bool {
	return s.Start.Offset <= offset && offset <= s.End.Offset
}

// Len returns the length in bytes.
func (s Span) Len() int { return s.End.Offset - s.Start.Offset }

// Text returns the part of src that s names.
func (s Span) Text(src string) string {
	return src[s.Start.Offset:s.End.Offset]
}

// join returns the span from the start of a to the end of b.
func join(a, b Span) Span { return Span{Start: a.Start, End: b.End} }

// PositionAt returns the line and column of a byte offset. An offset outside
// src is moved to its nearest end.
func PositionAt(src string, offset int) Position {
	l := lexer{src: src, at: Position{Line: 1, Column: 1}}
	l.advance(max(0, min(offset, len(src))))
	return l.at
}
