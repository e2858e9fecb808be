// Package pack keeps the brands of clients and packs: lists of values of a
// brand that parameters of queries are filled with.
//
// A Brand belongs to a client; a Pack belongs to a brand and so to its client.
// Whoever sees one of the client's instances sees them; whoever may write
// queries on one of them may change them. Names are unique among what is not
// archived: the brands of a client, the packs of a brand. Archiving hides and
// can be undone; nothing is deleted.
//
// The values of a pack are of one kind, each written in one way only (an ASIN in
// capitals, for example), kept in their order, none twice, at most MaxValues.
// They are stored as one text, a line each, apart from the pack's row, and are
// read when they are used: lists of packs stay cheap.
//
// Values come in as text, a list or CSV, that is read by Read. What cannot be a
// value is told with its line and the reason; nothing is left out unseen: a
// change with such lines is refused unless it says to go on without them.
//
// Every change of a pack raises its version and names the version it was made
// on. When that is no longer the newest, it is ErrConflict and changes nothing.
package pack
