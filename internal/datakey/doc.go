// Package datakey keeps a key per client, with which the client's results are
// sealed.
//
// A key is a keyset of its own (seal.Stream), made when a client's first result
// is stored and itself sealed in the database by the keys of package keyring.
// It never changes, so that rotating those touches no result.
//
// Invariants:
//
//   - A client has at most one key that seals. Others of it are lost: they open
//     with none of the keys at hand, and wait for those to come back.
//   - A destroyed key is gone for good: what it sealed cannot be read by anybody
//     any more, wherever a copy of the file may lie. Its client gets no other one,
//     so that whoever still stores something for it is refused.
//   - No key is kept in memory between two uses: each looks at the row, so that
//     every process refuses from the commit on that destroyed it.
package datakey
