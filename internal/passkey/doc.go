// Package passkey has a browser prove, by WebAuthn, that it holds a key that
// somebody has unlocked on their device. It knows no people and keeps nothing;
// package access decides whom a key lets in.
//
//	Register → what to ask the browser, and what to keep → Registered → Key
//	SignIn   → what to ask the browser, and what to keep → Proven     → Key
//
// Invariants:
//
//   - A key is made for one site, by its host name, and answers for no other:
//     nobody can be tricked into using it elsewhere.
//   - The device has always verified its user, by a finger, a face or a PIN. So a
//     passkey is two factors in one.
//   - An answer counts for the challenge it was asked for. Whoever keeps what is to
//     be kept has to see to it that it is used once, and soon.
//   - A key whose counter does not run on may have been copied. Proven says so
//     by ErrCopied, and by no other error.
package passkey
