// Package assist helps people while they write AMC SQL: what may stand at the
// caret (Complete) and what a word means (At).
//
// Texts are half-typed most of the time. Completion therefore puts a name of
// its own at the caret, so that "SELECT i. FROM dsp_impressions i" becomes
// SQL, analyses that, and looks where the name ended up: as a column, a table,
// an alias or nowhere. What it meant to the parser decides what is offered.
//
// Offsets are bytes into the text. The package keeps no state; every call
// stands for itself and costs one parse and one analysis.
package assist
