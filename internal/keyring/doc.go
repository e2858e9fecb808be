// Package keyring looks after the keys that seal secrets in the database: which
// there are, what each has sealed, and how they are replaced.
//
// Packages that seal columns say which (Column). A rotation adds a key to the
// keyset, which seals from then on, and reseals what older keys have sealed, row
// by row and while everything runs. Older keys stay until they are retired.
//
// Invariants:
//
//   - A value is resealed only if nobody has changed it meanwhile, so that a
//     rotation never brings an older secret back.
//   - A rotation that is broken off goes on where it was: what is left to do is
//     read from the rows themselves.
//   - A key is retired only when nothing is sealed with it any more, and no
//     process can still be about to seal with it.
//   - A server does not start with keys that do not open what is stored, unless it
//     is told that they are lost.
package keyring
