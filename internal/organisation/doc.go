// Package organisation keeps what the agency calls itself and the zone it lives in,
// and tells how far its set-up is.
//
// A step of the set-up is done because what it is for exists, whoever made it and
// wherever; nothing but that somebody left a step out for now is stored of it:
//
//	open ⇄ skipped
//	   └→ done
//
// The set-up is finished when no step is open. It is for owners; what the
// organisation is called everybody may know who is signed in.
package organisation
