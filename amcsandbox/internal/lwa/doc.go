// Package lwa is the sandbox's Login with Amazon: the page on which a person
// allows an application to act for them, the endpoint where applications turn
// codes and refresh tokens into access tokens, and the one that tells who a person
// is, where they allowed that. Nobody is asked for a password: a person is whoever
// they say.
//
// A consent is one Allow of one person for one client. Codes, refresh tokens
// and access tokens belong to a consent and die with it. A code works once and
// for a few minutes; a refresh token does not expire by itself; an access
// token expires by the clock. Secrets are kept only as hashes.
//
// Faults that a browser must see are pages, never redirects to an address that
// was not registered; all others go back to the application as OAuth errors.
package lwa
