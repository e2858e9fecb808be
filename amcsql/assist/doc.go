// Package assist helps people while they write AMC SQL: what may stand at the
// caret (Complete) and what a word means (At).
//
// Texts are half-typed most of the time. Completion therefore puts a name of
// its own at the caret, so that "SELECT i. FROM dsp_impressions i" becomes
// SQL, analyses that, and looks where the name ended up: as a column, a table,
// an alias or nowhere. What it meant to the parser decides what is offered.
//
// Offsets are bytes into the text. A Document is one state of a text, and what
// is asked of it shares one analysis; completion makes one more of its own.
//
// Names that the query itself gives can be looked up and renamed. A rename is
// offered only when the query means the same afterwards, which is checked by
// analysing it again.
package assist
