// Package audit keeps the audit log: who did what to which object, when, from
// where, and what they were refused.
//
// A domain package calls Record in the transaction of its act, once per act, so
// that there is no act without its entry and no entry without its act. What was
// refused changed nothing; its entry is written by Refused, in a transaction of
// its own. Which acts there are is the table in act.go; what they are called
// there is what the API, the command line and the screen call them.
//
// A sealer gives entries their places and chains them in batches (seal.go). A
// batch holds the SHA-256 over its entries and the hash of the batch before, so
// that Verify finds what was changed, removed or never sealed. Whoever can write
// to the database can make the whole chain anew; the head hash that an operator
// keeps elsewhere tells that too.
//
// Invariants:
//
//   - Entries are never changed and never deleted. Triggers refuse it in both
//     databases; the sealer may set place, batch and digest of an entry once.
//   - Places are given when an entry is sealed, not when it is written: a
//     transaction that commits late is sealed late, and leaves no gap. Only one
//     transaction seals at a time, whichever process it belongs to.
//   - An entry holds no secret and no text of a query. What people typed is held
//     only as names and reasons, cut to a bound.
//   - One database belongs to one organisation, so that it has one chain.
package audit
