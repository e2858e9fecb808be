// Package access knows the people and what proves who they are, and is the
// only maker of actors for people.
//
// A person has a local account: an address and an argon2id hash of a password.
// The first one, the owner, is made from settings or through a one-time link.
// After signing in a person is known by a session, kept in a cookie by
// package scs and in the table session; programs use API tokens. Sessions,
// links and tokens are random texts of which only the SHA-256 is stored.
//
// Besides the password a person may have a code generator (RFC 6238), whose
// secret is sealed, with recovery codes for who has lost it; the organisation may
// ask everybody for one. The password then begins a step, and the code ends it:
//
//	password → session                  without a second factor
//	password → step → code → session    with one
//
// A session remembers when its person last proved that it is them; signing in
// counts. Sensitive acts take a proof that is fresh, whatever else is allowed.
//
// Besides, or instead, people sign in with a provider (package sso). What it says
// of somebody is an identity, which is bound to one person:
//
//	Depart → provider → Return → session, or step as after a password
//
// An owner who has lost all of it comes back by a link that is made on the
// machine itself, of which all owners are told.
//
// Invariants:
//
//   - An answer to a failed sign-in is the same, and takes the same time,
//     whether the address exists or not.
//   - A failed sign-in is counted before the password is looked at, so that
//     trying in parallel gains nothing.
//   - Nobody with a second factor gets a session without it. A code counts once.
//   - An identity leads to one person. Nobody who has joined gets another one by
//     an address: it takes their session, or a link that an owner made.
//   - Somebody comes back from a provider in the browser that went there, once.
//   - An owner with a password can sign in whatever a provider does.
//   - Signing in makes a new session id. An ended session cannot come back,
//     not even by a request that was under way when it ended.
//   - Rights are read on every request: disabling a person or ending a
//     session takes effect at once.
package access
