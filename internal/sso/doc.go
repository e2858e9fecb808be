// Package sso asks an identity provider who somebody is: an OpenID provider
// (discovery, authorization code with PKCE, state and nonce), or Login with Amazon,
// which is OAuth 2.0 with an address that tells whose an access token is. It knows
// no people and keeps nothing; package access decides whom an identity lets in.
//
//	Begin    → address of the provider, for the browser
//	Complete ← the query with which the browser comes back → Identity
//
// Invariants:
//
//   - Nothing of an answer of an OpenID provider is believed before the signature,
//     issuer, audience, expiry and nonce of its ID token were checked. The algorithms
//     are those that the provider publishes; "none" is never among them.
//   - Whom Login with Amazon names is believed because the token came from its own
//     address, by a code that is bound to our secret and to the browser's verifier.
//     The token is used once and kept nowhere.
//   - The provider is reached only by the client that was given, which decides what
//     may be reached, and what it answers is bounded.
//   - No error holds a code, a token or the client secret.
package sso
