// Package sso asks an identity provider who somebody is, by OpenID Connect
// (discovery, authorization code with PKCE, state and nonce). It knows no people
// and keeps nothing; package access decides whom an identity lets in.
//
//	Begin    → address of the provider, for the browser
//	Complete ← the query with which the browser comes back → Identity
//
// Invariants:
//
//   - Nothing of an answer is believed before the signature, issuer, audience,
//     expiry and nonce of its ID token were checked. The algorithms are those
//     that the provider publishes; "none" is never among them.
//   - The provider is reached only by the client that was given, which connects
//     through package egress, and what it answers is bounded.
//   - No error holds a code, a token or the client secret.
package sso
