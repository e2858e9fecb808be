// Package connection keeps consents at Amazon: it asks for them, holds their
// tokens and finds out what they give access to.
//
// A connection is one person's consent for one region.
//
//	pending → healthy ⇄ expired
//	             ↓ ↑       ↓
//	        needs_reconnect
//
// healthy means that tokens were obtained and none was refused since; expired
// that the access token has ended and Amazon could not be asked for another
// just now; needs_reconnect that Amazon refuses the refresh token, so that a
// person must consent again.
//
// Tokens are sealed for their row and column and never leave this package but
// in calls to Amazon. One refresh per connection is in flight across all
// processes: it holds a lease on the row, and its result is written only if no
// other has been written since (token_version).
//
// A discovery looks around a connection and is written down with what it changed:
//
//	looking → complete | incomplete | failed | cancelled | interrupted
//	   └→ stopping ─────────────────────────────────┘
//
// What it found and how it ended are one transaction: one that was cancelled, or
// whose process ended, has changed nothing.
//
// A consent is begun by a person and can be finished only by the same person
// in the same session, once, with the state that was sent along.
package connection
